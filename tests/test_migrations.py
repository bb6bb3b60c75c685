"""Migrations say what the models say, and lead back as well as forth."""

import os
import subprocess
import sys

import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import connection

THERE_AND_BACK = """
import django
django.setup()
from django.apps import apps
from django.core.management import call_command
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder
from qms.records import triggers

call_command("migrate", verbosity=0)
there = connection.introspection.table_names()
for label in ("inventory", "sales", "procurement", "suppliers", "core", "records"):
    call_command("migrate", label, "zero", verbosity=0)
left = {m.app for m in MigrationRecorder.Migration.objects.all()}
"""


@pytest.mark.django_db
def test_no_migration_is_missing():
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)
