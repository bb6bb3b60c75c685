"""What came, lot by lot."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from procurement.models import PurchaseLine
from qms.core.models import LotLine, quantity_field
from qms.records.models import TrailedQuerySet

from .goods_receipt import GoodsReceipt


class ReceiptLineQuerySet(TrailedQuerySet):
    def of_batch(self, batch):
        """How a batch came, by the receipts in effect; the last receipt first."""
        came = self.filter(product=batch.product_id, lot=batch.lot)
        came = came.filter(record__state="signed", received_qty__gt=0)
        return came.select_related("record__supplier").order_by("-record")


class ReceiptLine(LotLine):
    """A lot that came: what the note says and what was counted."""

    record = models.ForeignKey(GoodsReceipt, models.CASCADE, related_name="lines")
    purchase_line = models.ForeignKey(
        PurchaseLine,
        models.PROTECT,
        null=True,
        editable=False,
        related_name="receipt_lines",
    )
    received_qty = quantity_field(_("quantity actually received"))

    objects = ReceiptLineQuerySet.as_manager()

    class Meta(LotLine.Meta):
        verbose_name = _("goods receipt line")
        verbose_name_plural = _("goods receipt lines")
        indexes = [
            models.Index(fields=["lot", "product"], name="inventory_receipt_trace")
        ]

    @property
    def place(self):
        """Where it is put down until it is inspected."""
        return self.record.moved_to

    @classmethod
    def related(cls):
        return [*super().related(), "purchase_line__record"]

    def copy_masters(self):
        super().copy_masters()
        self.purchase_line = self.record.ordered.get(self.product_id)
