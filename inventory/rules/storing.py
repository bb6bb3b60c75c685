"""Why goods may not be put away."""

from collections import defaultdict
from decimal import Decimal

from django.contrib.contenttypes.models import ContentType
from django.utils import timezone
from django.utils.translation import gettext as _

from qms.core.models import CompanyLicence, Movement, Zone
from qms.records.reading.text import key
from qms.records.rules import Problem, rule
from qms.records.sheets import plain

from .lines import lot, of_line, others, short_of_stock, totals


@rule("GSP 69")
def only_accepted_goods_are_put_away(stock_in):
    """Put away is what an inspection accepted, and no more."""
    inspection = stock_in.inspection
    if (stock_in.source == stock_in.Source.INSPECTION) != bool(inspection):
        sentence = _("Name the inspection, and it as the source.")
        yield Problem(sentence, field="source")
    if inspection is None:
        return
    if inspection.state != "signed":
        yield Problem(_("The inspection is not in effect."), field="inspection")
    if inspection.is_direct_delivery:
        sentence = _("Goods delivered straight to a customer are not put away.")
        yield Problem(sentence, field="inspection")
    accepted = totals(inspection.lines.all(), "accepted_qty")
    yield from _more_than(stock_in, "inspection", accepted)


@rule("GSP 106")
def only_restocked_returns_are_put_away(stock_in):
    """Of a return goes to stock what the inspector found fit, and no more."""
    returned = stock_in.sales_return
    if (stock_in.source == stock_in.Source.RETURN) != bool(returned):
        yield Problem(_("Name the return, and it as the source."), field="source")
    if returned is None:
        return
    if returned.state != "signed":
        yield Problem(_("The return is not in effect."), field="sales_return")
    inspected = returned.lines.filter(restocked_qty__isnull=False)
    fit = totals(inspected, "restocked_qty")
    yield from _more_than(stock_in, "sales_return", fit)


@rule("GSP 69, GSP 77")
def only_surplus_is_put_away(stock_in):
    """Of a count goes to stock what was found over the books, which had it not."""
    count = stock_in.stocktake
    if (stock_in.source == stock_in.Source.SURPLUS) != bool(count):
        yield Problem(_("Name the count, and it as the source."), field="source")
    if count is None:
        return
    if count.state != "signed":
        yield Problem(_("The count is not in effect."), field="stocktake")
    found = defaultdict(Decimal)
    for line in count.surplus():
        found[lot(line)] += line.difference()
    yield from _more_than(stock_in, "stocktake", found)


@rule("GSP 42, GSP 69")
def only_qualified_goods_change_place(stock_in):
    """From one location to another go goods that lie in the qualified zone."""
    origin = stock_in.moved_from
    if (stock_in.source == stock_in.Source.TRANSFER) != bool(origin):
        sentence = _(
            "Name the location that the goods come from, and it as the source."
        )
        yield Problem(sentence, field="source")
    if origin is None:
        return
    if origin.zone != Zone.QUALIFIED:
        sentence = _("This location is not in the qualified zone.")
        yield Problem(sentence, field="moved_from")
    for line in stock_in.lines_with("product"):
        if line.place_id == origin.pk:
            yield of_line(_("The goods lie there already."), line, "place")
    yield from short_of_stock(stock_in, origin)


def _more_than(stock_in, name, accepted):
    """A problem for each line that puts away more than was found acceptable."""
    lines = stock_in.lines.model.objects
    put = totals(lines.filter(record__in=others(stock_in, name)), "quantity")
    for line in stock_in.lines_with("product"):
        put[lot(line)] += line.quantity
        if put[lot(line)] > accepted[lot(line)]:
            yield of_line(
                _("Of %(product)s, batch %(lot)s, %(accepted)s were accepted."),
                line,
                "quantity",
                accepted=plain(accepted[lot(line)]),
            )


@rule("GSP 69, INSP 5.51")
def opening_stock_comes_first(stock_in):
    """Opening stock is entered only of batches that have not moved otherwise yet."""
    if stock_in.source != stock_in.Source.OPENING:
        return
    kind = ContentType.objects.get_for_model(stock_in)
    openings = type(stock_in).objects.filter(source=stock_in.source).values("pk")
    lines = stock_in.lines_with("product")
    moved = Movement.objects.filter(batch__in=[line.batch_id for line in lines])
    moved = moved.exclude(kind=kind, object_id__in=openings)
    moved = set(moved.values_list("batch", flat=True))
    for line in lines:
        if line.batch_id in moved:
            sentence = _("Batch %(lot)s of %(product)s is in stock already.")
            yield of_line(sentence, line, "batch")


@rule("O54-66(1)")
def warehouses_are_on_the_licence(stock_in):
    """Goods are stored at no address that the company's licence does not name."""
    papers = CompanyLicence.objects.valid_on(timezone.localdate())
    licensed = [key(paper.warehouses) for paper in papers]
    for line in stock_in.lines_with("product", "place__warehouse"):
        room = line.place.warehouse
        named = any(key(room.address) in addresses for addresses in licensed)
        if room.address and not named:
            yield of_line(
                _("The address of %(place)s is not on the company's licence."),
                line,
                "place",
                place=room,
            )


@rule("GSP 71(1), GSP 42")
def places_keep_what_the_products_need(stock_in):
    """A location is green, and its climate lies inside the product's range."""
    for line in stock_in.lines_with("product", "place__warehouse"):
        if line.place.zone != Zone.QUALIFIED:
            yield of_line(
                _("This location is not in the qualified zone."), line, "place"
            )
        if not line.place.warehouse.keeps(line.product):
            yield of_line(
                _("%(place)s does not keep the range of %(product)s (%(range)s)."),
                line,
                "place",
                place=line.place.warehouse,
                range=line.product.storage(),
            )
