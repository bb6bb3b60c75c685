"""Why goods may not be put away."""

from django.contrib.contenttypes.models import ContentType
from django.utils import timezone
from django.utils.translation import gettext as _

from qms.core.models import CompanyLicence, Movement, Zone
from qms.records.reading.text import key
from qms.records.rules import Problem, rule
from qms.records.sheets import plain

from .lines import lot, of_line, others, totals


@rule("GSP 69")
def only_accepted_goods_are_put_away(stock_in):
    """Put away is what an inspection accepted, and no more."""
    inspection = stock_in.inspection
    if inspection is None:
        if stock_in.source != stock_in.Source.OPENING:
            yield Problem(_("Name the inspection."), field="inspection")
        return
    if inspection.state != "signed":
        yield Problem(_("The inspection is not in effect."), field="inspection")
    if inspection.is_direct_delivery:
        sentence = _("Goods delivered straight to a customer are not put away.")
        yield Problem(sentence, field="inspection")
    yield from _more_than_accepted(stock_in)


def _more_than_accepted(stock_in):
    accepted = totals(stock_in.inspection.lines.all(), "accepted_qty")
    lines = stock_in.lines.model.objects
    put = totals(lines.filter(record__in=others(stock_in, "inspection")), "quantity")
    for line in stock_in.lines.select_related("product"):
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
    lines = list(stock_in.lines.select_related("product"))
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
    for line in stock_in.lines.select_related("product", "place__warehouse"):
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
    for line in stock_in.lines.select_related("product", "place__warehouse"):
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


@rule("GSP 70")
def something_is_put_away(stock_in):
    """A warehouse entry has lines, each of a quantity above zero."""
    lines = list(stock_in.lines.all())
    if not lines:
        yield _("Enter at least one line.")
    for line in lines:
        if line.quantity <= 0:
            yield Problem(_("The quantity is above zero."), field="quantity", line=line)
