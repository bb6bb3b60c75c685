"""Why an evaluation of a party does not hold."""

from django.utils import timezone
from django.utils.translation import gettext as _

from qms.records.rules import Problem, rule


@rule("GSP 103")
def evaluation_looks_back(evaluation):
    """An evaluation is of what lies behind: its day and its period are over."""
    if evaluation.done_on > timezone.localdate():
        yield Problem(_("This day is still to come."), field="done_on")
    first, last = evaluation.period_from, evaluation.period_to
    if first and last and not first <= last <= evaluation.done_on:
        yield Problem(_("The period lies before the evaluation."), field="period_to")


@rule("seed A2")
def points_are_earned(evaluation):
    """Every item is judged, and none earns more points than there are."""
    lines = evaluation.lines_with()
    if not lines:
        yield Problem(_("Say what the party is judged by."))
    for line in lines:
        if line.points is not None and line.points > line.standard:
            sentence = _("More points than there are.")
            yield Problem(sentence, field="points", line=line)


@rule("GSP 53, seed F.4.8")
def conclusion_follows_from_what_was_found(evaluation):
    """Without valid licences nothing goes on; who is eliminated goes, nobody else."""
    goes_on = evaluation.conclusion == evaluation.Conclusion.GO_ON
    if goes_on and not evaluation.licence_valid:
        sentence = _("Nothing goes on without complete and valid licences.")
        yield Problem(sentence, field="conclusion")
    if (evaluation.grade == "out") != evaluation.ends_the_relation():
        sentence = _("The relation ends if, and only if, the party is eliminated.")
        yield Problem(sentence, field="grade")
