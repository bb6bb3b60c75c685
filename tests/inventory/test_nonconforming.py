"""What does not conform, from the report to its last piece (GSP 65, 69, 76)."""

import pytest
from django.contrib.contenttypes.models import ContentType

from inventory.models import (
    IncomingInspection,
    NonconformingRecord,
    OutboundReview,
    StorageRuling,
)
from inventory.registers.condemned import NonconformingRegister
from qms.core.models import Movement, Zone, move
from qms.core.roles import Role
from qms.records.models import State
from qms.records.rules import Refused
from qms.records.verification import verify
from tests import impossible as near
from tests import make
from tests.tampering import assign, refused
from tests.world import amended, broken, change, days, void

pytestmark = pytest.mark.django_db


def rejected(world, quantity=10):
    return world.inspected(rejected=quantity)


def draft(world, **values):
    values.setdefault("inspection", rejected(world))
    return make.nonconforming_record(**values)


def on_the_shelf(world, quantity=5, **values):
    """A report of goods that somebody came upon on their shelf."""
    sheet = NonconformingRecord(found_stage="storage", **values)
    sheet.save(by=make.user(Role.STOREKEEPER))
    found = {"batch": world.batch, "place": world.qualified, "quantity": quantity}
    sheet.lines.create(by=sheet.made_by, **found, defect="rust")
    return sheet


def zones(batch, *wanted):
    return [int(batch.quantity(zone)) for zone in wanted]


def expire(world, clock):
    batch = world.batch
    batch.expires_on = days(1)
    batch.save(by=world.seller)
    clock.move_to(make.timezone.now() + make.dt.timedelta(days=2))


def awaited():
    """What the first page asks the storekeeper to report, by the foreign key."""
    return {name: list(rows) for name, rows in NonconformingRegister().awaited()}


# Where reports come from


def test_rejected_goods_await_their_report_until_it_is_begun(world):
    inspection = rejected(world)
    assert inspection in awaited()["inspection"]
    sheet = draft(world, inspection=inspection)
    assert broken(sheet) == set()
    assert (sheet.found_stage, sheet.supplier) == ("inspection", world.supplier)
    line = sheet.lines.get()
    assert (line.quantity, line.defect) == (10, "broken")
    assert line.place.zone == line.red_place.zone == Zone.REJECTED
    assert inspection not in awaited()["inspection"]


def test_expired_goods_await_their_report(world, time_machine):
    expire(world, time_machine)
    assert world.batch in awaited()["expired"]
    sheet = make.nonconforming_record(expired=world.batch)
    assert broken(sheet) == set()
    lying = int(world.batch.quantity(Zone.QUALIFIED))
    sheet.submit(sheet.made_by)
    assert zones(world.batch, Zone.QUALIFIED, Zone.REJECTED) == [0, lying]
    assert world.batch not in awaited()["expired"]


def test_a_refused_review_awaits_its_report(world):
    review = make.outbound_review(sale=world.sale)
    review.submit(review.made_by)
    review.reject(make.user(Role.OUTBOUND_REVIEWER), "seal broken")
    assert review in awaited()["review"]
    sheet = make.nonconforming_record(review=review)
    change(sheet.lines.get(), defect="seal broken")
    assert broken(sheet) == set()
    assert sheet.lines.get().place.zone == Zone.DISPATCH
    assert review not in awaited()["review"]


def test_a_stopped_line_awaits_its_report_before_anything_is_signed(world):
    review = make.outbound_review(sale=world.sale)
    change(review.lines.get(), review_result="stopped", stop_reason="wet")
    assert review in OutboundReview.objects.awaiting_report()
    sheet = make.nonconforming_record(review=review)
    assert sheet.lines.get().defect == "wet"


def test_a_batch_that_quality_condemned_in_store_awaits_its_report(world):
    doubt = {"conclusion": "stopped", "appearance": "abnormal", "problem": "rust"}
    looked = make.storage_inspection(world.batch, **doubt, measure="set apart")
    looked.submit(looked.made_by, justification="the rest follows")
    assert looked not in awaited()["storage_inspection"]
    ruling = {"doubted": world.batch, "decision": "condemned", "reason": "it rusts"}
    looked.enter(make.user(Role.QUALITY_OFFICER), StorageRuling(**ruling))
    assert looked in awaited()["storage_inspection"]
    sheet = make.nonconforming_record(storage_inspection=looked)
    assert broken(sheet) == set()
    assert sheet.lines.get().quantity == world.batch.quantity(Zone.QUALIFIED)
    other = world.product.batches.exclude(pk=world.batch.pk).first()
    change(sheet.lines.get(), batch=other)
    assert "reported_is_what_was_rejected" in broken(sheet)


def test_what_quality_refused_is_not_asked_for_again(world):
    sheet = draft(world)
    sheet.submit(sheet.made_by)
    sheet.reject(make.user(Role.QUALITY_OFFICER), "it conforms")
    assert sheet.inspection not in IncomingInspection.objects.awaiting_report()


# What may be reported

FAULTS = {
    "source_is_named": lambda s: change(s, found_stage="return"),
    "reported_is_what_was_rejected": lambda s: change(s.lines.get(), quantity=9),
    "goods_lie_where_they_were_found": lambda s: change(
        s.lines.get(), place=make.core.Place.objects.filter(zone="pending").first()
    ),
    "red_goods_are_reported_once": lambda s: change(s.lines.get(), quantity=11),
    "quantities_are_above_zero": lambda s: s.lines.get().delete(by=s.made_by),
}


@pytest.mark.parametrize("rule", [r.__name__ for r in NonconformingRecord.rules])
def test_rule(world, rule):
    sheet = draft(world)
    assert broken(sheet) == set()
    FAULTS[rule](sheet)
    assert rule in broken(sheet)


def test_a_report_needs_no_source_where_people_come_upon_the_goods(world):
    sheet = on_the_shelf(world)
    assert broken(sheet) == set()
    change(sheet, found_stage="inspection")
    assert broken(sheet) >= {"source_is_named"}


def test_no_more_is_reported_than_lies_there(world):
    sheet = on_the_shelf(world, world.batch.quantity(Zone.QUALIFIED) + 1)
    assert broken(sheet) == {"goods_lie_where_they_were_found"}


def test_rejected_goods_are_reported_once(world):
    first = draft(world)
    second = draft(world, inspection=first.inspection)
    make.signed(first)
    assert broken(second) == {
        "reported_is_what_was_rejected",
        "red_goods_are_reported_once",
    }


def test_what_an_inspection_rejected_is_not_reported_as_found_after_sales(world):
    first = make.signed(draft(world))
    found = first.lines.get()
    sheet = NonconformingRecord(found_stage="aftersales")
    sheet.save(by=first.made_by)
    goods = {"batch": found.batch, "place": found.place, "quantity": 1}
    sheet.lines.create(by=sheet.made_by, **goods, defect="rust")
    assert broken(sheet) == {
        "goods_lie_where_they_were_found",
        "red_goods_are_reported_once",
    }
    with refused():
        assign(sheet, state="submitted", number="X")


def test_goods_that_left_the_red_zone_make_room_for_others_of_their_batch(world):
    first = make.signed(near.condemned(world), disposal="destroy")
    second = near.report(world)
    assert broken(second) == {"red_goods_are_reported_once"}
    make.signed(make.destruction(nonconforming=first))
    assert "red_goods_are_reported_once" in broken(second)
    assert "red_goods_are_reported_once" not in broken(amended(first))
    make.signed(near.condemned(world))


def test_only_what_has_expired_is_reported_as_expired(world, time_machine):
    sheet = make.nonconforming_record(expired=world.batch)
    assert broken(sheet) == {"reported_is_what_was_rejected"}
    expire(world, time_machine)
    assert broken(sheet) == set()


# Isolation


def test_the_report_moves_the_goods_at_once(world):
    before = world.batch.quantity(Zone.QUALIFIED)
    sheet = on_the_shelf(world)
    sheet.submit(sheet.made_by)
    assert sheet.state == State.SUBMITTED
    assert zones(world.batch, Zone.QUALIFIED, Zone.REJECTED) == [before - 5, 5]
    assert sheet.lines.get().moved_to_red_zone_at() == sheet.submitted_at


@pytest.mark.parametrize("step", ["reject", "send_back"])
def test_goods_go_back_where_they_lay_if_quality_does_not_agree(world, step):
    before = world.batch.quantity(Zone.QUALIFIED)
    sheet = on_the_shelf(world)
    sheet.submit(sheet.made_by)
    getattr(sheet, step)(make.user(Role.QUALITY_OFFICER), "it is dust")
    assert zones(world.batch, Zone.QUALIFIED, Zone.REJECTED) == [before, 0]
    assert list(verify()) == []


def test_voiding_and_correcting_undo_the_isolation(world):
    before = world.batch.quantity(Zone.QUALIFIED)
    sheet = make.signed(on_the_shelf(world))
    right = make.signed(amended(sheet, lines={"quantity": 3}))
    assert zones(world.batch, Zone.QUALIFIED, Zone.REJECTED) == [before - 3, 3]
    void(right)
    assert zones(world.batch, Zone.QUALIFIED, Zone.REJECTED) == [before, 0]
    assert list(verify()) == []


def test_a_word_is_corrected_without_moving_anything(world):
    sheet = make.signed(on_the_shelf(world))
    moved = Movement.objects.count()
    right = make.signed(amended(sheet, supplier=world.supplier), cause="damp")
    assert right.state == State.SIGNED
    assert zones(world.batch, Zone.REJECTED) == [5]
    assert Movement.objects.count() in (moved, moved + 2)


# The red zone


def test_condemned_goods_are_not_moved_by_others(world):
    make.signed(on_the_shelf(world))
    red = world.batch.balances.get(place__zone=Zone.REJECTED).place
    for target in (world.qualified, None, world.dispatch):
        with pytest.raises(Refused) as refusal:
            move([(world.batch, red, target, 1)], world.stock_in, world.seller)
        (problem,) = refusal.value.problems
        assert problem.rule == "red_zone_is_closed"


@pytest.mark.parametrize("because", ["stock_in", "sale", "sheet"])
def test_the_database_keeps_the_red_zone_closed(world, because):
    sheet = make.signed(on_the_shelf(world))
    red = world.batch.balances.get(place__zone=Zone.REJECTED).place
    record = sheet if because == "sheet" else getattr(world, because)
    entry = {"batch": world.batch, "source": red, "by": world.seller, "number": "X"}
    for target in (world.qualified, None):
        with refused():
            Movement.objects.create(
                **entry, because=record, target=target, quantity="0.5"
            )


def test_the_database_wants_the_decision_and_not_only_the_kind(world):
    """A return that follows no decision in effect takes nothing out of the red zone."""
    make.signed(on_the_shelf(world))
    red = world.batch.balances.get(place__zone=Zone.REJECTED).place
    record = make.purchase_return(purchase=world.stock_in.inspection.purchase)
    kind = ContentType.objects.get_for_model(record)
    entry = {"batch": world.batch, "source": red, "by": world.seller, "number": "X"}
    with refused():
        Movement.objects.create(**entry, kind=kind, object_id=record.pk, quantity=1)


# The end


def test_a_case_is_closed_when_all_of_it_has_left(world):
    sheet = make.signed(draft(world))
    assert (sheet.is_closed(), sheet.closed_at()) == (False, None)
    part = make.purchase_return(nonconforming=sheet)
    change(part.lines.get(), quantity=4)
    make.signed(part)
    sheet = NonconformingRecord.objects.get(pk=sheet.pk)
    assert not sheet.is_closed()
    assert sheet.left() == {sheet.lines.get().batch_id: 6}
    assert sheet.lines.get().result() == f"4/10 {part.number}"
    rest = make.signed(make.purchase_return(nonconforming=sheet))
    sheet = NonconformingRecord.objects.get(pk=sheet.pk)
    assert sheet.closed_at() == rest.effective_at
    assert sheet.disposal_record() == f"{part.number}, {rest.number}"


def test_a_decision_awaits_the_way_out_that_it_names(world):
    ways = NonconformingRecord.objects
    sheet = make.signed(draft(world), disposal="exchange")
    back = ways.unsettled("purchase_returns", NonconformingRecord.RETURNED)
    assert sheet in back
    assert sheet.disposal_approved_by()
    part = make.purchase_return(nonconforming=sheet)
    assert sheet not in back.all()
    change(part.lines.get(), quantity=4)
    assert sheet in back.all()


def test_a_case_is_not_voided_once_something_of_it_has_left(world):
    sheet = make.signed(draft(world))
    make.signed(make.purchase_return(nonconforming=sheet))
    with pytest.raises(Refused) as refusal:
        void(sheet)
    assert [p.rule for p in refusal.value.problems] == ["chain"]
    with pytest.raises(Refused):
        make.signed(amended(sheet), disposal="destroy")
