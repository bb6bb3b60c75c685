"""Goods that come in and leave: the steps of one chain, each by whoever takes it."""

import datetime as dt
from decimal import Decimal

from django.utils import timezone

from inventory.models import (
    DeliveryNote,
    GoodsReceipt,
    IncomingInspection,
    OutboundReview,
    StockIn,
)
from procurement.models import Contract, Purchase, PurchaseInvoice
from qms.core.models import Batch, Place, Zone
from qms.core.roles import Role
from sales.models import Sale, SalesAuthorization

from . import clock
from .masters import later
from .numbers import id_number
from .steps import attach, fill, signed

#: How long a product keeps, in days, unless a lot says otherwise.
LIFE = 730


def letter(staff):
    """The letter that lets the salesperson sell."""
    made = SalesAuthorization(
        employee=staff[Role.SALESPERSON],
        id_no=id_number("19920703"),
        products="公司經營範圍內全部產品",
        region="廣東省",
        valid_to=later(360),
        training="PX-2026-03 法規與職業道德培訓",
    )
    made.save(by=staff[Role.SALES_MANAGER])
    signed(made, staff)


def contract(staff, supplier, products):
    made = Contract(
        supplier=supplier,
        valid_from=timezone.localdate(),
        valid_to=later(560),
        signed_at_place="廣州",
        quality_clauses="產品應符合註冊產品技術要求，包裝完好，附合格證明；不合格品無條件退換。",
        after_sales_clauses="供方負責技術培訓、安裝與維修。",
        delivery_terms="供方送貨至需方倉庫；冷鏈產品全程2～8℃並附溫度記錄。",
        payment_terms="貨到驗收合格後30日內付款，隨貨附發票。",
        liability="違約方承擔損失；爭議由廣州仲裁委員會仲裁。",
    )
    made.save(by=staff[Role.PURCHASER])
    for each in products:
        made.lines.create(
            by=staff[Role.PURCHASER],
            product=each,
            quantity=500,
            unit_price=round(each.purchase_price, 2),
        )
    attach(made, "quality_standard_files")
    return signed(made, staff, signed_for_party=supplier.legal_representative)


def ordered(staff, agreed, quantities, until=None):
    """A purchase under a contract: product → quantity."""
    by = staff[Role.PURCHASER]
    made = Purchase(contract=agreed, expected_on=later(3))
    made.begin()
    made.save(by=by)
    for product, quantity in quantities.items():
        price = round(product.purchase_price, 2)
        made.lines.create(by=by, product=product, quantity=quantity, unit_price=price)
    return signed(made, staff, until)


def received(staff, purchase, room, life=LIFE, until=None):
    """What was ordered comes, in one lot of each product."""
    made = arriving(purchase)
    expires = later(min(life, LIFE - 70))
    produced = expires - dt.timedelta(days=LIFE)
    by = staff[Role.RECEIVER]
    made = fill(
        made,
        by,
        lot=lambda n: f"{produced:%Y%m%d}{purchase.pk % 90 + 10}{chr(65 + n)}",
        produced_on=produced,
        expires_on=expires,
    )
    made.moved_to = Place.objects.get(warehouse__name=room, zone=Zone.PENDING)
    made.save(by=by, reason=room)
    attach(made)
    return signed(made, staff, until)


def arriving(purchase):
    """The receipt of an order; refrigerated goods come with their temperatures."""
    now = timezone.now().replace(second=0, microsecond=0)
    made = GoodsReceipt(
        purchase=purchase,
        delivery_note_no=f"TX{purchase.pk:06d}",
        note_matches_sample=True,
        carrier="順達物流 粵A·8K316",
        deliverer="梁師傅",
        departed_at=now - dt.timedelta(hours=5),
        arrived_at=now,
    )
    if purchase.lines.filter(product__is_cold_chain=True).exists():
        made.transport_mode = "cold_road"
        made.transit_temp_min = Decimal("3.1")
        made.transit_temp_max = Decimal("6.4")
        made.arrival_temp = Decimal("4.8")
    return made


def inspected(staff, receipt, broken=0, until=None):
    """A verdict on each lot; of the first, some may be broken."""
    by = staff[Role.RECEIVING_INSPECTOR]
    clock.go_on()
    made = IncomingInspection(receipt=receipt)
    lines = made.begin()
    made.save(by=by)
    for number, line in enumerate(lines):
        line.record = made
        _judge(line, 0 if number else broken)
        line.save(by=by)
        attach(made, "certificate_file", line=line)
    return signed(made, staff, until)


def _judge(line, broken):
    line.certificate_no = f"HG{line.lot}"
    line.appearance = line.labelling = "good"
    line.packaging = "bad" if broken else "good"
    line.conclusion, line.sampled_qty = "accepted", 5
    line.accepted_qty, line.rejected_qty = line.received_qty - broken, broken
    if broken:
        line.failure_items = "外箱受潮，內包裝破損"
        line.disposal = "移入不合格品區，通知供貨者退貨"


def stocked(staff, inspection, until=None):
    made = fill(StockIn(inspection=inspection), staff[Role.STOREKEEPER])
    return signed(made, staff, until)


def invoiced(staff, purchase):
    """The supplier's invoice, entered when it comes."""
    made = PurchaseInvoice(
        record=purchase,
        invoice_no=f"2544{purchase.pk:08d}",
        invoice_date=timezone.localdate(),
        amount=purchase.total(),
    )
    purchase.enter(staff[Role.PURCHASER], made)


def sold(staff, customer, product, quantity, until=None):
    """A sale of what expires first and suffices."""
    by, batch = staff[Role.SALESPERSON], on_the_shelf(product, quantity)
    price = round(product.sale_price, 2)
    made = Sale(customer=customer, invoice_amount=price * quantity)
    made.invoice_no = f"0440{customer.pk:02d}{timezone.localdate():%y%m%d}"
    made.save(by=by)
    made.lines.create(by=by, batch=batch, quantity=quantity, unit_price=price)
    return signed(made, staff, until)


def on_the_shelf(product, quantity):
    fits = Batch.objects.sellable().filter(product=product)
    return next(batch for batch in fits if batch.available() >= quantity)


def reviewed(staff, sale, until=None):
    good = {"package_ok": "good", "label_ok": "good", "other_ok": "good"}
    made = fill(
        OutboundReview(sale=sale),
        staff[Role.STOREKEEPER],
        udi_scanned=True,
        review_result="released",
        **good,
    )
    return signed(made, staff, until)


def sent(staff, review, until=2):
    """The note that goes with the goods, up to the customer's signature."""
    made = fill(DeliveryNote(review=review), staff[Role.SALESPERSON])
    return signed(made, staff, until)
