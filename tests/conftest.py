"""What every test stands on."""

import gc
from importlib import import_module

import hypothesis
import pytest
from django.apps import apps
from django.conf import settings as project
from django.core.management import call_command
from django.db import connection, transaction
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder

from tests import make
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


@pytest.fixture(scope="module")
def company(django_db_setup, django_db_blocker):
    """Three whole chains for the tests of a module: three of whatever is listed."""
    with django_db_blocker.unblock():
        with transaction.atomic():
            for _chain in range(3):
                make.signed(make.delivery_note())
                make.signed(make.direct_sale())
                make.signed(make.company_licence())
                make.signed(make.work_calendar())
                make.used_equipment()
                make.signed(make.climate_assessment())
                make.signed(make.climate_log())
                make.reading()
                make.device()
                make.signed(make.calibration())
                make.signed(make.stop_sale())
                make.signed(make.storage_inspection())
                make.signed(make.recall(kind="drill"))
                make.recall_under_way()
                make.signed(make.recall_release())
                make.signed(make.sales_return())
                make.sent_for_selection()
                make.signed(make.purchase_return())
                make.signed(make.destruction())
                make.signed(make.veto())
                make.signed(make.veto_release())
                make.signed(make.incident())
                make.signed(make.near_expiry_report())
                make.signed(make.stocktake())
                make.signed(make.transport_record(), **make.arrival())
                make.late_transport()
        yield
        lift_guards()
        call_command("flush", interactive=False, verbosity=0)


# A busy machine is no failure of what is tested.
hypothesis.settings.register_profile(
    "patient",
    deadline=None,
    suppress_health_check=[hypothesis.HealthCheck.too_slow],
)
hypothesis.settings.load_profile("patient")
