"""Why recalled goods may not be let go again."""

from django.utils import timezone
from django.utils.translation import gettext as _

from inventory.rules.condemning import short_of_stock
from qms.core.models import Zone
from qms.records.rules import Problem, rule


@rule("GSP 106, GSP 19(6)")
def only_goods_of_a_closed_recall_are_let_go(release):
    """A release follows a recall that is closed, and names what that recall holds."""
    recall = release.recall
    if recall.state not in ("signed", "amended"):
        yield Problem(_("The recall is not closed yet."), field="recall")
    if not release.lines_with():
        yield _("Enter at least one line.")
    held = {hold.object_id for hold in recall.holds(let_go_by=release)}
    for line in release.lines_with("batch__product"):
        if line.batch_id not in held:
            sentence = _("%(batch)s is not stopped by that recall.")
            yield Problem(sentence, {"batch": line.batch}, field="batch", line=line)


def goes_back(product):
    """Whether goods that were out may be sold again, if they are sound."""
    return not (product.is_sterile_single_use or product.is_cold_chain)


@rule("GSP 106, GSP 51(6), company rule")
def recalled_goods_go_to_a_shelf_if_sound(release):
    """What was out comes back to a shelf in date, not sterile, not refrigerated."""
    today = timezone.localdate()
    for line in release.lines_with("product", "batch", "place", "shelf"):
        said = {"product": line.product, "lot": line.lot}
        if line.place and line.place.zone not in (Zone.QUALIFIED, Zone.RETURNED):
            sentence = _("Let go are goods in the qualified zone and returned goods.")
            yield Problem(sentence, field="place", line=line)
        if line.shelf is None:
            continue
        if not line.lies_apart():
            sentence = _("Only goods that came back are put on a shelf.")
            yield Problem(sentence, field="shelf", line=line)
        elif line.shelf.zone != Zone.QUALIFIED:
            sentence = _("This location is not in the qualified zone.")
            yield Problem(sentence, field="shelf", line=line)
        elif line.batch.is_expired_on(today):
            sentence = _("%(product)s, batch %(lot)s, has expired and is locked.")
            yield Problem(sentence, said, field="shelf", line=line)
        elif not goes_back(line.product):
            sentence = _(
                "%(product)s is sterile or refrigerated: once out of the house, "
                "nonconforming."
            )
            yield Problem(sentence, said, field="shelf", line=line)


@rule("GSP 77")
def released_goods_lie_there(release):
    """No more of a batch is let go at a place than lies there."""
    yield from short_of_stock(release)
