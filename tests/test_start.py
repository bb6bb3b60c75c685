"""A server starts only on the database that its program expects."""

import importlib
import sys

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]


def start():
    sys.modules.pop("qms.wsgi", None)
    importlib.import_module("qms.wsgi")


def test_a_server_starts_on_a_database_that_is_ready():
    start()


def test_a_server_refuses_a_half_migrated_database():
    MigrationRecorder(connection).record_unapplied("records", "0002_genesis")
    with pytest.raises(ImproperlyConfigured, match="not ready.*records.0002_genesis"):
        start()


def test_a_server_refuses_a_database_that_is_ahead_of_it():
    MigrationRecorder(connection).record_applied("records", "9999_from_tomorrow")
    with pytest.raises(ImproperlyConfigured, match="newer.*records.9999_from_tomorrow"):
        start()
