"""How refrigerated vehicles and boxes are watched (GSP 97, guideline CC)."""

import datetime as dt

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from inventory.climate.detection import Pace
from inventory.models.equipment import Equipment
from inventory.models.equipment import Kind as EquipmentKind

from .sampling import Sampling

#: Minutes between two readings on the way at most, and while out of range.
LONGEST, LONGEST_OUT = 5, 2
#: What holds where nothing is set up yet.
CUSTOMARY = Pace(dt.timedelta(minutes=LONGEST), dt.timedelta(minutes=LONGEST_OUT))


class VehicleRule(Sampling):
    """How often a vehicle or box is sampled on its way, and who is alarmed."""

    equipment = models.OneToOneField(
        Equipment,
        models.PROTECT,
        related_name="vehicle_rule",
        verbose_name=_("refrigerated vehicle/insulated box"),
    )
    interval = models.PositiveSmallIntegerField(
        _("sampling interval (minutes)"), default=LONGEST
    )
    interval_out = models.PositiveSmallIntegerField(
        _("sampling interval while out of range (minutes)"), default=LONGEST_OUT
    )
    alarm_after = models.PositiveSmallIntegerField(
        _("alarm after (minutes)"), default=10
    )

    class Meta(Sampling.Meta):
        ordering = ["equipment"]
        verbose_name = _("vehicle rule")
        verbose_name_plural = _("vehicle rules")
        constraints = [
            *Sampling.Meta.constraints,
            models.CheckConstraint(
                condition=Q(interval__gte=1, interval__lte=LONGEST),
                name="inventory_vehiclerule_samples_every_five_minutes",
                violation_error_message=_("On the way the interval is 1 to 5 minutes."),
            ),
            models.CheckConstraint(
                condition=Q(interval_out__lte=LONGEST_OUT),
                name="inventory_vehiclerule_samples_every_two_minutes_out",
                violation_error_message=_(
                    "Out of range the interval is 1 to 2 minutes on the way."
                ),
            ),
        ]

    def __str__(self):
        return str(self.equipment)

    def clean(self):
        if self.equipment.kind != EquipmentKind.COLD_TRANSPORT:
            raise ValidationError(_("Only vehicles and boxes are watched on the way."))
