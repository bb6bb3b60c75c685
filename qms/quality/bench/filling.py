"""A million sales lines: rows of a real chain, multiplied inside the database.

The goods add up: each batch comes in, is put away, is sold and leaves in two hundred
deliveries to as many customers, and its movements leave the balance on the shelf.
"""

from dataclasses import dataclass

from django.contrib.contenttypes.models import ContentType
from django.db import connection, transaction

from inventory.models import (
    DeliveryLine,
    DeliveryNote,
    GoodsReceipt,
    IncomingInspection,
    InspectionLine,
    OutboundReview,
    ReceiptLine,
    ReviewLine,
    StockIn,
    StockInLine,
)
from qms.core.models import Balance, Batch, Customer, Movement, Place, Supplier, Zone
from qms.records.models import Signature
from sales.models import Sale, SaleLine

#: Copies are numbered from here, so that the rows of the demo company stay apart.
BASE = 1_000_000
#: Each sale has so many lines, each line this quantity, each batch so many lines.
LINES, QUANTITY, DELIVERIES = 5, 4, 200
CUSTOMERS, SUPPLIERS = 4_000, 50


@dataclass(frozen=True)
class Sizes:
    """How many rows of each kind a number of sales lines asks for."""

    lines: int

    @classmethod
    def built(cls):
        """What was filled in, whenever that was."""
        return cls(SaleLine.objects.filter(pk__gt=BASE).count())

    @property
    def sales(self):
        return self.lines // LINES

    @property
    def batches(self):
        return self.lines // DELIVERIES


def multiply(model, count, **columns):
    """Copy a row of a table many times; g counts the copies from 1.

    `columns` are SQL expressions by column for what differs; the rest is copied from
    the last row that is there.
    """
    table = model._meta.db_table
    names = [field.column for field in model._meta.concrete_fields]
    columns.setdefault("id", f"{BASE} + g")
    values = ", ".join(columns.get(name, f't."{name}"') for name in names)
    said = ", ".join(f'"{name}"' for name in names)
    with connection.cursor() as cursor:
        cursor.execute(
            f'INSERT INTO "{table}" ({said}) SELECT {values} FROM (SELECT * FROM '
            f'"{table}" WHERE id < {BASE} ORDER BY id DESC LIMIT 1) t, '
            f"generate_series(1, {count}) AS g"
        )


#: The batch of a line, the sale of a line, the customer of a sale, the time of a sale.
BATCH = f"{BASE} + 1 + (g - 1) % {{batches}}"
SALE = f"{BASE} + 1 + (g - 1) / {LINES}"
SOLD_AT = "now() - ({sales} - g) * interval '4 minutes'"


def _customer(sale):
    return f"{BASE} + 1 + ({sale} + {sale} / 1000 * 37) % {CUSTOMERS}"


def is_filled():
    return Sale.objects.filter(pk__gt=BASE).exists()


@transaction.atomic
def fill(lines):
    """Fill the tables with a number of sales lines; triggers and keys stand aside."""
    sizes = Sizes(lines)
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
    _partners()
    _goods_in(sizes)
    _goods_out(sizes)
    _stock(sizes)


def analyse():
    """Tell the planner of what came in."""
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def _partners():
    named = {"uscc": "''", "search_key": "'company ' || g", "name": "'Company ' || g"}
    numbered = "'{}-' || lpad(g::text, 7, '0')"
    multiply(Supplier, SUPPLIERS, number=numbered.format("GHS9"), **named)
    multiply(Customer, CUSTOMERS, number=numbered.format("KH9"), **named)


def _record(prefix, at, **columns):
    number = f"'{prefix}-' || lpad(g::text, 8, '0')"
    times = dict.fromkeys(("made_at", "submitted_at", "effective_at"), at)
    day = {"made_on": f"({at})::date"}
    plain = {"state": "'signed'", "corrects_id": "NULL", "kept_for_ever": "true"}
    return {"number": number, **times, **day, **plain, **columns}


def _line(batch, record, **columns):
    lot = f"'LOT' || lpad(({batch} - {BASE})::text, 6, '0')"
    product = f"(SELECT product_id FROM core_batch WHERE id = {BASE} + 1)"
    own = {"record_id": record, "batch_id": batch, "product_id": product, "lot": lot}
    return own | columns


def _goods_in(sizes):
    """A batch for each receipt, inspection and put-away of one line."""
    own, many = f"{BASE} + g", sizes.batches
    lot = "'LOT' || lpad(g::text, 6, '0')"
    lasting = {"expires_on": "current_date + 200 + g::int % 700"}
    multiply(Batch, many, lot=lot, search_key=f"lower({lot})", **lasting)
    at = "now() - interval '3 years' + g * interval '1 hour'"
    bought = str(DELIVERIES * QUANTITY + 200)
    supplier = {"supplier_id": f"{BASE} + 1 + g % {SUPPLIERS}"}
    multiply(GoodsReceipt, many, **_record("SH9", at, **supplier))
    came = _line(own, own, quantity=bought, received_qty=bought)
    multiply(ReceiptLine, many, **came)
    multiply(IncomingInspection, many, **_record("YS9", at, receipt_id=own))
    accepted = {"accepted_qty": bought, "rejected_qty": "0"}
    multiply(InspectionLine, many, **(came | accepted))
    multiply(StockIn, many, **_record("RK9", at, inspection_id=own))
    multiply(StockInLine, many, **_line(own, own, quantity=bought))


def _goods_out(sizes):
    """Sales, reviews and notes of a few lines each, with their signatures."""
    at = SOLD_AT.format(sales=sizes.sales)
    buyer = {"customer_id": _customer("g")}
    gone = {"is_reviewed": "true"}
    name = {"customer_name": f"'Company ' || ({_customer('g')} - {BASE})"}
    multiply(Sale, sizes.sales, **_record("XS9", at, **buyer, **name, **gone))
    own = {"sale_id": f"{BASE} + g", "has_note": "true"}
    multiply(OutboundReview, sizes.sales, **_record("CKFH9", at, **own, **buyer))
    follows = {"review_id": f"{BASE} + g"}
    multiply(DeliveryNote, sizes.sales, **_record("SHTX9", at, **follows))
    for model in (SaleLine, ReviewLine, DeliveryLine):
        batch = BATCH.format(batches=sizes.batches)
        multiply(model, sizes.lines, **_line(batch, SALE, quantity=str(QUANTITY)))
    for place in range(len(Sale.signed_by)):
        _signatures(Sale, place, sizes.sales)


def _signatures(model, place, count):
    kind = ContentType.objects.get_for_model(model).pk
    sign = model.signed_by[place]
    multiply(
        Signature,
        count,
        id=f"{(place + 1) * 100_000_000} + g",
        kind_id=str(kind),
        object_id=f"{BASE} + g",
        round="1",
        place=str(place),
        role=f"'{sign.role}'",
        hand=f"'{sign.hand}'",
        apart_from_id="NULL",
        signed_at="now()",
    )


def _stock(sizes):
    """The movements of all of it, and what they leave on the shelf."""
    places = {z: str(Place.objects.filter(zone=z).first().pk) for z in Zone}
    shelf, gate = places[Zone.QUALIFIED], places[Zone.DISPATCH]
    bought, batch = (
        str(DELIVERIES * QUANTITY + 200),
        BATCH.format(batches=sizes.batches),
    )
    ways = (
        (StockIn, sizes.batches, f"{BASE} + g", f"{BASE} + g", bought, "NULL", shelf),
        (Sale, sizes.lines, batch, SALE, str(QUANTITY), shelf, gate),
        (OutboundReview, sizes.lines, batch, SALE, str(QUANTITY), gate, "NULL"),
    )
    for turn, (because, count, of, record, quantity, source, target) in enumerate(ways):
        multiply(
            Movement,
            count,
            id=f"{(turn + 1) * 100_000_000} + g",
            batch_id=of,
            source_id=source,
            target_id=target,
            quantity=quantity,
            kind_id=str(ContentType.objects.get_for_model(because).pk),
            object_id=record,
            is_sale="false",
        )
    multiply(
        Balance, sizes.batches, batch_id=f"{BASE} + g", place_id=shelf, quantity="200"
    )
