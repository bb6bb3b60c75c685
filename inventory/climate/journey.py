"""The temperatures of goods on their way, against their limits (GSP 97)."""

import datetime as dt
from functools import cached_property
from itertools import pairwise

from .detection import Point, excursions, gaps, usual_step


class Journey:
    """What the loggers of a transport read, one list of readings each.

    `limits` are the lowest and highest temperature that are allowed, each None where
    there is none; `pace` says how often there must be a reading.
    """

    def __init__(self, logs, limits, pace):
        self.limits, self.pace = limits, pace
        self.logs = [[self._point(*each) for each in log] for log in logs]

    def _point(self, at, temperature):
        low, high = self.limits
        is_good = (low is None or temperature >= low) and (
            high is None or temperature <= high
        )
        return Point(at, is_good, temperature)

    def __bool__(self):
        return bool(self.logs)

    @cached_property
    def points(self):
        return [point for log in self.logs for point in log]

    @property
    def began(self):
        return min((point.at for point in self.points), default=None)

    @property
    def ended(self):
        return max((point.at for point in self.points), default=None)

    @property
    def lowest(self):
        return min((point.temperature for point in self.points), default=None)

    @property
    def highest(self):
        return max((point.temperature for point in self.points), default=None)

    @property
    def longest_step(self):
        """The longest time between two readings of a logger, in whole minutes."""
        steps = (b.at - a.at for log in self.logs for a, b in pairwise(log))
        longest = max(steps, default=None)
        return longest and round(longest.total_seconds() / 60)

    @property
    def out_of_range(self):
        """How many readings lie outside the limits."""
        return sum(not point.is_good for point in self.points)

    @cached_property
    def excursions(self):
        return [span for log in self.logs for span in excursions(log)]

    @cached_property
    def gaps(self):
        return [span for log in self.logs for span in gaps(log, self.pace)]

    def longest_trouble(self):
        """How long the longest excursion or gap lasted."""
        spans = [*self.excursions, *self.gaps]
        lasted = ((span.ended or self.ended) - span.began for span in spans)
        return max(lasted, default=dt.timedelta(0))

    def told(self):
        """What quality has to know: kind, beginning, end, and what was found."""
        for span in self.excursions:
            said = span.extremes()
            yield "excursion", span, (said["temperature_min"], said["temperature_max"])
        for log in self.logs:
            for span in gaps(log, self.pace):
                yield "gap", span, usual_step(log, span)
