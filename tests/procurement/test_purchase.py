"""The purchase record (GSP 58)."""

from decimal import Decimal

import pytest
from django.urls import reverse

from procurement.models import Purchase, PurchaseInvoice
from qms.core.roles import Role
from qms.records.models import State
from qms.records.rules import Refused
from tests import make
from tests.tampering import refused
from tests.world import amended, broken, change, days, teach, void

pytestmark = pytest.mark.django_db


def draft(world, **values):
    return make.purchase(contract=world.contract, **values)


def hold(thing):
    make.hold(thing)


def straight(sheet, world):
    customer = make.signed(make.customer())
    direct = {"is_direct_delivery": True, "direct_reason": "clinical"}
    change(sheet, direct_customer=customer, **direct)


def of_another_supplier(sheet, world):
    other = make.approved_supplier()
    agreed = make.contract(supplier=other)
    change(sheet, contract=make.signed(agreed))


def out_of_letter(sheet, world):
    supplier = world.supplier
    letter = supplier.agents.get()
    letter.products = "口罩、手套等"
    teach(supplier, letter)


FAULTS = {
    "supplier_is_qualified": lambda s, w: hold(w.supplier),
    "products_are_approved_for_the_supplier": lambda s, w: hold(w.product),
    "products_lie_in_both_scopes": lambda s, w: teach(w.licence, scope="6877"),
    "products_are_in_the_suppliers_letter": out_of_letter,
    "registrations_are_valid": lambda s, w: teach(
        w.product, registration_valid_to=days(-1)
    ),
    "something_is_ordered": lambda s, w: change(s.lines.get(), quantity=0),
    "direct_delivery_is_lawful": straight,
    "contract_is_the_suppliers": of_another_supplier,
    "contract_covers_the_purchase": lambda s, w: change(s, made_on=days(400)),
}
#: What else the same fault breaks: all papers lapse with time, and it is no past day.
BESIDES = {"contract_covers_the_purchase": {"supplier_is_qualified", "date"}}


@pytest.mark.parametrize("rule", [r.__name__ for r in Purchase.rules])
def test_rule(world, rule):
    sheet = draft(world)
    assert broken(sheet) == set()
    FAULTS[rule](sheet, world)
    assert broken(sheet) == {rule} | BESIDES.get(rule, set())


def lapse(supplier, rows):
    row = getattr(supplier, rows).last()
    row.valid_until = days(-1)
    teach(supplier, row)


@pytest.mark.parametrize(
    "spoil",
    [
        lambda s: lapse(s, "certificates"),
        lambda s: lapse(s, "agents"),
        lambda s: teach(s, agreement_until=days(-1)),
        lambda s: teach(s, approved_on=None),
        lambda s: teach(s, approved_on=days(1)),
    ],
    ids=["licence", "letter", "agreement", "not approved", "later"],
)
def test_the_supplier_is_qualified(world, spoil):
    sheet = draft(world)
    spoil(world.supplier)
    assert "supplier_is_qualified" in broken(sheet)


def test_the_supplier_was_approved_before_the_purchase(world):
    """Inspectors compare the days (INSP 6.53.1)."""
    sheet = draft(world, made_on=days(-1))
    found = broken(sheet)
    assert {"supplier_is_qualified", "products_are_approved_for_the_supplier"} <= found
    supplier = world.supplier
    letter = supplier.agents.get()
    letter.valid_from = days(-1)
    teach(supplier, letter, approved_on=days(-1))
    assert "supplier_is_qualified" not in broken(sheet)


@pytest.mark.parametrize(
    "other",
    [
        lambda: make.signed(make.product()),
        lambda: make.approved_product(),
        make.product,
    ],
    ids=["never approved", "approved from another supplier", "not confirmed"],
)
def test_the_product_is_approved_from_this_supplier(world, other):
    sheet = draft(world)
    change(sheet.lines.get(), product=other())
    assert broken(sheet) == {"products_are_approved_for_the_supplier"}


def test_the_product_lies_in_the_suppliers_scope(world):
    sheet = draft(world)
    supplier = world.supplier
    row = supplier.certificates.get(kind="distribution")
    row.scope = "6822"
    teach(supplier, row)
    assert broken(sheet) == {"products_lie_in_both_scopes"}


def test_nothing_is_bought_once_the_own_licence_has_expired(world):
    sheet = draft(world)
    teach(world.licence, valid_to=days(-1))
    assert broken(sheet) == {"products_lie_in_both_scopes"}


def test_a_purchase_has_lines(world):
    sheet = draft(world)
    sheet.lines.get().delete(by=sheet.made_by)
    assert broken(sheet) == {"something_is_ordered"}


def test_the_contract_is_in_effect(world):
    agreed = world.agreed(world.product)
    sheet = make.purchase(contract=agreed)
    void(agreed)
    assert broken(sheet) == {"contract_is_the_suppliers"}


@pytest.mark.parametrize("missing", ["direct_reason", "direct_customer"])
def test_direct_delivery_says_why_and_where_to(world, missing):
    said = {"direct_reason": "clinical", "direct_customer": world.customer}
    sheet = draft(world, is_direct_delivery=True, **said)
    assert broken(sheet) == set()
    change(sheet, **{missing: None if missing == "direct_customer" else ""})
    assert broken(sheet) == {"complete"}


def test_direct_deliveries_have_numbers_of_their_own(world):
    said = {"direct_reason": "clinical", "direct_customer": world.customer}
    sheet = make.signed(draft(world, is_direct_delivery=True, **said))
    assert sheet.number.startswith("ZCG-")
    assert world.purchase.number.startswith("CG-")


def test_it_begins_with_what_was_agreed(world):
    sheet = Purchase(contract=world.contract)
    (line,) = sheet.begin()
    assert sheet.supplier == world.supplier
    (agreed,) = world.contract.lines.all()
    assert (line.product, line.quantity) == (agreed.product, agreed.quantity)
    assert line.unit_price == agreed.unit_price


def test_the_total_adds_the_lines_up(world):
    sheet = draft(world, quantity=4)
    assert (sheet.total(), sheet.lines.get().amount()) == (10, 10)


def test_quality_may_stop_a_purchase(world):
    """The veto on a purchase plan (seed F.4.9)."""
    sheet = draft(world)
    sheet.submit(sheet.made_by)
    sheet.sign(make.user(Role.PURCHASING_MANAGER))
    sheet.reject(make.user(Role.QUALITY_OFFICER), "not needed")
    assert sheet.state == State.REJECTED
    assert sheet not in Purchase.objects.awaiting_receipt()


def awaited(sheet):
    return sheet in Purchase.objects.awaiting_receipt()


def test_it_is_awaited_until_all_of_it_has_come(world):
    sheet = world.ordered(100)
    assert (awaited(sheet), sheet.is_received()) == (True, False)
    part = make.goods_receipt(purchase=sheet)
    change(part.lines.get(), received_qty=60)
    make.signed(part)
    assert (awaited(sheet), sheet.lines.get().outstanding()) == (True, 40)
    rest = world.received(purchase=sheet)
    assert (awaited(sheet), sheet.is_received()) == (False, True)
    void(rest)
    assert awaited(sheet)


def test_what_came_before_a_correction_has_come(world):
    """A correction of the price does not let the goods come a second time."""
    sheet = world.ordered(100)
    world.received(purchase=sheet)
    corrected = make.signed(amended(sheet, lines={"unit_price": 3}))
    assert corrected.lines.get().outstanding() == 0
    assert not awaited(corrected)
    for price in (4, 5):
        corrected = make.signed(amended(corrected, lines={"unit_price": price}))
        assert corrected.is_received()
        assert not awaited(corrected)


def test_what_has_come_keeps_the_quantity_from_being_corrected(world):
    sheet = world.ordered(100)
    receipt = world.received(purchase=sheet)
    corrected = amended(sheet, lines={"quantity": 90})
    with pytest.raises(Refused) as refusal:
        make.signed(corrected)
    assert [p.rule for p in refusal.value.problems] == ["chain"]
    assert receipt.number in str(refusal.value.problems[0])


def test_voiding_waits_for_what_stands_on_it(world):
    sheet = world.ordered()
    receipt = world.received(purchase=sheet)
    with pytest.raises(Refused):
        void(sheet)
    void(receipt)
    assert void(sheet).state == State.VOID


def test_who_wrote_and_who_signed_are_the_buyers(world):
    sheet = draft(world)
    other = make.user(Role.PURCHASER)
    sheet.submit(other, justification="known")
    make.sign_all(sheet)
    assert sheet.buyers() == {sheet.made_by_id, other.pk}


def test_purchase_goods_and_invoice_are_compared(world):
    sheet = world.ordered(4)
    said = [str(sheet.three_way_match())]
    invoice = PurchaseInvoice(invoice_no="F1", invoice_date=days(0), amount=Decimal(9))
    sheet.enter(sheet.made_by, invoice)
    said.append(str(sheet.three_way_match()))
    world.received(purchase=sheet)
    said.append(str(sheet.three_way_match()))
    rest = PurchaseInvoice(invoice_no="F2", invoice_date=days(0), amount=Decimal(1))
    sheet.enter(sheet.made_by, rest)
    said.append(str(sheet.three_way_match()))
    assert said[0] == said[1]
    assert len(set(said)) == 3


def test_numbers_stand_below_each_other_also_where_they_are_worked_out(client):
    """On the record, in its list and on the ledger: the amount is no field."""
    sheet = make.signed(make.purchase(100))
    client.force_login(sheet.made_by)
    amount = f'<td class="num">{sheet.lines.get().amount()}</td>'
    for url in (sheet.get_absolute_url(), reverse("procurement:purchaseline-list")):
        assert amount in client.get(url).content.decode()


def test_a_list_shows_all_or_those_that_are_or_are_not(client):
    sheet = make.signed(make.purchase(100))
    client.force_login(sheet.made_by)
    page = reverse("procurement:purchase-list")
    for asked, shown in (("", True), ("false", True), ("true", False)):
        said = client.get(page, {"is_direct_delivery": asked}).content.decode()
        assert (sheet.number in said) is shown
        assert "未知" not in said


def test_an_invoice_is_entered_once(world):
    sheet = world.ordered()
    said = {"invoice_no": "F9", "invoice_date": days(0), "amount": Decimal(9)}
    sheet.enter(sheet.made_by, PurchaseInvoice(**said))
    with pytest.raises(Refused):
        sheet.enter(sheet.made_by, PurchaseInvoice(**said))
    with refused():
        PurchaseInvoice(record=sheet, **said).save(by=sheet.made_by)
    assert sheet.invoices.count() == 1
