"""Goods that travel refrigerated: their limits, and what the loggers say (GSP 97)."""

from datetime import timedelta
from functools import lru_cache

from django.core.files.storage import default_storage
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from inventory.climate.alarming import mail
from inventory.climate.detection import Pace, is_late
from inventory.climate.journey import Journey
from inventory.climate.measured import temperatures
from inventory.rules.lines import out_of_range
from qms.records.reading.cells import Unreadable

from .climate.vehicle import CUSTOMARY, VehicleRule


def celsius(label, **options):
    return models.DecimalField(
        label, max_digits=5, decimal_places=1, null=True, blank=True, **options
    )


def minutes(label):
    return models.PositiveSmallIntegerField(label, null=True, editable=False)


@lru_cache(maxsize=16)
def _read(path, near):
    """What a logger's file holds: read once, as files are named by their SHA-256."""
    with default_storage.open(path) as file:
        return tuple(temperatures(file, near))


class WatchedTransport(models.Model):
    """What a transport says of the cold chain; the files of the loggers prove it."""

    temp_range = models.CharField(
        _("prescribed temperature range"), max_length=60, editable=False, blank=True
    )
    #: The limits that all refrigerated goods of it have in common.
    range_min = celsius(_("lower limit of the temperature (°C)"), editable=False)
    range_max = celsius(_("upper limit of the temperature (°C)"), editable=False)
    interval = minutes(_("prescribed interval of the readings (minutes)"))
    interval_out = minutes(_("prescribed interval while out of range (minutes)"))
    temp_min = celsius(_("lowest temperature in transit (°C)"), editable=False)
    temp_max = celsius(_("highest temperature in transit (°C)"), editable=False)
    longest_gap = models.PositiveIntegerField(
        _("longest interval of the readings (minutes)"), null=True, editable=False
    )
    out_of_range = models.PositiveIntegerField(
        _("readings out of range"), null=True, editable=False
    )
    gaps = models.PositiveIntegerField(_("gaps"), null=True, editable=False)
    logged_from = models.DateTimeField(_("first reading"), null=True, editable=False)
    logged_until = models.DateTimeField(_("last reading"), null=True, editable=False)

    #: What the loggers' files say; nobody types it.
    LOGGED = (
        *("temp_min", "temp_max", "longest_gap", "out_of_range", "gaps"),
        *("logged_from", "logged_until"),
    )
    copies = {
        "temp_range": "tightest_range",
        "range_min": "highest_minimum",
        "range_max": "lowest_maximum",
        "interval": "demanded_interval",
        "interval_out": "demanded_interval_out",
    }

    class Meta:
        abstract = True

    def cold_lines(self):
        if self._state.adding:
            return []
        return [x for x in self.lines_with("product") if x.product.is_cold_chain]

    def is_cold(self):
        """Whether something of it travels refrigerated."""
        return bool(self.cold_lines())

    def troubles(self):
        """Yield a sentence for each way in which the cold chain broke (GSP 99)."""
        told = (self.temp_min, self.temp_max, self.arrival_temp)
        told = [reading for reading in told if reading is not None]
        cold = self.cold_lines()
        if any(out_of_range(line.product, told) for line in cold):
            yield _("It was out of range on the way or on arrival.")
        if cold and self.gaps:
            yield _("There are gaps in the readings, or their interval is too long.")
        if cold and self.arrived_at and self.logged_from and not self._is_covered():
            yield _("The readings do not cover the whole way.")

    def went_wrong(self):
        return any(self.troubles())

    def _is_covered(self):
        """Whether the loggers read from the departure until the arrival."""
        usual = self.pace.usual
        late = is_late(self.shipped_at, self.logged_from, usual)
        return not late and not is_late(self.logged_until, self.arrived_at, usual)

    def tightest_range(self):
        """The storage ranges of what travels refrigerated."""
        ranges = {line.product.storage() for line in self.cold_lines()}
        return "; ".join(sorted(ranges))[:60]

    def highest_minimum(self):
        limits = [line.product.temp_min for line in self.cold_lines()]
        return max((limit for limit in limits if limit is not None), default=None)

    def lowest_maximum(self):
        limits = [line.product.temp_max for line in self.cold_lines()]
        return min((limit for limit in limits if limit is not None), default=None)

    def vehicle_rule(self):
        """The rule of the vehicle or box, or None."""
        return VehicleRule.objects.filter(equipment=self.cold_equipment_id).first()

    def demanded_pace(self):
        """How often there must be a reading, by the rule of the vehicle or box."""
        rule = self.vehicle_rule()
        return rule.pace if rule else CUSTOMARY

    def demanded_interval(self):
        return self.demanded_pace().usual.seconds // 60 if self.is_cold() else None

    def demanded_interval_out(self):
        return self.demanded_pace().out.seconds // 60 if self.is_cold() else None

    # The files of the loggers

    def attach(self, by, slot, upload, line=None):
        paper = super().attach(by, slot, upload, line)
        if slot == "temp_file":
            self._read_loggers(by, paper)
        return paper

    def withdraw(self, by, paper):
        super().withdraw(by, paper)
        if paper.slot == "temp_file":
            self._note_logged(by)

    def _read_loggers(self, by, paper):
        """Take down what the files say; what cannot be read is not attached."""
        try:
            self._note_logged(by)
        except Unreadable as unreadable:
            super().withdraw(by, paper)
            raise self.no_paper(by, str(unreadable.reason)) from None

    def journey(self):
        """What the files of the loggers tell of the way; empty where there is none."""
        near = timezone.localdate(self.shipped_at)
        papers = [paper for paper in self.papers_here() if paper.slot == "temp_file"]
        logs = [_read(paper.file.name, near) for paper in papers]
        return Journey(logs, (self.range_min, self.range_max), self.pace)

    @property
    def pace(self):
        """The intervals that were demanded when the goods left."""
        if self.interval is None:
            return CUSTOMARY
        said = (self.interval, self.interval_out)
        return Pace(*(timedelta(minutes=number) for number in said))

    def _note_logged(self, by):
        told = self.journey()
        self.temp_min, self.temp_max = told.lowest, told.highest
        self.longest_gap = told.longest_step
        self.out_of_range = told.out_of_range if told else None
        self.gaps = len(told.gaps) if told else None
        self.logged_from, self.logged_until = told.began, told.ended
        self._in_verb = True
        try:
            self.save(by=by, reason=gettext_noop("temperatures read"))
        finally:
            self._in_verb = False
        self._alarm(told)

    def _alarm(self, told):
        """Write to whom it concerns, if the way was bad for longer than they bear."""
        rule = self.vehicle_rule()
        if rule and told.longest_trouble() >= rule.patience:
            low, high = told.lowest.normalize(), told.highest.normalize()
            mail(rule.alarmed(), self, f"{low:f}–{high:f} °C")
