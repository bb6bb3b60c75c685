"""What was found not to conform: its isolation, the decision, the end (GSP 69, 76)."""

from decimal import Decimal

from django.db import models
from django.utils.translation import gettext_lazy as _

from inventory import guards, rules
from qms.core.models import (
    Balance,
    Batch,
    BatchLine,
    GoodsRecord,
    Place,
    Supplier,
    money_field,
    move,
    move_back,
)
from qms.core.roles import Role
from qms.records import retention
from qms.records.models import Record, RecordQuerySet, Series, Sign
from qms.records.rules import insist
from qms.records.sheets import plain
from sales.models import Sale

from .case import Case
from .found import Found
from .incoming_inspection import IncomingInspection
from .outbound_review import OutboundReview
from .sales_return import SalesReturn
from .storage_inspection import StorageInspection


class NonconformingQuerySet(RecordQuerySet):
    def unsettled(self, way, disposals):
        """Decisions in effect for one way out, of which goods are left for it.

        `way` is the relation to the records by which the goods leave; what drafts of
        them speak of is not offered again.
        """
        states = {f"{way}__state__in": ("draft", "submitted", "signed")}
        gone = self._total(f"{way}__lines__quantity", **states)
        found = self.in_effect().filter(disposal__in=disposals)
        found = found.annotate(found=self._total("lines__quantity"), gone=gone)
        return found.filter(found__gt=models.F("gone"))

    def _total(self, path, **which):
        rows = self.model.objects.filter(pk=models.OuterRef("pk"), **which).order_by()
        sums = rows.values("pk").annotate(total=models.Sum(path)).values("total")
        return models.functions.Coalesce(models.Subquery(sums), Decimal(0))


class NonconformingRecord(Found, Case, GoodsRecord, Record):
    """Goods that may not be sold, from the report to their last piece."""

    class FoundStage(models.TextChoices):
        RECEIPT = "receipt", _("receipt")
        INSPECTION = "inspection", _("incoming inspection")
        STORAGE = "storage", _("inspection in storage")
        EXPIRY = "expiry", _("expiry")
        OUTBOUND = "outbound", _("outbound review")
        RETURN = "return", _("return of goods")
        AFTERSALES = "aftersales", _("after-sales")
        AUTHORITY = "authority", _("sampling by the authority")

    class Disposal(models.TextChoices):
        RETURN = "return", _("return of goods")
        EXCHANGE = "exchange", _("exchange")
        REPAIR = "repair", _("repair")
        WRITE_OFF = "write_off", _("write-off")
        DESTROY = "destroy", _("destruction")
        HAND_OVER = "hand_over", _("hand-over to the authority")

    #: By which kind of record the goods of a decision leave the house.
    RETURNED = (Disposal.RETURN, Disposal.EXCHANGE, Disposal.REPAIR)
    DESTROYED = (Disposal.WRITE_OFF, Disposal.DESTROY, Disposal.HAND_OVER)

    found_stage = models.CharField(
        _(
            "stage of discovery (receipt/inspection/storage/expiry/outbound/return/"
            "after-sales/sampling by the authority)"
        ),
        max_length=12,
        choices=FoundStage,
        default=FoundStage.STORAGE,
    )
    inspection = models.ForeignKey(
        IncomingInspection,
        models.PROTECT,
        null=True,
        editable=False,
        related_name="condemnations",
        verbose_name=_("incoming goods inspection record"),
    )
    review = models.ForeignKey(
        OutboundReview,
        models.PROTECT,
        null=True,
        editable=False,
        related_name="condemnations",
        verbose_name=_("outbound review record"),
    )
    storage_inspection = models.ForeignKey(
        StorageInspection,
        models.PROTECT,
        null=True,
        editable=False,
        related_name="condemnations",
        verbose_name=_("in-storage inspection record"),
    )
    sales_return = models.ForeignKey(
        SalesReturn,
        models.PROTECT,
        null=True,
        editable=False,
        related_name="condemnations",
        verbose_name=_("sales return record"),
    )
    expired = models.ForeignKey(
        Batch,
        models.PROTECT,
        null=True,
        editable=False,
        related_name="condemnations",
        verbose_name=_("expired batch"),
    )
    recalled = models.ForeignKey(
        Batch,
        models.PROTECT,
        null=True,
        editable=False,
        related_name="recall_condemnations",
        verbose_name=_("recalled batch"),
    )
    supplier = models.ForeignKey(
        Supplier,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("supplier"),
    )
    quality_confirmation = models.TextField(
        _("confirmation by the quality department"), blank=True
    )
    cause = models.TextField(_("analysis of the cause"), blank=True)
    prevention = models.TextField(_("preventive measures"), blank=True)
    disposal = models.CharField(
        _(
            "way of disposal (return/exchange/repair/write-off/destruction/hand-over "
            "to the authority)"
        ),
        max_length=12,
        choices=Disposal,
        blank=True,
    )

    form_no = "QR-QM-06"
    series = Series("BHG")
    kept = retention.r1
    follows = ("inspection", "storage_inspection", "review", "sales_return")
    labels = {"made_on": _("date of discovery")}
    signed_by = (
        Sign(Role.STOREKEEPER, _("report"), acts="isolate"),
        Sign(
            Role.QUALITY_OFFICER,
            _("confirmation"),
            fills=("quality_confirmation", "cause", "prevention"),
        ),
        Sign(Role.QUALITY_HEAD, _("opinion on the disposal"), fills=("disposal",)),
        Sign(Role.COMPANY_HEAD, _("approval of the write-off/destruction")),
    )
    voiding = (rules.goods_go_back_to_their_sale,)
    rules = (
        rules.source_is_named,
        rules.reported_is_what_was_rejected,
        rules.goods_lie_where_they_were_found,
        rules.red_goods_are_reported_once,
        rules.quantities_are_above_zero,
    )

    objects = NonconformingQuerySet.as_manager()

    class Meta(Record.Meta):
        verbose_name = _("nonconforming device record")
        verbose_name_plural = _("nonconforming device records")

    def source(self):
        names = (*self.follows, "expired", "recalled")
        sources = (getattr(self, name) for name in names)
        return next(filter(None, sources), None)

    source.short_description = _("source record")

    def is_aftersales(self):
        return self.found_stage == self.FoundStage.AFTERSALES

    # Isolation

    def prepare(self, by):
        """Ask again of red goods that others report at this moment."""
        self._hold_goods()
        insist(rules.red_goods_are_reported_once(self))

    def isolate(self, by):
        """The goods go to the red zone from wherever they lie (GSP 76)."""
        lines = self.lines.select_related("batch", "place", "red_place")
        astray = [line for line in lines if line.place_id != line.red_place_id]
        moves = [(x.batch, x.place, x.red_place, x.quantity) for x in astray]
        move(moves, self, by)

    def cease_effect(self, by):
        move_back(self, by)

    def _hold_followed(self):
        """A sale is not struck out, nor goods reported twice, while this is signed."""
        super()._hold_followed()
        self._hold_goods()
        if self.review:
            self.review.sale._hold()

    def _hold_goods(self):
        lying = Balance.objects.filter(batch__in=self.lines.values("batch"))
        list(lying.select_for_update().order_by("pk"))

    def effect(self):
        """How the goods are disposed of is part of it: later records stand on that."""
        return [*super().effect(), self.disposal]

    @classmethod
    def guards(cls):
        """Condemned goods leave by a decision in effect; what waits for one stays."""
        yield guards.red_zone_closed(cls, cls.ways_out())
        yield guards.reported_once(cls, cls.ways_out())
        yield from guards.of_reviewed(Sale, OutboundReview, cls)


class NonconformingLine(BatchLine):
    """A batch at a place, and in what it fails."""

    record = models.ForeignKey(
        NonconformingRecord, models.CASCADE, related_name="lines"
    )
    place = models.ForeignKey(
        Place, models.PROTECT, related_name="+", verbose_name=_("found at location")
    )
    red_place = models.ForeignKey(
        Place,
        models.PROTECT,
        null=True,
        editable=False,
        related_name="+",
        verbose_name=_("location in the red zone"),
    )
    defect = models.TextField(_("nonconformity"))
    amount = money_field(_("amount"), null=True, blank=True)

    copies = BatchLine.copies | {"red_place": "place__red_place"}

    class Meta(BatchLine.Meta):
        verbose_name = _("nonconforming line")
        verbose_name_plural = _("nonconforming lines")
        indexes = [
            models.Index(fields=["batch", "record"], name="inventory_condemned_batch")
        ]

    def moved_to_red_zone_at(self):
        """When they were isolated: by their own report, or by what rejected them."""
        record = self.record
        if record.is_aftersales() and self.place_id == self.red_place_id:
            came = record.brought(batch=self.batch_id, target=self.place_id).first()
            return came and came.at
        earlier = record.inspection or record.sales_return
        return earlier.effective_at if earlier else record.submitted_at

    moved_to_red_zone_at.short_description = _("moved into the red zone at")

    def result(self):
        """How much of it has left, of how much, and by which records."""
        numbers = self.record.disposal_record()
        gone = plain(self.record.disposed()[self.batch_id])
        found = plain(self.record.found()[self.batch_id])
        return f"{gone}/{found} {numbers}" if numbers else ""

    result.short_description = _("result of the disposal")

    def maker(self):
        return self.contract_manufacturer or self.registrant_name

    maker.short_description = _("manufacturer")
