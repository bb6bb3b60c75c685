"""Excursions and gaps in a series of readings: no database, no clock."""

import datetime as dt
from dataclasses import dataclass
from itertools import groupby, pairwise
from typing import NamedTuple

#: A logger's clock ticks by the second; so much later than due is not late.
GRACE = dt.timedelta(minutes=1)


class Point(NamedTuple):
    """A reading, as far as events are concerned."""

    at: dt.datetime
    is_good: bool
    temperature: object
    humidity: object = None


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


def gaps(times, interval):
    """Each pair of neighbouring readings that lie farther apart than they should."""
    for before, after in pairwise(times):
        if is_late(before, after, interval):
            yield Span(before, after)


def is_late(before, now, interval):
    """Whether a reading should have come between two moments."""
    return now - before > interval + GRACE


def count_missing(times, interval):
    """How many readings should lie between some times and do not."""
    return sum(
        max(round((gap.ended - gap.began) / interval) - 1, 1)
        for gap in gaps(times, interval)
    )


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
