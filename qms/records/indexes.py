"""Indexes for whatever lists and lookups search in, on PostgreSQL.

A word is looked for anywhere in a text, which only trigrams find without reading every
row. Like the triggers they follow from the declarations and are laid after migrating.
"""

from django.apps import apps
from django.db import connections, models

from qms.records.registers import registry


def searched_columns():
    """The tables and columns that words are looked for in, each once."""
    found = set()
    for listing in registry.values():
        found |= {_column(listing.model, lookup) for lookup in listing.search}
    for model in apps.get_models():
        for name in getattr(model, "looked_up_by", ("search_key",)):
            if name in {field.name for field in model._meta.fields}:
                found.add(_column(model, name))
    return sorted(filter(None, found))


def _column(model, lookup):
    """The table and column at the end of a lookup, if it holds text."""
    for name in lookup.split("__"):
        field = model._meta.get_field(name)
        model = field.related_model or model
    is_text = isinstance(field, (models.CharField, models.TextField))
    return (field.model._meta.db_table, field.column) if is_text else None


def install(using="default", **kwargs):
    """Lay every index whose table is there."""
    connection = connections[using]
    if connection.vendor != "postgresql":
        return
    with connection.cursor() as cursor:
        tables = set(connection.introspection.table_names(cursor))
        cursor.execute("CREATE EXTENSION IF NOT EXISTS pg_trgm")
        for table, column in searched_columns():
            if table in tables:
                name = f"search_{table}_{column}"[:63]
                cursor.execute(
                    f'CREATE INDEX IF NOT EXISTS "{name}" ON "{table}" '
                    f'USING gin (UPPER("{column}"::text) gin_trgm_ops)'
                )
