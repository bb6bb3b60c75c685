"""What came, in what state and at what temperature, before inspection (GSP 60)."""

from django.db import models
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from inventory import rules
from procurement.models import Purchase, PurchaseLine
from qms.core.models import (
    GoodsRecord,
    LotLine,
    Place,
    Supplier,
    Zone,
    move,
    move_back,
    quantity_field,
)
from qms.core.roles import Role
from qms.records import retention
from qms.records.models import Paper, Record, RecordQuerySet, Series, Sign
from qms.records.rules import Need


class ReceiptQuerySet(RecordQuerySet):
    def awaiting_inspection(self):
        """Receipts in effect whose goods still wait for an inspection."""
        begun = models.Q(inspections__state__in=("draft", "submitted", "signed"))
        refused = models.Q(conclusion=GoodsReceipt.Conclusion.REFUSED)
        return self.in_effect().exclude(begun).exclude(refused)


class GoodsReceipt(GoodsRecord, Record):
    """The hand-over of a delivery, signed by who brings and who receives it."""

    class Transport(models.TextChoices):
        ROAD = "road", _("road")
        COLD_ROAD = "cold_road", _("refrigerated vehicle")
        COLD_BOX = "cold_box", _("refrigerated/insulated box")
        RAIL = "rail", _("rail")
        AIR = "air", _("air")
        EXPRESS = "express", _("express")

    class Package(models.TextChoices):
        INTACT = "intact", _("intact")
        DAMAGED = "damaged", _("damaged")
        SOILED = "soiled", _("soiled")
        WET = "wet", _("wet")

    class Conclusion(models.TextChoices):
        ACCEPTED = "accepted", _("received")
        REFUSED = "refused", _("refused")
        PARTIAL = "partial", _("received in part")

    purchase = models.ForeignKey(
        Purchase,
        models.PROTECT,
        related_name="receipts",
        verbose_name=_("purchase record"),
    )
    supplier = models.ForeignKey(
        Supplier,
        models.PROTECT,
        editable=False,
        related_name="+",
        verbose_name=_("supplier/returning unit"),
    )
    delivery_note_no = models.CharField(_("delivery note number"), max_length=40)
    note_matches_sample = models.BooleanField(
        _("form and seals of the note match the samples on file"), default=False
    )
    transport_mode = models.CharField(
        _("mode of transport"),
        max_length=12,
        choices=Transport,
        default=Transport.ROAD,
    )
    carrier = models.CharField(_("carrier/vehicle"), max_length=80)
    waybill_no = models.CharField(_("waybill number"), max_length=40, blank=True)
    departed_at = models.DateTimeField(_("time of departure"), null=True, blank=True)
    arrived_at = models.DateTimeField(_("time of arrival"), default=timezone.now)
    transit_temp_min = models.DecimalField(
        _("lowest temperature in transit (°C)"),
        max_digits=5,
        decimal_places=1,
        null=True,
        blank=True,
    )
    transit_temp_max = models.DecimalField(
        _("highest temperature in transit (°C)"),
        max_digits=5,
        decimal_places=1,
        null=True,
        blank=True,
    )
    arrival_temp = models.DecimalField(
        _("temperature on arrival (°C)"),
        max_digits=5,
        decimal_places=1,
        null=True,
        blank=True,
    )
    outer_package = models.CharField(
        _("state of the outer package"),
        max_length=10,
        choices=Package,
        default=Package.INTACT,
    )
    deliverer = models.CharField(_("name of the deliverer"), max_length=60)
    conclusion = models.CharField(
        _("conclusion of the receipt (received/refused/received in part)"),
        max_length=10,
        choices=Conclusion,
        default=Conclusion.ACCEPTED,
    )
    refusal_reason = models.TextField(
        _("reason of the refusal and measure of isolation"), blank=True
    )
    moved_to = models.ForeignKey(
        Place,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        limit_choices_to={"zone": Zone.PENDING},
        verbose_name=_("moved into the zone awaiting inspection"),
    )

    form_no = "QR-WH-07"
    series = Series("SH")
    kept = retention.r1
    follows = ("purchase",)
    labels = {
        "number": _("receipt number"),
        "effective_at": _("inspection notified at"),
    }
    signed_by = (
        Sign(
            Role.COUNTERPARTY,
            _("signature of the deliverer"),
            witness=Role.RECEIVER,
            named_in="deliverer",
        ),
        Sign(Role.RECEIVER, _("receipt")),
    )
    rules = (
        rules.supplier_may_deliver,
        rules.receiver_is_not_the_purchaser,
        rules.no_more_comes_than_was_ordered,
        rules.cold_chain_was_kept,
        rules.lines_name_what_came,
    )
    needs = (
        Need("departed_at", when="has_cold_chain"),
        Need("transit_temp_min", when="has_cold_chain"),
        Need("transit_temp_max", when="has_cold_chain"),
        Need("arrival_temp", when="has_cold_chain"),
        Need("refusal_reason", when=lambda r: r.conclusion != r.Conclusion.ACCEPTED),
        Need("moved_to", when=lambda r: r.conclusion != r.Conclusion.REFUSED),
    )
    papers = (
        Paper("delivery_note_file", _("delivery note (scan)")),
        Paper(
            "transit_temp_file", _("temperature record in transit"), "has_cold_chain"
        ),
        Paper("deliverer_signature", _("signature of the deliverer (picture)")),
    )
    copies = {"supplier": "purchase__supplier"}

    objects = ReceiptQuerySet.as_manager()

    class Meta(Record.Meta):
        verbose_name = _("goods receipt record")
        verbose_name_plural = _("goods receipt records")

    def has_cold_chain(self):
        return self.pk and self.lines.filter(product__is_cold_chain=True).exists()

    @cached_property
    def ordered(self):
        """The lines of the purchase by product."""
        return {line.product_id: line for line in self.purchase.lines.all()}

    def begin(self):
        """Take over what of the purchase is still to come."""
        self.moved_to = Place.objects.filter(zone=Zone.PENDING).first()
        return [
            ReceiptLine(
                product=line.product,
                lot=line.lot_expected,
                udi_di=line.product.udi_di,
                quantity=line.outstanding(),
                received_qty=line.outstanding(),
            )
            for line in self.purchase.lines.select_related("product")
            if line.outstanding() > 0
        ]

    def take_effect(self, by):
        """What is received is booked into the yellow zone (GSP 62)."""
        if (
            self.conclusion == self.Conclusion.REFUSED
            or self.purchase.is_direct_delivery
        ):
            return
        lines = list(self.lines.select_related("product"))
        batches = ReceiptLine.batches(lines, by)
        into = self.moved_to
        move([(batches[x.key], None, into, x.received_qty) for x in lines], self, by)

    def cease_effect(self, by):
        move_back(self, by)


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

    class Meta(LotLine.Meta):
        verbose_name = _("goods receipt line")
        verbose_name_plural = _("goods receipt lines")

    def copy_masters(self):
        super().copy_masters()
        self.purchase_line = self.record.ordered.get(self.product_id)
