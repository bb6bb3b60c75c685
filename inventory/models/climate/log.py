"""The monthly log of a room's temperature and humidity (GSP 21(5), 74(4))."""

import datetime as dt

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from inventory import rules
from inventory.climate.lying import batches_in
from inventory.climate.month import Month, first_of
from qms.core.models import Batch, Warehouse
from qms.core.roles import Role
from qms.records import retention
from qms.records.models import FROZEN, Record, Series, Sign, State

from .event import ClimateEvent
from .sensor import Sensor

#: So many months are called for that have no log.
LOOK_BACK = 12


def validate_month(text):
    if first_of(text) is None:
        raise ValidationError(_("A month is told as 2026-10."))


def figure(label, **options):
    """What the readings of a month come to; computed, never typed."""
    return models.DecimalField(
        label, max_digits=6, decimal_places=1, null=True, editable=False, **options
    )


class ClimateLog(Record):
    """A room's month: its readings are the lines, sealed by a digest over them."""

    class Source(models.TextChoices):
        HAND = "hand", _("by hand")
        AUTOMATIC = "automatic", _("import from the automatic system")

    warehouse = models.ForeignKey(
        Warehouse,
        models.PROTECT,
        related_name="climate_logs",
        verbose_name=_("warehouse/zone/equipment"),
    )
    month = models.CharField(_("month"), max_length=7, validators=[validate_month])
    range_temp_min = figure(_("lower limit of the temperature (°C)"))
    range_temp_max = figure(_("upper limit of the temperature (°C)"))
    range_rh_min = figure(_("lower limit of the humidity (%)"))
    range_rh_max = figure(_("upper limit of the humidity (%)"))
    instrument = models.CharField(
        _("number of the thermometer/measuring point"), max_length=200, editable=False
    )
    source = models.CharField(
        _("source of the data (by hand/import from the automatic system)"),
        max_length=10,
        choices=Source,
        editable=False,
    )
    count = models.PositiveIntegerField(_("readings"), default=0, editable=False)
    out_of_range = models.PositiveIntegerField(
        _("readings out of range"), default=0, editable=False
    )
    missing = models.PositiveIntegerField(
        _("half-days without a reading"), default=0, editable=False
    )
    excursions = models.PositiveIntegerField(_("excursions"), default=0, editable=False)
    gaps = models.PositiveIntegerField(_("gaps"), default=0, editable=False)
    temperature_min = figure(_("lowest temperature read (°C)"))
    temperature_max = figure(_("highest temperature read (°C)"))
    temperature_mean = figure(_("mean temperature (°C)"))
    humidity_min = figure(_("lowest humidity (%)"))
    humidity_max = figure(_("highest humidity (%)"))
    humidity_mean = figure(_("mean humidity (%)"))
    #: The digest covers the readings up to this one; what comes later is told apart.
    last_reading = models.PositiveBigIntegerField(default=0, editable=False)
    readings_digest = models.CharField(
        _("digest of the readings"), max_length=64, editable=False
    )

    form_no = "QR-WH-02"
    series = Series("WSD")
    kept = retention.r1
    signed_by = (
        Sign(Role.MAINTAINER, _("record of the readings")),
        Sign(Role.QUALITY_OFFICER, _("monthly review")),
    )
    rules = (
        rules.the_month_is_over,
        rules.excursions_are_assessed,
        rules.instruments_are_proven,
        rules.every_half_day_was_read,
        rules.gaps_are_assessed,
    )
    copies = {
        "range_temp_min": "warehouse__temp_min",
        "range_temp_max": "warehouse__temp_max",
        "range_rh_min": "warehouse__humidity_min",
        "range_rh_max": "warehouse__humidity_max",
    }

    class Meta(Record.Meta):
        verbose_name = _("warehouse temperature and humidity log")
        verbose_name_plural = _("warehouse temperature and humidity logs")
        constraints = [
            *Record.Meta.constraints,
            models.UniqueConstraint(
                fields=["warehouse", "month"],
                condition=Q(corrects=None) & ~Q(state__in=("void", "rejected")),
                name="inventory_climatelog_one_for_each_month",
                violation_error_message=_("This month of the room has its log."),
            ),
        ]

    @property
    def is_taken_down(self):
        """Whether the readings are those of the submission, whatever came later."""
        return self.state not in (State.DRAFT, "")

    @cached_property
    def sealed(self):
        """The month as it is or was submitted; None while the month is no month."""
        first = first_of(self.month)
        up_to = self.last_reading if self.is_taken_down else None
        return first and Month(self.warehouse, first, up_to)

    def begin(self):
        """Begin with the month that is due."""
        last = _month_before(timezone.localdate())
        self.month = f"{due_months().get(self.warehouse_id, last):%Y-%m}"
        return []

    def copy_masters(self):
        """Take down the limits, the points, and what the readings come to."""
        super().copy_masters()
        self.__dict__.pop("sealed", None)
        first = first_of(self.month)
        if first and self.warehouse_id:
            if self.is_taken_down:
                # What comes in now waits, so that the digest covers all before it.
                list(Sensor.objects.select_for_update().filter(room=self.warehouse))
            self._take_down(Month(self.warehouse, first))

    def _take_down(self, month):
        for name, value in month.figures.items():
            is_measured = value is not None and not isinstance(value, int)
            setattr(self, name, round(value, 1) if is_measured else value)
        self.instrument = ", ".join(s.code for s in month.sensors)[:200]
        automatic = month.is_automatic
        self.source = self.Source.AUTOMATIC if automatic else self.Source.HAND
        self.missing = len(month.missing)
        kinds = [event.kind for event in month.events]
        self.excursions = kinds.count(ClimateEvent.Kind.EXCURSION)
        self.gaps = kinds.count(ClimateEvent.Kind.GAP)
        self.last_reading = month.last_reading()
        self.readings_digest = month.digest()

    def is_sealed(self):
        """Whether the readings still are those that were signed."""
        return self.sealed.digest() == self.readings_digest

    def is_intact(self):
        return super().is_intact() and self.is_sealed()

    @classmethod
    def verify(cls):
        """Yield a sentence for each log whose readings are not what was signed."""
        for log in cls._base_manager.filter(state__in=FROZEN).iterator(100):
            if not log.is_sealed():
                yield _now("%(log)s: the readings are not those that were signed.") % {
                    "log": log
                }

    def _stored(self):
        month = self.sealed
        lay = batches_in(self.warehouse, month.began, month.ended)
        return Batch.objects.filter(pk__in=[batch.pk for batch in lay])

    def expiry_dates(self):
        """Of the goods that were stored there; the log is kept as long as theirs."""
        return list(self._stored().values_list("expires_on", flat=True))

    def has_implant(self):
        return self._stored().filter(product__is_implant=True).exists()


def due_months():
    """The earliest month of each room that is over and has no log, by the room's key.

    A room is logged from the month in which its first measuring point came into use.
    """
    last = _month_before(timezone.localdate())
    standing = ClimateLog.objects.exclude(state__in=(State.VOID, State.REJECTED))
    logged = set(standing.values_list("warehouse", "month"))
    sensors = Sensor.objects.in_use().order_by().values_list("room")
    due = {}
    for room, since in sensors.annotate(models.Min("since")):
        month, months = last, []
        while month >= since.replace(day=1) and len(months) < LOOK_BACK:
            months.append(month)
            month = _month_before(month)
        open_months = [m for m in months if (room, f"{m:%Y-%m}") not in logged]
        if open_months:
            due[room] = min(open_months)
    return due


def _month_before(day):
    """The first day of the month before that of a day."""
    return (day.replace(day=1) - dt.timedelta(days=1)).replace(day=1)
