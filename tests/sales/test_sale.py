"""The sales record (GSP 84)."""

import pytest

from qms.core.models import Zone, move, movements_of
from qms.core.roles import Role
from qms.records.models import State
from qms.records.rules import Refused
from sales.models import Sale
from tests import make
from tests.tampering import assign, unguarded
from tests.world import amended, broken, change, corrected_thrice, days, teach, void

pytestmark = pytest.mark.django_db


def hold(thing):
    make.hold(thing)


def unauthorised(sheet, world):
    void(world.seller.sales_authorizations.get())


def to_trade(sheet, world):
    """Sell to a trading customer whose scope holds nothing of ours."""
    permit = {"permit_kind": "distribution", "permit_scope": "6877"}
    trader = make.signed(make.customer(kind="distributor"))
    make.signed(make.customer_review(customer=trader, **permit))
    change(sheet, customer=trader)


def to_somebody(sheet, world):
    """Sell an implant to an individual."""
    teach(world.product, is_implant=True)
    individual = make.qualified_customer(kind="individual", uscc="")
    change(sheet, customer=individual)


def straight(sheet, world):
    change(sheet, is_direct_delivery=True, direct_reason="clinical")


def outside_the_letter(sheet, world):
    """Let somebody sell whose letter names other products."""
    seller = make.user(Role.SALESPERSON)
    make.signed(make.sales_authorization(employee=seller, products="口罩；手套"))
    sheet.made_by = seller
    sheet.save(by=seller)


def after_a_pause(sheet, world):
    """Let all sales so far be of more than a year ago."""
    with unguarded():
        for sale in Sale.objects.in_effect():
            assign(sale, made_on=days(-366))


FAULTS = {
    "goods_to_choose_from_are_selected": lambda s, w: teach(
        w.product, is_selection_before_sale=True
    ),
    "products_are_in_the_letter": outside_the_letter,
    "customer_is_in_the_letter": lambda s, w: teach(
        w.customer, delivery_address="湖南省長沙市人民路1號"
    ),
    "trade_was_not_suspended": after_a_pause,
    "salesperson_is_authorised": unauthorised,
    "customer_is_qualified": lambda s, w: hold(w.customer),
    "products_lie_in_the_customers_scope": to_trade,
    "company_may_sell_the_products": lambda s, w: teach(w.licence, scope="6877"),
    "batches_are_fit_for_sale": lambda s, w: make.hold(w.batch),
    "direct_goods_were_accepted": straight,
    "stock_suffices": lambda s, w: change(s.lines.get(), quantity=1000),
    "something_is_sold": lambda s, w: change(s.lines.get(), quantity=0),
    "individuals_buy_what_individuals_may": to_somebody,
    "voucher_agrees_with_the_sale": lambda s, w: change(s, invoice_amount=1),
}
#: What else the same fault breaks: the voucher is of another amount.
BESIDES = {
    "stock_suffices": {"voucher_agrees_with_the_sale"},
    "something_is_sold": {"voucher_agrees_with_the_sale"},
}


@pytest.mark.parametrize("rule", [r.__name__ for r in Sale.rules])
def test_rule(world, rule):
    sheet = world.sale_draft()
    assert broken(sheet) == set()
    FAULTS[rule](sheet, world)
    assert broken(sheet) == {rule} | BESIDES.get(rule, set())


@pytest.mark.parametrize(
    "spoil",
    [
        lambda c: hold(c),
        lambda c: teach(c, approved_on=None),
        lambda c: teach(c, approved_on=days(1)),
        lambda c: teach(c, lapsed(c.permits.get())),
    ],
    ids=["suspended", "not reviewed", "later", "expired"],
)
def test_the_customer_is_qualified(world, spoil):
    sheet = world.sale_draft()
    spoil(world.customer)
    assert broken(sheet) == {"customer_is_qualified"}


def lapsed(row):
    row.valid_until = days(-1)
    return row


def test_the_customer_was_reviewed_before_the_sale(world):
    assert broken(world.sale_draft(made_on=days(-1))) == {"customer_is_qualified"}


def test_consumers_are_not_reviewed_unless_something_is_held_against_them(world):
    consumer = make.signed(make.customer(kind="individual", uscc=""))
    sheet = world.sale_draft(customer=consumer)
    assert broken(sheet) == {"customer_is_qualified"}
    change(sheet, mode="retail")
    assert broken(sheet) == set()
    hold(consumer)
    assert broken(sheet) == {"customer_is_qualified"}


@pytest.mark.parametrize("flag", ["is_implant", "is_interventional", "is_special"])
def test_individuals_buy_what_individuals_may(world, flag):
    consumer = make.signed(make.customer(kind="individual", uscc=""))
    sheet = world.sale_draft(customer=consumer, mode="retail")
    teach(world.product, **{flag: True})
    assert broken(sheet) == {"individuals_buy_what_individuals_may"}


@pytest.mark.parametrize(
    "spoil",
    [
        lambda w: rewrite(w.batch, expires_on=days(-1)),
        lambda w: hold(w.product),
        lambda w: teach(w.product, registration_valid_to=days(-40)),
    ],
    ids=["expired", "product held", "made unregistered"],
)
def test_the_batch_is_fit_for_sale(world, spoil):
    sheet = world.sale_draft()
    spoil(world)
    assert broken(sheet) == {"batches_are_fit_for_sale"}


def rewrite(row, **values):
    for name, value in values.items():
        setattr(row, name, value)
    row.save(by=make.user(), reason="test")


def test_it_may_be_sold_up_to_its_last_day(world):
    sheet = world.sale_draft()
    rewrite(world.batch, expires_on=days(0))
    assert broken(sheet) == set()


def test_a_device_made_while_it_was_registered_may_be_sold(world):
    """The registration lapses, what was made before is lawful (MRG 112)."""
    sheet = world.sale_draft()
    teach(world.product, registration_valid_to=world.batch.produced_on)
    assert broken(sheet) == set()


def test_nothing_is_sold_without_an_own_licence(world):
    sheet = world.sale_draft()
    teach(world.licence, valid_to=days(-1))
    assert broken(sheet) == {"company_may_sell_the_products"}


@pytest.mark.parametrize("zone", [z for z in Zone if z != Zone.QUALIFIED])
def test_only_the_qualified_zone_is_for_sale(world, zone):
    moved_to(world, zone)
    assert broken(world.sale_draft()) == {"stock_suffices"}


def moved_to(world, zone):
    shelf, other = world.qualified, getattr(world, zone)
    quantity = world.batch.quantity(Zone.QUALIFIED)
    move([(world.batch, shelf, other, quantity)], world.stock_in, world.seller)


def test_lines_of_one_batch_are_added_up(world):
    sheet = world.sale_draft(50, invoice_amount=500)
    sheet.lines.create(by=sheet.made_by, batch=world.batch, quantity=50, unit_price=5)
    assert broken(sheet) == {"stock_suffices"}


def test_special_control_asks_for_documents(world):
    teach(world.product, is_special=True)
    sheet = world.sale_draft()
    assert broken(sheet) == set()
    sheet.withdraw(sheet.made_by, sheet.attachments().get())
    assert broken(sheet) == {"papers"}


def test_it_copies_what_the_sheet_prints(world):
    sheet, line = world.sale, world.sale.lines.get()
    assert sheet.permit_no == "PDY12345678"
    assert sheet.contact == "採購科 020-33334444"
    assert sheet.delivery_address == world.customer.delivery_address
    assert (line.lot, line.expires_on) == (world.batch.lot, world.batch.expires_on)
    assert line.registration_no == world.product.registration_no


# What follows


def zones(batch):
    return [int(batch.quantity(zone)) for zone in (Zone.QUALIFIED, Zone.DISPATCH)]


def test_signing_sets_the_goods_apart(world):
    before = zones(world.batch)
    world.sold(7)
    assert zones(world.batch) == [before[0] - 7, before[1] + 7]


def test_voiding_puts_them_back(world):
    before = zones(world.batch)
    void(world.sold(7))
    assert zones(world.batch) == before


def test_a_reviewed_sale_is_not_voided(world):
    with pytest.raises(Refused) as refusal:
        void(world.review.sale)
    assert [p.rule for p in refusal.value.problems] == ["chain"]


def test_the_fullest_place_is_emptied_first(world):
    by, batch = world.seller, world.batch
    second = make.place(warehouse=make.warehouse())
    make.place(Zone.DISPATCH, warehouse=second.warehouse)
    move([(batch, world.qualified, second, 50)], world.stock_in, by)
    sale = world.sold(60)
    apart = list(sale.set_apart())
    taken = [(shelf, quantity) for _batch, shelf, _gate, quantity in apart]
    assert taken == [(second, 50), (world.qualified, 10)]
    assert {gate.warehouse for _batch, _shelf, gate, _quantity in apart} == {
        second.warehouse,
        world.qualified.warehouse,
    }


def test_a_correction_of_the_voucher_leaves_the_goods_where_they_are(world):
    sale, before = world.sold(7), zones(world.batch)
    corrected = make.signed(amended(sale, invoice_no="FP2"))
    sale.refresh_from_db()
    assert (sale.state, corrected.state) == (State.AMENDED, State.SIGNED)
    assert zones(world.batch) == before
    assert list(corrected.set_apart()) == list(sale.set_apart())
    assert [m.number for m in movements_of(corrected)] == [sale.number]


def test_a_correction_is_voided_like_the_original(world):
    before = zones(world.batch)
    void(make.signed(amended(world.sold(7), invoice_no="FP2")))
    assert zones(world.batch) == before


def test_a_correction_of_the_quantity_moves_the_goods_anew(world):
    before = zones(world.batch)
    sale = world.sold(7)
    make.signed(amended(sale, lines={"quantity": 9}, invoice_amount=45))
    assert zones(world.batch) == [before[0] - 9, before[1] + 9]


def test_the_last_boxes_are_enough_for_their_own_correction(world):
    left = int(world.batch.quantity(Zone.QUALIFIED))
    sale = world.sold(left)
    assert broken(amended(sale, invoice_no="FP2")) == set()
    more = amended(sale, lines={"quantity": left + 1})
    assert "stock_suffices" in broken(more)


def test_after_the_review_only_what_moves_nothing_is_corrected(world):
    sale = world.review.sale
    make.signed(amended(sale, invoice_no="FP2"))
    assert sale not in Sale.objects.awaiting_review()
    corrected = Sale.objects.get(corrects=sale)
    assert corrected not in Sale.objects.awaiting_review()
    corrected = corrected_thrice(corrected)
    assert corrected not in Sale.objects.awaiting_review()
    for other in ({"lines": {"quantity": 1}}, {"customer": make.qualified_customer()}):
        with pytest.raises(Refused) as refusal:
            make.signed(amended(corrected, **other))
        assert [p.rule for p in refusal.value.problems] == ["chain"]


def test_the_salesperson_is_who_wrote_the_sale(world):
    sheet = world.sale_draft(by=make.user(Role.SALESPERSON))
    assert broken(sheet) == {"salesperson_is_authorised"}


def test_a_letter_that_names_the_product_covers_it(world):
    sheet = make.sale(world.batch)
    outside_the_letter(sheet, world)
    letter = make.sales_authorization(
        employee=sheet.made_by, products=f"口罩；{world.product.name}"
    )
    make.signed(letter)
    assert broken(sheet) == set()


def test_a_consumers_receipt_names_the_store(world):
    sheet = make.sale(world.batch, mode="retail")
    licence = world.licence
    assert sheet.store == f"{licence.company_name} {licence.premises}"
    assert make.sale(world.batch).store == ""
