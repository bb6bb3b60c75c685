"""Goods that came in and left: the chain of the demo company."""

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
from procurement.models import Contract, Purchase
from qms.core.models import Place, Zone
from qms.core.roles import Role
from sales.models import Sale, SalesAuthorization

from .masters import later
from .numbers import id_number
from .steps import attach, fill, signed, submit


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
        valid_to=later(365),
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


def ordered(staff, agreed, quantity):
    made = Purchase(contract=agreed, expected_on=later(2))
    made = fill(made, staff[Role.PURCHASER], quantity=quantity)
    return signed(made, staff)


def received(staff, purchase, room):
    cold = purchase.lines.filter(product__is_cold_chain=True).exists()
    now = timezone.now()
    made = GoodsReceipt(
        purchase=purchase,
        delivery_note_no=f"TX{purchase.pk:06d}",
        note_matches_sample=True,
        transport_mode="cold_road" if cold else "road",
        carrier="順達物流 粵A·8K316",
        deliverer="梁師傅",
        departed_at=now - dt.timedelta(hours=5),
        arrived_at=now,
        transit_temp_min=Decimal("3.1") if cold else None,
        transit_temp_max=Decimal("6.4") if cold else None,
        arrival_temp=Decimal("4.8") if cold else None,
    )
    lot = f"2026{purchase.pk:02d}15"
    made = fill(
        made,
        staff[Role.RECEIVER],
        lot=lambda n: f"{lot}{chr(65 + n)}",
        produced_on=timezone.localdate() - dt.timedelta(days=70),
        expires_on=later(660),
    )
    made.moved_to = Place.objects.get(warehouse__name=room, zone=Zone.PENDING)
    made.save(by=staff[Role.RECEIVER], reason=room)
    attach(made)
    return signed(made, staff)


def inspected(staff, receipt, room):
    made = IncomingInspection(receipt=receipt)
    shelf = Place.objects.filter(warehouse__name=room, zone=Zone.QUALIFIED).first()
    made = _verdicts(made, staff, shelf)
    attach(made, "certificate_file")
    return signed(made, staff)


def _verdicts(made, staff, shelf):
    by = staff[Role.RECEIVING_INSPECTOR]
    lines = made.begin()
    made.save(by=by)
    for line in lines:
        line.record, line.place = made, shelf
        line.certificate_no = f"HG{made.receipt_id:05d}"
        line.appearance = line.packaging = line.labelling = "good"
        line.conclusion, line.sampled_qty = "accepted", 5
        line.accepted_qty, line.rejected_qty = line.received_qty, 0
        line.save(by=by)
    return made


def stocked(staff, inspection):
    made = fill(StockIn(inspection=inspection), staff[Role.STOREKEEPER])
    return signed(made, staff)


def sold(staff, customer, batch, quantity, until=None):
    price = round(batch.product.sale_price, 2)
    made = Sale(
        customer=customer, invoice_no="044032600111", invoice_amount=price * quantity
    )
    made.save(by=staff[Role.SALESPERSON])
    made.lines.create(
        by=staff[Role.SALESPERSON], batch=batch, quantity=quantity, unit_price=price
    )
    return signed(made, staff, until)


def reviewed(staff, sale):
    good = {"package_ok": "good", "label_ok": "good", "other_ok": "good"}
    made = fill(
        OutboundReview(sale=sale),
        staff[Role.STOREKEEPER],
        udi_scanned=True,
        review_result="released",
        **good,
    )
    return signed(made, staff)


def delivered(staff, review, until=None):
    made = fill(DeliveryNote(review=review), staff[Role.SALESPERSON])
    return signed(made, staff, until, received_by="收貨員 張")


def waiting(staff, record):
    """A record that waits for its second signature, so that inboxes are not empty."""
    return submit(record, staff)
