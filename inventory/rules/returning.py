"""Why goods may not come back, go back to stock, or go back to their supplier."""

from django.utils import timezone
from django.utils.translation import gettext as _

from qms.core.models import Zone
from qms.records.rules import Problem, rule
from qms.records.sheets import plain

from .lines import lot, of_line, out_of_range, short_of_stock


@rule("GSP 106")
def returned_was_delivered(record):
    """Comes back what left for this customer and has not come back before."""
    if record.review.state != "signed":
        sentence = _("The outbound review is not in effect.")
        yield Problem(sentence, field="review")
    left = record.returnable()
    delivered = {line.batch_id for line in record.review.lines.all()}
    for line in record.lines_with("product"):
        left[line.batch_id] -= line.quantity
        if line.batch_id not in delivered:
            sentence = _("%(product)s, batch %(lot)s, did not leave with this review.")
            yield of_line(sentence, line, "batch")
        elif left[line.batch_id] < 0:
            said = {"left": plain(left[line.batch_id] + line.quantity) or "0"}
            sentence = _("Of %(product)s, batch %(lot)s, the customer has %(left)s.")
            yield of_line(sentence, line, "quantity", **said)


@rule("GSP 40, GSP 106")
def returns_go_to_their_zone(record):
    """Returned goods lie in the yellow zone of returns until they are inspected."""
    if record.moved_to and record.moved_to.zone != Zone.RETURNED:
        sentence = _("This location is not in the zone of returns.")
        yield Problem(sentence, field="moved_to")


def _restocked(record):
    lines = record.lines_with("product", "batch")
    return [line for line in lines if line.restocked_qty]


@rule("GSP 106, GSP 51(6)")
def restocked_goods_are_sound(record):
    """Only sound goods in closed packages, in date, go back to stock."""
    today = timezone.localdate()
    for line in _restocked(record):
        if line.restocked_qty > line.quantity:
            sentence = _("More is put to stock than came back.")
            yield of_line(sentence, line, "restocked_qty")
        if line.quality_state != line.QualityState.SOUND:
            sentence = _("Only sound goods in closed packages go back to stock.")
            yield of_line(sentence, line, "restocked_qty")
        if line.batch.is_expired_on(today):
            sentence = _("%(product)s, batch %(lot)s, has expired and is locked.")
            yield of_line(sentence, line, "restocked_qty")


@rule("GSP 67, INSP 6.67.2")
def restocked_cold_chain_was_kept(record):
    """Refrigerated goods go back to stock only with a record of the time outside."""
    there = any(paper.slot == "cold_chain_file" for paper in record.papers_here())
    for line in _restocked(record):
        if not line.product.is_cold_chain:
            continue
        if not there or len(line.readings()) < 2:
            sentence = _("No temperature record of the time outside: nonconforming.")
            yield of_line(sentence, line, "restocked_qty")
        elif out_of_range(line.product, line.readings()):
            sentence = _("%(product)s left its range of %(range)s: nonconforming.")
            storage = line.product.storage()
            yield of_line(sentence, line, "restocked_qty", range=storage)


@rule("company rule")
def sterile_goods_do_not_come_back(record):
    """Sterile goods out of one's sight are nonconforming, but for unused selections."""
    if record.is_selection_goods:
        return
    sentence = _("%(product)s is sterile: once out of the house, nonconforming.")
    for line in _restocked(record):
        if line.product.is_sterile_single_use:
            yield of_line(sentence, line, "restocked_qty")


@rule("seed C5")
def result_agrees_with_the_inspection(record):
    """The result is one that the inspector's verdict on the goods allows."""
    lines = record.lines_with()
    if not record.result or any(line.restocked_qty is None for line in lines):
        return
    restocked = any(line.restocked_qty for line in lines)
    condemned = any(line.condemned() for line in lines)
    needs_bad = record.result in ("nonconforming", "return", "destroy")
    if (record.result == "restock" and not restocked) or (needs_bad and not condemned):
        yield Problem(_("The inspection says otherwise."), field="result")


@rule("GSP 22, GSP 69")
def lots_came_from_this_supplier(record):
    """Goes back what came by this purchase and has not gone back before."""
    left = record.returnable()
    for line in record.lines_with("product"):
        if lot(line) not in left:
            sentence = _("%(product)s, batch %(lot)s, did not come by this purchase.")
            yield of_line(sentence, line, "batch")
            continue
        left[lot(line)] -= line.quantity
        if left[lot(line)] < 0:
            said = {"left": plain(left[lot(line)] + line.quantity) or "0"}
            sentence = _("Of %(product)s, batch %(lot)s, %(left)s may go back.")
            yield of_line(sentence, line, "quantity", **said)


@rule("GSP 40, GSP 77")
def goods_leave_from_where_they_lie(record):
    """Goods leave from the qualified or the red zone, as many as lie there."""
    for line in record.lines_with("place", "product"):
        if line.place.zone not in (Zone.QUALIFIED, Zone.REJECTED):
            sentence = _("Goods leave from the qualified or the red zone.")
            yield of_line(sentence, line, "place")
    yield from short_of_stock(record)
