"""Excursions and gaps in a series of readings: no database, no clock."""

import datetime as dt
from dataclasses import dataclass
from itertools import groupby, pairwise
from typing import NamedTuple

from qms.records.dates import DRIFT

#: A clock ticks by the second: by this share of an interval, and not more than clocks
#: drift, a reading may come later than due.
SLACK = 10
#: So many steps that are too long in a row are no accident: the interval is too long.
RUN = 3


class Point(NamedTuple):
    """A reading, as far as events are concerned."""

    at: dt.datetime
    is_good: bool
    temperature: object
    humidity: object = None


class Pace(NamedTuple):
    """How often there must be a reading, and how often while out of range."""

    usual: dt.timedelta
    out: dt.timedelta | None = None

    def after(self, point):
        """How long the next reading may take after one."""
        return self.usual if point.is_good else self.out or self.usual


@dataclass
class Span:
    """A stretch of time; without an end while it goes on."""

    began: dt.datetime
    ended: dt.datetime | None = None
    #: The readings out of range, of an excursion.
    points: tuple = ()

    def lies_in(self, began, ended):
        return began <= self.began and (
            ended is None or (self.ended is not None and self.ended <= ended)
        )

    def minutes(self):
        """How many whole minutes a closed span lasts."""
        return round((self.ended - self.began).total_seconds() / 60)

    def extremes(self):
        """Lowest and highest temperature and humidity, by the columns of an event."""
        found = {}
        for name in ("temperature", "humidity"):
            said = [v for p in self.points if (v := getattr(p, name)) is not None]
            found[f"{name}_min"] = min(said, default=None)
            found[f"{name}_max"] = max(said, default=None)
        return found


def excursions(points):
    """Each run of readings out of range, up to the first that is good again."""
    runs = [(good, tuple(run)) for good, run in groupby(points, lambda p: p.is_good)]
    for place, (is_good, run) in enumerate(runs):
        if not is_good:
            after = runs[place + 1][1][0].at if place + 1 < len(runs) else None
            yield Span(run[0].at, after, run)


def late_steps(points, pace):
    """Each pair of neighbouring readings that lie farther apart than they should."""
    for before, after in pairwise(points):
        if is_late(before.at, after.at, pace.after(before)):
            yield before, after


def gaps(points, pace):
    """Each stretch in which readings lie too far apart: steps that touch are one."""
    span = None
    for before, after in late_steps(points, pace):
        if span and span.ended == before.at:
            span.ended = after.at
        else:
            if span:
                yield span
            span = Span(before.at, after.at)
    if span:
        yield span


def is_late(before, now, interval):
    """Whether a reading should have come between two moments."""
    return now - before > interval + min(DRIFT, interval / SLACK)


def count_missing(points, pace):
    """How many readings should lie between some others and do not."""
    return sum(
        max(round((after.at - before.at) / pace.after(before)) - 1, 1)
        for before, after in late_steps(points, pace)
    )


def usual_step(points, span):
    """The minutes between the readings of a gap, if there are several; else None."""
    inside = [p.at for p in points if span.began <= p.at <= span.ended]
    steps = sorted(after - before for before, after in pairwise(inside))
    if len(steps) < RUN:
        return None
    return round(steps[len(steps) // 2].total_seconds() / 60)


def remainder(span, taken):
    """The parts of a span that none of some closed spans covers, in order.

    `taken` are pairs of beginning and end. An open span keeps its open end.
    """
    began = span.began
    for start, end in sorted(taken):
        if end <= began or (span.ended is not None and start >= span.ended):
            continue
        if start > began:
            yield _part(span, began, start)
        began = max(began, end)
    if span.ended is None or began < span.ended:
        yield _part(span, began, span.ended)


def _part(span, began, ended):
    inside = (
        p for p in span.points if began <= p.at and (ended is None or p.at < ended)
    )
    return Span(began, ended, tuple(inside))
