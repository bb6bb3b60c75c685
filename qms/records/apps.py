from django.apps import AppConfig
from django.core.checks import register as register_check
from django.db.models.signals import post_migrate, pre_migrate
from django.utils.module_loading import autodiscover_modules


class RecordsConfig(AppConfig):
    name = "qms.records"
    label = "records"

    def ready(self):
        from qms.records import indexes
        from qms.records.checks import check_registers
        from qms.records.imports.sheets import offer_sheets
        from qms.records.migrating import group
        from qms.records.triggers import install, lift

        autodiscover_modules("registers")
        autodiscover_modules("imports")
        autodiscover_modules("documents")
        offer_sheets()
        register_check(check_registers)
        # Not in a migration: SQLite loses the triggers of a table that it rebuilds,
        # and rebuilds no table that a trigger of another one speaks of.
        pre_migrate.connect(lift, sender=self)
        pre_migrate.connect(group, sender=self)
        post_migrate.connect(install, sender=self)
        post_migrate.connect(indexes.install, sender=self)
