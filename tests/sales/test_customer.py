"""The file of a customer."""

import pytest

from qms.core.models import Customer, Permit, Status
from qms.core.roles import Role
from qms.records.registers import registry
from qms.records.rules import Refused
from tests import make
from tests.tampering import assign, refused
from tests.world import broken, change, days, teach

pytestmark = pytest.mark.django_db


def test_credit_code_checks():
    file = make.customer()
    assert broken(file) == set()
    change(file, uscc="91440101MA0000000X")
    assert broken(file) == {"credit_code_checks"}


def test_individuals_have_no_credit_code():
    assert broken(make.customer(uscc="")) == {"complete"}
    individual = make.customer(uscc="", kind="individual")
    assert broken(individual) == {"individuals_have_consented"}


def test_a_credit_code_has_one_file(world):
    with refused():
        assign(make.customer(), uscc=world.customer.uscc)


def test_status_follows(world):
    """From review, permits and holds; nobody sets it."""
    customer = world.customer
    said = [customer.status_on(day) for day in (days(-1), days(0), days(366))]
    assert said == [Status.PENDING, Status.QUALIFIED, Status.SUSPENDED]
    make.hold(customer)
    assert world.customer.status_on(days(0)) == Status.SUSPENDED
    assert "status" not in {f.name for f in Customer._meta.fields}


def test_individuals_need_no_permit(world):
    individual = make.qualified_customer(kind="individual", uscc="")
    assert individual.status_on(days(366)) == Status.QUALIFIED


@pytest.mark.parametrize(
    ("kind", "scope", "allowed"),
    [
        ("distributor", "6815", True),
        ("distributor", "6822", False),
        ("manufacturer", "", False),
        ("user", "", True),
    ],
)
def test_who_trades_has_a_scope(world, kind, scope, allowed):
    customer = make.customer(kind=kind)
    permits = [Permit(kind="distribution", scope=scope)]
    assert customer.may_have(world.product, permits) is allowed


def test_only_quality_staff_revise(world):
    with pytest.raises(Refused):
        world.customer.revise(make.user(Role.SALESPERSON), "moved", address="Shenzhen")
    world.customer.revise(make.user(Role.QUALITY_HEAD), "moved", address="Shenzhen")
    assert world.customer.address == "Shenzhen"


def test_a_sale_keeps_what_the_file_said(world):
    sale, name = world.sale, world.customer.name
    teach(world.customer, name="renamed")
    assert (sale.customer_name, world.customer.name) == (name, "renamed")
    assert sale.is_intact()


def test_the_summary_tells_of_each_customer_in_effect(world):
    """What permits it has, what it bought and used, and what happened since."""
    make.customer()
    teach(world.customer, purchase_reason="nearby")
    back = make.signed(make.sales_return(review=world.review))
    summary = registry["core.customer-summary"]
    [customer] = summary.queryset()
    said = {cell.path: cell.text(customer) for cell in summary.cells}
    [permit] = customer.permits.all()
    assert (said["name"], said["purchase_reason"]) == (customer.name, "nearby")
    assert said["permits_in_words"] == f"{permit.number} ({permit.valid_until})"
    assert said["bought"] == world.product.name
    assert said["served"] == f"{back.number} {back.reason}"


def test_of_goods_for_selection_the_summary_tells_what_was_used():
    sale = make.sent_for_selection()
    told = registry["core.customer-summary"].queryset().filter(pk=sale.customer_id)
    assert [(each.bought, each.used) for each in told] == [(None, None)]
    used = make.selection_use(2, sale=sale).batch.product.name
    assert told.all().get().used == [used]
