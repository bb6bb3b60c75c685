"""Readings of temperature and humidity: written once, for ever (GSP 74(4), 42)."""

from decimal import Decimal

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from qms.core.models import Warehouse
from qms.core.roles import Role
from qms.records.models import Import
from qms.records.rules import Problem
from qms.records.triggers import SOON, Guard, append_only

#: Who takes readings by hand.
READERS = (Role.MAINTAINER, Role.STOREKEEPER, Role.WAREHOUSE_MANAGER)
#: The hour at which the afternoon begins.
NOON = 12
COLDEST, HOTTEST = Decimal(-200), Decimal(200)


class Period(models.TextChoices):
    MORNING = "morning", _("morning")
    AFTERNOON = "afternoon", _("afternoon")
    AUTOMATIC = "automatic", _("automatic")


def half_day(moment):
    """The day and half of it that a moment lies in, by the clock on the wall."""
    local = timezone.localtime(moment)
    period = Period.MORNING if local.hour < NOON else Period.AFTERNOON
    return local.date(), period


def temperature_field(label, **options):
    """Degrees Celsius."""
    return models.DecimalField(
        label,
        max_digits=6,
        decimal_places=3,
        validators=[MinValueValidator(COLDEST), MaxValueValidator(HOTTEST)],
        **options,
    )


def humidity_field(label, **options):
    """Relative humidity in per cent."""
    return models.DecimalField(
        label,
        max_digits=6,
        decimal_places=3,
        null=True,
        validators=[MinValueValidator(0), MaxValueValidator(100)],
        **options,
    )


class ReadingQuerySet(models.QuerySet):
    def of_days(self, room, first, last):
        """What stands for some days of a room; a late reading stands for its own."""
        return self.filter(room=room, day__range=(first, last))

    def told(self):
        """Only those that say what the air was like: bad where it was not mended."""
        return self.order_by("at").values_list(
            "at", "in_range", "brought_back", "temperature", "humidity"
        )


class Reading(models.Model):
    """What a sensor said at a time."""

    class Source(models.TextChoices):
        HAND = "hand", _("by hand")
        FILE = "file", _("file of a logger")
        DEVICE = "device", _("device")

    sensor = models.ForeignKey(
        "inventory.Sensor",
        models.PROTECT,
        related_name="readings",
        db_index=False,
        verbose_name=_("measuring point"),
    )
    room = models.ForeignKey(
        Warehouse,
        models.PROTECT,
        related_name="readings",
        db_index=False,
        verbose_name=_("warehouse"),
    )
    at = models.DateTimeField(_("time of the reading"))
    #: The day it stands for in the company's own time.
    day = models.DateField(_("date"))
    period = models.CharField(
        _("period (morning/afternoon/automatic)"),
        max_length=10,
        choices=Period,
        default=Period.AUTOMATIC,
    )
    temperature = temperature_field(_("temperature (°C)"))
    humidity = humidity_field(_("relative humidity (%)"), blank=True)
    in_range = models.BooleanField(_("inside the range"))
    #: Whether the measure taken at once led back into the range.
    brought_back = models.BooleanField(default=False)
    measure = models.CharField(_("measure taken"), max_length=200, blank=True)
    temperature_after = temperature_field(
        _("temperature after the measure (°C)"), null=True, blank=True
    )
    humidity_after = humidity_field(_("humidity after the measure (%)"), blank=True)
    #: Whether it was taken after the half-day that it stands for.
    late = models.BooleanField(_("late entry"), default=False)
    source = models.CharField(_("source"), max_length=10, choices=Source)
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        db_index=False,
        related_name="+",
        verbose_name=_("recorder"),
    )
    file = models.ForeignKey(
        Import, models.PROTECT, null=True, db_index=False, related_name="+"
    )
    arrived_at = models.DateTimeField(_("arrived at"), default=timezone.now)

    objects = ReadingQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        verbose_name = _("reading")
        verbose_name_plural = _("readings")
        indexes = [
            models.Index(fields=["room", "day"], name="inventory_reading_room_day"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["sensor", "at"], name="inventory_reading_once"
            ),
            models.CheckConstraint(
                condition=Q(temperature__range=(COLDEST, HOTTEST)),
                name="inventory_reading_temperature_is_one",
            ),
            models.CheckConstraint(
                condition=Q(humidity=None) | Q(humidity__range=(0, 100)),
                name="inventory_reading_humidity_is_one",
            ),
            models.CheckConstraint(
                condition=Q(
                    source="hand",
                    person__isnull=False,
                    period__in=("morning", "afternoon"),
                )
                | (~Q(source="hand") & Q(person=None, period="automatic", late=False)),
                name="inventory_reading_is_by_hand_or_not",
            ),
            models.CheckConstraint(
                condition=~Q(source="hand", in_range=False)
                | (~Q(measure="") & Q(temperature_after__isnull=False)),
                name="inventory_reading_out_of_range_is_acted_upon",
            ),
            models.CheckConstraint(
                condition=~Q(source="hand", in_range=False, humidity__isnull=False)
                | Q(humidity_after__isnull=False),
                name="inventory_reading_humidity_is_read_again",
            ),
        ]

    def __str__(self):
        return f"{self.sensor} {timezone.localtime(self.at):%Y-%m-%d %H:%M}"

    @classmethod
    def guards(cls):
        yield from append_only(cls)
        sentence = "a reading has been taken before it is entered"
        yield Guard(cls._meta.db_table, "INSERT", f"NEW.at > {SOON}", sentence)

    def is_out(self):
        return not self.in_range

    is_out.short_description = _("whether out of range")

    def judge(self):
        """Note whether it lies in the range of the room, as that now is."""
        self.in_range = self._fits(self.temperature, self.humidity)
        after = (self.temperature_after, self.humidity_after)
        self.brought_back = (
            not self.in_range and after[0] is not None and self._fits(*after)
        )

    def _fits(self, temperature, humidity):
        return self.room.is_in_range(temperature, humidity)

    def problems(self):
        """Why a person may not hand in a reading as it is."""
        yield from self._missing()
        if self.late:
            yield from self._untimely()

    def _missing(self):
        needed = ["temperature"]
        rule = getattr(self.room, "climate_rule", None)
        if rule is None or rule.measures_humidity:
            needed.append("humidity")
        if not self.in_range:
            needed += ["measure", *(f"{name}_after" for name in tuple(needed))]
        for name in needed:
            if getattr(self, name) in (None, ""):
                sentence = _("This is needed here.")
                yield Problem(sentence, field=name, rule="complete", clause="GSP 42")

    def _untimely(self):
        """A late entry stands for a half-day that went by without a reading."""
        order = (Period.MORNING, Period.AFTERNOON)
        today, half = half_day(self.at)
        now, then = (today, order.index(half)), (self.day, order.index(self.period))
        if then > now or self.day < self.sensor.since:
            yield Problem(_("This half-day is not one that was missed."), rule="late")
        same = Reading.objects.filter(
            sensor=self.sensor, day=self.day, period=self.period
        )
        if same.exists():
            yield Problem(_("This half-day has its reading already."), rule="late")
