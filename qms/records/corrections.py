"""All versions of a record: what it corrects, and what corrects it, however often."""

from django.db.models import Func, Subquery, Value


def versions(table, key):
    """In SQL, the keys of all versions of a record, older and newer ones.

    It corrects another, which may correct a third; SQLite takes no such query at the
    top of a trigger's statement, but does inside a condition.
    """
    return (
        "WITH RECURSIVE version(id, earlier) AS ("
        f'SELECT r.id, r.corrects_id FROM "{table}" r WHERE r.id = {key} '
        f'UNION SELECT r.id, r.corrects_id FROM "{table}" r '
        "JOIN version ON r.id = version.earlier OR r.corrects_id = version.id) "
        "SELECT id FROM version"
    )


def all_versions(model, key):
    """The same for a queryset: `filter(sale__in=all_versions(Sale, sale.pk))`."""
    key = key if hasattr(key, "resolve_expression") else Value(key)
    return Func(key, template=f"({versions(model._meta.db_table, '%(expressions)s')})")


def heirs(records):
    """The keys of all that correct one of some records, or correct such a one again.

    Few records are corrections: a planner that is told so begins with these.
    """
    table = records.model._meta.db_table
    template = (
        "(WITH RECURSIVE heir(id) AS ("
        f'SELECT r.id FROM "{table}" r '
        "WHERE r.corrects_id IS NOT NULL AND r.corrects_id IN %(expressions)s "
        f'UNION SELECT r.id FROM "{table}" r JOIN heir ON r.corrects_id = heir.id) '
        "SELECT id FROM heir)"
    )
    return Func(Subquery(records.order_by().values("pk")), template=template)
