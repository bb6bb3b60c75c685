"""What is demanded of the climate of a room, and who is alarmed (GSP 42, 74(4))."""

import datetime as dt

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from qms.core.models import Warehouse
from qms.records.models import Trailed

#: Degrees Celsius up to which a room counts as a cold store, and the longest time
#: between two readings there, in minutes (guide to cold-chain storage, 2016).
COLD, COLD_INTERVAL = 8, 30


def person(label, **options):
    return models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        verbose_name=label,
        related_name="+",
        **options,
    )


class ClimateRule(Trailed):
    """How often a room is sampled, and after how long who is alarmed.

    The range itself is the room's own; goods are put away by it.
    """

    room = models.OneToOneField(
        Warehouse,
        models.PROTECT,
        related_name="climate_rule",
        verbose_name=_("warehouse"),
    )
    interval = models.PositiveSmallIntegerField(
        _("sampling interval (minutes)"), default=30
    )
    alarm_after = models.PositiveSmallIntegerField(
        _("alarm after (minutes)"), default=30
    )
    measures_humidity = models.BooleanField(
        _("humidity is measured (needless in a cold store)"), default=True
    )
    first_alarmed = person(_("first person alarmed"))
    second_alarmed = person(_("second person alarmed"))
    third_alarmed = person(_("third person alarmed"), null=True, blank=True)

    class Meta:
        ordering = ["room"]
        verbose_name = _("climate rule")
        verbose_name_plural = _("climate rules")
        constraints = [
            models.CheckConstraint(
                condition=~Q(first_alarmed=F("second_alarmed")),
                name="inventory_climaterule_alarms_two_persons",
                violation_error_message=_("At least two different persons are named."),
            ),
            models.CheckConstraint(
                condition=Q(interval__gte=1, interval__lte=60),
                name="inventory_climaterule_samples_every_hour",
                violation_error_message=_("The interval is 1 to 60 minutes."),
            ),
        ]

    def __str__(self):
        return str(self.room)

    def clean(self):
        is_cold = self.room.temp_max is not None and self.room.temp_max <= COLD
        if is_cold and self.interval and self.interval > COLD_INTERVAL:
            sentence = _("A cold store is sampled at least every 30 minutes.")
            raise ValidationError({"interval": sentence})

    @property
    def period(self):
        return dt.timedelta(minutes=self.interval)

    @property
    def patience(self):
        """How long an event may last before somebody is alarmed."""
        return dt.timedelta(minutes=self.alarm_after)

    def alarmed(self):
        """The persons to be alarmed, each once."""
        named = (self.first_alarmed, self.second_alarmed, self.third_alarmed)
        return list(dict.fromkeys(filter(None, named)))
