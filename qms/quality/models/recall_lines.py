"""What is recalled, and who got it."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from qms.core.models import Batch, BatchLine, Customer, quantity_field
from qms.records.corrections import all_versions
from qms.records.sheets import plain
from sales.models import Sale

from .recall import Recall


class RecalledBatch(BatchLine):
    """A batch that is recalled: what came in, what is out, what is left."""

    record = models.ForeignKey(Recall, models.CASCADE, related_name="batches")
    batch = models.ForeignKey(
        Batch, models.PROTECT, related_name="+", verbose_name=_("batch")
    )
    quantity = quantity_field(_("total purchased"), default=0, editable=False)
    sold = quantity_field(_("quantity sold"), default=0, editable=False)
    in_stock = quantity_field(_("quantity in stock"), default=0, editable=False)

    class Meta(BatchLine.Meta):
        verbose_name = _("recalled batch")
        verbose_name_plural = _("recalled batches")


class RecallLine(BatchLine):
    """What one customer got by one sale and still had when the recall began."""

    record = models.ForeignKey(Recall, models.CASCADE, related_name="lines")
    sale = models.ForeignKey(
        Sale, models.PROTECT, related_name="+", verbose_name=_("sales record")
    )
    customer = models.ForeignKey(
        Customer, models.PROTECT, related_name="+", verbose_name=_("buyer")
    )
    contact = models.CharField(_("contact/telephone"), max_length=120, blank=True)

    class Meta(BatchLine.Meta):
        verbose_name = _("recall line")
        verbose_name_plural = _("recall lines")

    def __str__(self):
        return f"{self.customer.name} · {self.device_name} {self.lot}"

    @classmethod
    def brought_back(cls, sale):
        """What recalls took back of a sale, whichever version of it they name."""
        recoveries = cls._meta.get_field("recoveries").related_model.objects
        own = recoveries.received().filter(line__sale__in=all_versions(Sale, sale))
        return own.annotate(batch_id=models.F("line__batch"))

    def hint(self):
        """What a choice says of it: how much is still out there."""
        return f"× {plain(self.outstanding()) or 0}"

    @property
    def known(self):
        return self.record.tally[self.pk]

    @property
    def notice(self):
        return self.record.told[self.customer_id]

    def notified_at(self):
        return self.notice and self.notice.notified_at

    notified_at.short_description = _("notified at")

    def notify_channel(self):
        return self.notice and self.notice.get_notify_channel_display()

    notify_channel.short_description = _("notified by")

    def used_or_implanted_qty(self):
        return self.known.used

    used_or_implanted_qty.short_description = _("quantity used/implanted")

    def recovered_qty(self):
        return self.known.recovered

    recovered_qty.short_description = _("quantity recovered")

    def recovered_at(self):
        return self.known.recovered_on

    recovered_at.short_description = _("date of recovery")

    def unrecoverable_qty(self):
        return self.known.unrecoverable

    unrecoverable_qty.short_description = _("confirmed not recoverable")

    def outstanding(self):
        return self.known.outstanding

    outstanding.short_description = _("still out")
