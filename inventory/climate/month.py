"""A month of a room: its readings by day, its half-days, what is missing."""

import datetime as dt
import hashlib
from calendar import monthrange
from dataclasses import dataclass, field

from django.db.models import Avg, Count, Max, Min, Q
from django.db.models.functions import ExtractHour
from django.utils import timezone
from django.utils.functional import cached_property

from inventory.models.climate.event import ClimateEvent
from inventory.models.climate.reading import Period, Reading, half_day
from inventory.models.climate.sensor import Sensor
from qms.records.models import canonical

HALVES = (Period.MORNING, Period.AFTERNOON)
#: Of data that come by themselves, the first from these hours on stand in the form.
HOURS = {9: Period.MORNING, 15: Period.AFTERNOON}
BY_HAND = Q(source=Reading.Source.HAND)
#: What is told of some readings: lowest, highest and mean of both.
FIGURES = {
    f"{name}_{what}": function(name)
    for name in ("temperature", "humidity")
    for what, function in (("min", Min), ("max", Max), ("mean", Avg))
}


def first_of(text):
    """The first day of a month that is told as 2026-10; None for anything else."""
    try:
        return dt.datetime.strptime(text or "", "%Y-%m").date()
    except ValueError:
        return None


def start_of(day):
    """The moment at which a day begins at the place of the company."""
    return timezone.make_aware(dt.datetime.combine(day, dt.time()))


@dataclass
class Half:
    """Half a day of a room that is read by hand."""

    day: dt.date
    period: str
    reading: Reading | None = None
    #: Whether it went by without a reading.
    is_missing: bool = False

    def get_period_display(self):
        return Period(self.period).label


@dataclass
class Day:
    """A line of the form: both halves, and what all data of the day come to."""

    day: dt.date
    halves: list
    figures: dict = field(default_factory=dict)
    #: What began on this day.
    events: list = field(default_factory=list)

    @property
    def recorders(self):
        readings = [half.reading for half in self.halves if half.reading]
        return list(dict.fromkeys(str(r.person or r.sensor) for r in readings))


class Month:
    """What is known of a room in a month, up to a reading where one is named."""

    def __init__(self, room, first, up_to=None):
        self.room, self.first = room, first.replace(day=1)
        self.last = first.replace(day=monthrange(first.year, first.month)[1])
        self.readings = Reading.objects.of_days(room, self.first, self.last)
        self.later = self.readings.none()
        if up_to is not None:
            self.later = self.readings.filter(pk__gt=up_to)
            self.readings = self.readings.filter(pk__lte=up_to)

    def __str__(self):
        return f"{self.first:%Y-%m}"

    @property
    def began(self):
        return start_of(self.first)

    @property
    def ended(self):
        return start_of(self.last + dt.timedelta(days=1))

    @property
    def is_over(self):
        return timezone.localdate() > self.last

    @cached_property
    def sensors(self):
        """The points that are in use here, and those that said something then."""
        said = Reading.objects.of_days(self.room, self.first, self.last)
        told = Q(pk__in=said.order_by().values("sensor").distinct())
        found = Sensor.objects.filter(Q(room=self.room, is_in_use=True) | told)
        return list(found.select_related("equipment").order_by("code"))

    @property
    def unproven(self):
        """The points whose instruments were not calibrated to the end of the month."""
        instruments = [s for s in self.sensors if s.equipment.is_measuring]
        until = {s: s.equipment.calibration_due for s in instruments}
        return [s for s in instruments if until[s] is None or until[s] < self.last]

    @property
    def is_automatic(self):
        return any(sensor.kind != Sensor.Kind.HAND for sensor in self.sensors)

    @cached_property
    def events(self):
        found = ClimateEvent.objects.within(self.room, self.began, self.ended)
        return list(
            found.select_related("sensor", "room")
            .prefetch_related("assessments__signatures")
            .order_by("began_at")
        )

    @cached_property
    def figures(self):
        """What all readings come to; those out of range are counted."""
        out = Count("pk", filter=Q(in_range=False))
        return self.readings.aggregate(count=Count("pk"), out_of_range=out, **FIGURES)

    @cached_property
    def days(self):
        """Every day of the month, with what is known of it."""
        by_day = {row.pop("day"): row for row in self._daily()}
        return [self._day(day, by_day.get(day, {})) for day in self._calendar()]

    def _day(self, day, figures):
        began = [e for e in self.events if timezone.localdate(e.began_at) == day]
        halves = [self._half(day, half) for half in HALVES]
        return Day(day, halves, figures, began)

    def _calendar(self):
        days = (self.last - self.first).days + 1
        return [self.first + dt.timedelta(days=number) for number in range(days)]

    def _daily(self):
        automatic = self.readings.exclude(BY_HAND)
        return automatic.order_by().values("day").annotate(count=Count("pk"), **FIGURES)

    @cached_property
    def missing(self):
        """The half-days that went by without a reading, though one was due."""
        return [half for day in self.days for half in day.halves if half.is_missing]

    def _half(self, day, period):
        reading = self._told.get((day, period))
        is_over = (day, HALVES.index(period)) < self._now
        is_due = self._due_from is not None and day >= self._due_from
        return Half(day, period, reading, is_due and is_over and reading is None)

    @cached_property
    def _now(self):
        today, period = half_day(timezone.now())
        return today, HALVES.index(period)

    @cached_property
    def _due_from(self):
        """Since when somebody has to read here: nothing else tells of the air."""
        if self.is_automatic:
            return None
        return min((sensor.since for sensor in self.sensors), default=None)

    @cached_property
    def _told(self):
        """The reading that stands in the form for each half-day, the first of it."""
        may_stand = self.readings.filter(BY_HAND | Q(at__hour__in=list(HOURS)))
        found = may_stand.order_by("at").select_related("sensor", "person", "room")
        told = {}
        # What somebody has written down stands before what came by itself.
        for reading in sorted(found, key=lambda each: each.source != each.Source.HAND):
            period = reading.period
            if period == Period.AUTOMATIC:
                period = HOURS[timezone.localtime(reading.at).hour]
            told.setdefault((reading.day, period), reading)
        return told

    def arrived_later(self):
        """How many readings came in after the last one that is looked at."""
        return self.later.count()

    def last_reading(self):
        """The key of the newest reading; what comes later has a higher one."""
        return self.readings.aggregate(last=Max("pk"))["last"] or 0

    def hours(self):
        """Lowest and highest of each hour and sensor, for the plot."""
        on_time = self.readings.filter(late=False).order_by("sensor", "day")
        by_hour = on_time.annotate(hour=ExtractHour("at")).order_by(
            "sensor", "day", "hour"
        )
        rows = by_hour.values("sensor", "day", "hour")
        return rows.annotate(**{n: f for n, f in FIGURES.items() if "mean" not in n})

    def digest(self):
        """The SHA-256 over all readings of the month, as the database holds them."""
        names = [f.attname for f in Reading._meta.concrete_fields]
        rows = self.readings.order_by("pk").values_list(*names)
        found = hashlib.sha256()
        for row in rows.iterator(5000):
            found.update(canonical(row).encode())
        return found.hexdigest()
