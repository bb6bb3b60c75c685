"""The quality file of a product."""

import pytest

from qms.core.roles import Role
from qms.records.rules import Refused
from tests import make
from tests.tampering import assign, refused
from tests.world import broken, change, days, teach

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("number", ["X-1", "粤械注准20232140001"])
def test_registration_fits_the_class(number):
    file = make.product()
    assert broken(file) == set()
    change(file, registration_no=number)
    assert broken(file) == {"registration_fits_the_class"}


@pytest.mark.parametrize(
    "values",
    [
        {"registration_valid_to": None},
        {"manufacture_licence_no": ""},
        {"is_imported": True},
    ],
)
def test_what_the_kind_of_product_asks_for(values):
    assert broken(make.product(**values)) == {"complete"}


@pytest.mark.parametrize(("lowest", "highest"), [(60, 40), (-1, None), (None, 101)])
def test_humidities_are_percentages_in_order(lowest, highest):
    with refused():
        make.product(humidity_min=lowest, humidity_max=highest)


def test_a_filing_does_not_lapse():
    filed = {"management_class": 1, "registration_valid_to": None}
    file = make.product(registration_no="粤穗械备20230001", **filed)
    assert broken(file) == set()
    assert file.is_registered_on(days(9999))


def test_a_registration_lapses(world):
    product = world.product
    assert product.is_registered_on(product.registration_valid_to)
    assert not product.is_registered_on(days(366))
    teach(product, registration_valid_to=None)
    assert not product.is_registered_on(days(0))


@pytest.mark.parametrize("role", [Role.PURCHASER, Role.SALESPERSON, Role.COMPANY_HEAD])
def test_only_quality_staff_write_it(world, role):
    """Others read (INSP 5.51)."""
    for step in (
        lambda: world.product.revise(make.user(role), "renamed", name="other"),
        lambda: make.product().submit(make.user(role)),
    ):
        with pytest.raises(Refused) as refusal:
            step()
        assert [p.rule for p in refusal.value.problems] == ["authority"]


def test_a_revision_leaves_signed_records_as_they_are(world):
    """And is a signature of its own."""
    product, name = world.product, world.product.name
    product.revise(make.user(Role.QUALITY_HEAD), "renamed", name="renamed")
    assert world.purchase.lines.get().device_name == name
    assert world.product.name == "renamed"
    assert product.signatures.given().last().role == Role.QUALITY_HEAD
    assert world.product.is_intact()
    assert world.purchase.is_intact()


def test_a_specification_has_one_file(world):
    other = make.product(name=world.product.name)
    with refused():
        assign(other, registration_no=world.product.registration_no)


def test_its_status_is_computed(world):
    product = world.product
    said = [str(product.status())]
    make.hold(product)
    said.append(str(world.product.status()))
    teach(world.cold, registration_valid_to=days(-1))
    said.append(str(world.cold.status()))
    assert len(set(said)) == 3
