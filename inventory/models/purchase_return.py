"""Goods that go back to their supplier: rejected, recalled, near their expiry."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from inventory import guards, rules
from inventory.rules.lines import lot, totals
from procurement.models import Purchase
from qms.core.models import (
    Balance,
    Batch,
    BatchLine,
    GoodsRecord,
    Place,
    Supplier,
    Zone,
    money_field,
    move,
    move_back,
)
from qms.core.roles import Role
from qms.records import retention
from qms.records.models import Paper, Record, Series, Sign, State

from .goods_receipt import GoodsReceipt
from .incoming_inspection import IncomingInspection
from .nonconforming import NonconformingRecord
from .receipt_line import ReceiptLine


class PurchaseReturn(GoodsRecord, Record):
    """What a supplier takes back; no sale, so that expired goods may go there."""

    class Result(models.TextChoices):
        REFUND = "refund", _("refund")
        EXCHANGE = "exchange", _("exchange")
        OTHER_BATCH = "other_batch", _("exchange for another batch")

    purchase = models.ForeignKey(
        Purchase,
        models.PROTECT,
        related_name="returns",
        verbose_name=_("original purchase record"),
    )
    supplier = models.ForeignKey(
        Supplier,
        models.PROTECT,
        editable=False,
        related_name="+",
        verbose_name=_("supplier"),
    )
    inspection = models.ForeignKey(
        IncomingInspection,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="purchase_returns",
        verbose_name=_("original inspection record"),
    )
    nonconforming = models.ForeignKey(
        NonconformingRecord,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="purchase_returns",
        verbose_name=_("nonconforming device record"),
    )
    reason = models.TextField(_("reason of the return"))
    result = models.CharField(
        _("result (refund/exchange/exchange for another batch)"),
        max_length=12,
        choices=Result,
    )
    transport = models.CharField(
        _("mode of transport and temperature control"), max_length=120, blank=True
    )
    received_by = models.CharField(_("signed for by"), max_length=60, blank=True)

    form_no = "QR-PU-04"
    series = Series("TC")
    kept = retention.r1
    follows = ("nonconforming", "purchase", "inspection")
    #: It takes condemned goods out of the red zone, by a decision to return them.
    clears_red = True
    decided_as = NonconformingRecord.RETURNED
    labels = {
        "number": _("return number"),
        "made_on": _("date of the return"),
        "made_by": _("handled by"),
    }
    signed_by = (
        Sign(Role.PURCHASER, _("application")),
        Sign(Role.QUALITY_OFFICER, _("review"), apart=True),
        Sign(Role.STOREKEEPER, _("check of the dispatch")),
        Sign(
            Role.COUNTERPARTY,
            _("receipt by the supplier"),
            fills=("received_by",),
            papers=("receiver_signature",),
            witness=Role.STOREKEEPER,
            named_in="received_by",
        ),
    )
    rules = (
        rules.lots_came_from_this_supplier,
        rules.condemned_goods_leave_as_decided,
        rules.goods_leave_from_where_they_lie,
        rules.quantities_are_above_zero,
    )
    papers = (
        Paper("receiver_signature", _("return note signed by the supplier (scan)")),
    )
    copies = {"supplier": "purchase__supplier"}

    class Meta(Record.Meta):
        verbose_name = _("return to supplier record")
        verbose_name_plural = _("return to supplier records")

    def begin(self):
        """Take over what was decided, or what lies on the shelves of a purchase."""
        if self.nonconforming:
            return self._begin_from_decision()
        if self.inspection:
            self.purchase = self.inspection.purchase
        left, own = self.returnable(), self._batches()
        lying = Balance.objects.filter(batch__in=own, place__zone=Zone.QUALIFIED)
        lying = lying.filter(quantity__gt=0).select_related("batch__product", "place")
        shelves = [(shelf, left[lot(shelf.batch)]) for shelf in lying]
        return [
            self._line(shelf.batch, shelf.place, min(shelf.quantity, most))
            for shelf, most in shelves
            if most > 0
        ]

    def _begin_from_decision(self):
        """The goods of the decision that came by the purchase of the first of them."""
        lines = list(self.nonconforming.lines.select_related("batch", "red_place"))
        came = ReceiptLine.objects.of_batch(lines[0].batch).first()
        if came is None:
            return []
        self.purchase = came.record.purchase
        self.inspection = self.nonconforming.inspection
        self.reason = lines[0].defect
        left, own = self.nonconforming.left(), self._batches()
        return [
            self._line(x.batch, x.red_place, min(x.quantity, left[x.batch_id]))
            for x in lines
            if left[x.batch_id] > 0 and x.batch in own
        ]

    def _line(self, batch, place, quantity):
        prices = self.purchase.lines.filter(product=batch.product_id)
        price = prices.values_list("unit_price", flat=True).first()
        return PurchaseReturnLine(
            batch=batch, place=place, quantity=quantity, unit_price=price
        )

    def _came(self):
        """The receipt lines in effect of the purchase, in any of its versions."""
        versions = self.purchase.versions()
        return ReceiptLine.objects.filter(
            record__purchase__in=versions, record__state=State.SIGNED
        )

    def _batches(self):
        lots = {lot(line) for line in self._came()}
        found = Batch.objects.filter(
            product__in={product for product, _lot in lots},
            lot__in={lot for _product, lot in lots},
        )
        return [batch for batch in found if lot(batch) in lots]

    def returnable(self):
        """What came by the purchase and has not gone back yet, by product and lot."""
        left = totals(self._came(), "received_qty")
        others = PurchaseReturnLine.objects.filter(
            record__purchase__in=self.purchase.versions(),
            record__state__in=(State.SUBMITTED, State.SIGNED),
        ).exclude(record__in=[each.pk for each in self.versions() if each.pk])
        for line in others:
            left[lot(line)] -= line.quantity
        return left

    def take_effect(self, by):
        """The goods leave the house for their supplier."""
        lines = self.lines.select_related("batch", "place")
        move([(x.batch, x.place, None, x.quantity) for x in lines], self, by)

    def cease_effect(self, by):
        move_back(self, by)

    @classmethod
    def guards(cls):
        """Of no purchase more of a batch goes back than came by it."""
        yield guards.never_more(cls, GoodsReceipt, "purchase", "_sent_back")


class PurchaseReturnLine(BatchLine):
    """A batch that goes back, and from where."""

    record = models.ForeignKey(PurchaseReturn, models.CASCADE, related_name="lines")
    place = models.ForeignKey(
        Place, models.PROTECT, related_name="+", verbose_name=_("taken from location")
    )
    unit_price = money_field(_("unit price"), null=True, blank=True)

    class Meta(BatchLine.Meta):
        verbose_name = _("purchase return line")
        verbose_name_plural = _("purchase return lines")
        indexes = [
            models.Index(fields=["batch", "record"], name="inventory_sent_back_trace")
        ]
