"""What is done with the goods while they lie in the house, month by month."""

from django.db.models import Count
from django.utils import timezone

from inventory.models import (
    NearExpiryReport,
    StockIn,
    Stocktake,
    StorageInspection,
    storage_plan,
)
from inventory.models.storage_inspection import CHECKS, PROTECTIONS
from qms.core.models import Batch, Zone
from qms.core.roles import Role
from sales.models import Sale

from .steps import fill, signed

#: A room in which everything is as it should be.
IN_ORDER = dict.fromkeys(CHECKS, "good") | dict.fromkeys(PROTECTIONS, True)


def months(staff):
    """Each month what is due is looked at, room by room."""
    while True:
        for room in storage_plan.rooms(timezone.localdate()):
            inspected(staff, room)
        yield 30


def near_the_end(staff):
    """The list of the month with what has few days left."""
    report = fill(NearExpiryReport(), staff[Role.STOREKEEPER], measure="promote")
    signed(report, staff)
    return
    yield


def in_the_house(**product):
    """The batch sold most often of which more lies here and nothing is on its way."""
    leaving = Sale.objects.awaiting_review().values("lines__batch")
    about = {f"product__{name}": value for name, value in product.items()}
    sold = Batch.objects.filter(reviewline__record__state="signed", **about)
    sellable = Batch.objects.sellable().values("pk")
    here = sold.filter(pk__in=sellable).exclude(pk__in=leaving)
    return here.annotate(times=Count("reviewline")).order_by("-times", "pk").first()


def counted(staff, batch, over, reason, adjustment):
    """Three batches of a room are counted; the first is not what the books say."""
    lying = batch.balances.filter(place__zone=Zone.QUALIFIED).first()
    made = Stocktake(warehouse=lying.place.warehouse, scope="sample")
    by, lines = staff[Role.STOREKEEPER], made.begin()
    made.save(by=by)
    on_shelves = [line for line in lines if line.place.zone == Zone.QUALIFIED][:3]
    for number, line in enumerate(on_shelves):
        line.record = made
        there = line.place.balances.get(batch=line.batch).quantity
        line.quantity = there if number else there + over
        line.save(by=by)

    def explain(line):
        if line.difference():
            line.reason, line.adjustment = reason, adjustment

    return signed(made, staff, verdict=explain)


def found_over(staff):
    """A count finds more than the books say; once that is traced, it is entered."""
    while (batch := in_the_house()) is None:
        yield 1
    reason = "多出3件，追查為退貨重新上架時少登記"
    count = counted(staff, batch, 3, reason, "traced")
    yield 2
    signed(fill(StockIn(stocktake=count), staff[Role.STOREKEEPER]), staff)


def moved(staff):
    """Half of what lies on a shelf makes room there and goes to another."""
    while (batch := in_the_house()) is None:
        yield 1
    by, lying = staff[Role.STOREKEEPER], batch.balances.filter(quantity__gt=1)
    here = lying.filter(place__zone=Zone.QUALIFIED).first()
    shelves = here.place.warehouse.places.filter(zone=Zone.QUALIFIED)
    made = StockIn(source="transfer", moved_from=here.place)
    made.warehouse = here.place.warehouse
    made.save(by=by)
    to = shelves.exclude(pk=here.place_id).first()
    made.lines.create(by=by, batch=batch, place=to, quantity=here.quantity // 2)
    signed(made, staff)


def inspected(staff, room):
    """The regular look at a room; what has expired is stopped."""
    sheet = StorageInspection(warehouse=room, **IN_ORDER)
    lines = sheet.begin()
    sheet.save(by=staff[Role.MAINTAINER])
    for line in lines:
        line.record = sheet
        line.appearance = line.packaging = "normal"
        line.conclusion = "fit"
        if line.expiry() == "expired":
            line.conclusion = "stopped"
            line.problem, line.measure = "已過有效期", "移入不合格品區待處理"
        line.save(by=staff[Role.MAINTAINER])
    return signed(sheet, staff)
