"""What comes in: receipts and inspections."""

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from inventory.models import (
    GoodsReceipt,
    IncomingInspection,
)
from inventory.registers import refusing
from procurement.models import Purchase
from qms.core import heads
from qms.core.roles import Department
from qms.records.books import Book
from qms.records.registers import Register, register
from qms.records.sheets import Cell, Lines, Section, Sheet, plain


@register
class GoodsReceiptRegister(Register):
    model = GoodsReceipt
    department = Department.WAREHOUSE
    landscape = True
    columns = (
        "number",
        "arrived_at",
        "supplier",
        "delivery_note_no",
        "conclusion",
        "stage",
    )
    filters = ("conclusion", "state", "made_on")
    search = ("number", "supplier__search_key", "delivery_note_no", "lines__lot")
    offers = {"purchase": lambda: Purchase.objects.awaiting_receipt()}
    sheet = Sheet(
        Section(
            _("Delivery"),
            ("number", "made_on", "purchase"),
            ("supplier", "delivery_note_no", "note_matches_sample"),
            ("transport_mode", "carrier", "waybill_no"),
            ("departed_at", "arrived_at", "deliverer"),
            ("transit_temp_min", "transit_temp_max", "arrival_temp"),
        ),
        Lines(
            _("Goods"),
            "product",
            "lot",
            "produced_on",
            "expires_on",
            "udi_di",
            "udi_pi",
            "quantity",
            "received_qty",
            shown=(
                "device_name",
                "model_and_specification",
                "registration_no",
                "registrant_name",
                "lot",
                "expires_on",
                "unit",
                "quantity",
                "received_qty",
            ),
        ),
        Section(
            _("Conclusion"),
            ("outer_package", "conclusion", "moved_to"),
            "refusal_reason",
            ("effective_at", "inspect_by"),
        ),
    )
    ledger = (
        "record__arrived_at",
        Cell("record__supplier", label=_("supplier")),
        heads.NAME,
        heads.MODEL_SPECIFICATION,
        Cell("lot", label=_("batch number")),
        Cell("received_qty", label=_("quantity")),
        "record__delivery_note_no",
        "record__transport_mode",
        "record__departed_at",
        Cell(
            "record__transit_temp_min",
            "record__transit_temp_max",
            label=_("temperature in transit"),
        ),
        Cell("record__arrival_temp", label=_("temperature on arrival")),
        Cell("record__outer_package", label=_("outer package")),
        Cell("record__conclusion", label=_("conclusion of the receipt")),
        Cell("record__deliverer", label=_("deliverer")),
        Cell("record__made_by", label=_("received by")),
    )
    prints = (refusing.AT_THE_DOOR,)

    def awaited(self):
        return [("purchase", Purchase.objects.awaiting_receipt())]


@register
class IncomingInspectionRegister(Register):
    model = IncomingInspection
    department = Department.QUALITY
    sheet_title = _("Incoming inspection record of medical devices")
    books = (
        Book(
            "direct",
            _("Incoming inspection record of direct deliveries"),
            {"is_direct_delivery": True},
        ),
    )
    landscape = True
    columns = (
        "number",
        "submitted_at",
        "supplier_name",
        "delivery_note_no",
        "made_by",
        "stage",
    )
    filters = ("state", "made_on")
    search = (
        "number",
        "supplier_name",
        "delivery_note_no",
        "lines__lot",
        "lines__device_name",
    )
    offers = {"receipt": lambda: GoodsReceipt.objects.awaiting_inspection()}
    sheet = Sheet(
        Section(
            _("Delivery"),
            ("number", "submitted_at", "made_by"),
            ("receipt", "purchase_no", "purchase_date"),
            ("supplier_name", "supplier_address", "supplier_contact"),
            ("arrival_date", "delivery_note_no", "invoice_no"),
            ("is_direct_delivery", "inspection_place", "delegated_inspector"),
            "made_on",
        ),
        Lines(
            _("Goods inspected"),
            "product",
            "lot",
            "produced_on",
            "expires_on",
            "udi_di",
            "udi_pi",
            "quantity",
            "received_qty",
            "sampled_qty",
            "certificate_no",
            "appearance",
            "packaging",
            "labelling",
            "import_docs",
            "accepted_qty",
            "rejected_qty",
            "conclusion",
            "failure_items",
            "disposal",
            "place",
            shown=(
                "device_name",
                "model_and_specification",
                "registration_no",
                "registrant_name",
                "maker_and_licence",
                "lot",
                "produced_on",
                "expires_on",
                heads.UDI,
                "unit",
                "received_qty",
                "sampled_qty",
                "accepted_qty",
                "rejected_qty",
                "checks",
                "import_docs",
                "certificate_no",
                "transport_mode",
                "arrival_temp",
                "transit_time",
                "conclusion",
                "failure_items",
                "disposal",
                "place",
            ),
        ),
    )
    ledger = (
        "record__arrival_date",
        Cell("record__supplier_name", label=_("supplier")),
        heads.NAME,
        heads.MODEL_SPECIFICATION,
        heads.REGISTRATION,
        heads.REGISTRANT,
        "maker_and_licence",
        "lot",
        "produced_on",
        heads.EXPIRY,
        heads.UDI,
        "unit",
        "received_qty",
        Cell("accepted_qty", label=_("quantity conforming")),
        "rejected_qty",
        "checks",
        Cell("certificate_no", label=_("certificate of conformity")),
        "conclusion",
        "record__submitted_at",
        Cell("record__made_by", label=_("inspected by")),
    )
    prints = (refusing.AT_INSPECTION,)

    def awaited(self):
        return [("receipt", GoodsReceipt.objects.awaiting_inspection())]

    def hint(self, row):
        """By when the goods are to be inspected, or that they should have been."""
        late = row.inspect_by() < timezone.now()
        sentence = _("overdue since %s") if late else _("to be inspected by %s")
        return sentence % plain(row.inspect_by())
