"""Accepted goods put on their locations (GSP 69, 70)."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from inventory import guards, rules
from qms.core.models import (
    BatchLine,
    GoodsRecord,
    Place,
    Warehouse,
    Zone,
    move,
    move_back,
    shelf_for,
    shelves,
)
from qms.core.roles import Role
from qms.records import retention
from qms.records.models import Record, Series, Sign
from qms.records.rules import Need

from .incoming_inspection import IncomingInspection
from .sales_return import SalesReturn
from .stocktake import Stocktake


class StockIn(GoodsRecord, Record):
    """The entry of goods into the qualified stock."""

    class Source(models.TextChoices):
        INSPECTION = "inspection", _("accepted at inspection")
        RETURN = "return", _("returned by a customer and accepted")
        SURPLUS = "surplus", _("surplus of a stocktake")
        TRANSFER = "transfer", _("moved between locations")
        OPENING = "opening", _("opening stock")

    source = models.CharField(
        _("source (inspection/return/surplus/transfer)"),
        max_length=12,
        choices=Source,
        default=Source.INSPECTION,
    )
    inspection = models.ForeignKey(
        IncomingInspection,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="stock_ins",
        verbose_name=_("inspection record"),
    )
    sales_return = models.ForeignKey(
        SalesReturn,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="stock_ins",
        verbose_name=_("sales return record"),
    )
    stocktake = models.ForeignKey(
        Stocktake,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="stock_ins",
        verbose_name=_("stocktake record"),
    )
    moved_from = models.ForeignKey(
        Place,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        limit_choices_to={"zone": Zone.QUALIFIED},
        verbose_name=_("from location"),
    )
    warehouse = models.ForeignKey(
        Warehouse, models.PROTECT, related_name="+", verbose_name=_("warehouse")
    )

    form_no = "QR-WH-08"
    series = Series("RK")
    kept = retention.r1
    follows = ("inspection", "sales_return", "stocktake")
    labels = {
        "number": _("stock-in number"),
        "effective_at": _("date of stock-in"),
        "made_by": _("storekeeper"),
    }
    signed_by = (
        Sign(Role.STOREKEEPER, _("put-away")),
        Sign(Role.RECEIVING_INSPECTOR, _("hand-over")),
    )
    rules = (
        rules.only_accepted_goods_are_put_away,
        rules.only_restocked_returns_are_put_away,
        rules.only_surplus_is_put_away,
        rules.only_qualified_goods_change_place,
        rules.opening_stock_comes_first,
        rules.warehouses_are_on_the_licence,
        rules.places_keep_what_the_products_need,
        rules.quantities_are_above_zero,
        rules.cold_rooms_are_fit,
    )
    needs = (
        Need("inspection", when=lambda s: s.source == s.Source.INSPECTION),
        Need("sales_return", when=lambda s: s.source == s.Source.RETURN),
        Need("stocktake", when=lambda s: s.source == s.Source.SURPLUS),
        Need("moved_from", when=lambda s: s.source == s.Source.TRANSFER),
    )

    class Meta(Record.Meta):
        verbose_name = _("warehouse entry record")
        verbose_name_plural = _("warehouse entry records")

    @classmethod
    def guards(cls):
        yield from guards.of_put_aways(cls)

    def begin(self):
        """Take over what was accepted, to the places that the inspector named."""
        if self.sales_return:
            return self._begin_from_return()
        if self.stocktake:
            return self._begin_from_count()
        lines = self.inspection.lines.filter(accepted_qty__gt=0).select_related("place")
        lines = list(lines)
        if lines and lines[0].place:
            self.warehouse = lines[0].place.warehouse
        return [
            StockInLine(
                batch=line.batch(), quantity=line.accepted_qty, place=line.place
            )
            for line in lines
        ]

    def _begin_from_return(self):
        """Take over what came back fit to be sold, to a shelf that keeps it."""
        self.source = self.Source.RETURN
        self.warehouse = self.sales_return.moved_to.warehouse
        near = shelves(self.warehouse.pk)
        sound = self.sales_return.lines.filter(restocked_qty__gt=0)
        return [
            StockInLine(
                batch=line.batch,
                quantity=line.restocked_qty,
                place=shelf_for(line.product, near),
            )
            for line in sound.select_related("batch", "product")
        ]

    def _begin_from_count(self):
        """Take over what was counted over the books, on the places where it lies."""
        self.source, self.warehouse = self.Source.SURPLUS, self.stocktake.warehouse
        return [
            StockInLine(batch=line.batch, quantity=line.difference(), place=line.place)
            for line in self.stocktake.surplus().select_related("batch", "place")
        ]

    def origin(self):
        """The place that the goods wait at; none, where they enter the books here."""
        if self.sales_return:
            return self.sales_return.moved_to
        if self.moved_from:
            return self.moved_from
        return self.inspection and self.inspection.receipt.moved_to

    def take_effect(self, by):
        """Goods go to their places from wherever they waited or lay."""
        origin = self.origin()
        lines = self.lines.select_related("batch", "place")
        move(
            [(line.batch, origin, line.place, line.quantity) for line in lines],
            self,
            by,
        )

    def cease_effect(self, by):
        move_back(self, by)


class StockInLine(BatchLine):
    """A batch put on a location."""

    record = models.ForeignKey(StockIn, models.CASCADE, related_name="lines")
    place = models.ForeignKey(
        Place,
        models.PROTECT,
        related_name="+",
        limit_choices_to={"zone": Zone.QUALIFIED},
        verbose_name=_("location (zone, temperature)"),
    )

    class Meta(BatchLine.Meta):
        verbose_name = _("stock-in line")
        verbose_name_plural = _("stock-in lines")

    def supplier(self):
        inspection = self.record.inspection
        return inspection.supplier_name if inspection else ""

    supplier.short_description = _("supplier")
