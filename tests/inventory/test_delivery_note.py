"""The note that travels with the goods (GSP 91–94)."""

import pytest

from inventory.models import DeliveryNote, OutboundReview
from qms.core.roles import Role
from qms.records.models import State
from qms.records.printing import sheet_pdf
from qms.records.registers import registry
from qms.records.verification import verify
from tests import make, paper
from tests.tampering import assign
from tests.world import amended, broken, change, teach, void

pytestmark = pytest.mark.django_db

FAULTS = {
    "goods_go_to_the_customer": lambda s, w: change(s, consignee_name="別家醫院"),
    "note_says_what_was_reviewed": lambda s, w: change(s.lines.get(), quantity=9),
}


def draft(world, **values):
    values.setdefault("review", world.review)
    return make.delivery_note(**values)


@pytest.mark.parametrize("rule", [r.__name__ for r in DeliveryNote.rules])
def test_rule(world, rule):
    sheet = draft(world)
    assert broken(sheet) == set()
    FAULTS[rule](sheet, world)
    assert broken(sheet) == {rule}


def test_no_line_may_be_left_out(world):
    sheet = draft(world)
    sheet.lines.get().delete(by=sheet.made_by)
    assert broken(sheet) == {"note_says_what_was_reviewed"}


def test_the_review_is_in_effect(world):
    review = world.reviewed()
    sheet = draft(world, review=review)
    void(review)
    assert broken(sheet) == {"note_says_what_was_reviewed"}


def test_a_shipment_has_one_note(world):
    sheet = draft(world)
    make.signed(draft(world))
    assert broken(sheet) == {"note_says_what_was_reviewed"}


def test_a_shipment_whose_note_was_voided_gets_another(world):
    sheet = draft(world)
    void(make.signed(draft(world)))
    assert broken(sheet) == set()


def test_it_begins_with_what_was_reviewed_and_sold(world):
    sheet = DeliveryNote(review=world.review)
    (line,), sale = sheet.begin(), world.review.sale
    assert (line.batch, line.quantity, line.unit_price) == (world.batch, 10, 5)
    assert sheet.consignee_address == sale.delivery_address
    assert sheet.consignee_contact == sale.contact


def test_it_copies_what_the_sheet_prints(world):
    line = world.note.lines.get()
    assert world.note.consignee_name == world.customer.name
    assert world.note.seller_name == world.licence.company_name
    assert line.condition == world.product.transport_and_storage()
    assert line.amount() == 50
    teach(world.product, transport_condition="renamed")
    assert world.note.is_intact()


def test_the_customer_signs_outside(world):
    sheet = draft(world)
    sheet.submit(sheet.made_by)
    sheet.sign(make.user(Role.OUTBOUND_REVIEWER))
    make.attach(sheet, "receiver_signature")
    sheet.sign(make.user(Role.SALESPERSON), received_by="Lam")
    last = sheet.signatures.last()
    assert (last.role, last.printed_name) == (Role.COUNTERPARTY, "Lam")
    assert sheet.state == State.SIGNED


def test_it_is_awaited_until_it_is_written(world):
    review = world.reviewed()
    assert review in OutboundReview.objects.awaiting_note()
    sheet = make.signed(draft(world, review=review))
    assert review not in OutboundReview.objects.awaiting_note()
    corrected = make.signed(amended(review, lines={"udi_scanned": True}))
    assert corrected not in OutboundReview.objects.awaiting_note()
    void(sheet)
    assert corrected in OutboundReview.objects.awaiting_note()


@pytest.mark.usefixtures("english")
def test_the_review_says_whether_its_note_is_in_effect(world):
    review = world.reviewed()

    def said():
        review.refresh_from_db()
        assert review.is_intact()
        assert list(verify()) == []
        return review.has_note

    sheet = make.signed(draft(world, review=review))
    assert said()
    newer = make.signed(amended(sheet, consignee_contact="Lam"))
    assert said()
    void(newer)
    assert not said()
    assign(review, has_note=True)
    assert any(f"{review}" in each and "follows" in each for each in verify())


def test_notes_touch_no_stock(world):
    before = world.batch.quantity()
    void(make.signed(draft(world)))
    assert world.batch.quantity() == before


def printed(note):
    register = registry.of(note)
    sheet = sheet_pdf(note, register, note.made_by)
    return [" ".join(page.split()) for page in paper.pages(sheet)]


@pytest.mark.alike
@pytest.mark.usefixtures("english")
def test_it_prints_a_copy_for_everybody_concerned(world):
    pages = printed(draft(world))
    for page, copy in zip(pages, ("stub", "customer", "back", "finance"), strict=True):
        assert copy in page
        assert "Page 1 of 1" in page


@pytest.mark.usefixtures("english")
def test_it_says_what_the_goods_cost(world):
    line = world.note.lines.get()
    shown = registry.of(DeliveryNote).sheet.lines.shown
    said = {cell.path: cell.text(line) for cell in shown}
    assert (said["unit_price"], said["amount"]) == ("5.00", "50.00")
    assert "5.00 50.00" in printed(world.note)[0]


@pytest.mark.usefixtures("english")
def test_a_direct_delivery_goes_to_another_and_says_so(world):
    how = {"is_direct_delivery": True, "direct_company_reason": "甲公司，緊急"}
    sheet = change(draft(world), consignee_name="別家醫院", **how)
    assert broken(sheet) == set()
    *_copies, last = printed(sheet)
    assert "Delivery note (direct delivery)" in last
    assert "for the company that ordered" in last
