"""What is measured: pages that people wait for, each with its bare SQL."""

from dataclasses import dataclass

from . import readings
from .filling import BASE

#: A batch, a customer, a supplier and a sale in the midst of the million.
BATCH, CUSTOMER, SUPPLIER, SALE = BASE + 2500, BASE + 77, BASE + 7, BASE + 100_000
CAPPED = "SELECT count(*) FROM (SELECT 1 FROM {} LIMIT 10001) c"


@dataclass(frozen=True)
class Case:
    """A page and the statements that tell the same."""

    name: str
    url: str
    bare: tuple


def first_page(table, joins=""):
    """The newest fifty rows of a list, and the capped count of all."""
    rows = f"SELECT * FROM {table} {joins} ORDER BY {table}.id DESC LIMIT 50"
    return rows, CAPPED.format(table)


_CUSTOMERS = f"""
    SELECT c.id, c.name, c.contact_person, c.phone, c.address, sum(l.quantity)
    FROM {{line}} l JOIN {{record}} r ON r.id = l.record_id
    JOIN core_customer c ON c.id = r.customer_id
    WHERE l.batch_id = {BATCH} AND r.state = 'signed' GROUP BY c.id"""
SOLD = _CUSTOMERS.format(line="sales_saleline", record="sales_sale")
LEFT = _CUSTOMERS.format(line="inventory_reviewline", record="inventory_outboundreview")


def _lines(line, record, where):
    return (
        f"SELECT l.*, r.number, r.effective_at FROM {line} l "
        f"JOIN {record} r ON r.id = l.record_id WHERE {where} AND r.state = 'signed'"
    )


_OF = f"l.batch_id = {BATCH}"
_LOT = "l.lot = 'LOT002500'"
GRAPH = (
    _lines("inventory_receiptline", "inventory_goodsreceipt", _LOT),
    _lines("inventory_inspectionline", "inventory_incominginspection", _LOT),
    _lines("inventory_stockinline", "inventory_stockin", _OF),
    _lines("sales_saleline", "sales_sale", _OF),
    _lines("inventory_reviewline", "inventory_outboundreview", _OF),
    _lines("inventory_deliveryline", "inventory_deliverynote", _OF),
    SOLD,
)
SALES = "sales_saleline", "sales_sale"
REVIEWS = "inventory_reviewline", "inventory_outboundreview"
RECEIPTS = "inventory_receiptline", "inventory_goodsreceipt"
_SUPPLIED = (
    "SELECT b.id FROM core_batch b "
    "JOIN inventory_receiptline l USING (product_id, lot) "
    "JOIN inventory_goodsreceipt r ON r.id = l.record_id "
    f"WHERE r.supplier_id = {SUPPLIER} ORDER BY b.id DESC LIMIT 50"
)


def _sums(tables, where):
    line, record = tables
    return (
        f"SELECT l.product_id, l.lot, sum(l.quantity) FROM {line} l JOIN {record} r "
        f"ON r.id = l.record_id WHERE {where} AND r.state = 'signed' GROUP BY 1, 2"
    )


FOUND = "SELECT * FROM sales_sale WHERE {} ORDER BY id DESC LIMIT 50"

CASES = (
    Case("list of sales", "/sales/sale/", first_page("sales_sale")),
    Case(
        "list of sales, last days",
        "/sales/sale/?made_on_min=2026-01-01&made_on_max=2026-01-31",
        (FOUND.format("made_on BETWEEN '2026-01-01' AND '2026-01-31'"),),
    ),
    Case(
        "list of sales by date",
        "/sales/sale/?sort=made_on",
        ("SELECT * FROM sales_sale ORDER BY made_on, id DESC LIMIT 50",),
    ),
    Case(
        "ledger of sales lines",
        "/sales/saleline/",
        first_page("sales_saleline", "JOIN sales_sale r ON r.id = record_id"),
    ),
    Case(
        "stock ledger",
        "/core/movement/",
        first_page("core_movement"),
    ),
    Case("stock on hand", "/core/balance/", first_page("core_balance")),
    Case(
        "search for a number of a sale",
        "/sales/sale/?q=XS9-00100000",
        (FOUND.format("number = 'XS9-00100000'"),),
    ),
    Case(
        "search for sales by lot",
        "/sales/sale/?q=LOT002500",
        (
            "SELECT DISTINCT s.* FROM sales_sale s JOIN sales_saleline l "
            "ON l.record_id = s.id WHERE l.lot = 'LOT002500' "
            "ORDER BY s.id DESC LIMIT 50",
        ),
    ),
    Case(
        "search everything for a lot",
        "/search/?q=LOT002500",
        ("SELECT * FROM core_batch WHERE lot = 'LOT002500'",),
    ),
    Case(
        "lookup of a customer",
        "/lookup/sales.sale/sale/customer/?q=company 3999",
        ("SELECT * FROM core_customer WHERE search_key LIKE '%company 3999%'",),
    ),
    Case(
        "lookup of a batch",
        "/lookup/sales.sale/saleline/batch/?q=lot002500",
        ("SELECT * FROM core_batch WHERE search_key LIKE '%lot002500%'",),
    ),
    Case("record page of a sale", f"/sales/sale/{SALE}/", first_page("sales_sale")),
    Case("way of a batch, all of it", f"/trace/core.batch/{BATCH}/", GRAPH),
    Case(
        "customers of a batch, as Excel",
        f"/trace/core.batch/{BATCH}/customers.xlsx",
        (SOLD, LEFT),
    ),
    Case(
        "what a customer got",
        f"/trace/core.customer/{CUSTOMER}/",
        (
            _sums(SALES, f"r.customer_id = {CUSTOMER}"),
            _sums(REVIEWS, f"r.customer_id = {CUSTOMER}"),
        ),
    ),
    Case(
        "batches of a supplier",
        f"/trace/core.supplier/{SUPPLIER}/",
        (
            _sums(RECEIPTS, f"r.supplier_id = {SUPPLIER}"),
            _sums(SALES, f"l.batch_id IN ({_SUPPLIED})"),
            _sums(REVIEWS, f"l.batch_id IN ({_SUPPLIED})"),
        ),
    ),
    Case("my work", "/", ("SELECT 1",)),
)


def climate():
    """The month of a room with a reading every few minutes, if there are any."""
    if not readings.is_filled():
        return
    room, month = readings.measured_room()
    where = (
        f"FROM inventory_reading WHERE room_id = {room.pk} AND day >= '{month}-01' "
        f"AND day < ('{month}-01'::date + interval '1 month')"
    )
    days = (
        "SELECT day, count(*), min(temperature), max(temperature), avg(temperature), "
        f"min(humidity), max(humidity), avg(humidity) {where} GROUP BY day"
    )
    url = f"/climate/rooms/{room.pk}/?month={month}"
    told = f"SELECT at, in_range, temperature, humidity {where} ORDER BY at"
    yield Case("month of a room, 8,900 readings", url, (days, told))
    yield Case("list of readings", "/inventory/reading/", first_page(READINGS))


READINGS = "inventory_reading"
