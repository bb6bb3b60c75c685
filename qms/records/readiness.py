"""A server does not start on a database that is not as its program expects it."""

from django.core.exceptions import ImproperlyConfigured
from django.db import connections
from django.db.migrations.loader import MigrationLoader
from django.utils.translation import gettext as _


def demand_migrated(using="default"):
    """Refuse to serve while an upgrade is missing, half done or too new."""
    loader = MigrationLoader(connections[using])
    applied = set(loader.applied_migrations)
    if missing := set(loader.graph.nodes) - applied:
        sentence = _(
            "The database is not ready for this program (%(migrations)s …). "
            "Run manage.py migrate first."
        )
        raise ImproperlyConfigured(sentence % {"migrations": _named(missing)})
    unknown = applied - set(loader.disk_migrations)
    if ahead := {key for key in unknown if key[0] in loader.migrated_apps}:
        sentence = _(
            "The database is newer than this program (%(migrations)s …). "
            "Install the newer program."
        )
        raise ImproperlyConfigured(sentence % {"migrations": _named(ahead)})


def _named(migrations):
    return ", ".join(".".join(key) for key in sorted(migrations)[:3])
