from django.apps import AppConfig
from django.core.checks import register as register_check
from django.db.models.signals import post_migrate
from django.utils.module_loading import autodiscover_modules


class RecordsConfig(AppConfig):
    name = "qms.records"
    label = "records"

    def ready(self):
        from qms.records.checks import check_registers
        from qms.records.imports.sheets import offer_sheets
        from qms.records.triggers import install

        autodiscover_modules("registers")
        autodiscover_modules("imports")
        offer_sheets()
        register_check(check_registers)
        # SQLite drops a table's triggers when a migration rebuilds the table, so
        # that they are laid anew after every migrate rather than in a migration.
        post_migrate.connect(install, dispatch_uid="records.triggers")
