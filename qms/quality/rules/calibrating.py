"""Why a calibration or validation may not be approved."""

from datetime import timedelta

from django.utils import timezone
from django.utils.translation import gettext as _

from qms.records.rules import Problem, rule, warning


@rule("GSP 49, GSP 50")
def proof_lies_behind_its_term(record):
    """A proof was made before today, and holds for some time after it was made."""
    if record.done_at > timezone.localdate():
        yield Problem(_("This day is still to come."), field="done_at")
    if record.valid_to and record.valid_to <= record.done_at:
        sentence = _("It ends after the day on which it was made.")
        yield Problem(sentence, field="valid_to")


@warning("guideline CC (cold chain)")
def probes_are_calibrated_each_year(record):
    """Temperature probes and monitors are calibrated at least once a year."""
    ends = record.valid_to
    is_probe = record.is_calibration and record.equipment.is_probe()
    if is_probe and ends and ends - record.done_at > timedelta(days=366):
        sentence = _("Probes are calibrated each year; it counts for one year only.")
        yield Problem(sentence, field="valid_to")
