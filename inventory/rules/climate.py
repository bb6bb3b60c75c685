"""When a month of a room may be signed, and what an assessment must say."""

from django.utils.translation import gettext as _

from qms.records.models import State
from qms.records.rules import Problem, rule, warning

#: Half-days that are named one by one; beyond these their number must do.
NAMED = 6


@rule("GSP 74(4)")
def the_month_is_over(log):
    """A month is signed when it is over."""
    if log.sealed and not log.sealed.is_over:
        yield Problem(_("This month is not over yet."), field="month")


@rule("GSP 42")
def excursions_are_assessed(log):
    """What lay out of range was acted upon, and quality has judged it."""
    for event in _unjudged(log, "excursion"):
        yield Problem(_("%(event)s is not assessed yet."), {"event": event})


@warning("GSP 74(4)")
def gaps_are_assessed(log):
    """A gap in the data that late readings have not filled is assessed."""
    for event in _unjudged(log, "gap"):
        if event.missing:
            yield Problem(_("%(event)s is not assessed yet."), {"event": event})


def _unjudged(log, kind):
    for event in log.sealed.events if log.sealed else ():
        judged = event.assessments.filter(state=State.SIGNED)
        if event.kind == kind and not judged.exists():
            yield event


@warning("GSP 74(4)")
def every_half_day_was_read(log):
    """Without an automatic system there is a reading every morning and afternoon."""
    missing = log.sealed.missing if log.sealed else []
    for half in missing[:NAMED]:
        said = {"day": half.day, "period": half.get_period_display()}
        yield Problem(_("No reading on %(day)s, %(period)s."), said)
    if more := len(missing[NAMED:]):
        yield Problem(_("%(count)s more half-days have no reading."), {"count": more})


@rule("GSP 49")
def instruments_are_proven(log):
    """An instrument whose calibration has lapsed is not used."""
    for sensor in log.sealed.unproven if log.sealed else ():
        said = {"sensor": sensor, "day": sensor.equipment.calibration_due or "—"}
        yield Problem(_("%(sensor)s: calibrated until %(day)s only."), said)


@rule("GSP 99")
def the_event_is_over(assessment):
    """An event is judged when it is over."""
    if assessment.event.ended_at is None:
        yield Problem(_("The event goes on still."), field="event")


@rule("GSP 99")
def all_goods_that_lay_there_are_named(assessment):
    """The assessment names each batch that lay in the room, as the ledger has it."""
    named = {line.batch_id: line.quantity for line in assessment.lines.all()}
    for batch, quantity in assessment.event.affected().items():
        if named.get(batch.pk) != quantity:
            sentence = _("%(batch)s lay there and is not named so.")
            yield Problem(sentence, {"batch": batch})


@rule("GSP 99")
def goods_that_are_held_are_named(assessment):
    """Where goods are held, there are some."""
    if assessment.holds_goods() and not assessment.lines.exists():
        yield Problem(_("Nothing lay there that could be held."), field="judgement")
