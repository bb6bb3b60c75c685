"""What the list of goods near expiry must say."""

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from qms.records.rules import Problem, rule, warning

from .lines import of_line


@rule("GSP 76")
def reported_is_near_expiry(report):
    """A line names a batch near or past expiry on the place where it lies, once."""
    today, seen = timezone.localdate(), set()
    for line in report.lines_with("batch__product", "product", "place__balances"):
        if not line.batch.is_near_expiry_on(today):
            sentence = _("%(product)s, batch %(lot)s, is not near expiry.")
            yield of_line(sentence, line, "batch")
        there = {b.batch_id for b in line.place.balances.all() if b.quantity > 0}
        if report.state == "draft" and line.batch_id not in there:
            sentence = _("Nothing of %(product)s, batch %(lot)s, lies here.")
            yield of_line(sentence, line, "place")
        if (line.batch_id, line.place_id) in seen:
            yield of_line(_("This line is here already."), line, "batch")
        seen.add((line.batch_id, line.place_id))


@rule("GSP 51(6), GSP 76, INSP 7.76.2")
def expired_goods_are_not_sold(report):
    """What has expired is stopped or set apart, and never promoted or exchanged."""
    allowed = ("stop", "reject")
    for line in report.lines.select_related("batch__product", "product"):
        expired = line.batch.is_expired_on(timezone.localdate())
        if expired and line.measure and line.measure not in allowed:
            sentence = _("%(product)s, batch %(lot)s, has expired and is locked.")
            yield of_line(sentence, line, "measure")


@warning("GSP 76")
def all_near_expiry_is_reported(report):
    """The list has everything that is near expiry."""
    named = set(report.lines.values_list("batch", "place"))
    left = [x for x in report.lying() if (x.batch_id, x.place_id) not in named]
    if left:
        sentence = ngettext(
            "%(count)s batch near expiry is not on this sheet.",
            "%(count)s batches near expiry are not on this sheet.",
            len(left),
        )
        yield Problem(sentence, {"count": len(left)})
