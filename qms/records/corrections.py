"""All versions of a record: what it corrects, and what corrects it, however often."""

from django.db.models.expressions import RawSQL


def versions(table, key):
    """A query for the keys of all versions of a record, older and newer ones.

    It corrects another, which may correct a third; SQLite takes no such query at the
    top of a trigger's statement, but does inside a condition.
    """
    return (
        "WITH RECURSIVE version(id, before) AS ("
        f'SELECT r.id, r.corrects_id FROM "{table}" r WHERE r.id = {key} '
        f'UNION SELECT r.id, r.corrects_id FROM "{table}" r '
        "JOIN version ON r.id = version.before OR r.corrects_id = version.id) "
        "SELECT id FROM version"
    )


def all_versions(record):
    """The same for a queryset: `filter(sale__in=all_versions(sale))`."""
    return RawSQL(versions(record._meta.db_table, "%s"), [record.pk])
