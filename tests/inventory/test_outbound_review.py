"""The check of every item before it leaves (GSP 87, 88)."""

import pytest

from inventory.models import OutboundReview
from qms.core.models import Movement, Zone, move
from qms.core.roles import Role
from qms.records.rules import Refused
from sales.models import Sale
from tests import make
from tests.world import amended, broken, change, days, void

pytestmark = pytest.mark.django_db

FAULTS = {
    "customer_still_is_qualified": lambda s, w: make.hold(w.customer),
    "reviewed_is_what_was_sold": lambda s, w: change(s.lines.get(), quantity=9),
    "batches_may_leave": lambda s, w: make.hold(w.batch),
    "every_item_passed_the_review": lambda s, w: change(s.lines.get(), label_ok="bad"),
}


def draft(world, **values):
    values.setdefault("sale", world.sale)
    return make.outbound_review(**values)


@pytest.mark.parametrize("rule", [r.__name__ for r in OutboundReview.rules])
def test_rule(world, rule):
    sheet = draft(world)
    assert broken(sheet) == set()
    FAULTS[rule](sheet, world)
    assert broken(sheet) == {rule}


def test_consumers_were_not_reviewed(world):
    consumer = make.signed(make.customer(kind="individual", uscc=""))
    sheet = draft(world, sale=world.sold(customer=consumer, mode="retail"))
    assert broken(sheet) == set()
    make.hold(consumer)
    assert broken(sheet) == {"customer_still_is_qualified"}


@pytest.mark.parametrize(
    "spoil",
    [
        lambda line, w: change(line, quantity=11),
        lambda line, w: change(line, batch=other_batch(w)),
        lambda line, w: line.delete(by=line.record.made_by),
    ],
    ids=["more", "another batch", "left out"],
)
def test_reviewed_is_what_was_sold(world, spoil):
    sheet = draft(world)
    spoil(sheet.lines.get(), world)
    assert broken(sheet) == {"reviewed_is_what_was_sold"}


def other_batch(world):
    entry = make.stock_in(inspection=world.inspected())
    return make.signed(entry).lines.get().batch


def test_goods_leave_once(world):
    sheet = draft(world)
    make.signed(draft(world))
    assert broken(sheet) == {"reviewed_is_what_was_sold"}


def test_the_sale_is_in_effect(world):
    sale = world.sold()
    sheet = draft(world, sale=sale)
    void(sale)
    assert broken(sheet) == {"reviewed_is_what_was_sold"}


@pytest.mark.parametrize(
    "spoil",
    [
        lambda w: make.hold(w.product),
        lambda w: expire(w.batch, w.seller),
    ],
    ids=["product held", "expired"],
)
def test_batches_may_leave(world, spoil):
    sheet = draft(world)
    spoil(world)
    assert broken(sheet) == {"batches_may_leave"}


def expire(batch, by):
    batch.expires_on = days(-1)
    batch.save(by=by, reason="test")


@pytest.mark.parametrize("name", ["package_ok", "label_ok", "other_ok"])
def test_one_failed_condition_keeps_the_goods_in(world, name):
    sheet = draft(world)
    change(sheet.lines.get(), **{name: "bad"})
    assert broken(sheet) == {"every_item_passed_the_review"}


def test_a_stopped_line_says_why(world):
    sheet = draft(world)
    change(sheet.lines.get(), review_result="stopped")
    assert broken(sheet) == {"every_item_passed_the_review", "complete"}


def test_the_picker_does_not_review(world):
    both = make.user(Role.STOREKEEPER, Role.OUTBOUND_REVIEWER)
    sheet = draft(world)
    sheet.submit(both)
    with pytest.raises(Refused) as refusal:
        sheet.sign(both)
    assert [p.rule for p in refusal.value.problems] == ["independence"]


def test_it_begins_with_what_was_set_apart(world):
    sheet = OutboundReview(sale=world.sale)
    (line,) = sheet.begin()
    assert (line.batch, line.quantity, line.place) == (
        world.batch,
        10,
        world.qualified,
    )
    assert (line.package_ok, line.review_result) == ("", "")


# What follows


def test_goods_leave_the_house(world):
    sheet = draft(world)
    before = world.batch.quantity()
    make.signed(sheet)
    assert world.batch.quantity() == before - 10
    movement = Movement.objects.get(number=sheet.number)
    assert (movement.target, movement.is_sale) == (None, True)
    assert sheet.sale not in Sale.objects.awaiting_review()
    assert sheet in OutboundReview.objects.awaiting_note()


def test_voiding_takes_them_back_to_dispatch(world):
    before = world.batch.quantity(Zone.DISPATCH)
    sheet = void(make.signed(draft(world)))
    assert world.batch.quantity(Zone.DISPATCH) == before
    assert sheet.sale in Sale.objects.awaiting_review()


def test_goods_of_two_warehouses_leave_together(world):
    second = make.place(warehouse=make.warehouse())
    make.place(Zone.DISPATCH, warehouse=second.warehouse)
    move([(world.batch, world.qualified, second, 5)], world.stock_in, world.seller)
    left = int(world.batch.quantity(Zone.QUALIFIED))
    sheet = draft(world, sale=world.sold(left))
    assert sheet.lines.count() == 2
    make.signed(sheet)
    assert world.batch.quantity(Zone.QUALIFIED) == 0
    assert Movement.objects.filter(number=sheet.number).count() == 2


def test_a_sale_corrected_before_the_review_is_reviewed_as_it_was(world):
    corrected = make.signed(amended(world.sale, invoice_no="FP2"))
    assert corrected in Sale.objects.awaiting_review()
    sheet = draft(world, sale=corrected)
    assert sheet.lines.get().quantity == 10
    make.signed(sheet)
    assert Movement.objects.filter(number=sheet.number).exists()


def test_a_sale_corrected_after_the_review_does_not_leave_again(world):
    corrected = make.signed(amended(world.review.sale, invoice_no="FP2"))
    sheet = OutboundReview(sale=corrected)
    make.fill(sheet, package_ok="good", label_ok="good", other_ok="good")
    change(sheet.lines.get(), review_result="released")
    assert broken(sheet) == {"reviewed_is_what_was_sold"}


def test_a_review_can_be_corrected(world):
    before = world.batch.quantity()
    corrected = amended(world.review, lines={"udi_scanned": True})
    assert broken(corrected) == set()
    make.signed(corrected)
    assert world.batch.quantity() == before
    assert corrected in OutboundReview.objects.awaiting_note()


def test_a_direct_delivery_is_not_reviewed_here(world):
    sale = make.signed(world.straight())
    sheet = draft(world, sale=sale)
    sold = {"batch": sale.lines.get().batch, "quantity": 10}
    passed = {"package_ok": "good", "label_ok": "good", "other_ok": "good"}
    passed |= {"review_result": "released", "place": world.qualified}
    sheet.lines.create(by=sheet.made_by, **sold, **passed)
    assert broken(sheet) == {"reviewed_is_what_was_sold"}
