"""What every test stands on."""

import os

os.environ.setdefault("DEBUG", "1")

import pytest  # noqa: E402

from django.apps import apps  # noqa: E402

from tests.tampering import lift_guards  # noqa: E402


@pytest.fixture(autouse=True)
def workshop(settings, tmp_path):
    """A fast hasher, static files as they lie, uploads that vanish with the test."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.WHITENOISE_AUTOREFRESH = True
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture(autouse=True)
def emptied_by_force(request):
    """Let a test that commits have its tables emptied, and begin the chain anew.

    SQLite empties them row by row, which the guards refuse; they are laid again by
    the post_migrate that ends the flush. What migrations entered is gone after it.
    """
    marker = request.node.get_closest_marker("django_db")
    commits = bool(marker) and marker.kwargs.get("transaction", False)
    if commits:
        request.getfixturevalue("transactional_db")
        begin_chain(apps, None)
    yield
    if commits:
        lift_guards()
