"""Who was told of a stop-sale, when and how (GSP 110, O54-42)."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from qms.records.models import Entry, State


class StopSaleReport(Entry):
    """Who was told of a stop, when and how (GSP 110, O54-42).

    It may be told as soon as the goods are stopped.
    """

    entered_while = (State.SUBMITTED, State.SIGNED)

    class Whom(models.TextChoices):
        REGISTRANT = "registrant", _("registrant/filer")
        CUSTOMERS = "customers", _("buyers/users")
        AUTHORITY = "authority", _("city/county drug authority")

    record = models.ForeignKey(
        "quality.StopSale", models.PROTECT, related_name="reports"
    )
    whom = models.CharField(_("who was told"), max_length=10, choices=Whom)
    at = models.DateTimeField(_("told at"), default=timezone.now)
    how = models.CharField(_("how, and whom in person"), max_length=200)
    told_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        editable=False,
        related_name="+",
        verbose_name=_("told by"),
    )

    class Meta(Entry.Meta):
        verbose_name = _("notification of a stop-sale")
        verbose_name_plural = _("notifications of stop-sales")

    def __str__(self):
        return f"{self.get_whom_display()}: {self.how}"

    def save(self, *args, by, **kwargs):
        self.told_by = by
        super().save(*args, by=by, **kwargs)


class Telling(models.Model):
    """What a stop-sale notice says of its notifications; a mixin of it."""

    class Meta:
        abstract = True

    def told_at(self, whom):
        times = [each.at for each in self.reports.all() if each.whom == whom]
        return min(times, default=None)

    def registrant_notified_at(self):
        return self.told_at(StopSaleReport.Whom.REGISTRANT)

    registrant_notified_at.short_description = _("registrant/filer notified at")

    def customers_notified_at(self):
        return self.told_at(StopSaleReport.Whom.CUSTOMERS)

    customers_notified_at.short_description = _("buyers/users notified at")

    def authority_reported_at(self):
        return self.told_at(StopSaleReport.Whom.AUTHORITY)

    authority_reported_at.short_description = _(
        "reported to the city/county drug authority at"
    )
