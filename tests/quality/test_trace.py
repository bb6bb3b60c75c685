"""Where goods came from and where they went, from whatever one has in hand."""

import datetime as dt
from io import BytesIO

import openpyxl
import pytest
from django.db import connection
from django.db.models import Sum
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from inventory.models import StockIn
from qms.core.models import Batch
from qms.core.roles import Role
from qms.quality.trace import Graph, Overview, Picture, Start, find
from qms.quality.trace.hops import HOPS, Stage
from qms.quality.trace.picture import ROOM
from qms.records.models import Trail
from tests import make
from tests.core.cast import sign_in

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]


@pytest.fixture
def reader():
    return make.user(Role.QUALITY_OFFICER)


def left_the_house(world, quantity, customer=None):
    """A sale whose goods have gone to the customer."""
    own = {"customer": customer} if customer else {}
    sale = world.sold(quantity, **own)
    world.reviewed(sale=sale)
    return sale


def test_a_batch_is_followed_both_ways(world):
    graph = Graph([world.batch])
    before = graph.sums.delivered
    customer = make.qualified_customer()
    left_the_house(world, 7, customer)
    world.sold(2, customer=customer)
    graph = Graph([world.batch])
    assert [s.name for s in graph.suppliers.values()] == [world.supplier.name]
    sums = graph.customers[customer.pk].sums
    assert (sums.sold, sums.delivered, sums.returned, sums.out) == (9, 7, 0, 7)
    assert graph.sums.delivered == before + 7
    assert graph.in_stock == graph.sums.received - graph.sums.out - graph.sums.gone


def test_each_kind_of_record_on_the_way_is_told_once_a_line(world):
    sale = left_the_house(world, 3)
    told = [step for step in Graph([world.batch]).steps if step.number == sale.number]
    assert [(step.quantity, step.hop.stage) for step in told] == [(3, Stage.SALE)]


def test_direct_deliveries_count_as_delivered(world):
    sale = make.signed(world.straight(4))
    graph = Graph([sale.lines.get().batch])
    assert graph.customers[world.customer.pk].sums.out == 4
    assert graph.in_stock == 0
    (delivery,) = graph.deliveries()
    assert (delivery.sale, delivery.sums.out) == (sale.pk, 4)


def test_a_corrected_sale_takes_the_place_of_the_first(world):
    sale = left_the_house(world, 5)
    draft = sale.amend(sale.made_by, "a slip")
    newer = make.signed(draft)
    graph = Graph([world.batch])
    sales = {delivery.sale for delivery in graph.deliveries()}
    assert newer.pk in sales
    assert sale.pk not in sales
    drawn = {end for arrow in Picture(graph)._links for end in arrow}
    assert (type(sale), newer.pk) in drawn


def test_the_whole_graph_costs_the_same_for_one_customer_and_for_many(world):
    batch = world.batch

    def cost():
        with CaptureQueriesContext(connection) as asked:
            graph = Graph([batch])
            Picture(graph).boxes  # noqa: B018
            graph.balances  # noqa: B018
        return len(asked)

    before = cost()
    for _each in range(2):
        left_the_house(world, 1, make.qualified_customer())
    assert cost() == before == 4


def test_goods_are_followed_through_returns_and_repeated_sales(world):
    customer, other = make.qualified_customer(), make.qualified_customer()
    sold = world.sold(6, customer=customer)
    left = world.reviewed(sale=sold)
    back = make.signed(make.sales_return(review=left, quantity=4), result="restock")
    again = make.signed(make.fill(StockIn(sales_return=back)))
    left_the_house(world, 3, other)
    graph = Graph([world.batch])
    assert (graph.customers[customer.pk].sums.out, graph.sums.gone) == (2, 0)
    assert graph.customers[other.pk].sums.out == 3
    assert graph.in_stock == graph.sums.received - graph.sums.out
    picture = Picture(graph)
    assert ((type(customer), customer.pk), (type(back), back.pk)) in picture._links
    assert ((type(back), back.pk), (type(again), again.pk)) in picture._links
    assert any(is_back for _path, is_back in picture.arrows)


def test_what_was_sent_back_or_destroyed_is_gone(world):
    sheet = make.signed(make.purchase_return())
    batch = sheet.lines.get().batch
    graph = Graph([batch])
    assert graph.sums.gone == sheet.lines.get().quantity
    assert graph.in_stock == graph.sums.received - graph.sums.gone
    assert {Stage.CONDEMNED, Stage.END} <= {box.column for box in Picture(graph).boxes}


def test_many_are_folded_into_groups_that_add_up(world):
    seller = make.authorised_salesperson()
    for _each in range(ROOM + 1):
        make.signed(world.sale_draft(1, by=seller, customer=make.qualified_customer()))
    graph = Graph([world.batch])
    picture = Picture(graph)
    sales = [box for box in picture.boxes if box.column == Stage.SALE]
    assert len(sales) <= ROOM
    sold = sum(step.quantity for step in graph.steps if step.hop.stage == Stage.SALE)
    assert sum(box.quantity for box in sales) == sold
    assert any(box.members for box in sales)
    rows = max(box.row for box in picture.boxes)
    assert rows < ROOM


def starts(words, reader):
    return {Start(found).url for found in find(words, reader)}


@pytest.mark.parametrize("name", ["batch", "supplier", "customer", "sale", "receipt"])
def test_one_box_takes_lots_names_and_numbers(world, reader, name):
    thing = getattr(world, name)
    words = {"batch": "lot", "supplier": "name", "customer": "name"}.get(name, "number")
    assert Start(thing).url in starts(getattr(thing, words), reader)


def test_a_code_on_the_package_leads_to_its_batch(world, reader):
    product = make.approved_product(udi_di="06920000000005")
    batch = Batch.objects.create(by=reader, product=product, lot="LOT7")
    code = f"(01){product.udi_di}(17){dt.date(2028, 1, 31):%y%m%d}(10)LOT7"
    assert find(code, reader) == [batch]


def things(world):
    """What the batch of the world came and went with."""
    inspection = world.stock_in.inspection
    yield from (world.batch, world.supplier, world.customer, world.product)
    yield from (inspection.purchase, inspection.receipt, inspection, world.stock_in)
    yield from (world.sale, world.review, world.note)


def test_every_thing_leads_to_its_batches(world):
    for thing in things(world):
        assert world.batch in Start(thing).batches, thing


def test_a_customer_is_told_only_what_it_got_itself(world):
    one, other = make.qualified_customer(), make.qualified_customer()
    left_the_house(world, 2, one)
    left_the_house(world, 3, other)
    start = Start(one)
    ((_batch, sums, _lying),) = Overview(start.batches, start.customer).rows
    assert (sums.sold, sums.delivered, sums.out) == (2, 2, 2)
    told = Graph(start.batches, one).steps
    assert {step.partner for step in told} == {one.pk}


def test_an_overview_adds_up_to_the_graphs(world):
    batches = Start(world.supplier).batches
    for batch, sums, lying in Overview(batches).rows:
        graph = Graph([batch])
        assert (sums, lying) == (graph.sums, graph.in_stock)


def test_the_pages_show(client, world, reader):
    sign_in(client, reader)
    left_the_house(world, 1)
    for thing in things(world):
        page = client.get(Start(thing).url, follow=True)
        assert world.batch.lot in page.content.decode(), thing
    one = client.get(reverse("trace-search"), {"q": world.sale.number}, follow=True)
    assert one.redirect_chain[-1][0] == Start(world.batch).url


def test_each_table_exports_what_the_page_shows(client, world, reader):
    sign_in(client, reader)
    start = Start(world.batch)
    page = client.get(start.url)
    for name in ("customers", "records"):
        table = page.context[name]
        where = [start.kind, start.thing.pk, name]
        book = client.get(reverse("trace-table", args=[*where, "xlsx"]))
        rows = openpyxl.load_workbook(BytesIO(book.content)).active.max_row
        assert rows == 1 + len(table.objects) > 1
        pdf = client.get(reverse("trace-table", args=[*where, "pdf"]))
        assert pdf.content.startswith(b"%PDF")
    exports = Trail.objects.filter(act="exported", details__table="customers")
    assert {entry.details["as_"] for entry in exports} == {"xlsx", "pdf"}


def test_only_employees_trace_and_an_inspectors_look_is_trailed(client, world):
    sign_in(client, make.user())
    assert client.get(Start(world.batch).url).status_code == 403
    sign_in(client, make.user(Role.INSPECTOR))
    assert client.get(Start(world.batch).url).status_code == 200
    assert Trail.objects.get(act="viewed").details == {"page": Start(world.batch).url}


def test_no_kind_of_thing_is_traced_that_holds_no_goods(client, reader):
    sign_in(client, reader)
    for kind in ("core.user", "nothing.here", "nonsense"):
        assert client.get(f"/trace/{kind}/1/").status_code == 404


def test_every_hop_names_columns_that_exist(db):
    for hop in HOPS:
        assert hop.record_model
        # What comes in at the opening or goes for good needs no partner.
        assert hop.partner or set(hop.counts) <= {"received", "gone"}
        assert hop.in_effect().aggregate(total=Sum(hop.much))


def counted(batch, quantity):
    """A count of a batch that is approved: the books follow it."""
    sheet = make.stocktake(quantity, batch)
    told = {"reason": "fell behind the shelf", "adjustment": "books"}
    return make.signed(sheet, verdict=told)


def test_what_a_count_found_or_missed_is_on_the_way():
    batch = make.stocked_batch()
    short, over = counted(batch, 97), counted(batch, 99)
    graph = Graph([batch])
    assert (graph.sums.received, graph.sums.gone, graph.in_stock) == (102, 3, 99)
    told = {step.number: (step.quantity, step.hop.stage) for step in graph.steps}
    assert told[short.number] == (3, Stage.END)
    assert told[over.number] == (2, Stage.STORE)
    ((_batch, sums, lying),) = Overview([batch]).rows
    assert (sums, lying) == (graph.sums, 99)


# What is done from here


def test_past_and_present_holds_are_on_the_trace(client, reader):
    batch = make.stocked_batch()
    stop = make.signed(make.stop_sale(batch))
    make.signed(make.stop_release(stop))
    make.hold(batch.product)
    sign_in(client, reader)
    start = Start(batch)
    told = client.get(start.url).context["holds"]
    assert [hold.lifted_at is None for hold in told.objects] == [False, True]
    where = [start.kind, start.thing.pk, "holds"]
    book = client.get(reverse("trace-table", args=[*where, "xlsx"]))
    sheet = openpyxl.load_workbook(BytesIO(book.content)).active
    assert sheet.max_row == 3
    assert stop.number in [cell.value for cell in sheet[2]]
    pdf = client.get(reverse("trace-table", args=[*where, "pdf"]))
    assert pdf.content.startswith(b"%PDF")


def test_a_batch_that_was_never_held_says_nothing_of_holds(client, reader):
    batch = make.stocked_batch()
    sign_in(client, reader)
    assert 'id="holds"' not in client.get(Start(batch).url).content.decode()


def test_who_may_not_stop_or_recall_is_told_why(client):
    batch = make.stocked_batch()
    forms = ("/quality/stopsale/new/", "/quality/recall/new/")
    for role, may in ((Role.QUALITY_OFFICER, True), (Role.SALESPERSON, False)):
        sign_in(client, make.user(role))
        page = client.get(Start(batch).url)
        text = page.content.decode()
        assert [form in text for form in forms] == [may, may]
        assert ("This needs the role quality officer." in text) is not may
