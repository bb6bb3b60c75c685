"""Opening stock comes in from an office's own count, as drafts of warehouse entries."""

from django import forms
from django.utils import timezone
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from inventory.models import StockIn, StockInLine
from qms.core.imports import (
    GONE,
    PRODUCTS,
    REGISTRATIONS,
    REMARKS,
    SPECIFICATIONS,
    SUPPLIERS,
    UDI,
)
from qms.core.models import Batch, Place, Product, Warehouse, Zone
from qms.core.roles import Role
from qms.core.search import search_text
from qms.records.forms import Chosen
from qms.records.imports import (
    ImportTarget,
    Known,
    column,
    doubt,
    misfits,
    read_words,
    save_drafts,
    save_rows,
    spelling,
    target,
    wrong,
)
from qms.records.models import State
from qms.records.reading.cells import Unreadable
from qms.records.reading.cross import doubt_expiry
from qms.records.reading.tables import Column
from qms.records.reading.text import key
from qms.records.reading.values import read_decimal, read_gtin

from .lookups import Assortment, Shelves

LOTS = (
    *("批号", "批号/序列号", "序列号", "生产批号", "批次", "批次号", "产品批号"),
    *("lot", "lot number", "batch", "batch number", "serial number"),
)
MADE = ("生产日期", "制造日期", "production date", "made on")
EXPIRES = (
    *("失效日期", "有效期", "有效期至", "效期", "使用期限", "有效日期", "失效期"),
    *("expiry date", "expiry", "use by", "exp"),
)
QUANTITIES = (
    *("数量", "库存数量", "结存", "结存数量", "库存", "在库数量", "实盘数量"),
    *("quantity", "qty", "stock"),
)
LOCATIONS = ("库位", "货位", "库位号", "货位号", "储位", "location", "bin")
WAREHOUSES = ("仓库", "库房", "库区", "仓库名称", "warehouse")


def read_quantity(raw):
    """How much is there; a stock below zero is a mistake of the office's own."""
    value = read_decimal(raw)
    if value.value is not None and value.value < 0:
        raise Unreadable(_("{value}: a stock is never below zero."), value=value.value)
    return value


class StockOptions(forms.Form):
    """Where goods go whose location is not in the books."""

    warehouse = Chosen(
        Warehouse.objects,
        label=_("Warehouse of locations that are not unique or not in the books"),
        required=False,
    )
    create = forms.BooleanField(
        label=_("Set up missing locations in that warehouse, in the qualified zone"),
        required=False,
    )
    place = Chosen(
        Place.objects.filter(zone=Zone.QUALIFIED).select_related("warehouse"),
        label=_("Location of goods that have none"),
        required=False,
    )

    def clean(self):
        said = super().clean()
        if said.get("create") and not said.get("warehouse"):
            self.add_error("warehouse", _("Say in which warehouse."))
        return said


@target
class StockTarget(ImportTarget):
    """Opening stock, known by product, lot and location."""

    key = "stock"
    title = _("opening stock")
    model = StockIn
    roles = (Role.STOREKEEPER,)
    knows_exports = False
    options_form = StockOptions
    columns = (
        column(Product, "name", *PRODUCTS, read=read_words, required=True),
        column(Product, "specification", *SPECIFICATIONS),
        column(Product, "model", "型号"),
        column(Product, "registration_no", *REGISTRATIONS),
        column(Product, "udi_di", *UDI, read=read_gtin),
        column(Batch, "lot", *LOTS, required=True),
        column(Batch, "produced_on", *MADE),
        column(Batch, "expires_on", *EXPIRES),
        column(StockInLine, "quantity", *QUANTITIES, read=read_quantity, required=True),
        column(StockInLine, "unit", "单位", "计量单位"),
        Column("place", _("location"), LOCATIONS),
        Column("warehouse", _("warehouse"), WAREHOUSES),
        Column("supplier", _("supplier"), SUPPLIERS),
        Column("remark", _("remark"), REMARKS),
    )
    notes = ("supplier", "remark")

    def load(self):
        self.assortment, self.shelves = Assortment(), Shelves(self.options)
        self.batches = {
            (batch.product_id, spelling(batch.lot)): batch
            for batch in Batch.objects.select_related("product")
        }
        #: Product and lot → the dates that an earlier row gives.
        self.told = {}
        self.entries = {}
        opening = StockInLine.objects.filter(record__source=StockIn.Source.OPENING)
        opening = opening.exclude(record__state__in=(*GONE, State.AMENDED))
        names = ("product", "lot", "place__warehouse", "place__code")
        for product, lot, warehouse, code in opening.values_list(*names):
            known = Known(f"{lot} @ {code}")
            self.index[product, spelling(lot), warehouse, spelling(code)] = known

    def keys(self, row):
        product, place = row.found.get("product"), row.found.get("place")
        if not (product and place and row["lot"]):
            return []
        lot, code = spelling(row["lot"]), spelling(place.code)
        return [(product.pk, lot, place.warehouse_id, code)]

    def repeated(self, row, earlier):
        sentence = _("Row {row} has the same lot at the same location: counted twice?")
        return doubt(format_lazy(sentence, row=earlier.row), "lot")

    def check(self, row):
        for name, lookup in (("product", self.assortment), ("place", self.shelves)):
            row.found[name], said = lookup.find(row)
            if said:
                yield said
        if (place := row.found["place"]) and place.pk is None:
            yield from misfits(Place._meta.get_field("code"), place.code, "place")
        if row["quantity"] == 0:
            yield wrong(_("Nothing is there of it."), "quantity")
        yield from self._doubt_dates(row)
        if row.found["product"]:
            yield from self._doubt_product(row, row.found["product"])

    def _doubt_product(self, row, product):
        place = row.found["place"]
        if place and not place.warehouse.keeps(product):
            said = {"place": place.warehouse, "range": product.storage()}
            sentence = _("{place} does not keep {range}, as this product needs.")
            yield doubt(format_lazy(sentence, **said), "place")
        for name, unit in (("unit", row["unit"]), ("quantity", row.unit("quantity"))):
            if unit and key(unit) != key(product.unit):
                sentence = _("The product is counted in {unit}.")
                yield doubt(format_lazy(sentence, unit=product.unit), name)
        if row["lot"]:
            yield from self._doubt_batch(row, product)

    def _doubt_batch(self, row, product):
        """A lot has one day of production and one expiry, in the books and here."""
        batch = (product.pk, spelling(row["lot"]))
        dates = (row["produced_on"], row["expires_on"])
        known = self.batches.get(batch)
        if known and (known.produced_on, known.expires_on) != dates:
            sentence = _("In the books this lot expires on {day}.")
            yield doubt(format_lazy(sentence, day=known.expires_on), "expires_on")
        told, number = self.told.setdefault(batch, (dates, row.number))
        if told != dates:
            sentence = _("Row {row} gives other dates for the same lot.")
            yield doubt(format_lazy(sentence, row=number), "expires_on")

    def _doubt_dates(self, row):
        made, expires = row["produced_on"], row["expires_on"]
        if made and expires and expires < made:
            yield wrong(_("It expires before it was made."), "expires_on")
            return
        if expires and expires < timezone.localdate():
            sentence = _("Expired on {day}: it goes in, but stays locked.")
            yield doubt(format_lazy(sentence, day=expires), "expires_on")
        if row.is_blank("expires_on"):
            sentence = _("No expiry date is told: does it never expire?")
            yield doubt(sentence, "expires_on")
        product = row.found["product"]
        months = product and product.shelf_life_months
        others = self.values("expires_on")
        for said in doubt_expiry(made, expires, months, row.text("lot"), others):
            yield doubt(said, "expires_on")

    def take(self, rows, by, imported):
        self._set_up_places(rows, by, imported)
        self._open_batches(rows, by, imported)
        entries = [self._entry(row, by, imported) for row in rows]
        lines = [
            StockInLine(
                record=entry,
                batch=row.found["batch"],
                place=row.found["place"],
                quantity=row["quantity"],
            )
            for row, entry in zip(rows, entries, strict=True)
        ]
        save_rows(lines, by, [self.note(row, imported) for row in rows])
        return entries

    @staticmethod
    def _set_up_places(rows, by, imported):
        new = {id(place): place for place in (row.found["place"] for row in rows)}
        new = [place for place in new.values() if place.pk is None]
        Place.objects.bulk_create(new, by=by, reason=str(imported))
        imported.remember(new)

    def _open_batches(self, rows, by, imported):
        new = []
        for row in rows:
            batch = (row.found["product"].pk, spelling(row["lot"]))
            if batch not in self.batches:
                self.batches[batch] = self._batch(row)
                new.append(self.batches[batch])
            row.found["batch"] = self.batches[batch]
        Batch.objects.bulk_create(new, by=by, reason=str(imported))
        imported.remember(new)

    @staticmethod
    def _batch(row):
        product = row.found["product"]
        return Batch(
            product=product,
            search_key=search_text(row["lot"], product.name),
            **row.filled("lot", "produced_on", "expires_on"),
        )

    def _entry(self, row, by, imported):
        """The draft for the warehouse of a row: one for each warehouse."""
        if not self.entries:
            begun = imported.rows.exclude(object_id=None).values("object_id")
            found = StockIn.objects.filter(pk__in=begun, state=State.DRAFT)
            self.entries = {entry.warehouse_id: entry for entry in found}
        warehouse = row.found["place"].warehouse
        if warehouse.pk not in self.entries:
            entry = StockIn(source=StockIn.Source.OPENING, warehouse=warehouse)
            save_drafts([entry], by, [str(imported)])
            self.entries[warehouse.pk] = entry
        return self.entries[warehouse.pk]
