"""The statutory inspection of incoming goods (GSP 64–67)."""

import pytest

from inventory.models import IncomingInspection
from qms.core.models import Zone
from qms.core.roles import Role
from qms.records.registers import registry
from qms.records.rules import Refused
from tests import make
from tests.tampering import assign, refused
from tests.world import amended, broken, change, days, teach, void

from .test_goods_receipt import READINGS, cold, give

pytestmark = pytest.mark.django_db

FAULTS = {
    "supplier_may_deliver": lambda s, w: make.hold(w.supplier),
    "vetoed_arrivals_are_not_accepted": lambda s, w: make.hold(w.receipt),
    "inspector_is_not_the_purchaser": lambda s, w: give(s, s.purchase.made_by),
    "inspected_is_what_was_received": lambda s, w: count(s.lines.get(), 101),
    "accepted_goods_are_in_date_and_registered": lambda s, w: make.hold(w.product),
    "accepted_goods_passed_every_check": lambda s, w: change(
        s.lines.get(), labelling="bad"
    ),
    "rejected_goods_are_explained": lambda s, w: reject(s.lines.get(), 100),
    "accepted_cold_chain_was_kept": lambda s, w: teach(
        w.product, is_cold_chain=True, temp_max=8
    ),
    "enough_shelf_life_is_left": lambda s, w: teach(w.product, shelf_life_months=36),
}


def draft(world, **values):
    values.setdefault("receipt", world.receipt)
    return make.incoming_inspection(**values)


def count(line, quantity):
    change(line, received_qty=quantity, accepted_qty=quantity)


def reject(line, quantity, **values):
    why = {"failure_items": "broken", "disposal": "return"}
    left = line.received_qty - quantity
    change(line, accepted_qty=left, rejected_qty=quantity, **why | values)


@pytest.mark.parametrize("rule", [r.__name__ for r in IncomingInspection.rules])
def test_rule(world, rule):
    sheet = draft(world)
    assert broken(sheet) == set()
    FAULTS[rule](sheet, world)
    assert broken(sheet) == {rule}


def test_the_database_adds_up(world):
    with refused():
        assign(draft(world).lines.get(), accepted_qty=101)


@pytest.mark.parametrize(
    "spoil",
    [
        lambda line: count(line, 99),
        lambda line: change(line, lot="OTHER"),
        lambda line: change(line, expires_on=days(900)),
        lambda line: change(line, produced_on=None),
        lambda line: line.delete(by=line.record.made_by),
    ],
    ids=["less", "another lot", "another expiry", "another production", "left out"],
)
def test_inspected_is_what_was_received(world, spoil):
    sheet = draft(world)
    spoil(sheet.lines.get())
    assert broken(sheet) == {"inspected_is_what_was_received"}


def test_a_lot_may_stand_on_several_lines(world):
    sheet = draft(world)
    line = sheet.lines.get()
    count(line, 60)
    line.pk, line._state.adding = None, True
    count(line, 40)
    assert broken(sheet) == set()


def test_goods_are_inspected_once(world):
    sheet = draft(world)
    make.signed(draft(world))
    assert broken(sheet) == {"inspected_is_what_was_received"}


def test_the_receipt_is_in_effect(world):
    receipt = world.received()
    sheet = draft(world, receipt=receipt)
    void(receipt)
    assert broken(sheet) == {"inspected_is_what_was_received"}


def test_refused_goods_have_nothing_to_accept(world):
    refusal = {"conclusion": "refused", "refusal_reason": "wet"}
    receipt = make.goods_receipt(purchase=world.purchase, **refusal)
    change(receipt.lines.get(), received_qty=0)
    sheet = draft(world, receipt=make.signed(receipt))
    count(sheet.lines.get(), 100)
    assert broken(sheet) == {"inspected_is_what_was_received"}


@pytest.mark.parametrize(
    "spoil",
    [
        lambda w: teach(w.product, registration_valid_to=days(-40)),
        lambda w: void(w.product.approvals.in_effect().get()),
    ],
    ids=["made unregistered", "not approved"],
)
def test_accepted_goods_are_registered_and_approved(world, spoil):
    sheet = draft(world)
    spoil(world)
    assert broken(sheet) == {"accepted_goods_are_in_date_and_registered"}
    reject(sheet.lines.get(), 100, conclusion="rejected")
    assert broken(sheet) == set()


def test_expired_goods_are_received_but_not_accepted(world):
    sheet = draft(world, receipt=world.received(expires_on=days(-1)))
    assert broken(sheet) == {"accepted_goods_are_in_date_and_registered"}
    reject(sheet.lines.get(), 100, conclusion="rejected")
    assert broken(sheet) == set()


def test_goods_are_accepted_on_their_last_day(world):
    sheet = draft(world, receipt=world.received(expires_on=days(0)))
    assert broken(sheet) == set()


def test_devices_made_while_registered_are_accepted(world):
    teach(world.product, registration_valid_to=days(-10))
    assert broken(draft(world)) == set()


@pytest.mark.parametrize("name", ["appearance", "packaging", "labelling"])
def test_accepted_goods_passed_every_check(world, name):
    sheet = draft(world)
    change(sheet.lines.get(), **{name: "bad"})
    assert broken(sheet) == {"accepted_goods_passed_every_check"}
    reject(sheet.lines.get(), 10)
    assert broken(sheet) == set()


def test_imports_show_their_papers(world):
    teach(world.product, is_imported=True, domestic_agent="Agent")
    sheet = draft(world)
    assert broken(sheet) == {"complete"}
    change(sheet.lines.get(), import_docs="bad")
    assert broken(sheet) == {"accepted_goods_passed_every_check"}
    change(sheet.lines.get(), import_docs="good")
    assert broken(sheet) == set()


def test_nothing_is_accepted_without_a_certificate(world):
    sheet = draft(world)
    change(sheet.lines.get(), certificate_no="")
    assert "accepted_goods_passed_every_check" in broken(sheet)
    sheet = draft(world)
    sheet.withdraw(sheet.made_by, sheet.attachments().get(slot="certificate_file"))
    assert broken(sheet) == {"papers"}


def test_nothing_is_accepted_of_goods_that_are_refused(world):
    sheet = draft(world)
    change(sheet.lines.get(), conclusion="refused")
    assert broken(sheet) == {"accepted_goods_passed_every_check"}


@pytest.mark.parametrize("name", ["failure_items", "disposal"])
def test_a_rejection_says_why_and_what_next(world, name):
    sheet = draft(world, rejected=10)
    assert broken(sheet) == set()
    change(sheet.lines.get(), **{name: ""})
    assert broken(sheet) == {"complete"}


def test_a_place_is_named_for_what_is_accepted(world):
    sheet = draft(world)
    change(sheet.lines.get(), place=None)
    assert broken(sheet) == {"complete"}


def test_cold_chain_is_accepted_with_readings_in_range(world):
    sheet = draft(world, receipt=make.signed(cold(world)))
    assert "accepted_cold_chain_was_kept" not in broken(sheet)
    teach(world.cold, temp_max=6)
    assert "accepted_cold_chain_was_kept" in broken(sheet)
    reject(sheet.lines.get(), 100, conclusion="rejected")
    assert "accepted_cold_chain_was_kept" not in broken(sheet)


def test_what_became_cold_chain_later_has_no_readings(world):
    sheet = draft(world)
    teach(world.product, is_cold_chain=True)
    assert broken(sheet) == {"accepted_cold_chain_was_kept"}


def test_half_of_the_shelf_life_is_enough(world):
    sheet = draft(world)
    teach(world.product, shelf_life_months=24)
    assert broken(sheet) == set()


def test_who_signed_the_order_does_not_inspect_either(world):
    both = make.user(Role.PURCHASER, Role.RECEIVING_INSPECTOR)
    ordered = make.purchase(contract=world.contract)
    ordered.submit(both)
    sheet = draft(world, receipt=world.received(purchase=make.sign_all(ordered)))
    sheet.submit(both)
    with pytest.raises(Refused) as refusal:
        make.sign_all(sheet)
    rules = [problem.rule for problem in refusal.value.problems]
    assert rules == ["inspector_is_not_the_purchaser"]


def test_it_begins_with_what_was_received(world):
    sheet = IncomingInspection(receipt=world.receipt)
    (line,), (came,) = sheet.begin(), world.receipt.lines.all()
    for name in ("product", "lot", "produced_on", "expires_on", "udi_di", "udi_pi"):
        assert getattr(line, name) == getattr(came, name)
    assert (line.received_qty, line.place.zone) == (100, Zone.QUALIFIED)
    verdict = (line.appearance, line.packaging, line.labelling, line.conclusion)
    assert (verdict, line.accepted_qty) == (("", "", "", ""), None)


def test_it_copies_what_the_sheet_prints(world):
    sheet = draft(world, receipt=make.signed(cold(world)))
    assert sheet.supplier_name == world.supplier.name
    assert sheet.supplier_contact == world.supplier.phone
    assert sheet.purchase_no == sheet.purchase.number
    assert sheet.delivery_note_no == "N1"
    assert sheet.lines.get().arrival_temp == READINGS["arrival_temp"]


# What follows


def zones(sheet):
    batch = sheet.lines.get().batch()
    wanted = (Zone.PENDING, Zone.REJECTED, Zone.QUALIFIED)
    return [int(batch.quantity(zone)) for zone in wanted]


def test_rejected_goods_go_to_the_red_zone(world):
    sheet = world.inspected(rejected=30)
    assert zones(sheet) == [70, 30, 0]
    assert sheet in IncomingInspection.objects.awaiting_stock_in()


def test_what_is_rejected_altogether_awaits_no_place(world):
    sheet = draft(world)
    reject(sheet.lines.get(), 100, conclusion="rejected")
    make.signed(sheet)
    assert zones(sheet) == [0, 100, 0]
    assert sheet not in IncomingInspection.objects.awaiting_stock_in()


def test_voiding_puts_them_back(world):
    assert zones(void(world.inspected(rejected=30))) == [100, 0, 0]


def test_a_correction_moves_them_anew(world):
    sheet = world.inspected(rejected=30)
    right = {"accepted_qty": 80, "rejected_qty": 20}
    corrected = make.signed(amended(sheet, lines=right))
    assert zones(corrected) == [80, 20, 0]
    again = make.signed(amended(corrected, invoice_no="F1"))
    assert zones(void(again)) == [100, 0, 0]


def test_a_sale_names_the_inspection_that_its_goods_passed(world):
    first, sold = world.stock_in.inspection, world.sold()
    assert sold.lines.get().inspection_no == first.number
    again = world.inspected(receipt=world.received(lot=world.batch.lot))
    assert world.sold().lines.get().inspection_no == again.number
    void(again)
    assert world.sold().lines.get().inspection_no == first.number
    assert sold.lines.get().inspection_no == first.number
    assert world.batch.history.first().history_change_reason == again.number


def test_a_batch_names_the_correction_of_its_inspection(world):
    """Also where nothing of the goods was corrected, and so nothing is moved."""
    corrected = make.signed(amended(world.inspected(), invoice_no="F1"))
    assert corrected.lines.get().batch().inspection_no == corrected.number
    assert corrected.number != corrected.corrects.number


def test_an_inspection_that_accepts_nothing_is_not_named(world):
    sheet = draft(world)
    reject(sheet.lines.get(), 100, conclusion="rejected")
    make.signed(sheet)
    assert sheet.lines.get().batch().inspection_no == ""


def test_what_was_put_away_is_not_corrected(world):
    sheet = world.stock_in.inspection
    wrong = {"accepted_qty": 90, "rejected_qty": 10}
    why = {"failure_items": "broken", "disposal": "return"}
    with pytest.raises(Refused) as refusal:
        make.signed(amended(sheet, lines=wrong | why))
    assert [p.rule for p in refusal.value.problems] == ["chain"]
    make.signed(amended(sheet, invoice_no="F1"))
    assert (
        sheet.corrections.last() not in IncomingInspection.objects.awaiting_stock_in()
    )


def test_what_is_rejected_is_repeated_on_a_report_to_the_supplier(world):
    assert registry.of(IncomingInspection).prints_of(world.inspection) == []
    sheet = world.inspected(rejected=30)
    [report] = registry.of(IncomingInspection).prints_of(sheet)
    [table] = [part for part in report.sheet.parts if hasattr(part, "relation")]
    [line] = table.rows(sheet)
    assert line.rejected_qty == 30
