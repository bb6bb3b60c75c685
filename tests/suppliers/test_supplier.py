"""The file of a supplier."""

import pytest

from qms.core.models import Status, Supplier
from qms.core.roles import Role
from qms.records.registers import registry
from qms.records.rules import Refused
from tests import make
from tests.tampering import assign, refused
from tests.world import broken, change, days, teach

pytestmark = pytest.mark.django_db


def test_credit_code_checks():
    file = make.supplier()
    assert broken(file) == set()
    change(file, uscc="91440101MA0000000X")
    assert broken(file) == {"credit_code_checks"}


def test_a_supplier_has_a_credit_code():
    assert broken(make.supplier(uscc="")) == {"complete"}


def test_a_credit_code_has_one_file(world):
    """The database refuses the second, unless the first is out of use."""
    other = make.supplier()
    with refused():
        assign(other, uscc=world.supplier.uscc)
    assign(other, uscc=world.supplier.uscc, state="rejected", number="X")


def test_status_follows(world):
    """From approval, papers and holds; nobody sets it."""
    supplier = world.supplier
    said = [supplier.status_on(day) for day in (days(-1), days(0), days(366))]
    assert said == [Status.PENDING, Status.QUALIFIED, Status.SUSPENDED]
    hold = make.hold(supplier)
    assert world.supplier.status_on(days(0)) == Status.SUSPENDED
    make.lift(hold)
    assert world.supplier.status_on(days(0)) == Status.QUALIFIED
    assert "status" not in {f.name for f in Supplier._meta.fields}


def test_the_list_names_those_that_are_qualified(world):
    """The query and the status of one agree, whatever is wrong."""
    supplier = world.supplier
    assert Supplier.objects.qualified().get() == supplier
    [said] = registry["core.qualified-suppliers"].queryset()
    assert said.licence_numbers()
    assert said.salespeople() == [supplier.agents.get().name]


def lapse(rows):
    """Rows of a file whose term is over."""
    for row in rows:
        row.valid_until = days(-1)
    return rows


@pytest.mark.parametrize("flaw", ["hold", "approval", "agreement", "licence", "letter"])
def test_whoever_lapses_leaves_the_list(world, flaw):
    supplier = world.supplier
    match flaw:
        case "hold":
            make.hold(supplier)
        case "approval":
            teach(supplier, approved_on=None)
        case "agreement":
            teach(supplier, agreement_until=days(-1))
        case "licence":
            teach(supplier, *lapse(supplier.certificates.all()))
        case "letter":
            teach(supplier, *lapse(supplier.agents.all()))
    assert not Supplier.objects.qualified().exists()
    assert world.supplier.status_on(days(0)) != Status.QUALIFIED


def test_only_quality_staff_revise(world):
    with pytest.raises(Refused) as refusal:
        world.supplier.revise(make.user(Role.PURCHASER), "moved", address="Shenzhen")
    assert [p.rule for p in refusal.value.problems] == ["authority"]
    world.supplier.revise(make.user(Role.QUALITY_OFFICER), "moved", address="Shenzhen")
    assert world.supplier.address == "Shenzhen"


def test_sentences_name_what_has_lapsed(world):
    supplier = world.supplier
    assert list(supplier.lapses_on(days(0))) == []
    assert len(list(supplier.lapses_on(days(366)))) == 3
    teach(supplier, agreement_until=None)
    assert len(list(world.supplier.lapses_on(days(0)))) == 1
