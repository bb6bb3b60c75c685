"""Migrations say what the models say, and lead back as well as forth."""

import os
import subprocess
import sys

import pytest
from django.conf import settings
from django.core.management import call_command

from tests.test_architecture import own_models

ON_SQLITE = settings.DATABASES["default"]["ENGINE"].endswith("sqlite3")
#: Everything is built on the people of the core, and goes with them.
THERE_AND_BACK = """
import django
django.setup()
from django.core.management import call_command
from django.db import connection
call_command("migrate", verbosity=0)
call_command("migrate", "core", "zero", verbosity=0)
print(*connection.introspection.table_names())
"""


@pytest.mark.django_db
def test_no_migration_is_missing():
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


@pytest.mark.skipif(not ON_SQLITE, reason="Scratch databases are of SQLite.")
def test_every_migration_can_be_undone():
    scratch = {"DATABASE_URL": "sqlite://:memory:", "DEBUG": "1"}
    left = subprocess.run(
        [sys.executable, "-c", THERE_AND_BACK],
        env=os.environ | scratch | {"DJANGO_SETTINGS_MODULE": "qms.settings"},
        cwd=settings.BASE_DIR,
        capture_output=True,
        text=True,
        check=True,
    )
    tables = set(left.stdout.split())
    assert "django_migrations" in tables
    assert not tables & {model._meta.db_table for model in own_models()}
