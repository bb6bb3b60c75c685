import pytest

from qms.core.roles import Role
from tests import make

from .cast import sign_in


@pytest.fixture(autouse=True)
def no_collected_files(settings):
    """Static files are not collected before a test."""
    settings.WHITENOISE_AUTOREFRESH = True


@pytest.fixture
def english(settings):
    settings.LANGUAGE_CODE = "en"


@pytest.fixture
def admin(client):
    """A signed-in system administrator."""
    return sign_in(client, make.user(Role.SYSTEM_ADMIN))
