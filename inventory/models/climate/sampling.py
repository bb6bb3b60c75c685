"""How often something is measured, and who is alarmed, where goods lie or travel."""

import datetime as dt

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from inventory.climate.detection import Pace
from qms.records.models import Trailed


def person(label, **options):
    return models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        verbose_name=label,
        related_name="+",
        **options,
    )


class Sampling(Trailed):
    """The intervals that are demanded, and after how long who is alarmed."""

    interval = models.PositiveSmallIntegerField(_("sampling interval (minutes)"))
    interval_out = models.PositiveSmallIntegerField(
        _("sampling interval while out of range (minutes)"), null=True, blank=True
    )
    alarm_after = models.PositiveSmallIntegerField(_("alarm after (minutes)"))
    first_alarmed = person(_("first person alarmed"))
    second_alarmed = person(_("second person alarmed"))
    third_alarmed = person(_("third person alarmed"), null=True, blank=True)

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                condition=~Q(first_alarmed=F("second_alarmed")),
                name="%(app_label)s_%(class)s_alarms_two_persons",
                violation_error_message=_("At least two different persons are named."),
            ),
            models.CheckConstraint(
                condition=Q(interval_out=None)
                | Q(interval_out__gte=1, interval_out__lte=F("interval")),
                name="%(app_label)s_%(class)s_is_not_slower_out_of_range",
                violation_error_message=_(
                    "While out of range the interval is no longer than usual."
                ),
            ),
        ]

    @property
    def pace(self):
        out = self.interval_out and dt.timedelta(minutes=self.interval_out)
        return Pace(dt.timedelta(minutes=self.interval), out)

    @property
    def patience(self):
        """How long an event may last before somebody is alarmed."""
        return dt.timedelta(minutes=self.alarm_after)

    def alarmed(self):
        """The persons to be alarmed, each once."""
        named = (self.first_alarmed, self.second_alarmed, self.third_alarmed)
        return list(dict.fromkeys(filter(None, named)))
