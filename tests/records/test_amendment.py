"""Corrections: what they change, what they leave, how long all of it is kept."""

import datetime as dt

import pytest

from qms.core.models import Source, Zone
from qms.core.roles import Role
from qms.records.models import State
from qms.records.rules import Refused
from sales.models import SalesAuthorization
from tests import make
from tests.core.cast import last

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]


def corrected(record, line_values=None, **values):
    """A correction of a record, signed by everybody."""
    draft = record.amend(record.made_by, "a slip of the pen")
    for name, value in values.items():
        setattr(draft, name, value)
    draft.save(by=record.made_by)
    for line in draft.rows():
        for name, value in (line_values or {}).items():
            setattr(line, name, value)
        line.save(by=record.made_by)
    return make.signed(draft)


def quantities(batch):
    return batch.quantity(Zone.QUALIFIED), batch.quantity(Zone.DISPATCH)


def test_a_correction_with_the_same_effect_leaves_it_in_place():
    sale = make.signed(make.sale(make.stocked_batch(40), 40))
    [line] = sale.lines.all()
    moved = line.batch.movements.count()
    make.signed(make.outbound_review(sale=sale))
    corrected(sale, invoice_no="FP2")
    assert line.batch.movements.count() == moved + 1
    assert line.batch.quantity() == 0


def test_a_correction_with_another_effect_undoes_the_old_one():
    batch = make.stocked_batch(100)
    sale = make.signed(make.sale(batch, 40))
    corrected(sale, {"quantity": 70}, invoice_amount=350)
    assert quantities(batch) == (30, 70)
    assert set(batch.movements.values_list("number", flat=True)) > {sale.number}


def test_no_correction_changes_an_effect_that_a_later_record_stands_on():
    sale = make.signed(make.sale(make.stocked_batch(100), 40))
    review = make.signed(make.outbound_review(sale=sale))
    with pytest.raises(Refused, match=review.number):
        corrected(sale, {"quantity": 30}, invoice_amount=150)
    sale.refresh_from_db()
    assert sale.state == State.SIGNED
    assert last("refused").details["problems"][0]["rule"] == "chain"


def test_an_approval_that_is_corrected_gives_way_to_the_new_one():
    approval = make.signed(make.first_product_approval())
    correction = corrected(approval, shelf_life="36 months")
    old, new = Source.objects.order_by("pk")
    assert (old.approval, old.ended_on) == (approval.number, make.today())
    assert (new.approval, new.ended_on) == (correction.number, None)


def test_a_correction_takes_along_lines_and_papers_but_not_the_last_signers():
    contract = make.signed(make.contract())
    draft = contract.amend(contract.made_by, "the price")
    assert [(r.product_id, r.quantity) for r in draft.rows()] == [
        (r.product_id, r.quantity) for r in contract.rows()
    ]
    assert [p.slot for p in draft.attachments()] == ["quality_standard_files"]
    assert contract.attachments().count() == 2


def test_a_record_is_corrected_once():
    letter = make.signed(make.sales_authorization())
    first, second = (letter.amend(letter.made_by, "the region") for _ in range(2))
    make.signed(first)
    with pytest.raises(Refused, match="not in effect any more"):
        make.signed(second)
    assert second.state == State.SUBMITTED
    assert SalesAuthorization.objects.in_effect().get() == first


def test_a_correction_given_up_leaves_room_for_another():
    letter = make.signed(make.sales_authorization())
    given_up = letter.amend(letter.made_by, "the region")
    given_up.submit(letter.made_by)
    given_up.send_back(make.user(Role.QUALITY_OFFICER), "no need")
    given_up.void(letter.made_by, "no need")
    assert corrected(letter, region="香港").state == State.SIGNED


# What was signed keeps its words


def test_a_signed_sheet_keeps_the_words_of_its_day():
    sale = make.signed(make.sale())
    said, name = sale.content(), sale.customer_name
    officer = make.user(Role.QUALITY_OFFICER)
    sale.customer.revise(officer, "renamed", name="Another name")
    product = sale.lines.get().product
    product.revise(officer, "renamed", name="Another device")
    sale.void(make.user(Role.SALES_MANAGER), "returned")
    again = type(sale).objects.get()
    assert (again.customer_name, again.content()) == (name, said)
    assert again.is_intact()


def test_a_sheet_under_way_keeps_the_words_of_its_first_signature():
    sale = make.sale()
    sale.submit(sale.made_by)
    name, [first, _second] = sale.customer_name, sale.signatures.all()
    sale.customer.revise(make.user(Role.QUALITY_OFFICER), "renamed", name="Another")
    make.sign_all(sale)
    assert sale.customer_name == name
    assert first.digest == sale.digest(0)


def test_a_draft_follows_its_masters_until_it_is_submitted():
    sale = make.sale()
    officer = make.user(Role.QUALITY_OFFICER)
    sale.customer.revise(officer, "renamed", name="Another name")
    sale.lines.get().product.revise(officer, "renamed", name="Another device")
    sale.submit(sale.made_by)
    assert sale.customer_name == "Another name"
    assert sale.lines.get().device_name == "Another device"


# How long it is kept (GSP 23)


@pytest.fixture
def today(time_machine):
    time_machine.move_to(dt.datetime(2026, 2, 28, 4, tzinfo=dt.UTC), tick=False)


@pytest.mark.parametrize(
    ("expires", "kept"),
    [
        (dt.date(2027, 1, 1), dt.date(2031, 2, 28)),
        (dt.date(2029, 6, 30), dt.date(2031, 6, 30)),
        (dt.date(2032, 2, 29), dt.date(2034, 2, 28)),
    ],
)
def test_goods_records_outlive_the_goods(today, expires, kept):
    receipt = make.signed(make.goods_receipt(expires_on=expires))
    assert (receipt.keep_until, receipt.kept_for_ever) == (kept, False)


def test_records_of_implants_are_kept_for_ever(today):
    supplier = make.approved_supplier()
    implant = make.approved_product(supplier, is_implant=True)
    contract = make.signed(make.contract(supplier=supplier, product=implant))
    assert (contract.keep_until, contract.kept_for_ever) == (None, True)


def test_other_records_are_kept_five_years(today):
    letter = make.signed(make.sales_authorization())
    assert letter.keep_until == dt.date(2031, 2, 28)


def test_files_are_kept_while_anything_depends_on_them(today):
    assert make.signed(make.company_licence()).kept_for_ever
