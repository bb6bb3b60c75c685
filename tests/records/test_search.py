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


# Codes, as they stand on a package


def offered(client, of, words):
    return [
        found["value"]
        for found in client.get(f"/lookup/{of}/", {"q": words}).json()["results"]
    ]


@pytest.fixture
def buyer(client):
    return sign_in(client, make.user(Role.PURCHASER, Role.SALESPERSON))


@pytest.mark.parametrize(
    "words",
    [
        lambda product: product.registration_no[-8:],
        lambda product: product.udi_di,
        lambda product: f"(01){product.udi_di}(17)281130(10)A1(21)7",
        lambda product: product.model,
    ],
    ids=["registration", "identifier", "scan", "model"],
)
def test_a_product_is_looked_up_by_its_codes(client, buyer, words):
    wanted = make.signed(make.product(udi_di="06908853933633", model="BP-360"))
    make.signed(make.product())
    of = "procurement.purchase/purchaseline/product"
    assert offered(client, of, words(wanted)) == [wanted.pk]


def test_a_batch_is_looked_up_by_the_code_on_its_package(world, client, buyer):
    world.stocked()
    code = f"(01){world.product.udi_di}(10){world.batch.lot}(21)7"
    assert offered(client, "sales.sale/saleline/batch", code) == [world.batch.pk]
    known = offered(client, "sales.sale/saleline/batch", world.product.udi_di)
    assert set(known) > {world.batch.pk}


def test_a_scan_is_searched_everywhere(world, search):
    code = f"(01){world.product.udi_di}(10){world.batch.lot}(21)7"
    found = search(code).context["found"]
    assert world.batch in [row for group in found for row, _url in group["rows"]]
