"""A server does not start on a database that is not as its program expects it."""

from django.core.exceptions import ImproperlyConfigured
from django.db import connections
from django.db.migrations.executor import MigrationExecutor
from django.utils.translation import gettext as _


def demand_migrated(using="default"):
    """Refuse to serve while an upgrade is missing, half done or too new."""
    executor = MigrationExecutor(connections[using])
    loader = executor.loader
    plan = executor.migration_plan(loader.graph.leaf_nodes())
    if missing := [(each.app_label, each.name) for each, _back in plan]:
        sentence = _(
            "The database is not ready for this program (%(migrations)s …). "
            "Run manage.py migrate first."
        )
        raise ImproperlyConfigured(sentence % {"migrations": _named(missing)})
    unknown = set(loader.applied_migrations) - set(loader.disk_migrations)
    if ahead := [key for key in unknown if key[0] in loader.migrated_apps]:
        sentence = _(
            "The database is newer than this program (%(migrations)s …). "
            "Install the newer program."
        )
        raise ImproperlyConfigured(sentence % {"migrations": _named(ahead)})


def _named(migrations):
    return ", ".join(".".join(key) for key in sorted(migrations)[:3])
