"""Migrations say what the models say, and lead back as well as forth."""

import json
import os
import re
import subprocess
import sys

import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.db.migrations import AddField, CreateModel, RunPython
from django.db.models import TextField

from qms.records.migrating import together
from tests.test_architecture import own_models

pytestmark = pytest.mark.django_db

#: Everything is built on the people of the core, and goes with them. The classes of
#: the models, made again and again, are much to look through for garbage.
THERE_AND_BACK = """
import gc
import json
import django
django.setup()
from django.core.management import call_command
from django.db import connection
from tests.test_migrations import schema
gc.set_threshold(50_000, 20, 100)
call_command("migrate", verbosity=0)
there = schema(connection)
call_command("migrate", "core", "zero", verbosity=0)
print(json.dumps([there, connection.introspection.table_names()]))
"""


def schema(connection):
    """Columns and names of constraints, indexes and triggers of every table."""
    introspection, found = connection.introspection, {}
    with connection.cursor() as cursor:
        for table in introspection.table_names(cursor):
            columns = introspection.get_table_description(cursor, table)
            named = introspection.get_constraints(cursor, table)
            found[table] = [
                sorted([c.name, str(c.type_code), c.null_ok] for c in columns),
                sorted(name for name in named if not name.startswith("__")),
            ]
    return found


@pytest.fixture
def scratch(tmp_path):
    """The address of an empty database beside the one of the tests."""
    if connection.vendor == "sqlite":
        yield f"sqlite:///{tmp_path / 'scratch.sqlite3'}"
        return
    name = f"{connection.settings_dict['NAME']}_scratch"
    server, _name, options = re.split(r"/(\w+)(?=\?|$)", os.environ["DATABASE_URL"])
    with connection._nodb_cursor() as cursor:
        cursor.execute(f'CREATE DATABASE "{name}"')
    yield f"{server}/{name}{options}"
    with connection._nodb_cursor() as cursor:
        cursor.execute(f'DROP DATABASE "{name}"')


def test_no_migration_is_missing():
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


def test_migrations_make_what_the_models_say_and_can_be_undone(scratch):
    walked = subprocess.run(
        [sys.executable, "-c", THERE_AND_BACK],
        env=os.environ
        | {"DATABASE_URL": scratch, "DEBUG": "1"}
        | {"DJANGO_SETTINGS_MODULE": "qms.settings"},
        cwd=settings.BASE_DIR,
        capture_output=True,
        text=True,
        check=True,
    )
    there, back = json.loads(walked.stdout)
    here = json.loads(json.dumps(schema(connection)))
    ours = {model._meta.db_table for model in own_models()}
    assert {t: there[t] for t in ours} == {t: here[t] for t in ours}
    assert "django_migrations" in back
    assert not set(back) & ours


def test_operations_in_a_row_on_different_tables_are_carried_out_together():
    first, second = (CreateModel(name, fields=[]) for name in ("First", "Second"))
    field = AddField("first", "title", TextField())
    unknown = RunPython(RunPython.noop)
    grouped = together([first, second, field, unknown, field])
    assert [getattr(op, "operations", op) for op in grouped] == [
        [first, second],
        field,
        unknown,
        field,
    ]
