"""What a count must have counted."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from qms.records.rules import Problem, rule

from .lines import of_line


@rule("GSP 77")
def counted_lies_in_the_room(count):
    """Each place is in the room, and each batch on it is counted once."""
    lines = list(count.lines.select_related("product", "place"))
    if not lines:
        yield _("Enter at least one line.")
    seen = set()
    for line in lines:
        if line.place.warehouse_id != count.warehouse_id:
            sentence = _("This location is not in the room that is counted.")
            yield of_line(sentence, line, "place")
        if (line.batch_id, line.place_id) in seen:
            yield of_line(_("This line is here already."), line, "batch")
        seen.add((line.batch_id, line.place_id))


@rule("GSP 77")
def everything_in_scope_is_counted(count):
    """A count of a whole room leaves nothing out, when it is handed in."""
    if count.scope != count.Scope.ALL or count.state != "draft":
        return
    named = set(count.lines.values_list("batch", "place"))
    lying = count.lying().values_list("batch", "place")
    left = [each for each in lying if each not in named]
    if left:
        sentence = ngettext(
            "%(count)s batch of the room is not on this sheet.",
            "%(count)s batches of the room are not on this sheet.",
            len(left),
        )
        yield Problem(sentence, {"count": len(left)})
