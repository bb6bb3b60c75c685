"""A month as a curve, the same on the page and on paper."""

import datetime as dt
from dataclasses import dataclass
from itertools import groupby

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from inventory.models.climate.event import ClimateEvent

#: Everything in units of the drawing.
LEFT, RIGHT, WIDTH = 34, 6, 720
HEIGHT, SPACE, FOOT = 74, 20, 16
COLOURS = ("#0d5c73", "#7a5300", "#5a3d8a", "#1f6b3a")
#: Hours that lie farther apart are not joined by a line.
JOINED = dt.timedelta(hours=1)


@dataclass
class Panel:
    """The curve of one quantity, with its limits."""

    title: str
    name: str
    low: float
    high: float
    top: int
    bottom_value: float = 0
    top_value: float = 1

    height = HEIGHT

    @property
    def bottom(self):
        return self.top + HEIGHT

    @property
    def title_y(self):
        return self.top - 5

    def y(self, value):
        share = (float(value) - self.bottom_value) / (
            self.top_value - self.bottom_value
        )
        return round(self.bottom - share * HEIGHT, 1)

    def fit(self, rows):
        """Leave room above and below for all that was read and both limits."""
        said = [
            float(row[f"{self.name}_{what}"])
            for row in rows
            for what in ("min", "max")
            if row[f"{self.name}_{what}"] is not None
        ]
        lowest, highest = min([*said, self.low]), max([*said, self.high])
        margin = max((highest - lowest) * 0.12, 1)
        self.bottom_value, self.top_value = lowest - margin, highest + margin

    def ticks(self):
        """The limits and the edges, each with its height."""
        return [(f"{value:g}", self.y(value)) for value in (self.low, self.high)]


class Plot:
    """Geometry of the curves, the limits and the marked stretches of a month."""

    template = "climate/plot.html"

    def __init__(self, month):
        self.month = month
        self.span = (month.ended - month.began).total_seconds()
        self.rows = list(month.hours())
        self.panels = list(self._panels())
        for panel in self.panels:
            panel.fit(self.rows)
        self.height = self.panels[-1].bottom + FOOT
        self.width = WIDTH

    def _panels(self):
        room = self.month.room
        ranges = [
            (_("temperature (°C)"), "temperature", room.temp_min, room.temp_max),
            (_("humidity (%)"), "humidity", room.humidity_min, room.humidity_max),
        ]
        if all(row["humidity_min"] is None for row in self.rows):
            ranges.pop()
        for number, (title, name, low, high) in enumerate(ranges):
            top = SPACE + number * (HEIGHT + SPACE)
            yield Panel(title, name, float(low), float(high), top)

    def x(self, moment):
        share = (moment - self.month.began).total_seconds() / self.span
        share = min(max(share, 0), 1)
        return round(LEFT + share * (WIDTH - LEFT - RIGHT), 1)

    #: The frame of the panels, and where the numbers beside it end.
    left, right, inner, label_x = LEFT, WIDTH - RIGHT, WIDTH - LEFT - RIGHT, LEFT - 3

    @property
    def foot_y(self):
        return self.height - 5

    @property
    def days(self):
        """Where each day stands, and whether its number is written."""
        for day in self.month.days:
            noon = timezone.make_aware(dt.datetime.combine(day.day, dt.time(12)))
            start = timezone.make_aware(dt.datetime.combine(day.day, dt.time()))
            yield day.day.day, self.x(start), self.x(noon)

    @property
    def marks(self):
        """The stretches out of range and without data, as rectangles."""
        now = timezone.now()
        for event in self.month.events:
            start, end = self.x(event.began_at), self.x(event.ended_at or now)
            is_gap = event.kind == ClimateEvent.Kind.GAP
            yield {
                "x": start,
                "width": max(round(end - start, 1), 1.5),
                "colour": "#8a949c" if is_gap else "#c62828",
            }

    @property
    def curves(self):
        """The lines of every sensor and quantity, broken where there are no data."""
        by_sensor = groupby(self.rows, lambda row: row["sensor"])
        for number, (_sensor, rows) in enumerate(by_sensor):
            rows = list(rows)
            colour = COLOURS[number % len(COLOURS)]
            for panel in self.panels:
                for points in self._strokes(panel, rows):
                    is_dot = len(points) < 3
                    # A line of one point is drawn as the dot of its round end.
                    points += points[:1] if len(points) == 1 else []
                    width = 2.6 if is_dot else 0.9
                    yield {"colour": colour, "points": points, "width": width}

    def _strokes(self, panel, rows):
        stroke, before = [], None
        for row in rows:
            low, high = (row[f"{panel.name}_{what}"] for what in ("min", "max"))
            if low is None:
                continue
            hour = dt.datetime.combine(row["day"], dt.time(row["hour"]))
            moment = timezone.make_aware(hour) + JOINED / 2
            if before and moment - before > JOINED:
                yield stroke
                stroke = []
            stroke += [(self.x(moment), panel.y(value)) for value in _both(low, high)]
            before = moment
        if stroke:
            yield stroke


def _both(low, high):
    return [low] if low == high else [low, high]
