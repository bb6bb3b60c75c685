"""Goods that an institution chooses from (GSP 89, 90)."""

import pytest

from inventory.models import SalesReturn
from qms.core.models import Movement, Zone
from qms.records.registers import registry
from qms.records.rules import Refused
from sales.models import Sale, SelectionUse
from tests import make
from tests.tampering import assign, refused, unguarded
from tests.world import broken, change, corrected_thrice, teach

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]

SELECTION = {"mode": "selection", "invoice_no": "", "invoice_amount": None}


def sent(world, quantity=10):
    """Goods that are out with the institution."""
    sale = make.signed(make.sale(world.batch, quantity, **SELECTION))
    make.signed(make.outbound_review(sale=sale))
    return sale


def returned(sale, quantity):
    """What came back unused."""
    draft = SalesReturn(review=sale.reviews.get(), reason="unused")
    lines = draft.begin()
    draft.save(by=make.user(*SalesReturn.writers()))
    for line in lines:
        line.record, line.quantity = draft, quantity
        line.save(by=draft.made_by)
    draft.submit(draft.made_by)
    return draft


def test_an_application_needs_no_voucher_yet(world):
    assert broken(make.sale(world.batch, **SELECTION)) == set()
    plain = make.sale(world.batch, invoice_no="", invoice_amount=None)
    assert broken(plain) == {"complete"}


def test_goods_leave_with_the_mark_of_selection(world):
    review = sent(world).reviews.get()
    assert review.is_selection_goods
    assert not world.review.is_selection_goods
    assert SalesReturn(review=review).begin()[0].quantity == 10


def test_what_was_used_is_confirmed_until_nothing_is_left(world):
    sale = sent(world)
    assert sale.three_match() == "not yet"
    make.selection_use(6, sale=sale)
    assert (sale.quantity_out(), sale.three_match()) == (4, "they agree")
    with pytest.raises(Refused, match="only 4 are still with the institution"):
        make.selection_use(5, sale=sale)
    make.selection_use(4, sale=sale)
    assert sale.quantity_out() == 0


def test_what_came_back_is_not_confirmed_and_what_was_used_does_not_come_back(world):
    sale = sent(world)
    make.selection_use(3, sale=sale)
    [line] = SalesReturn(review=sale.reviews.get()).begin()
    assert line.quantity == 7
    returned(sale, 5)
    assert sale.quantity_out() == 2
    with pytest.raises(Refused, match="only 2 are still"):
        make.selection_use(3, sale=sale)


def test_nothing_is_confirmed_before_the_goods_have_left(world):
    sale = make.signed(make.sale(world.batch, **SELECTION))
    with pytest.raises(Refused, match="only 0 are still"):
        make.selection_use(1, sale=sale)


def test_use_is_confirmed_of_selections_alone(world):
    with pytest.raises(Refused, match="sent for selection"):
        make.selection_use(1, sale=world.sale)


def test_a_voucher_of_another_amount_is_seen(world):
    sale = sent(world)
    make.selection_use(2, sale=sale)
    entry = make.selection_use(1, sale=sale)
    assert sale.three_match() == "they agree"
    with refused():
        assign(entry, amount=1)


def test_the_database_knows_that_something_was_used(world):
    use = SelectionUse(record=sent(world), batch=world.batch, quantity=0)
    use.used_on, use.invoice_no, use.amount = make.today(), "F", 0
    with refused():
        use.save(by=world.seller)


@pytest.mark.parametrize(("used", "back"), [(0, 0), (4, 0), (0, 4), (2, 2)])
def test_the_database_knows_what_is_still_out(world, used, back):
    sale = sent(world)
    if used:
        make.selection_use(used, sale=sale)
    if back:
        returned(sale, back)
    left = 10 - used - back
    use = {"record": sale, "batch": world.batch, "used_on": make.today()}
    use |= {"invoice_no": "F", "amount": 0}
    with refused():
        SelectionUse(quantity=left + 1, **use).save(by=world.seller)
    SelectionUse(quantity=left, **use).save(by=world.seller)
    assert sale.quantity_out() == 0


def test_what_a_corrected_sale_sent_out_is_used_under_its_correction(world):
    """However often it was corrected; and what was used does not come back."""
    sale = corrected_thrice(first := sent(world))
    make.selection_use(6, sale=sale)
    use = {"record": sale, "batch": world.batch, "used_on": make.today()}
    with refused():
        SelectionUse(quantity=5, invoice_no="F", amount=0, **use).save(by=world.seller)
    back = SalesReturn(review=first.reviews.get())
    assert [line.quantity for line in back.begin()] == [4]
    make.selection_use(4, sale=sale)
    assert sale.quantity_out() == 0


def test_the_database_takes_nothing_back_that_was_used(world):
    sale = corrected_thrice(first := sent(world))
    sheet = returned(first, 10)
    with unguarded():
        assign(sheet, state="draft")
    make.selection_use(6, sale=sale)
    entry = {"batch": world.batch, "target": world.returned, "by": world.seller}
    with refused():
        Movement.objects.create(**entry, because=sheet, number="X", quantity=5)
    Movement.objects.create(**entry, because=sheet, number="X", quantity=4)


def test_goods_still_out_are_called_to_mind(world):
    """Of what went out by the first version, when the fourth is in effect."""
    reminder = registry["sales.selections-out"]
    sale = corrected_thrice(first := sent(world))
    [row] = reminder.duties(make.user("salesperson"))
    assert (row, row.left) == (sale, 10)
    assert reminder.duties(make.user("storekeeper")) is None
    make.selection_use(6, sale=sale)
    returned(first, 1)
    assert reminder.queryset().get().left == 3
    make.selection_use(3, sale=sale)
    assert not reminder.queryset()


def test_goods_to_choose_from_are_not_sold_outright(world):
    teach(world.product, is_selection_before_sale=True)
    sheet = make.sale(world.batch)
    assert broken(sheet) == {"goods_to_choose_from_are_selected"}
    change(sheet, **SELECTION)
    assert broken(sheet) == set()
    assert world.batch.quantity(Zone.QUALIFIED)


def test_the_sheet_shows_uses_once_there_are_some(world):
    sale, sheet = sent(world), registry.of(Sale).sheet
    before = len(sheet.parts_of(sale))
    make.selection_use(1, sale=sale)
    assert len(sheet.parts_of(sale)) == before + 1
    assert sheet.parts_of(None) == sheet.parts
