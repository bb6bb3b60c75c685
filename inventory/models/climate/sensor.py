"""Thermometers, loggers and probes: where each hangs and how it is read."""

from dataclasses import replace

from django.db import models, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from inventory.models.equipment import Equipment
from qms.core.models import Warehouse
from qms.records.models import Trail, Trailed, TrailedQuerySet
from qms.records.rules import Problem, Refused

from .device import Device
from .reading import READERS, Reading, half_day


class SensorQuerySet(TrailedQuerySet):
    def in_use(self):
        return self.filter(is_in_use=True)

    def read_by_hand(self):
        return self.in_use().filter(kind=Sensor.Kind.HAND)

    def reporting(self):
        """Those whose silence is noticed: they report by themselves."""
        return self.in_use().filter(kind=Sensor.Kind.DEVICE)


class Sensor(Trailed):
    """A point of measurement in a room."""

    class Kind(models.TextChoices):
        HAND = "hand", _("read by hand")
        LOGGER = "logger", _("logger, its file is brought in")
        DEVICE = "device", _("reports by itself")

    code = models.CharField(
        _("number of the thermometer/measuring point"), max_length=40, unique=True
    )
    serial = models.CharField(
        _("serial number in its files"), max_length=60, blank=True
    )
    room = models.ForeignKey(
        Warehouse,
        models.PROTECT,
        related_name="sensors",
        verbose_name=_("warehouse"),
    )
    kind = models.CharField(
        _("how it is read"), max_length=10, choices=Kind, default=Kind.HAND
    )
    device = models.ForeignKey(
        Device,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="sensors",
        verbose_name=_("reporting device"),
    )
    equipment = models.ForeignKey(
        Equipment,
        models.PROTECT,
        related_name="sensors",
        verbose_name=_("instrument"),
    )
    since = models.DateField(_("in use since"), default=timezone.localdate)
    is_in_use = models.BooleanField(_("in use"), default=True)

    objects = SensorQuerySet.as_manager()

    class Meta:
        ordering = ["code"]
        verbose_name = _("measuring point")
        verbose_name_plural = _("measuring points")
        constraints = [
            models.CheckConstraint(
                condition=Q(kind="device", device__isnull=False)
                | (~Q(kind="device") & Q(device=None)),
                name="inventory_sensor_device_reports",
                violation_error_message=_(
                    "A point that reports by itself names its device, no other does."
                ),
            ),
        ]

    def __str__(self):
        return self.code

    def get_absolute_url(self):
        return self.room.get_absolute_url()

    def read(self, by, day=None, period=None, **values):
        """Take down what a person reads here; the time is the server's.

        A day and period name the half-day that a late reading stands for. Raises
        Refused with problems that know their fields.
        """
        now = timezone.now()
        today = half_day(now)
        stands_for = (day or today[0], period or today[1])
        reading = Reading(
            sensor=self,
            room=self.room,
            at=now,
            day=stands_for[0],
            period=stands_for[1],
            late=stands_for != today,
            source=Reading.Source.HAND,
            person=by,
            **values,
        )
        reading.judge()
        return self._take(by, reading)

    def _take(self, by, reading):
        from inventory.climate import watching

        problems = [*self.obstacles(by), *reading.problems()]
        if problems:
            Trail.objects.refuse("read", by, problems, self)
            raise Refused(problems)
        with transaction.atomic():
            reading.save(force_insert=True)
            Trail.objects.note(Trail.Act.CREATED, by, reading)
            watching.follow(self, reading.at, reading.at)
        return reading

    @staticmethod
    def out_of_use():
        """Why nobody and nothing may take a reading at a point that is given up."""
        sentence = _("This measuring point is not in use.")
        return Problem(sentence, rule="point_is_in_use", clause="GSP 42")

    def obstacles(self, by):
        """Why a person may not take a reading here."""
        if not by.has_role(*READERS):
            names = " / ".join(str(by.role_label(role)) for role in READERS)
            sentence = _("This needs the role %(roles)s.")
            yield Problem(sentence, {"roles": names}, rule="authority")
        if not self.is_in_use:
            yield self.out_of_use()
        elif self.kind != self.Kind.HAND:
            yield Problem(_("This point is not read by hand."), rule="not_by_hand")
        for problem in self.equipment.problems_on(timezone.localdate()):
            yield replace(problem, rule="instrument_is_proven", clause="GSP 49")
