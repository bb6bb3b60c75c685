"""The statutory inspection of incoming goods (O54-32, GSP 64–67)."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from inventory import guards, rules
from qms.core.models import (
    Batch,
    GoodsRecord,
    LotLine,
    Zone,
    move,
    move_back,
    place_in,
    shelf_for,
    shelves,
)
from qms.core.roles import Role
from qms.records import retention
from qms.records.models import Paper, Record, RecordQuerySet, Series, Sign
from qms.records.rules import Need

from .goods_receipt import GoodsReceipt

#: States of a report of nonconforming goods that answers the question: also one that
#: quality refused.
REPORTED = ("draft", "submitted", "signed", "rejected")


class InspectionQuerySet(RecordQuerySet):
    def awaiting_stock_in(self):
        """Inspections in effect of which accepted goods are not put away yet."""
        some = self.in_effect().filter(lines__accepted_qty__gt=0)
        some = some.exclude(self.followed("stock_ins"))
        return some.filter(is_direct_delivery=False).distinct()

    def awaiting_report(self):
        """Inspections in effect whose rejected goods nobody has reported yet."""
        some = self.in_effect().filter(lines__rejected_qty__gt=0)
        some = some.exclude(self.followed("condemnations", REPORTED))
        return some.filter(is_direct_delivery=False).distinct()


class IncomingInspection(GoodsRecord, Record):
    """What came, from whom, under which licence, and was it acceptable."""

    receipt = models.ForeignKey(
        GoodsReceipt,
        models.PROTECT,
        related_name="inspections",
        verbose_name=_("goods receipt record"),
    )
    supplier_name = models.CharField(_("supplier name"), max_length=120, editable=False)
    supplier_address = models.CharField(
        _("supplier address"), max_length=200, editable=False
    )
    supplier_contact = models.CharField(
        _("supplier contact"), max_length=120, editable=False
    )
    purchase_no = models.CharField(_("purchase number"), max_length=24, editable=False)
    purchase_date = models.DateField(_("date of purchase"), null=True, editable=False)
    arrival_date = models.DateTimeField(_("date of arrival"), null=True, editable=False)
    delivery_note_no = models.CharField(
        _("delivery note number"), max_length=40, editable=False
    )
    is_direct_delivery = models.BooleanField(
        _("direct delivery"), default=False, editable=False
    )
    invoice_no = models.CharField(_("number of the invoice"), max_length=40, blank=True)
    inspection_place = models.CharField(
        _("place of inspection"), max_length=120, blank=True
    )
    delegated_inspector = models.CharField(
        _("delegated inspector"), max_length=120, blank=True
    )

    form_no = "QR-QM-03"
    series = Series("YS")
    direct_series = Series("ZYS")
    kept = retention.r1
    follows = ("receipt",)
    labels = {
        "number": _("inspection number"),
        "submitted_at": _("date of inspection"),
        "made_by": _("inspector"),
    }
    signed_by = (
        Sign(Role.RECEIVING_INSPECTOR, _("inspection")),
        Sign(Role.STOREKEEPER, _("hand-over to the store")),
    )
    rules = (
        rules.supplier_may_deliver,
        rules.vetoed_arrivals_are_not_accepted,
        rules.inspector_is_not_the_purchaser,
        rules.inspected_is_what_was_received,
        rules.accepted_goods_are_in_date_and_registered,
        rules.accepted_goods_passed_every_check,
        rules.rejected_goods_are_explained,
        rules.accepted_cold_chain_was_kept,
        rules.enough_shelf_life_is_left,
    )
    needs = (Need("inspection_place", when="is_direct_delivery"),)
    papers = (
        Paper(
            "delivery_note_file",
            _("delivery note (scan of the original)"),
            taken_from="receipt",
        ),
    )
    copies = {
        "supplier_name": "receipt__supplier__name",
        "supplier_address": "receipt__supplier__address",
        "supplier_contact": "receipt__supplier__phone",
        "purchase_no": "receipt__purchase__number",
        "purchase_date": "receipt__purchase__made_on",
        "arrival_date": "receipt__arrived_at",
        "delivery_note_no": "receipt__delivery_note_no",
        "is_direct_delivery": "receipt__purchase__is_direct_delivery",
    }

    objects = InspectionQuerySet.as_manager()

    class Meta(Record.Meta):
        verbose_name = _("incoming goods inspection record")
        verbose_name_plural = _("incoming goods inspection records")

    @property
    def purchase(self):
        return self.receipt.purchase

    @property
    def supplier(self):
        return self.receipt.supplier

    def next_number(self):
        series = self.direct_series if self.is_direct_delivery else self.series
        return series.next(timezone.localdate())

    def accepts_something(self):
        return bool(self.accepted_lines())

    def accepted_lines(self):
        lines = self.lines_with("product__holds")
        return [line for line in lines if line.accepted_qty > 0]

    def rejected_lines(self):
        return self.lines.filter(rejected_qty__gt=0)

    def rejects_something(self):
        return any(line.rejected_qty for line in self.lines_with())

    @classmethod
    def guards(cls):
        yield from guards.of_inspections(cls)

    def begin(self):
        """Take over the lots received; verdicts are the inspector's to give."""
        # The room that the goods stand in comes first.
        here = self.receipt.moved_to and self.receipt.moved_to.warehouse_id
        near = shelves(here)
        line_of = self._meta.get_field("lines").related_model
        return [
            line_of(
                product=line.product,
                lot=line.lot,
                produced_on=line.produced_on,
                expires_on=line.expires_on,
                udi_di=line.udi_di,
                udi_pi=line.udi_pi,
                quantity=line.quantity,
                received_qty=line.received_qty,
                place=shelf_for(line.product, near),
            )
            for line in self.receipt.lines.select_related("product")
        ]

    def take_effect(self, by):
        """What was rejected goes to the red zone; the rest awaits its put-away."""
        self._tell_batches(by)
        if self.is_direct_delivery:
            return
        lines = list(self.rejected_lines().select_related("product"))
        if not lines:
            return
        yellow = self.receipt.moved_to
        red = place_in(Zone.REJECTED, yellow.warehouse)
        batches = LotLine.batches(lines, by)
        move([(batches[x.key], yellow, red, x.rejected_qty) for x in lines], self, by)

    def take_over(self, by):
        self._tell_batches(by)

    def cease_effect(self, by):
        self._tell_batches(by)
        move_back(self, by)

    def _tell_batches(self, by):
        """Let each batch say which inspection accepted of it last (GSP 84)."""
        lines = list(self.lines.filter(accepted_qty__gt=0).select_related("product"))
        batches = LotLine.batches(lines, by)
        accepted = self.lines.model.objects.accepted_in(batches)
        changed = []
        for key, batch in batches.items():
            if batch.inspection_no != accepted.get(key, ""):
                batch.inspection_no = accepted.get(key, "")
                changed.append(batch)
        if changed:
            names, reason = ["inspection_no"], self.number
            Batch.objects.bulk_update(changed, names, by=by, reason=reason)
