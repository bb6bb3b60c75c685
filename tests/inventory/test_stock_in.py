"""Goods put away (GSP 69, 70)."""

import pytest

from inventory.models import IncomingInspection, StockIn, Stocktake
from qms.core.models import Batch, Zone
from qms.quality.trace import Graph
from qms.records.models import State
from qms.records.rules import Refused
from tests import make
from tests.tampering import assign, refused, unguarded
from tests.world import amended, broken, change, days, teach, void

pytestmark = pytest.mark.django_db


def draft(world, **values):
    values.setdefault("inspection", world.inspection)
    return make.stock_in(**values)


def move_house(sheet, world):
    room = world.qualified.warehouse
    room.address = "深圳市南山區"
    room.save(by=world.seller)


def by_hand(sheet, world):
    """Call goods that came in long ago opening stock."""
    change(sheet, source="opening", inspection=None)


FAULTS = {
    "only_accepted_goods_are_put_away": lambda s, w: change(
        s.lines.get(), quantity=101
    ),
    "opening_stock_comes_first": by_hand,
    "warehouses_are_on_the_licence": move_house,
    "places_keep_what_the_products_need": lambda s, w: teach(w.product, temp_max=5),
    "quantities_are_above_zero": lambda s, w: change(s.lines.get(), quantity=0),
    "only_restocked_returns_are_put_away": lambda s, w: change(
        s, sales_return=make.signed(make.sales_return(review=w.review), until=1)
    ),
    "only_surplus_is_put_away": lambda s, w: change(s, stocktake=counted(w)),
    "only_qualified_goods_change_place": lambda s, w: change(
        s, moved_from=shelf_of(w, w.inspection.lines.get().batch())
    ),
}


@pytest.mark.parametrize("rule", FAULTS)
def test_rule(world, rule):
    """One fault breaks one rule; cold stores are tested with their equipment."""
    sheet = draft(world)
    assert broken(sheet) == set()
    FAULTS[rule](sheet, world)
    assert broken(sheet) == {rule}


SOURCES = {
    "inspection": "only_accepted_goods_are_put_away",
    "return": "only_restocked_returns_are_put_away",
    "surplus": "only_surplus_is_put_away",
    "transfer": "only_qualified_goods_change_place",
}


@pytest.mark.parametrize("source", SOURCES)
def test_nothing_comes_from_nowhere(world, source):
    sheet = draft(world)
    change(sheet, source=source, inspection=None)
    assert broken(sheet) == {SOURCES[source], "complete"}


@pytest.mark.parametrize("source", sorted(set(SOURCES) - {"inspection"}))
def test_what_was_inspected_is_called_so(world, source):
    """The word that the ledger prints is that of the record that it names."""
    sheet = draft(world)
    change(sheet, source=source)
    assert broken(sheet) >= {SOURCES["inspection"], SOURCES[source]}


@pytest.mark.parametrize("source", [*SOURCES, "opening"])
def test_the_database_puts_away_nothing_from_nowhere(world, source):
    sheet = draft(world)
    sheet.submit(sheet.made_by)
    with unguarded():
        assign(sheet, source=source, inspection_id=None)
        assign(sheet.lines.get(), batch_id=world.batch.pk)
    with refused():
        assign(sheet, state="signed", kept_for_ever=True)


def test_the_inspection_is_in_effect(world):
    inspection = world.inspected()
    sheet = draft(world, inspection=inspection)
    void(inspection)
    assert broken(sheet) == {"only_accepted_goods_are_put_away"}


def test_what_was_rejected_is_not_put_away(world):
    sheet = draft(world, inspection=world.inspected(rejected=30))
    assert sheet.lines.get().quantity == 70
    assert broken(sheet) == set()
    change(sheet.lines.get(), quantity=71)
    assert broken(sheet) == {"only_accepted_goods_are_put_away"}


def test_accepted_goods_are_put_away_once(world):
    """Though goods of the same batch wait in the yellow zone for their inspection."""
    inspection = world.inspected(receipt=world.received(lot="SAME"))
    world.received(lot="SAME")
    part = draft(world, inspection=inspection)
    change(part.lines.get(), quantity=60)
    make.signed(part)
    rest = draft(world, inspection=inspection)
    assert broken(rest) == {"only_accepted_goods_are_put_away"}
    change(rest.lines.get(), quantity=40)
    assert broken(rest) == set()


def test_goods_delivered_straight_are_not_put_away(world):
    world.straight()
    inspection = IncomingInspection.objects.get(is_direct_delivery=True)
    assert inspection not in IncomingInspection.objects.awaiting_stock_in()
    sheet = draft(world, inspection=inspection)
    assert broken(sheet) == {"only_accepted_goods_are_put_away"}


@pytest.mark.parametrize("zone", [z for z in Zone if z != Zone.QUALIFIED])
def test_the_place_is_green(world, zone):
    sheet = draft(world)
    change(sheet.lines.get(), place=getattr(world, zone))
    assert broken(sheet) == {"places_keep_what_the_products_need"}


@pytest.mark.parametrize(
    "range_",
    [
        {"temp_min": 3},
        {"temp_max": 7},
        {"humidity_min": 36},
        {"humidity_max": 74},
    ],
)
def test_the_climate_lies_in_the_range(world, range_):
    sheet = draft(world)
    teach(world.product, temp_min=2, temp_max=8, humidity_min=35, humidity_max=75)
    assert broken(sheet) == set()
    teach(world.product, **range_)
    assert broken(sheet) == {"places_keep_what_the_products_need"}


@pytest.mark.parametrize("address", ["廣州", "广州", ""])
def test_an_address_on_the_licence_will_do(world, address):
    room = world.qualified.warehouse
    room.address = address
    room.save(by=world.seller)
    assert broken(draft(world)) == set()


def test_it_begins_with_what_was_accepted(world):
    sheet = StockIn(inspection=world.inspection)
    (line,), (accepted,) = sheet.begin(), world.inspection.lines.all()
    assert (line.batch, line.quantity) == (accepted.batch(), 100)
    assert (line.place, sheet.warehouse) == (accepted.place, line.place.warehouse)


# What follows


def zones(sheet):
    return zones_of(sheet.lines.get().batch)


def zones_of(batch):
    return [int(batch.quantity(zone)) for zone in (Zone.PENDING, Zone.QUALIFIED)]


def test_goods_go_from_yellow_to_green(world):
    sheet = draft(world)
    assert zones(sheet) == [100, 0]
    make.signed(sheet)
    assert zones(sheet) == [0, 100]
    assert sheet.inspection not in IncomingInspection.objects.awaiting_stock_in()


def test_voiding_puts_them_back(world):
    sheet = void(make.signed(draft(world)))
    assert zones(sheet) == [100, 0]
    assert sheet.inspection in IncomingInspection.objects.awaiting_stock_in()


def test_what_was_sold_keeps_the_entry_from_being_voided(world):
    sheet = make.signed(draft(world))
    world.sold(1, batch=sheet.lines.get().batch)
    with pytest.raises(Refused) as refusal:
        void(sheet)
    assert [p.rule for p in refusal.value.problems] == ["stock_suffices"]
    sheet.refresh_from_db()
    assert sheet.state == State.SIGNED
    assert zones(sheet) == [0, 99]


def test_a_correction_of_the_place_moves_the_goods(world):
    sheet = make.signed(draft(world))
    other = make.place(warehouse=world.qualified.warehouse)
    make.signed(amended(sheet, lines={"place": other}))
    batch = sheet.lines.get().batch
    lying = batch.balances.filter(quantity__gt=0).values_list("place", "quantity")
    assert list(lying) == [(other.pk, 100)]


# What was counted over the books


def counted(world, over=5, adjustment="traced"):
    """A count in effect that found more than the books have."""
    lying = int(world.batch.quantity(Zone.QUALIFIED))
    sheet = make.stocktake(lying + over, batch=world.batch, scope="sample")
    sheet.submit(sheet.made_by, justification="known")
    line = sheet.lines.get()
    line.reason, line.adjustment = "a box more", adjustment
    sheet.sign(make.user(sheet.next_signature().hand), lines=[line])
    return make.sign_all(sheet)


def test_a_surplus_that_the_books_do_not_have_is_put_away(world):
    count, before = counted(world), zones_of(world.batch)
    assert count in Stocktake.objects.awaiting_stock_in()
    sheet = make.fill(StockIn(stocktake=count))
    assert (sheet.source, sheet.warehouse) == ("surplus", count.warehouse)
    assert [line.quantity for line in sheet.lines.all()] == [5]
    assert broken(sheet) == set()
    make.signed(sheet)
    assert zones_of(world.batch) == [before[0], before[1] + 5]
    assert count not in Stocktake.objects.awaiting_stock_in()
    graph = Graph([world.batch])
    assert graph.in_stock == graph.sums.received - graph.sums.out
    with pytest.raises(Refused) as refusal:
        void(count)
    assert [p.rule for p in refusal.value.problems] == ["chain"]


def test_no_more_is_put_away_than_was_found(world):
    count = counted(world)
    sheet = make.fill(StockIn(stocktake=count), quantity=6)
    assert broken(sheet) == {"only_surplus_is_put_away"}
    change(sheet.lines.get(), quantity=5)
    make.signed(make.fill(StockIn(stocktake=count)))
    assert broken(sheet) == {"only_surplus_is_put_away"}


@pytest.mark.parametrize("adjustment", ["books", "again"])
def test_what_the_books_have_or_nobody_is_sure_of_is_no_surplus(world, adjustment):
    """A count that was approved for the books has adjusted them itself."""
    count = counted(world, adjustment=adjustment)
    assert count not in Stocktake.objects.awaiting_stock_in()
    assert StockIn(stocktake=count).begin() == []


def test_the_count_is_in_effect(world):
    count = counted(world)
    sheet = make.fill(StockIn(stocktake=count))
    void(count)
    assert broken(sheet) == {"only_surplus_is_put_away"}


def test_the_database_puts_away_no_more_than_was_found(world):
    sheet = make.fill(StockIn(stocktake=counted(world)))
    sheet.submit(sheet.made_by)
    with unguarded():
        assign(sheet.lines.get(), quantity=6)
    with refused():
        assign(sheet, state="signed", kept_for_ever=True)
    with unguarded():
        assign(sheet.lines.get(), quantity=5)
    assign(sheet, state="signed", kept_for_ever=True)


# From one location to another


def shelf_of(world, batch):
    shelf = make.place(warehouse=world.qualified.warehouse)
    make.core.move([(batch, None, shelf, 100)], world.stock_in, world.seller)
    return shelf


def transfer(world, quantity=10, **values):
    room = world.qualified.warehouse
    sheet = StockIn(source="transfer", moved_from=world.qualified, warehouse=room)
    for name, value in values.items():
        setattr(sheet, name, value)
    sheet.save(by=make.user(*StockIn.writers()))
    own = {"batch": world.batch, "place": make.place(warehouse=room)}
    sheet.lines.create(by=sheet.made_by, **own, quantity=quantity)
    return sheet


def test_goods_go_from_shelf_to_shelf(world):
    sheet, before = transfer(world), zones_of(world.batch)
    assert broken(sheet) == set()
    make.signed(sheet)
    shelf = sheet.lines.get().place
    assert world.batch.balances.get(place=shelf).quantity == 10
    assert zones_of(world.batch) == before
    void(sheet)
    assert world.batch.balances.get(place=shelf).quantity == 0


def test_no_more_goes_than_lies_there(world):
    there = int(world.batch.balances.get(place=world.qualified).quantity)
    sheet = transfer(world, there + 1)
    assert broken(sheet) == {"only_qualified_goods_change_place"}
    change(sheet.lines.get(), quantity=there)
    assert broken(sheet) == set()
    change(sheet.lines.get(), place=world.qualified)
    assert broken(sheet) == {"only_qualified_goods_change_place"}


@pytest.mark.parametrize("zone", [z for z in Zone if z != Zone.QUALIFIED])
def test_no_transfer_leads_past_inspection_and_decision(world, zone):
    """Not out of the yellow, red or returns zone, nor from what waits for others."""
    place = getattr(world, zone)
    make.core.move([(world.batch, None, place, 10)], world.stock_in, world.seller)
    sheet = transfer(world, moved_from=place)
    assert broken(sheet) == {"only_qualified_goods_change_place"}
    lawful = transfer(world)
    lawful.submit(lawful.made_by)
    with unguarded():
        assign(lawful, moved_from_id=place.pk)
    with refused():
        assign(lawful, state="signed", kept_for_ever=True)


def opening(world, batch=None):
    by = make.user(*StockIn.writers())
    batch = batch or Batch.objects.create(
        by=by, product=world.product, lot=f"O{next(make.serial)}", expires_on=days(90)
    )
    sheet = StockIn(source="opening", warehouse=world.qualified.warehouse)
    sheet.save(by=by)
    sheet.lines.create(by=by, batch=batch, quantity=5, place=world.qualified)
    return sheet


def test_opening_stock_comes_from_outside(world):
    sheet = opening(world)
    assert broken(sheet) == set()
    make.signed(sheet)
    assert zones(sheet) == [0, 5]
    more = opening(world, sheet.lines.get().batch)
    assert broken(more) == set()
    void(sheet)
    assert zones(sheet) == [0, 0]


def test_opening_stock_vouches_for_its_dates(world):
    sheet = make.signed(opening(world))
    receipt = make.goods_receipt(purchase=world.purchase, lot=sheet.lines.get().lot)
    assert broken(receipt) == {"lots_keep_their_dates"}
    change(receipt.lines.get(), expires_on=days(90))
    assert broken(receipt) == set()
