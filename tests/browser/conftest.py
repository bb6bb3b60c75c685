"""Chromium, a server, and people who sit before it."""

import os
import shutil

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from playwright.sync_api import expect, sync_playwright

from tests import office

from .person import Person

#: Playwright keeps a loop running in the thread of the tests; Django need not mind.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"

ARGUMENTS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
#: Milliseconds that a page may take on a busy machine.
PATIENCE = 15_000


def pytest_collection_modifyitems(items):
    """Begin with what takes longest, or one worker waits for the other at the end."""
    items.sort(key=lambda item: item.path.stem != "test_look")


@pytest.fixture(scope="session")
def django_db_modify_db_settings(pytestconfig):
    """Let the test and the threads of its server meet in a file."""
    if connection.vendor == "sqlite":
        worker = os.environ.get("PYTEST_XDIST_WORKER", "alone")
        books = pytestconfig.cache.mkdir("browser") / f"{worker}.sqlite3"
        connection.settings_dict["TEST"]["NAME"] = str(books)


@pytest.fixture(scope="session")
def chromium():
    """One browser for all tests; each person gets a window of his or her own."""
    path = os.environ.get("CHROMIUM") or shutil.which("chromium-headless-shell")
    expect.set_options(timeout=PATIENCE)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture(autouse=True)
def no_worker(settings):
    """What a worker would do is done at once."""
    settings.TASKS = office.AT_ONCE


@pytest.fixture
def visitor(chromium, live_server, tmp_path):
    """Somebody before a browser; what went wrong on the pages fails the test."""
    people = []

    def come(width=1440):
        context = chromium.new_context(
            base_url=live_server.url, viewport={"width": width, "height": 900}
        )
        context.set_default_timeout(PATIENCE)
        people.append(Person(context))
        return people[-1]

    yield come
    for number, person in enumerate(people):
        person.leave(tmp_path / f"last-page-{number}.png")
    assert [trouble for person in people for trouble in person.troubles] == []


@pytest.fixture
def enter(visitor, live_server):
    """Let in somebody whom a test has made; others try the door."""

    def come_in(user, width=1440):
        client, person = Client(), visitor(width)
        client.force_login(user, "qms.records.auth.RegisterBackend")
        key = client.cookies[settings.SESSION_COOKIE_NAME]
        cookie = {"name": key.key, "value": key.value, "url": live_server.url}
        person.context.add_cookies([cookie])
        return person.open("/")

    return come_in
