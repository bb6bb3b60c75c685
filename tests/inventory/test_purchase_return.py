"""Goods that go back to their supplier (GSP 69)."""

import pytest

from inventory.models import PurchaseReturn
from qms.core.models import Movement, Zone
from qms.core.roles import Role
from qms.records.models import State
from qms.records.rules import Refused
from qms.records.verification import verify
from tests import make
from tests.tampering import assign, refused
from tests.world import amended, broken, change, days, void

pytestmark = pytest.mark.django_db


def purchase(world):
    return world.stock_in.inspection.purchase


def draft(world, **values):
    """A return of what lies on the shelf, unless it is one of condemned goods."""
    if "nonconforming" not in values:
        values.setdefault("purchase", purchase(world))
    return make.purchase_return(**values)


def decided(world, disposal="return"):
    report = make.nonconforming_record(inspection=world.inspected(rejected=10))
    return make.signed(report, disposal=disposal)


# What may go back


def test_it_begins_with_what_lies_on_the_shelf(world):
    line = draft(world).lines.get()
    assert (line.batch, line.place) == (world.batch, world.qualified)
    assert line.quantity == world.batch.quantity(Zone.QUALIFIED)
    assert line.unit_price


def test_it_begins_with_what_was_decided(world):
    sheet = draft(world, nonconforming=decided(world))
    line = sheet.lines.get()
    assert sheet.supplier == world.supplier
    assert sheet.inspection == sheet.nonconforming.inspection
    assert (line.quantity, line.place.zone) == (10, Zone.REJECTED)


def other_batch(world):
    return world.product.batches.exclude(pk=world.batch.pk).first()


FAULTS = {
    "lots_came_from_this_supplier": lambda s, w: change(
        s.lines.get(), batch=other_batch(w)
    ),
    "condemned_goods_leave_as_decided": lambda s, w: change(
        s.lines.get(), place=w.rejected
    ),
    "goods_leave_from_where_they_lie": lambda s, w: change(
        s.lines.get(), place=w.dispatch
    ),
    "quantities_are_above_zero": lambda s, w: change(s.lines.get(), quantity=0),
}


@pytest.mark.parametrize("rule", [r.__name__ for r in PurchaseReturn.rules])
def test_rule(world, rule):
    sheet = draft(world)
    assert broken(sheet) == set()
    FAULTS[rule](sheet, world)
    assert rule in broken(sheet)


def test_no_more_goes_back_than_came(world):
    sheet = draft(world)
    change(sheet.lines.get(), quantity=101)
    assert "lots_came_from_this_supplier" in broken(sheet)


def test_what_is_under_way_does_not_go_back_again(world):
    first = draft(world)
    change(first.lines.get(), quantity=60)
    first.submit(first.made_by)
    second = draft(world)
    change(second.lines.get(), quantity=41)
    assert "lots_came_from_this_supplier" in broken(second)


@pytest.mark.parametrize("disposal", ["destroy", "write_off", "hand_over"])
def test_condemned_goods_go_back_only_if_that_was_decided(world, disposal):
    sheet = draft(world, nonconforming=decided(world, disposal))
    assert broken(sheet) == {"condemned_goods_leave_as_decided"}


def test_no_more_goes_back_than_was_decided(world):
    sheet = draft(world, nonconforming=decided(world))
    assert broken(sheet) == set()
    change(sheet.lines.get(), quantity=11)
    assert "condemned_goods_leave_as_decided" in broken(sheet)


def test_a_decision_is_not_used_for_goods_on_the_shelf(world):
    sheet = draft(world, nonconforming=decided(world))
    change(sheet.lines.get(), place=world.qualified)
    assert "condemned_goods_leave_as_decided" in broken(sheet)


def test_the_decision_is_in_effect(world):
    case = decided(world)
    sheet = draft(world, nonconforming=case)
    void(case)
    assert broken(sheet) >= {"condemned_goods_leave_as_decided"}


# Who lets it go


def test_goods_leave_when_the_supplier_has_signed(world):
    before = world.batch.quantity()
    sheet = make.signed(draft(world), until=3)
    assert world.batch.quantity() == before
    make.sign_all(sheet, received_by="司機 梁")
    assert world.batch.quantity(Zone.QUALIFIED) == 0
    assert sheet.signatures.last().printed_name == "司機 梁"
    moved = Movement.objects.filter(number=sheet.number)
    assert {(m.target, m.is_sale) for m in moved} == {(None, False)}


def test_quality_reviews_and_not_who_applied(world):
    sheet = draft(world)
    both = make.user(Role.PURCHASER, Role.QUALITY_OFFICER)
    sheet.submit(both)
    with pytest.raises(Refused) as refusal:
        sheet.sign(both)
    assert [p.rule for p in refusal.value.problems] == ["independence"]


def test_expired_and_stopped_goods_go_back_to_their_supplier(world, time_machine):
    """It is no sale."""
    batch = world.batch
    batch.expires_on = days(1)
    batch.save(by=world.seller)
    time_machine.move_to(make.timezone.now() + make.dt.timedelta(days=3))
    assert make.signed(draft(world)).state == State.SIGNED


# The ledger, and back


def test_the_database_sends_no_more_back_than_came(world):
    sheet = make.signed(draft(world))
    moved = Movement.objects.filter(number=sheet.number).first()
    entry = {"batch": moved.batch, "source": moved.source, "by": moved.by}
    entry |= {"kind": moved.kind, "object_id": sheet.pk, "number": "X"}
    with refused():
        Movement.objects.create(**entry, quantity=101)
    other = draft(world)
    assign(other, purchase_id=world.ordered().pk)
    with refused():
        Movement.objects.create(**entry | {"object_id": other.pk}, quantity=1)


def test_voiding_brings_the_goods_back(world):
    before = world.batch.quantity()
    case = decided(world)
    red = case.lines.get().batch
    for values in ({}, {"nonconforming": case}):
        void(make.signed(draft(world, **values)))
    assert world.batch.quantity() == before
    assert red.quantity(Zone.REJECTED) == 10
    assert list(verify()) == []


def test_a_correction_takes_its_place(world):
    before = world.batch.quantity()
    right = amended(make.signed(draft(world)), lines={"quantity": 5})
    assert broken(right) == set()
    make.signed(right)
    assert world.batch.quantity() == before - 5
    assert list(verify()) == []


def test_a_purchase_is_not_voided_once_goods_went_back(world):
    make.signed(draft(world))
    with pytest.raises(Refused):
        void(purchase(world))
