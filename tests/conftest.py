"""What every test stands on."""

import gc
from importlib import import_module

import hypothesis
import pytest
from django.apps import apps
from django.conf import settings as project
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder

from tests.tampering import lift_guards

#: What a migration enters is gone when the tables were emptied.
begin_chain = import_module("qms.records.migrations.0002_genesis").begin_chain


def pytest_configure(config):
    """Sign and hash quickly, take static files as they lie."""
    project.SECRET_KEY = "known to everybody"
    project.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    immediate = "django.contrib.staticfiles.storage.StaticFilesStorage"
    project.STORAGES["staticfiles"]["BACKEND"] = immediate
    project.WHITENOISE_AUTOREFRESH = True
    # Tables are made from the models at once: tests/test_migrations.py compares.
    project.DATABASES["default"].setdefault("TEST", {})["MIGRATE"] = False
    # The one warning that is nobody's here to mend.
    profile = "ignore:unclosed file .*weasyprint/pdf/sRGB2014.icc:ResourceWarning"
    config.addinivalue_line("filterwarnings", profile)


def pytest_collection_finish():
    """Leave what stays to the end out of the garbage: looking through it takes time."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 100)


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    """The database stands as after its last migration, and knows it."""
    with django_db_blocker.unblock():
        recorder = MigrationRecorder(connection)
        for app, name in MigrationLoader(connection).disk_migrations:
            recorder.record_applied(app, name)


@pytest.fixture(scope="session", autouse=True)
def passing_papers(tmp_path_factory):
    """Uploads vanish with the tests."""
    project.MEDIA_ROOT = tmp_path_factory.mktemp("papers")


@pytest.fixture
def english(settings):
    """Sentences as they stand in the code."""
    settings.LANGUAGE_CODE = "en"


@pytest.fixture(autouse=True)
def emptied_by_force(request):
    """Let a test that commits have its tables emptied; the next begins the chain."""
    marker = request.node.get_closest_marker("django_db")
    commits = marker is not None and marker.kwargs.get("transaction", False)
    if marker:
        request.getfixturevalue("transactional_db" if commits else "db")
        begin_chain(apps, None)
    yield
    if commits:
        # SQLite empties them row by row; the flush ends by laying the guards anew.
        lift_guards()


# A busy machine is no failure of what is tested; each run draws the same examples.
hypothesis.settings.register_profile(
    "patient",
    deadline=None,
    derandomize=True,
    suppress_health_check=[hypothesis.HealthCheck.too_slow],
)
hypothesis.settings.register_profile(
    "thorough",
    hypothesis.settings.get_profile("patient"),
    derandomize=False,
    max_examples=6000,
)
hypothesis.settings.load_profile("patient")
