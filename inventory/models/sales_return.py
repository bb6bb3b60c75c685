"""Goods that come back from a customer (GSP 106, 107)."""

from django.db import models
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from inventory import guards, rules
from qms.core.models import (
    Customer,
    GoodsRecord,
    Place,
    Zone,
    move,
    move_back,
)
from qms.core.roles import Role
from qms.records import retention
from qms.records.models import (
    Paper,
    Record,
    RecordQuerySet,
    Series,
    Sign,
)
from qms.records.rules import insist
from sales.models import Sale

from .incoming_inspection import REPORTED
from .outbound_review import OutboundReview
from .returnable import returnable


class SalesReturnQuerySet(RecordQuerySet):
    def awaiting_stock_in(self):
        """Returns in effect of which accepted goods are not put away yet."""
        some = self.in_effect().filter(lines__restocked_qty__gt=0)
        return some.exclude(self.followed("stock_ins")).distinct()

    def awaiting_report(self):
        """Returns in effect whose condemned goods nobody has reported yet."""
        some = self.in_effect().filter(lines__restocked_qty__lt=F("lines__quantity"))
        return some.exclude(self.followed("condemnations", REPORTED)).distinct()


class SalesReturn(GoodsRecord, Record):
    """Asked for, received into the yellow zone, inspected, decided."""

    class Result(models.TextChoices):
        RESTOCK = "restock", _("conforming, to stock")
        NONCONFORMING = "nonconforming", _("nonconforming")
        RETURN = "return", _("return to the supplier")
        DESTROY = "destroy", _("destruction")
        EXCHANGE = "exchange", _("exchange")
        REFUND = "refund", _("refund")

    review = models.ForeignKey(
        OutboundReview,
        models.PROTECT,
        related_name="returns",
        verbose_name=_("original outbound number"),
    )
    sale = models.ForeignKey(
        Sale,
        models.PROTECT,
        editable=False,
        related_name="+",
        verbose_name=_("original sales record"),
    )
    customer = models.ForeignKey(
        Customer,
        models.PROTECT,
        editable=False,
        related_name="+",
        verbose_name=_("returning unit"),
    )
    reason = models.TextField(_("reason of the return"))
    is_selection_goods = models.BooleanField(
        _("selection goods returned unused"), default=False
    )
    moved_to = models.ForeignKey(
        Place,
        models.PROTECT,
        null=True,
        related_name="+",
        limit_choices_to={"zone": Zone.RETURNED},
        verbose_name=_("moved into the zone of returns"),
    )
    result = models.CharField(
        _(
            "result (to stock/nonconforming/return to the supplier/destruction/"
            "exchange/refund)"
        ),
        max_length=14,
        choices=Result,
    )

    form_no = "QR-SA-03"
    series = Series("XT")
    kept = retention.r1
    follows = ("review",)
    labels = {"number": _("return number"), "made_on": _("date of the return")}
    signed_by = (
        Sign(Role.SALESPERSON, _("application")),
        Sign(Role.SALES_MANAGER, _("approval")),
        Sign(
            Role.RECEIVER,
            _("receipt of the goods"),
            fills=("moved_to",),
            papers=("cold_chain_file",),
            acts="receive",
        ),
        Sign(
            Role.RECEIVING_INSPECTOR,
            _("quality inspection"),
            fills_lines=(
                "quality_state",
                "restocked_qty",
                "failure_items",
                "outside_temp_min",
                "outside_temp_max",
            ),
            papers=("cold_chain_file",),
        ),
        Sign(Role.QUALITY_OFFICER, _("opinion on the disposal"), fills=("result",)),
    )
    rules = (
        rules.returned_was_delivered,
        rules.returns_go_to_their_zone,
        rules.restocked_goods_are_sound,
        rules.restocked_cold_chain_was_kept,
        rules.sterile_goods_do_not_come_back,
        rules.result_agrees_with_the_inspection,
        rules.quantities_are_above_zero,
    )
    papers = (
        Paper(
            "cold_chain_file", _("temperature record while the goods were out"), False
        ),
    )
    copies = {"customer": "review__customer", "sale": "review__sale"}

    objects = SalesReturnQuerySet.as_manager()

    class Meta(Record.Meta):
        verbose_name = _("sales return record")
        verbose_name_plural = _("sales return records")

    def begin(self):
        """Take over what the customer still has of the goods that left."""
        self.is_selection_goods = self.review.is_selection_goods
        self.moved_to = Place.objects.filter(zone=Zone.RETURNED).first()
        left = self.returnable()
        lines = self.review.lines.select_related("batch")
        line_of = self._meta.get_field("lines").related_model
        return [
            line_of(batch=line.batch, quantity=left[line.batch_id])
            for line in lines
            if left[line.batch_id] > 0
        ]

    def prepare(self, by):
        """Ask again of what others meanwhile ask back or confirm as used (GSP 90)."""
        self.sale.hold_versions()
        insist(rules.returned_was_delivered(self))

    def returnable(self):
        """What the customer still has of the goods that left, by batch."""
        return returnable(self)

    def receive(self, by):
        """What comes back lies in the yellow zone of returns until it is inspected."""
        lines = self.lines.select_related("batch")
        move([(x.batch, None, self.moved_to, x.quantity) for x in lines], self, by)

    def take_effect(self, by):
        """What was condemned goes to the red zone; the rest awaits its put-away."""
        red = self.moved_to.red_place()
        lines = self.lines.condemned().select_related("batch")
        move([(x.batch, self.moved_to, red, x.condemned()) for x in lines], self, by)

    def cease_effect(self, by):
        move_back(self, by)

    def inspected_at(self):
        signed = self.signature_of(Role.RECEIVING_INSPECTOR)
        return signed and signed.signed_at

    inspected_at.short_description = _("date of the inspection")

    def inspector(self):
        signed = self.signature_of(Role.RECEIVING_INSPECTOR)
        return signed.printed_name if signed else ""

    inspector.short_description = _("inspected by (inspector)")

    @classmethod
    def guards(cls):
        """Of no sale more of a batch comes back, or is used, than left for it."""
        used = guards.used(guards.traded(cls, "sale"))
        yield guards.never_more(cls, OutboundReview, "sale", "_returned", used)
        yield guards.only_what_is_out_is_used(OutboundReview, cls)
