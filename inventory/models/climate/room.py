"""What is demanded of the climate of a room, and who is alarmed (GSP 42, 74(4))."""

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from qms.core.models import Warehouse

from .sampling import Sampling

#: Degrees Celsius up to which a room counts as a cold store, and the longest time
#: between two readings there, in minutes (guide to cold-chain storage, 2016).
COLD, COLD_INTERVAL = 8, 30


class ClimateRule(Sampling):
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
        _("humidity is measured"),
        default=True,
        help_text=_("Needless in a cold store."),
    )

    class Meta(Sampling.Meta):
        ordering = ["room"]
        verbose_name = _("climate rule")
        verbose_name_plural = _("climate rules")
        constraints = [
            *Sampling.Meta.constraints,
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
