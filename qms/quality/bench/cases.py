"""What is measured: pages that people wait for, each with its bare SQL."""

from datetime import timedelta

from sales.models import Sale

from . import journeys, readings
from .case import Case
from .filling import BASE, Sizes

#: A customer and a supplier among those that were made.
CUSTOMER, SUPPLIER = BASE + 77, BASE + 7
CAPPED = "SELECT count(*) FROM (SELECT 1 FROM {} LIMIT 10001) c"


def first_page(table, joins=""):
    """The newest fifty rows of a list, and the capped count of all."""
    rows = f"SELECT * FROM {table} {joins} ORDER BY {table}.id DESC LIMIT 50"
    return rows, CAPPED.format(table)


SALES = "sales_saleline", "sales_sale"
REVIEWS = "inventory_reviewline", "inventory_outboundreview"
RECEIPTS = "inventory_receiptline", "inventory_goodsreceipt"
#: Whose first page is opened: each has other duties.
PEOPLE = ("li", "huang", "wu", "zhang")
FOUND = "SELECT * FROM sales_sale WHERE {} ORDER BY id DESC LIMIT 50"


def everything():
    """All that is measured, at the batch and the sale in the midst of what is built."""
    sizes = Sizes.built()
    batch, sale = sizes.batches // 2, sizes.sales // 2
    yield from lists()
    yield from searches(f"LOT{batch:06}", f"XS9-{sale:08}")
    yield Case(
        "record page of a sale", f"/sales/sale/{BASE + sale}/", first_page("sales_sale")
    )
    yield from ways(BASE + batch, f"LOT{batch:06}")
    yield from partners()
    yield from journeys.cases()
    if readings.is_filled():
        yield from climate()


def first_pages():
    """What each of some people has to do, as pairs with who it is."""
    for name in PEOPLE:
        yield name, Case(f"my work, of {name}", "/", ("SELECT 1",))


def lists():
    """The first pages of long lists, whole, of the last days and in another order."""
    newest = Sale.objects.latest("pk").made_on
    since = newest - timedelta(days=6)
    yield Case("list of sales", "/sales/sale/", first_page("sales_sale"))
    yield Case(
        "list of sales, last days",
        f"/sales/sale/?made_on_min={since}&made_on_max={newest}",
        (FOUND.format(f"made_on BETWEEN '{since}' AND '{newest}'"),),
    )
    yield Case(
        "list of sales by date",
        "/sales/sale/?sort=made_on",
        ("SELECT * FROM sales_sale ORDER BY made_on, id DESC LIMIT 50",),
    )
    yield Case(
        "ledger of sales lines",
        "/sales/saleline/",
        first_page("sales_saleline", "JOIN sales_sale r ON r.id = record_id"),
    )
    yield Case("stock ledger", "/core/movement/", first_page("core_movement"))
    yield Case("stock on hand", "/core/balance/", first_page("core_balance"))


def searches(lot, number):
    """Words that are looked for in one list, in all of them, and in a lookup."""
    yield Case(
        "search for a number of a sale",
        f"/sales/sale/?q={number}",
        (FOUND.format(f"number = '{number}'"),),
    )
    yield Case(
        "search for sales by lot",
        f"/sales/sale/?q={lot}",
        (
            "SELECT DISTINCT s.* FROM sales_sale s JOIN sales_saleline l "
            f"ON l.record_id = s.id WHERE l.lot = '{lot}' ORDER BY s.id DESC LIMIT 50",
        ),
    )
    yield Case(
        "search everything for a lot",
        f"/search/?q={lot}",
        (f"SELECT * FROM core_batch WHERE lot = '{lot}'",),
    )
    for name, path, table, key in (
        ("customer", "sale/customer", "core_customer", "company 3999"),
        ("batch", "saleline/batch", "core_batch", lot.lower()),
    ):
        yield Case(
            f"lookup of a {name}",
            f"/lookup/sales.sale/{path}/?q={key}",
            (f"SELECT * FROM {table} WHERE search_key LIKE '%{key}%'",),
        )


def customers(batch, tables):
    """Each customer of a batch and how much it got, by lines of sales or of reviews."""
    line, record = tables
    return (
        "SELECT c.id, c.name, c.contact_person, c.phone, c.address, sum(l.quantity) "
        f"FROM {line} l JOIN {record} r ON r.id = l.record_id "
        "JOIN core_customer c ON c.id = r.customer_id "
        f"WHERE l.batch_id = {batch} AND r.state = 'signed' GROUP BY c.id"
    )


def ways(batch, lot):
    """Where the goods of a batch came from and went."""
    sold, left = customers(batch, SALES), customers(batch, REVIEWS)
    of, same = f"l.batch_id = {batch}", f"l.lot = '{lot}'"
    graph = (
        _lines(RECEIPTS, same),
        _lines(("inventory_inspectionline", "inventory_incominginspection"), same),
        _lines(("inventory_stockinline", "inventory_stockin"), of),
        _lines(SALES, of),
        _lines(REVIEWS, of),
        _lines(("inventory_deliveryline", "inventory_deliverynote"), of),
        sold,
    )
    url = f"/trace/core.batch/{batch}/"
    yield Case("way of a batch, all of it", url, graph)
    excel = f"{url}customers.xlsx"
    yield Case("customers of a batch, as Excel", excel, (sold, left))


def _lines(tables, where):
    line, record = tables
    return (
        f"SELECT l.*, r.number, r.effective_at FROM {line} l "
        f"JOIN {record} r ON r.id = l.record_id WHERE {where} AND r.state = 'signed'"
    )


def partners():
    """What a customer got, and where the batches of a supplier went."""
    bought = f"r.customer_id = {CUSTOMER}"
    yield Case(
        "what a customer got",
        f"/trace/core.customer/{CUSTOMER}/",
        (_sums(SALES, bought), _sums(REVIEWS, bought)),
    )
    supplied = (
        "l.batch_id IN (SELECT b.id FROM core_batch b "
        "JOIN inventory_receiptline l USING (product_id, lot) "
        "JOIN inventory_goodsreceipt r ON r.id = l.record_id "
        f"WHERE r.supplier_id = {SUPPLIER} ORDER BY b.id DESC LIMIT 50)"
    )
    yield Case(
        "batches of a supplier",
        f"/trace/core.supplier/{SUPPLIER}/",
        (
            _sums(RECEIPTS, f"r.supplier_id = {SUPPLIER}"),
            _sums(SALES, supplied),
            _sums(REVIEWS, supplied),
        ),
    )


def _sums(tables, where):
    line, record = tables
    return (
        f"SELECT l.product_id, l.lot, sum(l.quantity) FROM {line} l JOIN {record} r "
        f"ON r.id = l.record_id WHERE {where} AND r.state = 'signed' GROUP BY 1, 2"
    )


def climate():
    """The month of a room with a reading every few minutes."""
    room, month, count = readings.measured_room()
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
    yield Case(f"month of a room, {count:,} readings", url, (days, told))
    newest = first_page("inventory_reading")
    yield Case("list of readings", "/inventory/reading/", newest)
