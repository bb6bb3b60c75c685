"""What every test stands on."""

import gc
from pathlib import Path

import hypothesis
import pytest
from django.conf import settings as project
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from xdist.scheduler import LoadScopeScheduling

from tests.tampering import lift_guards
from tests.world import Stage, begin_chain, taken_back


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


#: What takes longest begins first, or one worker waits for the other at the end.
LONG = (
    *("company", "test_migrations", "test_race", "test_upgrade", "test_crash"),
    *("test_invariants", "test_locks"),
)
STAGE = Stage()


class Homes(LoadScopeScheduling):
    """Keeps with one worker what shares a company: a module, or the package of one."""

    def _split_scope(self, nodeid):
        return home(nodeid.partition("::")[0])


def home(path):
    """What stays together, by its path."""
    return "company" if Path(path).parent.name == "company" else Path(path).stem


def pytest_xdist_make_scheduler(config, log):
    return Homes(config, log)


def pytest_collection_modifyitems(items):
    """Begin with what takes long; who plays in one world follows one another."""
    played = players(items)

    def rank(item):
        long = (*LONG, home(item.path)).index(home(item.path))
        return long + (item.module not in played)

    items.sort(key=rank)


def players(items):
    """The modules that play in the shared world."""
    return {item.module for item in items if "stage" in item.fixturenames}


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


@pytest.fixture(scope="session")
def stage(django_db_setup, django_db_blocker):
    """Asked for by the shared world alone, so that it tells who plays in it."""
    yield STAGE
    with django_db_blocker.unblock():
        STAGE.clear()


@pytest.fixture(scope="module")
def world(stage, django_db_blocker, tmp_path_factory):
    """The furnished company; what a module's tests share besides is taken back."""
    with django_db_blocker.unblock():
        standing = stage.enter(tmp_path_factory)
        with taken_back():
            yield standing


@pytest.fixture(scope="module", autouse=True)
def cleared(request, django_db_blocker):
    """Who does not play in the world finds the database empty."""
    if STAGE.world and request.module not in players(request.session.items):
        with django_db_blocker.unblock():
            STAGE.clear()


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
        begin_chain()
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
