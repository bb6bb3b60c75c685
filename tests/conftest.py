"""What every test stands on."""

import pytest
from django.conf import settings as project

from qms.records.models import Block
from tests.tampering import lift_guards


def pytest_configure(config):
    """Sign and hash quickly, take static files as they lie."""
    project.SECRET_KEY = "known to everybody"
    project.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    immediate = "django.contrib.staticfiles.storage.StaticFilesStorage"
    project.STORAGES["staticfiles"]["BACKEND"] = immediate
    project.WHITENOISE_AUTOREFRESH = True
    # The one warning that is nobody's here to mend.
    profile = "ignore:unclosed file .*weasyprint/pdf/sRGB2014.icc:ResourceWarning"
    config.addinivalue_line("filterwarnings", profile)


@pytest.fixture(autouse=True)
def own_papers(settings, tmp_path):
    """Uploads vanish with the test."""
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def english(settings):
    """Sentences as they stand in the code."""
    settings.LANGUAGE_CODE = "en"


@pytest.fixture(autouse=True)
def emptied_by_force(request):
    """Let a test that commits have its tables emptied, and its chain begun anew.

    SQLite empties them row by row, which the guards refuse; they are laid again by
    the post_migrate that ends the flush. What a migration entered is gone after it.
    """
    marker = request.node.get_closest_marker("django_db")
    if not (marker and marker.kwargs.get("transaction")):
        yield
        return
    request.getfixturevalue("transactional_db")
    Block.objects.get_or_create(previous=None, defaults={"hash": "0" * 64})
    yield
    lift_guards()
