"""Why goods may not be accepted."""

from django.utils import timezone
from django.utils.translation import gettext as _

from qms.core.models import Source
from qms.records.rules import Problem, rule, warning
from qms.records.sheets import plain

from .lines import lot, of_line, others, out_of_range, totals


@rule("INSP 5.51 (separation of duties)")
def inspector_is_not_the_purchaser(inspection):
    """Who ordered the goods does not inspect them."""
    if inspection.purchase.buyers() & inspection.hands():
        yield _("Who ordered the goods does not inspect them.")


@rule("GSP 18, seed F.4.3")
def vetoed_arrivals_are_not_accepted(inspection):
    """Of an arrival that quality has vetoed nothing is accepted."""
    if not inspection.receipt.is_held():
        return
    for line in inspection.lines.filter(accepted_qty__gt=0).select_related("product"):
        sentence = _("%(receipt)s is under a veto of quality.")
        yield of_line(sentence, line, "accepted_qty", receipt=inspection.receipt)


@rule("GSP 60, GSP 65")
def inspected_is_what_was_received(inspection):
    """Lots, dates and quantities inspected are those that were received, once."""
    receipt = inspection.receipt
    if receipt.state != "signed":
        yield Problem(_("The goods receipt is not in effect."), field="receipt")
    if others(inspection, "receipt").exists():
        sentence = _("The goods of this receipt have been inspected already.")
        yield Problem(sentence, field="receipt")
    came = [line for line in receipt.lines.all() if line.received_qty]
    lines = inspection.lines_with("product")
    yield from _differences(came, lines)
    if {lot(line) for line in came} - {lot(line) for line in lines}:
        yield _("Some of the goods received are not on this sheet.")


def _differences(came, lines):
    received = totals(came, "received_qty")
    inspected = totals(lines, "received_qty")
    dates = {lot(line): (line.produced_on, line.expires_on) for line in came}
    for line in lines:
        if inspected[lot(line)] != received[lot(line)]:
            yield of_line(
                _("Of %(product)s, batch %(lot)s, %(came)s were received."),
                line,
                "received_qty",
                came=plain(received[lot(line)]),
            )
        elif (line.produced_on, line.expires_on) != dates.get(lot(line)):
            yield of_line(
                _("Batch %(lot)s was received with other dates."), line, "expires_on"
            )


@rule("GSP 57, REG 55, MRG 112")
def accepted_goods_are_in_date_and_registered(inspection):
    """Expired, unregistered or suspended goods are not accepted."""
    today = timezone.localdate()
    approved = Source.registrations_of(inspection.supplier, today)
    for line in inspection.accepted_lines():
        if line.expires_on and line.expires_on < today:
            yield of_line(
                _("%(product)s, batch %(lot)s, expired on %(day)s."),
                line,
                "expires_on",
                day=line.expires_on,
            )
        if line.product.shelf_life_months and not line.expires_on:
            yield of_line(_("The expiry date is needed."), line, "expires_on")
        yield from _product_problems(line, approved, inspection.supplier, today)


def _product_problems(line, approved, supplier, today):
    if line.product.is_held():
        yield of_line(_("%(product)s is suspended."), line)
    if not line.product.is_registered_on(line.produced_on or today):
        sentence = _("%(product)s was made after its registration had lapsed.")
        yield of_line(sentence, line)
    if line.product.registration_no not in approved:
        sentence = _("%(product)s was not approved for purchase from %(supplier)s.")
        yield of_line(sentence, line, supplier=supplier)


@rule("GSP 64, REG 57")
def accepted_goods_passed_every_check(inspection):
    """What is accepted has a certificate and conforms in every respect."""
    for line in inspection.accepted_lines():
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
    for line in inspection.lines_with("product"):
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
    accepted = inspection.accepted_lines()
    for line in (line for line in accepted if line.product.is_cold_chain):
        if len(receipt.readings()) < 3:
            yield of_line(_("No temperature in transit is on record."), line)
        elif out_of_range(line.product, receipt.readings()):
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
    for line in inspection.accepted_lines():
        months = line.product.shelf_life_months
        if months and line.expires_on and (line.expires_on - today).days < months * 15:
            yield of_line(
                _("%(product)s, batch %(lot)s: less than half of its life is left."),
                line,
            )
