"""Goods that come back from a customer (GSP 106, 107)."""

import pytest
from django.db import transaction

from inventory.models import (
    NonconformingRecord,
    SalesReturn,
    SalesReturnLine,
    StockIn,
    still_out,
)
from qms.core.models import Movement, Zone
from qms.core.roles import Role
from qms.records.models import State
from qms.records.rules import Refused
from qms.records.verification import verify
from tests import make
from tests.core.cast import sign_in
from tests.tampering import assign, refused
from tests.world import (
    amended,
    broken,
    change,
    corrected_thrice,
    days,
    teach,
    void,
)

pytestmark = pytest.mark.django_db

#: The places of the signature row.
RECEIVER, INSPECTOR, QUALITY = 2, 3, 4
BROKEN = {
    "quality_state": "damaged",
    "restocked_qty": 0,
    "failure_items": "box crushed; to be condemned",
}


def draft(world, **values):
    values.setdefault("review", world.review)
    return make.sales_return(**values)


def at(world, place, **values):
    """A return that waits for a place in the signature row."""
    return make.signed(draft(world, **values), until=place)


def zones(world, *wanted):
    return [int(world.batch.quantity(zone)) for zone in wanted]


def verdict(record, **values):
    """The lines of a return as the inspector fills them in."""
    lines = list(record.lines.select_related("product"))
    for line in lines:
        for name, value in (make.SOUND | values).items():
            setattr(line, name, value(line) if callable(value) else value)
    return lines


def inspect(record, **values):
    """Let an inspector sign with a verdict; the names of the rules it breaks."""
    try:
        with transaction.atomic():
            record.sign(
                make.user(Role.RECEIVING_INSPECTOR), lines=verdict(record, **values)
            )
    except Refused as refusal:
        return {problem.rule for problem in refusal.problems}
    return set()


# What may come back


def test_it_begins_with_what_the_customer_still_has(world):
    make.signed(draft(world, quantity=4))
    (line,) = SalesReturn(review=world.review).begin()
    assert (line.batch, line.quantity) == (world.batch, 6)


def test_it_copies_what_the_sheet_prints(world):
    sheet = draft(world)
    line = sheet.lines.get()
    assert (sheet.customer, sheet.sale) == (world.customer, world.review.sale)
    assert (line.lot, line.supplier_name) == (world.batch.lot, world.supplier.name)
    assert line.condition


def test_no_more_comes_back_than_left(world):
    sheet = draft(world)
    assert broken(sheet) == set()
    change(sheet.lines.get(), quantity=11)
    assert broken(sheet) == {"returned_was_delivered"}


def test_what_is_under_way_is_not_returned_again(world):
    at(world, RECEIVER, quantity=7)
    sheet = draft(world)
    assert sheet.lines.get().quantity == 3
    change(sheet.lines.get(), quantity=4)
    assert broken(sheet) == {"returned_was_delivered"}


def test_only_what_left_with_the_review_comes_back(world):
    other = world.inspected().lines.get().batch()
    sheet = draft(world)
    change(sheet.lines.get(), batch=other)
    assert broken(sheet) == {"returned_was_delivered"}


def test_the_review_is_in_effect(world):
    review = world.reviewed()
    sheet = draft(world, review=review)
    void(review)
    assert broken(sheet) == {"returned_was_delivered"}


def test_something_comes_back(world):
    sheet = draft(world)
    change(sheet.lines.get(), quantity=0)
    assert broken(sheet) == {"quantities_are_above_zero"}


def test_the_database_takes_back_no_more_than_left(world):
    """Of this sale alone, whichever of its versions the return names."""
    sheet = draft(world)
    assign(sheet, sale_id=corrected_thrice(world.review.sale).pk)
    place, by = sheet.moved_to, sheet.made_by
    entry = {"batch": world.batch, "target": place, "by": by, "number": "X"}
    with refused():
        Movement.objects.create(**entry, because=sheet, quantity="10.001")
    Movement.objects.create(**entry, because=sheet, quantity=10)
    with refused():
        Movement.objects.create(**entry, because=sheet, quantity="0.001")


# The receiver


def test_goods_are_in_the_house_once_the_receiver_has_signed(world):
    before = world.batch.quantity()
    sheet = at(world, RECEIVER)
    assert world.batch.quantity() == before
    assert still_out(world.batch)[world.customer.pk] == out(world)
    make.sign_all(sheet, until=INSPECTOR)
    assert zones(world, Zone.RETURNED) == [10]
    assert sheet.lines.received().count() == 1


def out(world):
    """What the customer has of the batch, by the movements."""
    moved = Movement.objects.filter(batch=world.batch, is_sale=True, target=None)
    return sum(m.quantity for m in moved)


def test_returned_goods_count_no_more_as_out(world):
    before = still_out(world.batch)[world.customer.pk]
    make.signed(draft(world, quantity=4), until=RECEIVER)
    assert still_out(world.batch)[world.customer.pk] == before
    sheet = make.signed(draft(world, quantity=3), until=INSPECTOR)
    assert still_out(world.batch)[world.customer.pk] == before - 3
    sheet.reject(make.user(Role.RECEIVING_INSPECTOR), "not ours")
    assert still_out(world.batch)[world.customer.pk] == before


def test_returned_goods_lie_in_their_zone(world):
    sheet = at(world, RECEIVER)
    with pytest.raises(Refused) as refusal:
        sheet.sign(make.user(Role.RECEIVER), moved_to=world.qualified)
    assert [p.rule for p in refusal.value.problems] == ["returns_go_to_their_zone"]
    assert zones(world, Zone.RETURNED) == [0]


@pytest.mark.parametrize("step", ["reject", "send_back"])
def test_goods_go_out_again_when_they_are_refused(world, step):
    sheet = at(world, INSPECTOR)
    assert zones(world, Zone.RETURNED) == [10]
    getattr(sheet, step)(make.user(Role.RECEIVING_INSPECTOR), "not what left")
    assert zones(world, Zone.RETURNED) == [0]
    assert list(verify()) == []


def test_what_was_sent_back_comes_in_anew(world):
    sheet = at(world, INSPECTOR)
    sheet.send_back(make.user(Role.RECEIVING_INSPECTOR), "count again")
    change(sheet.lines.get(), quantity=8)
    make.signed(sheet)
    assert zones(world, Zone.RETURNED) == [8]
    assert zones(void(sheet) and world, Zone.RETURNED) == [0]


# The inspector


def test_the_inspector_fills_in_the_lines(world):
    sheet = at(world, INSPECTOR)
    assert inspect(sheet) == set()
    line = sheet.lines.get()
    assert (line.quality_state, line.restocked_qty) == ("sound", 10)
    assert line.history.first().history_change_reason == "signed"


@pytest.mark.parametrize(
    ("values", "rule"),
    [
        (BROKEN | {"quality_state": ""}, "complete"),
        ({"restocked_qty": None}, "complete"),
        ({"restocked_qty": 4}, "complete"),
        ({"restocked_qty": 11}, "constraint"),
        (BROKEN | {"restocked_qty": 4}, "constraint"),
        (BROKEN | {"quality_state": "opened"}, ""),
        (BROKEN, ""),
    ],
    ids=str,
)
def test_a_verdict_is_whole_and_sound(world, values, rule):
    assert inspect(at(world, INSPECTOR), **values) == ({rule} if rule else set())


def test_the_database_restocks_sound_goods_that_came(world):
    line = at(world, INSPECTOR).lines.get()
    with refused():
        assign(line, quality_state="sound", restocked_qty=11)
    with refused():
        assign(line, quality_state="opened", restocked_qty=1)


def test_signatures_given_before_go_on_to_match(world):
    sheet = make.signed(draft(world))
    for signature in sheet.signatures.all():
        assert signature.digest == sheet.digest(signature.place)
    assert sheet.is_intact()
    assert list(verify()) == []


def test_only_the_asked_columns_of_a_line_change_while_it_is_signed(world):
    sheet = at(world, INSPECTOR)
    line = sheet.lines.get()
    for values in ({"quantity": 1}, {"lot": "OTHER"}, {"record_id": sheet.pk + 1}):
        with refused():
            assign(line, **values)
    assign(line, failure_items="a scratch")
    make.sign_all(sheet)
    with refused():
        assign(line, failure_items="nothing")


def test_cold_goods_are_restocked_with_a_record_of_the_time_outside(world):
    teach(world.product, is_cold_chain=True, temp_min=2, temp_max=8)
    sheet = at(world, INSPECTOR)
    kept = {"outside_temp_min": 3, "outside_temp_max": 7}
    warm = kept | {"outside_temp_max": 9}
    rule = {"restocked_cold_chain_was_kept"}
    assert inspect(sheet) == rule
    assert inspect(sheet, **warm) == rule
    for paper in sheet.attachments():
        assign(
            paper, withdrawn_at=make.timezone.now(), withdrawn_by_id=paper.added_by_id
        )
    assert inspect(sheet, **kept) == rule
    assert inspect(sheet, **BROKEN) == set()


def test_cold_goods_whose_chain_was_kept_are_restocked(world):
    teach(world.product, is_cold_chain=True, temp_min=2, temp_max=8)
    kept = {"outside_temp_min": 3, "outside_temp_max": 7}
    assert inspect(at(world, INSPECTOR), **kept) == set()


def test_sterile_goods_come_back_from_an_unused_selection_only(world):
    teach(world.product, is_sterile_single_use=True)
    assert inspect(at(world, INSPECTOR)) == {"sterile_goods_do_not_come_back"}
    chosen = draft(world, review=world.reviewed())
    change(chosen, is_selection_goods=True)
    assert inspect(make.signed(chosen, until=INSPECTOR)) == set()


def test_expired_goods_are_not_restocked(world, time_machine):
    batch = world.batch
    batch.expires_on = days(1)
    batch.save(by=world.seller)
    sheet = at(world, INSPECTOR)
    time_machine.move_to(make.timezone.now() + make.dt.timedelta(days=2))
    assert inspect(sheet) == {"restocked_goods_are_sound"}
    assert inspect(sheet, **BROKEN) == set()


# What is decided, and what follows


@pytest.mark.parametrize(
    ("said", "result", "agrees"),
    [
        ({}, "restock", True),
        ({}, "refund", True),
        ({}, "destroy", False),
        (BROKEN, "destroy", True),
        (BROKEN, "exchange", True),
        (BROKEN, "restock", False),
    ],
)
def test_the_result_agrees_with_the_inspection(world, said, result, agrees):
    sheet = at(world, INSPECTOR)
    inspect(sheet, **said)
    if agrees:
        assert make.sign_all(sheet, result=result).state == State.SIGNED
        return
    with pytest.raises(Refused) as refusal:
        make.sign_all(sheet, result=result)
    rules = [p.rule for p in refusal.value.problems]
    assert rules == ["result_agrees_with_the_inspection"]


def test_accepted_goods_await_their_put_away(world):
    sheet = make.signed(draft(world))
    assert sheet in SalesReturn.objects.awaiting_stock_in()
    before = world.batch.quantity(Zone.QUALIFIED)
    entry = make.signed(make.fill(StockIn(sales_return=sheet)))
    assert entry.source == StockIn.Source.RETURN
    assert zones(world, Zone.RETURNED) == [0]
    assert world.batch.quantity(Zone.QUALIFIED) == before + 10
    assert sheet not in SalesReturn.objects.awaiting_stock_in()


def test_no_more_is_put_away_than_was_accepted(world):
    sheet = make.signed(draft(world))
    entry = make.fill(StockIn(sales_return=sheet))
    assert broken(entry) == set()
    change(entry.lines.get(), quantity=11)
    assert broken(entry) == {"only_restocked_returns_are_put_away"}
    change(entry.lines.get(), quantity=10)
    make.signed(make.fill(StockIn(sales_return=sheet)))
    assert broken(entry) == {"only_restocked_returns_are_put_away"}


def test_the_source_of_a_put_away_is_the_return(world):
    entry = make.fill(StockIn(sales_return=make.signed(draft(world))))
    change(entry, source="transfer")
    assert "only_restocked_returns_are_put_away" in broken(entry)
    change(entry, source="return", sales_return=None)
    assert broken(entry) >= {"complete", "only_restocked_returns_are_put_away"}


def test_condemned_goods_go_to_the_red_zone_and_await_their_report(world):
    sheet = make.signed(draft(world), verdict=BROKEN, result="destroy")
    assert zones(world, Zone.RETURNED, Zone.REJECTED) == [0, 10]
    assert sheet in SalesReturn.objects.awaiting_report()
    assert sheet not in SalesReturn.objects.awaiting_stock_in()
    report = make.nonconforming_record(sales_return=sheet)
    assert broken(report) == set()
    line = report.lines.get()
    assert (line.quantity, line.defect) == (10, BROKEN["failure_items"])
    assert sheet not in SalesReturn.objects.awaiting_report()
    make.signed(report)
    assert zones(world, Zone.REJECTED) == [10]


def test_voiding_undoes_it_while_nothing_stands_on_it(world):
    before = world.batch.quantity()
    sheet = make.signed(draft(world), verdict=BROKEN, result="destroy")
    void(sheet)
    assert world.batch.quantity() == before
    assert list(verify()) == []


def test_nothing_is_voided_that_a_later_record_stands_on(world):
    sheet = make.signed(draft(world))
    make.signed(make.fill(StockIn(sales_return=sheet)))
    with pytest.raises(Refused) as refusal:
        void(sheet)
    assert [p.rule for p in refusal.value.problems] == ["chain"]
    with pytest.raises(Refused):
        void(world.review)


def test_a_correction_takes_its_place(world):
    sheet = make.signed(draft(world))
    right = amended(sheet, lines={"quantity": 8})
    make.signed(right)
    assert zones(world, Zone.RETURNED) == [8]
    sheet.refresh_from_db()
    assert sheet.state == State.AMENDED
    assert list(verify()) == []


def test_a_correction_that_is_refused_changes_nothing(world):
    sheet = make.signed(draft(world))
    right = make.signed(amended(sheet, reason="too many"), until=QUALITY)
    right.reject(make.user(Role.QUALITY_OFFICER), "no")
    assert zones(world, Zone.RETURNED) == [10]
    assert NonconformingRecord.objects.count() == 0
    assert SalesReturnLine.objects.received().filter(record=sheet).count() == 1


def test_who_signs_may_look_up_what_the_signature_asks_for(world, client):
    address = "/lookup/inventory.salesreturn/salesreturn/moved_to/"
    sign_in(client, make.user(Role.RECEIVER))
    [offered] = client.get(address).json()["results"]
    assert offered["value"] == world.returned.pk
    assert client.get(address.replace("moved_to", "review")).status_code == 403
    sign_in(client, make.user(Role.DRIVER))
    assert client.get(address).status_code == 403
