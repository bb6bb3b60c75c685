"""What a stop-sale notice stops, and where it is kept apart."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from qms.core.models import BatchLine, Place, quantity_field


class StopSaleLine(BatchLine):
    """A batch, where it lies, and where it is kept apart."""

    class Isolation(models.TextChoices):
        IN_PLACE = "in_place", _("where it lies, marked and locked")
        PENDING = "pending", _("zone awaiting a decision (yellow)")
        REJECTED = "rejected", _("nonconforming zone (red)")

    record = models.ForeignKey("quality.StopSale", models.CASCADE, related_name="lines")
    quantity = quantity_field(_("quantity"))
    place = models.ForeignKey(
        Place, models.PROTECT, related_name="+", verbose_name=_("storage location")
    )
    isolated_to = models.CharField(
        _("zone of isolation"),
        max_length=10,
        choices=Isolation,
        default=Isolation.IN_PLACE,
    )

    class Meta(BatchLine.Meta):
        verbose_name = _("stop-sale line")
        verbose_name_plural = _("stop-sale lines")
