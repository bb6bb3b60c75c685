"""Why goods may not come in, be put away or leave."""

from decimal import Decimal

from django.utils import timezone
from django.utils.translation import gettext as _

from procurement.rules import supplier_problems
from qms.core.models import Source, Status, Zone
from qms.records.rules import Problem, rule, warning


def of_line(sentence, line, field="product", **said):
    """A problem about a field of a line; the sentence may name the product and lot."""
    said = {"product": line.product, "lot": line.lot, **said}
    return Problem(sentence, said, field=field, line=line)


@rule("GSP 53, GSP 60")
def supplier_may_deliver(record):
    """Goods are taken only from a supplier that is qualified on the day."""
    yield from supplier_problems(record.purchase.supplier, [timezone.localdate()])


@rule("INSP 5.51 (separation of duties)")
def receiver_is_not_the_purchaser(receipt):
    """Who ordered the goods does not receive them."""
    if receipt.purchase.made_by_id in receipt.hands():
        yield _("Who ordered the goods does not receive them.")


@rule("INSP 5.51 (separation of duties)")
def inspector_is_not_the_purchaser(inspection):
    """Who ordered the goods does not inspect them."""
    if inspection.purchase.made_by_id in inspection.hands():
        yield _("Who ordered the goods does not inspect them.")


@rule("GSP 60")
def no_more_comes_than_was_ordered(receipt):
    """What is received was ordered, and no more than is still to come."""
    if receipt.purchase.state != "signed":
        yield Problem(_("The purchase record is not in effect."), field="purchase")
    come = {}
    lines = receipt.lines.select_related("product", "purchase_line")
    for line in lines.prefetch_related("purchase_line__receipt_lines__record"):
        if line.purchase_line is None:
            yield of_line(_("%(product)s was not ordered."), line)
            continue
        ordered = line.purchase_line
        come[ordered.pk] = come.get(ordered.pk, 0) + line.received_qty
        left = ordered.outstanding()
        if receipt.state != "signed" and come[ordered.pk] > left:
            yield of_line(
                _("Of %(product)s only %(left)s are still to come."),
                line,
                "received_qty",
                left=f"{left.normalize():f}",
            )


def _out_of_range(product, low, high):
    too_cold = (
        product.temp_min is not None and low is not None and low < product.temp_min
    )
    too_warm = (
        product.temp_max is not None and high is not None and high > product.temp_max
    )
    return too_cold or too_warm


@rule("GSP 60, GSP 63")
def cold_chain_was_kept(receipt):
    """Refrigerated goods are received only if every reading lay inside the range."""
    if receipt.conclusion == receipt.Conclusion.REFUSED:
        return
    low = [t for t in (receipt.transit_temp_min, receipt.arrival_temp) if t is not None]
    high = [
        t for t in (receipt.transit_temp_max, receipt.arrival_temp) if t is not None
    ]
    for line in receipt.lines.filter(product__is_cold_chain=True).select_related(
        "product"
    ):
        if _out_of_range(line.product, min(low, default=None), max(high, default=None)):
            yield of_line(
                _("%(product)s left its range of %(range)s on the way."),
                line,
                range=line.product.storage(),
            )


@rule("GSP 60, GSP 65")
def lines_name_what_came(receipt):
    """Each line names the lot, and the expiry date where the product has one."""
    lines = list(receipt.lines.select_related("product"))
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


@rule("GSP 60, GSP 65")
def inspected_is_what_was_received(inspection):
    """Lots and quantities inspected are those that were received."""
    if inspection.receipt.state != "signed":
        yield Problem(_("The goods receipt is not in effect."), field="receipt")
    received, inspected = {}, {}
    for line in inspection.receipt.lines.all():
        key = (line.product_id, line.lot)
        received[key] = received.get(key, Decimal(0)) + line.received_qty
    for line in inspection.lines.select_related("product"):
        key = (line.product_id, line.lot)
        inspected[key] = inspected.get(key, Decimal(0)) + line.received_qty
        if inspected[key] > received.get(key, 0):
            yield of_line(
                _("Of %(product)s, batch %(lot)s, %(came)s were received."),
                line,
                "received_qty",
                came=f"{received.get(key, Decimal(0)).normalize():f}",
            )
    if received.keys() - inspected.keys():
        yield _("Some of the goods received are not on this sheet.")


@rule("GSP 57, REG 55, MRG 112")
def accepted_goods_are_in_date_and_registered(inspection):
    """Expired or unregistered goods are not accepted."""
    today = timezone.localdate()
    approved = Source.registrations_of(inspection.supplier, today)
    for line in inspection.lines.filter(accepted_qty__gt=0).select_related("product"):
        if line.expires_on and line.expires_on < today:
            yield of_line(
                _("%(product)s, batch %(lot)s, expired on %(day)s."),
                line,
                "expires_on",
                day=line.expires_on,
            )
        if line.product.shelf_life_months and not line.expires_on:
            yield of_line(_("The expiry date is needed."), line, "expires_on")
        if not line.product.is_registered_on(line.produced_on or today):
            yield of_line(
                _("%(product)s was made after its registration had lapsed."), line
            )
        if line.product.registration_no not in approved:
            yield of_line(
                _("%(product)s was not approved for purchase from %(supplier)s."),
                line,
                supplier=inspection.supplier,
            )


@rule("GSP 64, REG 57")
def accepted_goods_passed_every_check(inspection):
    """What is accepted has a certificate and conforms in every respect."""
    for line in inspection.lines.filter(accepted_qty__gt=0).select_related("product"):
        if not line.certificate_no:
            yield of_line(
                _("Without a certificate of conformity nothing is accepted."),
                line,
                "certificate_no",
            )
        for name in ("appearance", "packaging", "labelling", "import_docs"):
            if getattr(line, name) == "bad" and not line.rejected_qty:
                yield of_line(
                    _("It does not conform, and nothing of it is rejected."), line, name
                )
        if line.conclusion != line.Conclusion.ACCEPTED and not line.rejected_qty:
            yield of_line(
                _("Something is accepted of goods that are refused."),
                line,
                "accepted_qty",
            )


@rule("GSP 65, GSP 69")
def rejected_goods_are_explained(inspection):
    """What is rejected says in what it fails; the conclusion says the same."""
    for line in inspection.lines.select_related("product"):
        if line.rejected_qty == line.received_qty and line.conclusion == "accepted":
            yield of_line(
                _("All of it is rejected, but the conclusion says it conforms."),
                line,
                "conclusion",
            )


@rule("GSP 63, GSP 67")
def accepted_cold_chain_was_kept(inspection):
    """Refrigerated goods are accepted only with a temperature record in range."""
    receipt = inspection.receipt
    cold = inspection.lines.filter(accepted_qty__gt=0, product__is_cold_chain=True)
    for line in cold.select_related("product"):
        readings = (receipt.transit_temp_min, receipt.transit_temp_max)
        if None in readings or receipt.arrival_temp is None:
            yield of_line(_("No temperature in transit is on record."), line)
        elif _out_of_range(
            line.product,
            min(readings[0], receipt.arrival_temp),
            max(readings[1], receipt.arrival_temp),
        ):
            yield of_line(
                _("%(product)s left its range of %(range)s on the way."),
                line,
                "accepted_qty",
                range=line.product.storage(),
            )


@warning("company policy")
def enough_shelf_life_is_left(inspection):
    """Goods with less than half of their shelf life left ask for a reason."""
    today = timezone.localdate()
    for line in inspection.lines.filter(accepted_qty__gt=0).select_related("product"):
        months = line.product.shelf_life_months
        if months and line.expires_on and (line.expires_on - today).days < months * 15:
            yield of_line(
                _("%(product)s, batch %(lot)s: less than half of its life is left."),
                line,
            )


@rule("GSP 69")
def only_accepted_goods_are_put_away(stock_in):
    """Put away is what an inspection accepted, and no more."""
    if stock_in.inspection is None:
        if stock_in.source == stock_in.Source.INSPECTION:
            yield Problem(_("Name the inspection."), field="inspection")
        return
    if stock_in.inspection.state != "signed":
        yield Problem(_("The inspection is not in effect."), field="inspection")
    accepted, put = {}, {}
    for line in stock_in.inspection.lines.all():
        key = (line.product_id, line.lot)
        accepted[key] = accepted.get(key, Decimal(0)) + line.accepted_qty
    for line in stock_in.lines.select_related("product"):
        key = (line.product_id, line.lot)
        put[key] = put.get(key, Decimal(0)) + line.quantity
        if put[key] > accepted.get(key, 0):
            yield of_line(
                _("Of %(product)s, batch %(lot)s, %(accepted)s were accepted."),
                line,
                "quantity",
                accepted=f"{accepted.get(key, Decimal(0)).normalize():f}",
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


@rule("GSP 82")
def customer_still_is_qualified(review):
    """Goods leave only for a customer that is qualified on the day."""
    customer = review.sale.customer
    if customer.is_individual and review.sale.mode == "retail":
        return
    if customer.status_on(timezone.localdate()) != Status.QUALIFIED:
        yield Problem(
            _("%(customer)s is not a qualified customer."), {"customer": customer}
        )


@rule("GSP 88")
def reviewed_is_what_was_sold(review):
    """Batches and quantities reviewed are those of the sale."""
    if review.sale.state != "signed":
        yield Problem(_("The sale is not in effect."), field="sale")
    if review.sale.reviews.in_effect().exclude(pk=review.pk).exists():
        yield Problem(_("The goods of this sale have left already."), field="sale")
    sold, reviewed = {}, {}
    for totals, lines in ((sold, review.sale.lines), (reviewed, review.lines)):
        for line in lines.all():
            totals[line.batch_id] = totals.get(line.batch_id, 0) + line.quantity
    for line in review.lines.select_related("product"):
        if reviewed[line.batch_id] != sold.get(line.batch_id, 0):
            yield of_line(
                _("Of %(product)s, batch %(lot)s, %(sold)s were sold."),
                line,
                "quantity",
                sold=f"{sold.get(line.batch_id, Decimal(0)).normalize():f}",
            )
    if sold.keys() - reviewed.keys():
        yield _("Some of the goods sold are not on this sheet.")


@rule("GSP 51(6), GSP 80, GSP 87(3)")
def batches_may_leave(review):
    """Expired or stopped batches do not leave."""
    today = timezone.localdate()
    lines = review.lines.select_related("batch__product", "product")
    for line in lines.prefetch_related("batch__holds", "product__holds"):
        if line.batch.is_expired_on(today):
            yield of_line(
                _("%(product)s, batch %(lot)s, has expired and is locked."),
                line,
                "batch",
            )
        if line.batch.is_held() or line.product.is_held():
            yield of_line(
                _("%(product)s, batch %(lot)s, is under a stop-sale."), line, "batch"
            )


@rule("GSP 87, INSP 8.87.2")
def every_item_passed_the_review(review):
    """One failed condition keeps the goods in the house."""
    for line in review.lines.select_related("product"):
        for name in ("package_ok", "label_ok", "other_ok"):
            if getattr(line, name) == "bad":
                yield of_line(
                    _("It does not conform and may not leave; inform quality."),
                    line,
                    name,
                )
        if line.review_result == line.Result.STOPPED:
            yield of_line(
                _("%(product)s, batch %(lot)s, may not leave; inform quality."),
                line,
                "review_result",
            )


@rule("GSP 91, GSP 92")
def note_says_what_was_reviewed(note):
    """A note has just the lines of its review, which is in effect."""
    if note.review.state != "signed":
        yield Problem(_("The outbound review is not in effect."), field="review")
    said = sorted(note.lines.values_list("batch", "quantity"))
    if said != sorted(note.review.lines.values_list("batch", "quantity")):
        yield _("The lines of the note are not those of the review.")
