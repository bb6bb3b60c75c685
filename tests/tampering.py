"""Writing past the models, for the tests that watch it being refused or found."""

from contextlib import contextmanager

import pytest
from django.db import IntegrityError, connection, transaction

from qms.records import triggers


def execute(sql, *values):
    """Run a statement as somebody with a database shell would."""
    with connection.cursor() as cursor:
        cursor.execute(sql, values)


def assign(row, **values):
    """Overwrite columns of a row by SQL."""
    columns = ", ".join(f'"{name}" = %s' for name in values)
    sql = f'UPDATE "{row._meta.db_table}" SET {columns} WHERE {_key(row)} = %s'
    execute(sql, *values.values(), row.pk)


def erase(row):
    """Delete a row by SQL."""
    execute(f'DELETE FROM "{row._meta.db_table}" WHERE {_key(row)} = %s', row.pk)


@contextmanager
def refused():
    """What the database refuses; the test goes on from where it stood before."""
    with pytest.raises(IntegrityError), transaction.atomic():
        yield


def lift_guards():
    """Drop every trigger that keeps rows as they are."""
    # PostgreSQL alters no table whose foreign keys are still to be checked.
    connection.check_constraints()
    triggers.lift()


@contextmanager
def unguarded():
    """A while without triggers, as somebody with all rights could arrange it."""
    with _deaf() if connection.vendor == "postgresql" else _stripped():
        yield


@contextmanager
def _deaf():
    """PostgreSQL takes what is written now for something that a trigger has seen."""
    execute("SET session_replication_role = replica")
    yield
    execute("SET session_replication_role = DEFAULT")


@contextmanager
def _stripped():
    """SQLite has to lose its triggers, and gets back those that it had."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT sql FROM sqlite_master WHERE type = 'trigger'")
        laid = [sql for (sql,) in cursor.fetchall()]
        triggers.lift()
        yield
        for sql in laid:
            cursor.execute(sql)


def _key(row):
    return f'"{row._meta.pk.column}"'
