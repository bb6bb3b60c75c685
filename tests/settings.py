"""The project as a server runs it beside the tests: only passwords hash quickly."""

from qms.settings import *  # noqa: F403

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
