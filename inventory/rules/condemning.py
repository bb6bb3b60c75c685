"""Why goods may not be condemned so, or leave the red zone so."""

from collections import Counter, defaultdict

from django.utils import timezone
from django.utils.translation import gettext as _

from qms.core.models import Zone
from qms.records.rules import Problem, rule
from qms.records.sheets import plain

from .lines import lot, of_line, others, short_of_stock, totals

#: What a stage of discovery is reported from.
SOURCES = {
    "inspection": "inspection",
    "return": "sales_return",
    "outbound": "review",
    "expiry": "expired",
    "storage": "storage_inspection",
    "aftersales": "recalled",
}
#: The zone in which each source leaves the goods; all others lie on the shelf.
ZONES = {
    "inspection": Zone.REJECTED,
    "return": Zone.REJECTED,
    "outbound": Zone.DISPATCH,
}


@rule("GSP 22, GSP 65")
def source_is_named(record):
    """What was rejected, stopped, returned or has expired is reported from there."""
    wanted = SOURCES.get(record.found_stage)
    said = [name for name in SOURCES.values() if getattr(record, f"{name}_id")]
    # What somebody comes upon, in the store or in the zone of returns, has no sheet
    # before it.
    stages = (record.FoundStage.STORAGE, record.FoundStage.AFTERSALES)
    found = record.found_stage in stages and not said
    if not found and said != ([wanted] if wanted else []):
        sentence = _("The stage is that of the record from which the report begins.")
        yield Problem(sentence, field="found_stage")


@rule("GSP 65, GSP 69, GSP 106")
def reported_is_what_was_rejected(record):
    """All that an inspection or a return rejected is reported, once."""
    for name in ("inspection", "sales_return"):
        if source := getattr(record, name):
            if source.state != "signed":
                yield _("The record that rejected the goods is not in effect.")
            if others(record, name).exists():
                yield _("These goods have been reported already.")
            yield from _differences(record, _rejected(source))
    if record.review:
        if not record.review.sale.keeps_apart():
            yield _("The sale for which these goods were set apart is not in effect.")
        yield from _differences(record, _stopped(record), in_part=True)
    if record.expired:
        yield from _not_expired(record)
    if record.recalled:
        yield from _not_recalled(record)
    if record.storage_inspection:
        rulings = record.storage_inspection.condemned()
        batches = set(rulings.values_list("doubted", flat=True))
        for line in record.lines_with("product"):
            if line.batch_id not in batches:
                sentence = _("%(product)s, batch %(lot)s, was not condemned there.")
                yield of_line(sentence, line, "batch")


def _stopped(record):
    """What the review stopped of what is set apart, unless it is condemned already."""
    stopped, apart = totals(record.review.stopped_lines(), "quantity"), Counter()
    for batch, _shelf, _gate, quantity in record.review.sale.set_apart(record):
        apart[batch.product_id, batch.lot] += quantity
    return defaultdict(int, {k: min(stopped[k], apart[k]) for k in stopped})


def _rejected(source):
    if hasattr(source, "receipt"):
        return totals(source.lines.filter(rejected_qty__gt=0), "rejected_qty")
    sums = totals(source.lines.condemned(), "quantity")
    for line in source.lines.condemned():
        sums[lot(line)] -= line.restocked_qty
    return sums


def _differences(record, rejected, in_part=False):
    lines = record.lines_with("product")
    reported = totals(lines, "quantity")
    for line in lines:
        said, found = reported[lot(line)], rejected[lot(line)]
        if said > found or (said < found and not in_part):
            sentence = _("Of %(product)s, batch %(lot)s, %(found)s were rejected.")
            yield of_line(sentence, line, "quantity", found=plain(found))
    if not in_part and set(rejected) - set(reported):
        yield _("Some of the goods rejected are not on this sheet.")


@rule("GSP 76, GSP 88")
def goods_go_back_to_their_sale(record):
    """Stopped goods go back to dispatch only for the sale that set them apart."""
    if record.review and not record.review.sale.keeps_apart():
        sentence = _("%(sale)s, for which the goods were set apart, has been voided.")
        yield Problem(sentence, {"sale": record.review.sale})


def _not_expired(record):
    today = timezone.localdate()
    for line in record.lines_with("batch", "product"):
        if line.batch_id != record.expired_id or not line.batch.is_expired_on(today):
            sentence = _("%(product)s, batch %(lot)s, is not what has expired.")
            yield of_line(sentence, line, "batch")


def _not_recalled(record):
    for line in record.lines_with("product"):
        if line.batch_id != record.recalled_id:
            sentence = _("%(product)s, batch %(lot)s, is not what was recalled.")
            yield of_line(sentence, line, "batch")


@rule("GSP 69, GSP 76")
def goods_lie_where_they_were_found(record):
    """Reported are goods that lie there; other zones than the shelf have a source."""
    if record.state == "submitted" and not record.corrects_id:
        return  # They have gone to the red zone with the report.
    zone = ZONES.get(record.found_stage, Zone.QUALIFIED)
    for line in record.lines_with("place", "product"):
        given_back = record.is_aftersales() and _given_back(record, line)
        if line.place.zone != zone and not given_back:
            sentence = _("Goods in this zone are reported from the record about them.")
            yield of_line(sentence, line, "place")
        elif line.red_place_id is None:
            yield of_line(_("No location is set up in the red zone."), line, "place")
    # A word is corrected also when the goods have left.
    if not record.corrects_id or record.effect() != record.corrects.effect():
        yield from short_of_stock(record)


def _given_back(record, line):
    """Whether goods came from a customer to where they lie apart (GSP 106).

    What a recall brings may go to the red zone past any inspection; all else that lies
    there has a record that rejected it.
    """
    came = record.brought(batch=line.batch_id, target=line.place_id)
    return line.place.zone == Zone.RETURNED or came.exists()


@rule("GSP 69, GSP 76")
def red_goods_are_reported_once(record):
    """What lies in the red zone for one case is no other case's, which never closed."""
    unreported = record.unreported()
    if record.is_aftersales():
        recalled = record.recalled_unreported()
        unreported = Counter({at: min(n, recalled[at]) for at, n in unreported.items()})
    for line in record.lines_with("product"):
        if line.place_id == line.red_place_id:
            at = line.batch_id, line.place_id
            if line.quantity > unreported[at]:
                sentence = _(
                    "Of %(product)s, batch %(lot)s, %(left)s lie in the red zone that "
                    "no other record is about."
                )
                said = {"left": plain(max(unreported[at], 0)) or "0"}
                yield of_line(sentence, line, "quantity", **said)
            unreported[at] -= line.quantity


@rule("GSP 69, GSP 76, GSP 19(6)")
def condemned_goods_leave_as_decided(record):
    """Goods in the red zone leave as, and as many as, quality decided."""
    decision = record.nonconforming
    if decision is None:
        for line in record.lines.filter(place__zone=Zone.REJECTED):
            sentence = _("Condemned goods leave by a decision: name its record.")
            yield Problem(sentence, field="place", line=line)
        return
    if decision.state != "signed":
        sentence = _("The decision about these goods is not in effect.")
        yield Problem(sentence, field="nonconforming")
    elif decision.disposal not in record.decided_as:
        said = {"disposal": decision.get_disposal_display()}
        sentence = _("It was decided otherwise: %(disposal)s.")
        yield Problem(sentence, said, field="nonconforming")
    yield from _more_than_decided(record, decision)


def _more_than_decided(record, decision):
    left = defaultdict(int, decision.left())
    for line in record.corrects.lines.all() if record.corrects else ():
        left[line.batch_id] += line.quantity
    for line in record.lines_with("product", "place"):
        if line.place.zone != Zone.REJECTED:
            yield of_line(_("Condemned goods lie in the red zone."), line, "place")
        if line.quantity > left[line.batch_id]:
            sentence = _(
                "Of %(product)s, batch %(lot)s, %(left)s are left of the case."
            )
            said = {"left": plain(left[line.batch_id]) or "0"}
            yield of_line(sentence, line, "quantity", **said)
        left[line.batch_id] -= line.quantity
