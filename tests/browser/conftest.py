"""Chromium, a server, and people who sit before it."""

import os
import shutil

import pytest
from django.db import connection
from playwright.sync_api import sync_playwright

#: Playwright keeps a loop running in the thread of the tests; Django need not mind.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"


@pytest.fixture(scope="session")
def django_db_modify_db_settings(tmp_path_factory):
    """Let the server's threads and the test meet in a file: they share no memory."""
    at = tmp_path_factory.mktemp("database") / "test.sqlite3"
    connection.settings_dict["TEST"]["NAME"] = str(at)
