"""Why a reading may not come into the books, whichever door it comes by."""

from dataclasses import replace

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from qms.records.dates import DRIFT
from qms.records.models import Trail
from qms.records.rules import Problem, Refused

TO_COME = Problem(
    _("This time is still to come."),
    field="at",
    rule="reading_has_been_taken",
    clause="GSP 42",
)
NO_SUCH_POINT = Problem(
    _("This device has no such measuring point."),
    field="sensor",
    rule="point_is_of_the_device",
    clause="GSP 42",
)


def is_to_come(at):
    """Whether a time lies further ahead than a logger's clock may be fast."""
    return at > timezone.now() + DRIFT


def demand(readings, device=None):
    """Demand that readings were taken, at points in use, of the device that reports.

    The refusal is trailed once for each thing that is wrong; its problems know their
    readings. Raises Refused.
    """
    problems = [p for each in readings for p in _problems(each, device)]
    if device and device.revoked_at:
        sentence = _("This device was stopped.")
        problems = [Problem(sentence, rule="device_may_report", clause="GSP 42")]
    if problems:
        told = {(p.rule, str(p)): p for p in problems}.values()
        Trail.objects.refuse("report", None, told, device or readings[0].sensor)
        raise Refused(problems)


def _problems(reading, device):
    sensor = reading.sensor
    if device and sensor.device_id != device.pk:
        yield replace(NO_SUCH_POINT, line=reading)
    elif not sensor.is_in_use:
        yield replace(sensor.out_of_use(), field="sensor", line=reading)
    if is_to_come(reading.at):
        yield replace(TO_COME, line=reading)
