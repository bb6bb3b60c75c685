"""Why goods may not be received."""

from collections import defaultdict
from decimal import Decimal

from django.db.models import Prefetch
from django.utils import timezone
from django.utils.translation import gettext as _

from procurement.rules import supplier_problems
from qms.core.models import Batch
from qms.core.rules import still_to_come
from qms.records.rules import Problem, rule
from qms.records.sheets import plain

from .lines import lot, of_line, out_of_range, totals


@rule("GSP 53, GSP 60")
def supplier_may_deliver(record):
    """Goods are taken only from a supplier that is qualified on the day."""
    record.read_holds()
    if record.accepts_something():
        yield from supplier_problems(record.supplier, [timezone.localdate()])


@rule("GSP 18, seed F.4.9")
def vetoed_purchases_are_not_received(receipt):
    """Of a purchase that quality has vetoed nothing is received."""
    if receipt.accepts_something() and receipt.purchase.is_held():
        sentence = _("%(purchase)s is under a veto of quality.")
        yield Problem(sentence, {"purchase": receipt.purchase}, field="purchase")


@rule("INSP 5.51 (separation of duties)")
def receiver_is_not_the_purchaser(receipt):
    """Who ordered the goods does not receive them."""
    if receipt.purchase.buyers() & receipt.hands():
        yield _("Who ordered the goods does not receive them.")


@rule("GSP 60")
def no_more_comes_than_was_ordered(receipt):
    """What is received was ordered, and no more than is still to come."""
    if receipt.purchase.state != "signed":
        yield Problem(_("The purchase record is not in effect."), field="purchase")
    come, before = defaultdict(Decimal), _received_before(receipt)
    received = receipt.lines.model.objects.select_related("record")
    for line in receipt.lines_with(Prefetch("purchase_line__receipt_lines", received)):
        if line.purchase_line is None:
            yield of_line(_("%(product)s was not ordered."), line)
            continue
        come[line.product_id] += line.received_qty
        left = line.purchase_line.outstanding() + before[line.product_id]
        if come[line.product_id] > left:
            yield of_line(
                _("Of %(product)s only %(left)s are still to come."),
                line,
                "received_qty",
                left=plain(left),
            )


def _received_before(receipt):
    """What the receipt that this one corrects has booked; it gives way to this one."""
    lines = receipt.corrects.lines_with() if receipt.corrects else ()
    return totals(lines, "received_qty", key=lambda line: line.product_id)


@rule("GSP 60, GSP 63")
def cold_chain_was_kept(receipt):
    """Refrigerated goods are received only if every reading lay inside the range."""
    if not receipt.accepts_something():
        return
    for line in receipt.lines_with("product"):
        cold = line.product.is_cold_chain and line.received_qty > 0
        if cold and out_of_range(line.product, receipt.readings()):
            yield of_line(
                _("%(product)s left its range of %(range)s on the way."),
                line,
                range=line.product.storage(),
            )


@rule("GSP 60, GSP 63")
def goods_have_arrived(receipt):
    """The goods have come, and had left before that."""
    yield from still_to_come(receipt, "arrived_at")
    if receipt.departed_at and receipt.departed_at > receipt.arrived_at:
        yield Problem(_("It arrives before it has left."), field="arrived_at")


@rule("GSP 60, GSP 65")
def lines_name_what_came(receipt):
    """Each line names the lot, and the expiry date where the product has one."""
    lines = receipt.lines_with("product")
    if not lines:
        yield _("Enter at least one line.")
    for line in lines:
        if line.product.shelf_life_months and not line.expires_on:
            yield of_line(_("The expiry date is needed."), line, "expires_on")
        if line.produced_on and line.expires_on and line.expires_on < line.produced_on:
            yield of_line(_("It expires before it was made."), line, "expires_on")
        if line.received_qty > line.quantity:
            yield of_line(
                _("More is received than the note says."), line, "received_qty"
            )
        if line.received_qty and not receipt.accepts_something():
            yield of_line(
                _("Nothing is received of goods that are refused."),
                line,
                "received_qty",
            )


@rule("GSP 60, GSP 65")
def lots_keep_their_dates(receipt):
    """A lot was made on one day and expires on one, whoever delivers it."""
    lines = receipt.lines_with("product")
    known = _dates_of_lots(receipt, lines)
    for line in lines:
        for name, day in known.setdefault(lot(line), _dates(line)).items():
            said = getattr(line, name)
            if said and day and said != day:
                yield of_line(
                    _("Batch %(lot)s of %(product)s is on the books with %(day)s."),
                    line,
                    name,
                    day=day,
                )


def _dates(row):
    return {"produced_on": row.produced_on, "expires_on": row.expires_on}


def _dates_of_lots(receipt, lines):
    """What other receipts in effect, and the opening stock, say of these lots."""
    asked = {
        "product__in": [line.product_id for line in lines],
        "lot__in": [line.lot for line in lines],
    }
    versions = [version.pk for version in receipt.versions()]
    rows = receipt.lines.model.objects.filter(record__state="signed", **asked)
    opening = {"source": "opening", "state": "signed"}
    opening = {f"stockinline__record__{name}": value for name, value in opening.items()}
    return {
        lot(row): _dates(row)
        for row in (
            *Batch.objects.filter(**asked, **opening),
            *rows.exclude(record__in=versions),
        )
    }
