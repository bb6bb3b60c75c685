"""The receipt of goods (GSP 60)."""

import datetime as dt

import pytest
import time_machine

from inventory.models import GoodsReceipt, IncomingInspection
from qms.core.models import Zone
from qms.core.roles import Role
from qms.records.models import State
from qms.records.registers import registry
from qms.records.rules import Refused
from tests import impossible as near
from tests import make
from tests.tampering import assign, refused
from tests.world import amended, broken, change, days, teach, void

pytestmark = pytest.mark.django_db

READINGS = {"transit_temp_min": 3, "transit_temp_max": 7, "arrival_temp": 5}


def draft(world, **values):
    values.setdefault("purchase", world.purchase)
    return make.goods_receipt(**values)


def cold(world, **values):
    """A delivery of refrigerated goods, with what there is on record."""
    ordered = world.ordered(contract=world.cold_contract)
    left = {"departed_at": make.timezone.now() - dt.timedelta(hours=5)}
    return draft(world, **{"purchase": ordered} | left | READINGS | values)


def too_warm(sheet, world):
    line = sheet.lines.get()
    teach(world.product, is_cold_chain=True, temp_max=8)
    change(sheet, departed_at=sheet.arrived_at, **READINGS | {"arrival_temp": 12})
    return line


def into_a_stopped_cold_store(sheet, world):
    """Bring refrigerated goods into a room whose only cold store is stopped."""
    teach(world.product, is_cold_chain=True, temp_max=8)
    change(sheet, departed_at=sheet.arrived_at, **READINGS)
    make.attach(sheet, "transit_temp_file")
    near.unfit_cold_store(world, sheet, None)


def of_another_date(sheet, world):
    """Deliver a lot again that came with another expiry date."""
    change(sheet.lines.get(), lot=world.receipt.lines.get().lot, expires_on=days(90))


def still_under_way(sheet, world):
    change(sheet, arrived_at=make.timezone.now() + dt.timedelta(minutes=5))


FAULTS = {
    "supplier_may_deliver": lambda s, w: make.hold(w.supplier),
    "vetoed_purchases_are_not_received": lambda s, w: make.hold(w.purchase),
    "cold_rooms_are_fit": into_a_stopped_cold_store,
    "receiver_is_not_the_purchaser": lambda s, w: give(s, w.purchase.made_by),
    "goods_have_arrived": still_under_way,
    "no_more_comes_than_was_ordered": lambda s, w: change(
        s.lines.get(), quantity=101, received_qty=101
    ),
    "cold_chain_was_kept": too_warm,
    "lines_name_what_came": lambda s, w: change(s.lines.get(), received_qty=101),
    "lots_keep_their_dates": of_another_date,
}
#: What else the same fault breaks: more is received than was ordered.
BESIDES = {"lines_name_what_came": {"no_more_comes_than_was_ordered"}}


def test_goods_leave_before_they_arrive(world):
    sheet = draft(world)
    change(sheet, departed_at=sheet.arrived_at + dt.timedelta(minutes=1))
    assert broken(sheet) == {"goods_have_arrived"}
    with refused():
        assign(sheet, state="submitted", number="X", round=1)


def test_goods_wait_in_a_room_that_keeps_them(world):
    teach(world.product, temp_min=10, temp_max=30)
    room = make.warehouse(name="Z", temp_min=15, temp_max=25)
    place = make.place("pending", warehouse=room)
    assert draft(world).moved_to == place
    teach(world.product, temp_min=-90, temp_max=-80)
    assert draft(world).moved_to == world.pending


def test_a_batch_bears_the_serial_of_none_of_its_units(world):
    sheet = draft(world, purchase=world.ordered())
    code = "(01)06901234567892(10)L7(21)S{}"
    first = sheet.lines.get()
    change(first, lot="L7", udi_pi=code.format(1), received_qty=1, quantity=1)
    first.pk, first._state.adding = None, True
    change(first, udi_pi=code.format(2))
    make.signed(sheet)
    batch = world.product.batches.get(lot="L7")
    assert batch.udi_pi == "(01)06901234567892(10)L7"
    assert [line.udi_pi[-4:] for line in sheet.lines.all()] == ["1)S1", "1)S2"]


def give(sheet, person):
    """Let a draft have been written by somebody else."""
    sheet.made_by = person
    sheet.save(by=person)


@pytest.mark.parametrize("rule", FAULTS)
def test_rule(world, rule):
    sheet = draft(world)
    assert broken(sheet) == set()
    FAULTS[rule](sheet, world)
    assert broken(sheet) == {rule} | BESIDES.get(rule, set())


def test_who_signed_the_order_does_not_receive_either(world):
    sheet = make.purchase(contract=world.contract)
    both = make.user(Role.PURCHASER, Role.RECEIVER)
    sheet.submit(both)
    receipt = draft(world, purchase=make.sign_all(sheet))
    assert broken(receipt) == set()
    with pytest.raises(Refused) as refusal:
        receipt.submit(both)
    rules = [problem.rule for problem in refusal.value.problems]
    assert rules == ["receiver_is_not_the_purchaser"]


def test_a_refusal_may_be_recorded_whoever_delivers(world):
    """Nor does it need the readings whose lack it is refused for."""
    sheet = cold(world, transit_temp_min=None, departed_at=None, moved_to=None)
    make.hold(world.supplier)
    assert broken(sheet) == {"supplier_may_deliver", "complete"}
    change(sheet, conclusion="refused", refusal_reason="no readings")
    assert broken(sheet) == {"lines_name_what_came"}
    change(sheet.lines.get(), received_qty=0)
    assert broken(sheet) == set()


def refusal(world):
    """A delivery of which nothing was taken."""
    sheet = draft(world, conclusion="refused", refusal_reason="wet")
    change(sheet.lines.get(), received_qty=0)
    return sheet


def test_what_was_refused_is_not_in_the_house(world):
    sheet = make.signed(refusal(world))
    assert not world.product.batches.filter(lot=sheet.lines.get().lot)
    assert sheet not in GoodsReceipt.objects.awaiting_inspection()
    assert world.purchase.lines.get().outstanding() == 100


@pytest.mark.parametrize(
    "said",
    [{"conclusion": "refused"}, {"conclusion": "partial"}],
)
def test_less_than_all_says_why(world, said):
    sheet = draft(world, **said)
    change(sheet.lines.get(), received_qty=0)
    assert broken(sheet) == {"complete"}


@pytest.mark.parametrize(
    "values",
    [
        {"arrival_temp": "8.1"},
        {"transit_temp_max": "8.1"},
        {"transit_temp_min": "1.9"},
        {"transit_temp_min": 10, "transit_temp_max": 3},
    ],
)
def test_every_reading_lies_in_the_range(world, values):
    assert broken(cold(world)) == set()
    assert broken(cold(world, **values)) == {"cold_chain_was_kept"}


@pytest.mark.parametrize("name", [*READINGS, "departed_at"])
def test_cold_chain_asks_for_readings(world, name):
    assert broken(cold(world, **{name: None})) == {"complete"}


def test_cold_chain_asks_for_the_record(world):
    sheet = cold(world)
    paper = sheet.attachments().get(slot="transit_temp_file")
    sheet.withdraw(sheet.made_by, paper)
    assert broken(sheet) == {"papers"}


@pytest.mark.parametrize(
    "spoil",
    [
        lambda line: line.delete(by=line.record.made_by),
        lambda line: change(line, product=make.product(), received_qty=1),
        lambda line: change(line, expires_on=days(-31)),
    ],
    ids=["no line", "not ordered", "expires before it was made"],
)
def test_lines_name_what_came(world, spoil):
    sheet = draft(world)
    spoil(sheet.lines.get())
    assert broken(sheet) & {"lines_name_what_came", "no_more_comes_than_was_ordered"}


def test_an_expiry_date_is_needed_where_the_product_has_one(world):
    sheet = cold(world)
    change(sheet.lines.get(), expires_on=None)
    assert broken(sheet) == {"lines_name_what_came"}


def test_nothing_comes_without_an_order_in_effect(world):
    ordered = world.ordered()
    sheet = draft(world, purchase=ordered)
    void(ordered)
    assert broken(sheet) == {"no_more_comes_than_was_ordered"}


def test_the_rest_may_come_later_and_no_more(world):
    ordered = world.ordered(100)
    part = draft(world, purchase=ordered)
    change(part.lines.get(), received_qty=60)
    make.signed(part)
    rest = draft(world, purchase=ordered)
    assert rest.lines.get().received_qty == 40
    change(rest.lines.get(), quantity=50, received_qty=41)
    assert broken(rest) == {"no_more_comes_than_was_ordered"}


def test_it_begins_with_what_is_still_to_come(world):
    sheet = GoodsReceipt(purchase=world.purchase)
    (line,) = sheet.begin()
    assert sheet.moved_to.zone == Zone.PENDING
    assert (line.product, line.quantity) == (world.product, 100)
    assert line.received_qty == 100
    assert line.udi_di == world.product.udi_di
    done = GoodsReceipt(purchase=world.receipt.purchase)
    assert done.begin() == []


# What follows


def pending(sheet):
    batch = sheet.lines.get().product.batches.get(lot=sheet.lines.get().lot)
    return int(batch.quantity(Zone.PENDING))


def test_goods_lie_in_the_yellow_zone(world):
    sheet = world.received()
    assert pending(sheet) == 100
    batch = world.product.batches.get(lot=sheet.lines.get().lot)
    assert batch.expires_on == make.next_year()
    assert batch.quantity(Zone.QUALIFIED) == 0


def test_one_lot_of_two_deliveries_is_one_batch(world):
    first = world.received(lot="TWICE")
    world.received(lot="TWICE")
    assert pending(first) == 200
    assert world.product.batches.filter(lot="TWICE").count() == 1


def test_voiding_takes_the_goods_out_again(world):
    sheet = void(world.received())
    assert pending(sheet) == 0
    assert sheet.purchase.lines.get().outstanding() == 100


def test_a_receipt_that_was_inspected_is_not_voided(world):
    with pytest.raises(Refused) as refusal:
        void(world.inspection.receipt)
    assert [p.rule for p in refusal.value.problems] == ["chain"]


def test_a_correction_of_the_count_moves_the_goods(world):
    sheet = world.received()
    corrected = make.signed(amended(sheet, lines={"received_qty": 90}))
    assert pending(corrected) == 90
    assert sheet.purchase.lines.get().outstanding() == 10
    void(corrected)
    assert pending(sheet) == 0


def test_a_correction_of_the_waybill_moves_nothing(world):
    sheet = world.received()
    corrected = make.signed(amended(sheet, waybill_no="SF1"))
    assert (pending(corrected), corrected.state) == (100, State.SIGNED)
    assert corrected in GoodsReceipt.objects.awaiting_inspection()
    void(corrected)
    assert pending(sheet) == 0


def test_an_inspected_receipt_is_not_inspected_again_once_corrected(world):
    sheet = world.inspection.receipt
    corrected = make.signed(amended(sheet, waybill_no="SF1"))
    assert corrected not in GoodsReceipt.objects.awaiting_inspection()
    again = make.incoming_inspection(receipt=corrected)
    assert broken(again) == {"inspected_is_what_was_received"}


def test_a_mistyped_expiry_date_can_be_corrected(world):
    """As long as nobody else says otherwise of this lot."""
    sheet = world.received(lot="TYPO", expires_on=days(900))
    make.signed(amended(sheet, lines={"expires_on": days(90)}))
    assert world.product.batches.get(lot="TYPO").expires_on == days(90)


def test_a_lot_delivered_anew_after_voiding_takes_the_new_date(world):
    void(world.received(lot="VOID", expires_on=days(900)))
    world.received(lot="VOID", expires_on=days(90))
    assert world.product.batches.get(lot="VOID").expires_on == days(90)


def test_two_lines_of_a_lot_agree(world):
    sheet = draft(world)
    line = sheet.lines.get()
    change(line, quantity=50, received_qty=50)
    line.pk, line._state.adding = None, True
    change(line, expires_on=days(90))
    assert broken(sheet) == {"lots_keep_their_dates"}


def hours_left(receipt):
    return (receipt.inspect_by() - receipt.effective_at) / dt.timedelta(hours=1)


def test_refrigerated_goods_are_to_be_inspected_sooner(world):
    """The company's target: a day for most goods, two hours for these."""
    assert make.signed(refusal(world)).inspect_by() is None
    assert draft(world).inspect_by() is None
    assert hours_left(make.signed(draft(world))) == 24
    assert hours_left(make.signed(cold(world))) == 2


@pytest.mark.usefixtures("english")
def test_the_inspector_is_told_by_when_and_that_it_is_too_late(world):
    receipt = make.signed(draft(world))
    todo = registry.of(IncomingInspection)
    assert "by" in todo.hint(receipt)
    with time_machine.travel(receipt.inspect_by() + dt.timedelta(minutes=1)):
        assert "overdue" in todo.hint(receipt)


def test_a_refusal_is_reported_to_the_supplier(world):
    prints = registry.of(GoodsReceipt).prints_of
    assert prints(draft(world)) == []
    assert [each.slug for each in prints(refusal(world))] == ["refusal"]
