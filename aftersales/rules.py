"""Why a visit to a customer may not be recorded so."""

from django.utils.translation import gettext as _

from qms.core.rules import still_to_come
from qms.records.rules import Problem, rule, warning


@rule("seed C6")
def visit_lies_in_the_past(visit):
    """A visit is recorded once it was made."""
    yield from still_to_come(visit, "visited_at")


@warning("seed C6")
def discontent_is_a_complaint(visit):
    """A score of 1 or 2 is handled as a complaint, and the response says how."""
    for name in visit.poor_scores():
        sentence = _(
            "The customer is dissatisfied: handle this as a complaint; the response "
            "says how."
        )
        yield Problem(sentence, field=name)
