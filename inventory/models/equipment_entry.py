"""What is done with a piece of equipment: written once, by whoever does it (GSP 48)."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from qms.records.models import Entry
from qms.records.rules import Problem, Refused

from .equipment import Equipment, EquipmentStatus


class EquipmentEntry(Entry):
    """A use, check, cleaning, maintenance or repair; final, by whoever enters it."""

    class Action(models.TextChoices):
        USE = "use", _("use")
        CHECK = "check", _("check")
        CLEANING = "cleaning", _("cleaning")
        MAINTENANCE = "maintenance", _("maintenance")
        REPAIR = "repair", _("repair")
        SWITCH = "switch", _("start/stop")

    record = models.ForeignKey(Equipment, models.PROTECT, related_name="entries")
    done_at = models.DateTimeField(_("date"), default=timezone.now, editable=False)
    action = models.CharField(
        _("kind (use/check/cleaning/maintenance/repair/start, stop)"),
        max_length=12,
        choices=Action,
    )
    content = models.TextField(_("what was done and how it runs"))
    abnormal = models.TextField(_("anomaly and what was done about it"), blank=True)
    status = models.CharField(
        _("status from now on"),
        max_length=12,
        choices=EquipmentStatus,
        blank=True,
        help_text=_("Empty: as before."),
    )
    operator = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        editable=False,
        related_name="+",
        verbose_name=_("operator"),
    )
    checked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("checked by"),
    )

    searched = ("record__search_key", "content")

    class Meta(Entry.Meta):
        verbose_name = _("equipment entry")
        verbose_name_plural = _("equipment entries")
        constraints = [
            models.CheckConstraint(
                condition=Q(checked_by=None) | ~Q(checked_by=F("operator")),
                name="inventory_equipmententry_checked_by_another",
            ),
        ]

    def __str__(self):
        return f"{self.record}: {self.get_action_display()}"

    def save(self, *args, by, **kwargs):
        self.operator = by
        if self.checked_by_id == by.pk:
            sentence = _("Nobody checks his or her own work.")
            raise Refused([Problem(sentence, field="checked_by")])
        super().save(*args, by=by, **kwargs)
        self.record.heed(self, by)
