"""What the regular look at the goods must find, and must do about it."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from qms.core.models import Balance
from qms.records.rules import Problem, rule, warning

from .lines import of_line


@rule("GSP 73, GSP 77")
def inspected_lies_in_the_room(inspection):
    """A line names a batch that lies at a place of the room, each once."""
    seen, lying = set(), _lying_in(inspection.warehouse_id)
    for line in inspection.lines_with("batch", "product", "place"):
        if line.place.warehouse_id != inspection.warehouse_id:
            sentence = _("This location is not in the room that is inspected.")
            yield of_line(sentence, line, "place")
        elif (line.batch_id, line.place_id) not in lying:
            sentence = _("Nothing of %(product)s, batch %(lot)s, lies here.")
            yield of_line(sentence, line, "place")
        if (line.batch_id, line.place_id) in seen:
            yield of_line(_("This line is here already."), line, "batch")
        seen.add((line.batch_id, line.place_id))


def _lying_in(room):
    """Which batch lies at which place of a room."""
    stocked = Balance.objects.filter(place__warehouse=room, quantity__gt=0)
    return set(stocked.values_list("batch", "place"))


@rule("GSP 74, GSP 76")
def doubts_stop_the_goods(inspection):
    """What is expired or not normal is not fit for sale."""
    for line in inspection.lines_with("batch__product", "product"):
        fit = line.conclusion == line.Conclusion.FIT
        if fit and line.expiry() == line.Expiry.EXPIRED:
            sentence = _("%(product)s, batch %(lot)s, has expired and is locked.")
            yield of_line(sentence, line, "conclusion")
        if fit and line.Condition.ABNORMAL in (line.appearance, line.packaging):
            yield of_line(_("What is not normal is stopped."), line, "conclusion")


@warning("GSP 73")
def all_that_is_due_is_inspected(inspection):
    """A sheet has everything of its room that is due."""
    named = set(inspection.lines.values_list("batch", "place"))
    due = inspection.due()
    left = [each for each in due if (each.batch_id, each.place_id) not in named]
    if left:
        sentence = ngettext(
            "%(count)s batch of this room is due and not on this sheet.",
            "%(count)s batches of this room are due and not on this sheet.",
            len(left),
        )
        yield Problem(sentence, {"count": len(left)})
