"""What came, in what state and at what temperature, before inspection (GSP 60)."""

from datetime import timedelta

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from inventory import guards, rules
from procurement.models import Purchase
from qms.core.models import (
    Batch,
    GoodsRecord,
    LotLine,
    Place,
    Supplier,
    Zone,
    move,
    move_back,
)
from qms.core.models.hold import Holdable
from qms.core.roles import Role
from qms.records import retention
from qms.records.models import (
    Paper,
    Record,
    RecordQuerySet,
    Series,
    Sign,
)
from qms.records.rules import Need


class ReceiptQuerySet(RecordQuerySet):
    def awaiting_inspection(self):
        """Receipts in effect whose goods still wait for an inspection."""
        refused = models.Q(conclusion=GoodsReceipt.Conclusion.REFUSED)
        waiting = (
            self.in_effect().exclude(self.followed("inspections")).exclude(refused)
        )
        return waiting.prefetch_related("lines__product")


class GoodsReceipt(GoodsRecord, Holdable, Record):
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
        REFUSED = "refused", _("delivery refused")
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
        rules.vetoed_purchases_are_not_received,
        rules.receiver_is_not_the_purchaser,
        rules.goods_have_arrived,
        rules.no_more_comes_than_was_ordered,
        rules.cold_chain_was_kept,
        rules.lines_name_what_came,
        rules.lots_keep_their_dates,
        rules.cold_rooms_are_fit,
    )
    needs = (
        Need("departed_at", when="takes_cold_chain"),
        Need("transit_temp_min", when="takes_cold_chain"),
        Need("transit_temp_max", when="takes_cold_chain"),
        Need("arrival_temp", when="takes_cold_chain"),
        Need("refusal_reason", when="is_refused"),
        Need("moved_to", when="enters_the_house"),
    )
    papers = (
        Paper("delivery_note_file", _("delivery note (scan)")),
        Paper(
            "transit_temp_file", _("temperature record in transit"), "takes_cold_chain"
        ),
        Paper("deliverer_signature", _("signature of the deliverer")),
    )
    copies = {"supplier": "purchase__supplier"}

    objects = ReceiptQuerySet.as_manager()

    class Meta(Record.Meta):
        verbose_name = _("goods receipt record")
        verbose_name_plural = _("goods receipt records")
        constraints = [
            *Record.Meta.constraints,
            models.CheckConstraint(
                condition=models.Q(state="draft")
                | models.Q(departed_at=None)
                | models.Q(departed_at__lte=models.F("arrived_at")),
                name="inventory_goodsreceipt_arrives_after_it_left",
            ),
        ]

    @classmethod
    def guards(cls):
        yield from guards.of_receipts(cls)

    def accepts_something(self):
        return self.conclusion != self.Conclusion.REFUSED

    def is_refused(self):
        """Whether some of what came, or all of it, was refused."""
        return self.conclusion != self.Conclusion.ACCEPTED

    def enters_the_house(self):
        """Whether the goods come to lie in a warehouse of the company's own."""
        return self.accepts_something() and not self.purchase.is_direct_delivery

    def takes_cold_chain(self):
        """Whether refrigerated goods are taken; a refusal may lack the readings."""
        cold = any(line.product.is_cold_chain for line in self.lines_with("product"))
        return cold and self.accepts_something()

    def inspect_by(self):
        """The company's target for the inspection of what was taken (GSP 62)."""
        if not (self.effective_at and self.accepts_something()):
            return None
        cold = self.takes_cold_chain()
        hours = settings.COLD_INSPECTION_HOURS if cold else settings.INSPECTION_HOURS
        return self.effective_at + timedelta(hours=hours)

    inspect_by.short_description = _("to be inspected by")

    def readings(self):
        """The temperatures on record: lowest and highest in transit, on arrival."""
        said = (self.transit_temp_min, self.transit_temp_max, self.arrival_temp)
        return [reading for reading in said if reading is not None]

    @cached_property
    def ordered(self):
        """The lines of the purchase by product."""
        return {line.product_id: line for line in self.purchase.lines.all()}

    def begin(self):
        """Take over what of the purchase is still to come."""
        ordered = self.purchase.glance().lines_with("receipt_lines__record")
        line_of = self._meta.get_field("lines").related_model
        lines = [
            line_of(
                product=line.product,
                lot=line.lot_expected,
                udi_di=line.product.udi_di,
                quantity=line.outstanding(),
                received_qty=line.outstanding(),
            )
            for line in ordered
            if line.outstanding() > 0
        ]
        self.moved_to = self._place_for([line.product for line in lines])
        return lines

    @staticmethod
    def _place_for(products):
        """Where goods wait: in a room that keeps them all, if there is one."""
        places = Place.objects.filter(zone=Zone.PENDING).select_related("warehouse")
        fit = [p for p in places if all(map(p.warehouse.keeps, products))]
        return next(iter([*fit, *places]), None)

    def take_effect(self, by):
        """What is received is booked into the yellow zone (GSP 62)."""
        if not self.accepts_something():
            return
        lines = list(self.lines.select_related("product"))
        batches = LotLine.batches(lines, by)
        self._set_dates(lines, batches, by)
        if self.enters_the_house():
            into = self.moved_to
            moves = [(batches[x.key], None, into, x.received_qty) for x in lines]
            move(moves, self, by)

    def _set_dates(self, lines, batches, by):
        """Give batches the dates that were read anew, where nobody else vouches."""
        names = ("produced_on", "expires_on")
        changed = {}
        for line in lines:
            batch = batches[line.key]
            for name in names:
                said = getattr(line, name)
                if said and said != getattr(batch, name):
                    setattr(batch, name, said)
                    changed[batch.pk] = batch
        if changed:
            reason = self.number
            Batch.objects.bulk_update(changed.values(), names, by=by, reason=reason)

    def cease_effect(self, by):
        move_back(self, by)
