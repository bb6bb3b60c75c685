"""Times as loggers and offices write them: a day and the time of it."""

import re
from datetime import datetime, time, timedelta

from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext_lazy as _

from qms.records.reading.cells import Unreadable, Value, is_blank
from qms.records.reading.days import (
    SHEET_EPOCH,
    YEARS,
    day_in_each_order,
    read_date,
)
from qms.records.reading.text import clean, simplified

CLOCK = re.compile(
    r"(?P<before>上午|下午|AM|PM)?\s*(?P<hour>\d{1,2})[:时点](?P<minute>\d{2})"
    r"(?:[:分](?P<second>\d{2})(?:\.\d+)?秒?|分)?\s*(?P<after>上午|下午|AM|PM)?$",
    re.ASCII | re.IGNORECASE,
)
LATER_HALF = ("下午", "PM")


def read_moment(raw, *, prefer=None):
    """A moment, by the clock of the company unless the cell names an offset."""
    if is_blank(raw):
        return Value(None)
    if isinstance(raw, datetime):
        return Value(_aware(raw))
    if isinstance(raw, float) and 10_000 < raw < 100_000:
        return Value(_aware(datetime.combine(SHEET_EPOCH, time()) + _days(raw)))
    text = simplified(clean(raw))
    if (whole := _standard(text)) is not None:
        return Value(whole)
    found = CLOCK.search(text)
    if found is None:
        raise Unreadable(_("{value} names no time of the day."), value=text)
    day = read_date(text[: found.start()].rstrip(" T,"), prefer=prefer)
    if day.value is None:
        return day
    return Value(_aware(datetime.combine(day.value, _time(found, text))), day.doubt)


def day_of_moment_in_each_order(raw):
    """The same of the day that stands before a time."""
    text = simplified(clean(raw)) if isinstance(raw, str) else ""
    found = CLOCK.search(text)
    return day_in_each_order(text[: found.start()].rstrip(" T,")) if found else {}


#: In which order days are told may have to be said by the user.
read_moment.orders = day_of_moment_in_each_order


def read_time(raw):
    """The time of a day, where the day stands in a column of its own."""
    if is_blank(raw):
        return Value(None)
    if isinstance(raw, (time, datetime)):
        return Value(raw if isinstance(raw, time) else raw.time())
    if isinstance(raw, float) and 0 <= raw < 1:
        return Value((datetime.min + _days(raw)).time())
    text = simplified(clean(raw))
    found = CLOCK.match(text)
    if found is None:
        raise Unreadable(_("{value} names no time of the day."), value=text)
    return Value(_time(found, text))


def at_time(day, clock):
    """The moment of a day and a time at the place of the company."""
    return _aware(datetime.combine(day, clock))


def _standard(text):
    """A moment with its offset, as 2026-10-01T00:00:00Z."""
    try:
        found = parse_datetime(text)
    except ValueError:
        return None
    return found if found and found.tzinfo else None


def _time(found, text):
    hour, minute = int(found["hour"]), int(found["minute"])
    half = (found["before"] or found["after"] or "").upper()
    if half:
        hour = hour % 12 + 12 * (half in LATER_HALF)
    try:
        return time(hour, minute, int(found["second"] or 0))
    except ValueError:
        reason = _("{value} names no time of the day.")
        raise Unreadable(reason, value=text) from None


def _days(number):
    """Days of a sheet, to the second."""
    return timedelta(seconds=round(number * 86_400))


def _aware(moment):
    if moment.year not in YEARS:
        reason = _("{value} is too long ago or too far ahead.")
        raise Unreadable(reason, value=moment)
    return timezone.make_aware(moment) if timezone.is_naive(moment) else moment
