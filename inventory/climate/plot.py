"""Temperatures and humidities as curves, the same on the page and on paper."""

import datetime as dt
from dataclasses import dataclass, field
from itertools import groupby
from typing import NamedTuple

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

#: Everything in units of the drawing.
LEFT, RIGHT, WIDTH = 34, 14, 720
HEIGHT, SPACE, FOOT = 74, 20, 16
COLOURS = ("#0d5c73", "#7a5300", "#5a3d8a", "#1f6b3a")
RED, GREY = "#c62828", "#8a949c"
#: Of the readings of a month lowest and highest are drawn for each hour.
HOUR = dt.timedelta(hours=1)
#: So many places along a journey are drawn at most, and so many times written.
PLACES, TIMES = 700, 12
#: Minutes between the times that are written below a journey.
TICKS = (5, 10, 15, 30, 60, 120, 180, 360, 720, 1440, 2880)


class Stretch(NamedTuple):
    """The lowest and highest of each quantity around a moment; None where unknown."""

    moment: dt.datetime
    said: dict


@dataclass
class Panel:
    """The curve of one quantity, with its limits where it has any."""

    title: str
    name: str
    limits: tuple
    top: int = 0
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

    def fit(self, stretches):
        """Leave room above and below for all that was read and both limits."""
        read = [s.said[self.name] for s in stretches if s.said.get(self.name)]
        said = [float(v) for v in (*sum(read, ()), *self._limits())] or [0]
        margin = max((max(said) - min(said)) * 0.12, 1)
        self.bottom_value, self.top_value = min(said) - margin, max(said) + margin

    def _limits(self):
        return [float(limit) for limit in self.limits if limit is not None]

    def ticks(self):
        """The limits, each with its height."""
        return [(f"{value:g}", self.y(value)) for value in self._limits()]


@dataclass
class Plot:
    """Geometry of curves over a span of time, their limits and what is marked."""

    title: str
    began: dt.datetime
    ended: dt.datetime
    panels: list
    #: The stretches of each sensor.
    series: list
    #: Stretches that lie farther apart are not joined by a line.
    joined: dt.timedelta
    #: (beginning, end, colour) of what is marked.
    marked: list = field(default_factory=list)
    #: (moment, text, moment under which it is written) along the foot.
    grid: list = field(default_factory=list)

    template = "climate/plot.html"
    #: The frame of the panels, and where the numbers beside it end.
    width, left, right, label_x = WIDTH, LEFT, WIDTH - RIGHT, LEFT - 3
    inner = WIDTH - LEFT - RIGHT

    def __post_init__(self):
        self.span = (self.ended - self.began).total_seconds() or 1
        for number, panel in enumerate(self.panels):
            panel.top = SPACE + number * (HEIGHT + SPACE)
            panel.fit(sum(self.series, []))
        self.height = self.panels[-1].bottom + FOOT

    @property
    def foot_y(self):
        return self.height - 5

    def x(self, moment):
        share = (moment - self.began).total_seconds() / self.span
        share = min(max(share, 0), 1)
        return round(LEFT + share * (WIDTH - LEFT - RIGHT), 1)

    def ticks(self):
        """Where the lines of the grid stand, and what is written where below."""
        for moment, text, under in self.grid:
            yield text, self.x(moment), self.x(under)

    def marks(self):
        """The stretches out of range and without data, as rectangles."""
        for began, ended, colour in self.marked:
            start, end = self.x(began), self.x(ended)
            width = max(round(end - start, 1), 1.5)
            yield {"x": start, "width": width, "colour": colour}

    def curves(self):
        """The lines of every sensor and quantity, broken where there are no data."""
        for number, stretches in enumerate(self.series):
            colour = COLOURS[number % len(COLOURS)]
            for panel in self.panels:
                for points in self._strokes(panel, stretches):
                    is_dot = len(points) < 3
                    # A line of one point is drawn as the dot of its round end.
                    points += points[:1] if len(points) == 1 else []
                    width = 2.6 if is_dot else 0.9
                    yield {"colour": colour, "points": points, "width": width}

    def _strokes(self, panel, stretches):
        stroke, before = [], None
        for moment, said in stretches:
            if not said.get(panel.name):
                continue
            if before and moment - before > self.joined:
                yield stroke
                stroke = []
            heights = dict.fromkeys(map(panel.y, said[panel.name]))
            stroke += [(self.x(moment), height) for height in heights]
            before = moment
        if stroke:
            yield stroke


# A month


def month_plot(month):
    """The month of a room: lowest and highest of each hour."""
    series = list(_hourly(month))
    room, now = month.room, timezone.now()
    temperature = Panel(
        _("temperature (°C)"), "temperature", (room.temp_min, room.temp_max)
    )
    limits = (room.humidity_min, room.humidity_max)
    humidity = Panel(_("humidity (%)"), "humidity", limits)
    is_dry = not any(s.said["humidity"] for stretches in series for s in stretches)
    return Plot(
        _("Temperature and humidity of the month"),
        month.began,
        month.ended,
        [temperature] if is_dry else [temperature, humidity],
        series,
        HOUR,
        [(e.began_at, e.ended_at or now, _colour(e)) for e in month.events],
        [_day(day.day) for day in month.days],
    )


def _colour(event):
    return GREY if event.kind == event.Kind.GAP else RED


def _day(day):
    start, noon = (dt.datetime.combine(day, dt.time(hour)) for hour in (0, 12))
    return timezone.make_aware(start), str(day.day), timezone.make_aware(noon)


def _hourly(month):
    for _sensor, rows in groupby(month.hours(), lambda row: row["sensor"]):
        yield [Stretch(_middle(row), _said(row)) for row in rows]


def _middle(row):
    hour = dt.datetime.combine(row["day"], dt.time(row["hour"]))
    return timezone.make_aware(hour) + HOUR / 2


def _said(row):
    pairs = {
        name: (row[f"{name}_min"], row[f"{name}_max"])
        for name in ("temperature", "humidity")
    }
    return {name: None if None in pair else pair for name, pair in pairs.items()}


# A journey


def journey_plot(journey):
    """What the loggers read on the way."""
    began, ended = journey.began, journey.ended
    panel = Panel(_("temperature (°C)"), "temperature", journey.limits)
    size = max(1, -(-max(map(len, journey.logs)) // PLACES))
    slow = journey.pace.usual + journey.pace.usual / 2
    return Plot(
        _("Temperature on the way"),
        began,
        ended,
        [panel],
        [_thinned(log, size) for log in journey.logs],
        max(slow, (ended - began) / PLACES * 2),
        [(s.began, s.ended or ended, RED) for s in journey.excursions]
        + [(s.began, s.ended, GREY) for s in journey.gaps],
        list(_times(began, ended)),
    )


def _thinned(log, size):
    """Lowest and highest of each few readings."""
    for_each = (log[start : start + size] for start in range(0, len(log), size))
    return [_stretch(points) for points in for_each]


def _stretch(points):
    said = [point.temperature for point in points]
    return Stretch(points[0].at, {"temperature": (min(said), max(said))})


def _times(began, ended):
    """Round times of the clock between two moments."""
    minutes = (ended - began).total_seconds() / 60
    every = next((t for t in TICKS if minutes / t <= TIMES), TICKS[-1])
    start = timezone.localtime(began).replace(hour=0, minute=0, second=0, microsecond=0)
    count = int((ended - start).total_seconds() // 60 // every)
    for number in range(count + 1):
        moment = start + dt.timedelta(minutes=every * number)
        if moment >= began:
            form = "%m-%d" if (moment.hour, moment.minute) == (0, 0) else "%H:%M"
            yield moment, f"{moment:{form}}", moment
