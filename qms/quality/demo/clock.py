"""The clock of the demo company: a year is lived through before the real day.

Only the demo turns it; everywhere else the server's time is the only one.
"""

import datetime as dt
from contextlib import contextmanager
from unittest import mock

from django.utils import timezone

#: How long somebody takes to act, in minutes.
PACE = 7


class Turned(dt.datetime):
    """The time that Django reads while the clock is turned."""

    moment = None

    @classmethod
    def now(cls, tz=None):
        return cls.moment.astimezone(tz)


@contextmanager
def turned():
    """Let the demo say what time it is."""
    with mock.patch.object(timezone, "datetime", Turned):
        Turned.moment = dt.datetime.now(dt.UTC)
        try:
            yield
        finally:
            Turned.moment = None


def working(day):
    """The day itself, or the Monday after a weekend."""
    return day + dt.timedelta(days=(0, 0, 0, 0, 0, 2, 1)[day.weekday()])


def turn_to(day):
    """Go on to the morning of a day; never back."""
    morning = dt.datetime.combine(day, dt.time(8, 40))
    Turned.moment = max(Turned.moment, timezone.make_aware(morning))


def turn_on(hour):
    """Go on to an hour of the same day; never back."""
    local = timezone.localtime(Turned.moment)
    Turned.moment = max(Turned.moment, local.replace(hour=hour, minute=0))


def wind_back(day):
    """Begin on an earlier day."""
    Turned.moment = timezone.make_aware(dt.datetime.combine(day, dt.time(8, 40)))


def go_on():
    """Let the time pass that an act takes, if the clock is turned."""
    if Turned.moment:
        Turned.moment += dt.timedelta(minutes=PACE)
