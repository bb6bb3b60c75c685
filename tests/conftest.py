"""What every test stands on."""

import os

os.environ.setdefault("DEBUG", "1")

import pytest  # noqa: E402


@pytest.fixture(autouse=True)
def quick_passwords(settings, tmp_path):
    """A fast hasher, and uploads that vanish with the test."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.MEDIA_ROOT = tmp_path
