"""Contracts with suppliers and customers (GSP 55, 56)."""

import pytest

from procurement.models import Contract
from qms.core.roles import Role
from qms.records.rules import Refused
from tests import make
from tests.tampering import assign, refused
from tests.world import broken, change, days

pytestmark = pytest.mark.django_db


def draft(world, **values):
    return make.contract(supplier=world.supplier, product=world.product, **values)


def hold(thing):
    make.hold(thing)


FAULTS = {
    "one_party_is_named": lambda sheet: change(sheet, supplier=None),
    "party_and_products_are_approved": lambda sheet: hold(sheet.supplier),
}


@pytest.mark.parametrize("rule", [r.__name__ for r in Contract.rules])
def test_rule(world, rule):
    sheet = draft(world)
    assert broken(sheet) == set()
    FAULTS[rule](sheet)
    assert broken(sheet) == {rule}


@pytest.mark.parametrize("clauses", ["quality_clauses", "after_sales_clauses"])
def test_clauses_are_needed(world, clauses):
    assert broken(draft(world, **{clauses: ""})) == {"complete"}


@pytest.mark.parametrize(
    "spoil",
    [
        lambda line: hold(line.product),
        lambda line: change(line, product=make.signed(make.product())),
        lambda line: change(line, product=make.product()),
    ],
    ids=["suspended", "not approved for the supplier", "not confirmed"],
)
def test_products_are_approved(world, spoil):
    sheet = draft(world)
    spoil(sheet.lines.get())
    assert broken(sheet) == {"party_and_products_are_approved"}


def test_a_sale_is_agreed_with_a_qualified_customer(world):
    sheet = draft(world)
    change(sheet, supplier=None, customer=world.customer, template="sale")
    assert broken(sheet) == set()
    change(sheet, customer=make.signed(make.customer()))
    assert broken(sheet) == {"party_and_products_are_approved"}


def test_the_database_knows_one_party_and_a_term_in_order(world):
    sheet = draft(world)
    with refused():
        assign(sheet, customer_id=world.customer.pk)
    with refused():
        assign(sheet, valid_to=days(-1))


def test_the_other_party_signs_outside(world):
    """A purchaser takes its signature down, under the name of who gave it."""
    sheet = draft(world)
    make.signed(sheet, signed_for_party="Lau")
    last = sheet.signatures.last()
    assert (last.role, last.printed_name) == (Role.COUNTERPARTY, "Lau")
    assert last.signer.has_role(Role.PURCHASER)


def test_the_scan_is_needed_at_the_end(world):
    sheet = draft(world)
    sheet.submit(sheet.made_by)
    for _place in range(3):
        sheet.sign(make.user(sheet.next_signature().hand))
    with pytest.raises(Refused) as refusal:
        sheet.sign(make.user(Role.PURCHASER), signed_for_party="Lau")
    assert [p.rule for p in refusal.value.problems] == ["papers"]
