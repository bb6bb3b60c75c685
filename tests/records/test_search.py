"""The search over everything names each thing once, in the list where it is at home."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from qms.core.roles import Role
from qms.records.registers import registry
from tests import make
from tests.core.cast import sign_in

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]


@pytest.fixture
def search(client):
    sign_in(client, make.user(Role.STOREKEEPER))
    return lambda words: client.get(reverse("search"), {"q": words})


def test_each_thing_is_found_once_in_its_own_list(world, search):
    found = search(world.batch.lot).context["found"]
    things = [row for group in found for row, _url in group["rows"]]
    assert world.batch in things
    assert world.sale in things
    assert len(things) == len(set(things))
    assert all(group["listing"].found_everywhere for group in found)
    assert all(url for group in found for _row, url in group["rows"])


def test_a_list_that_has_nothing_is_asked_once(search):
    lists = [each for each in registry.values() if each.found_everywhere]
    search("warm")
    with CaptureQueriesContext(connection) as asked:
        page = search("nowhere to be found")
    assert page.context["found"] == []
    # Session, user, roles: what every page asks.
    assert len(asked) <= len(lists) + 5


def test_every_kind_of_record_is_found_everywhere():
    assert all(each.found_everywhere and each.search for each in registry.registers())
