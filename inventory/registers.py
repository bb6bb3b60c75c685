"""The warehouse: what comes in, where it lies, what leaves."""

from django.utils.translation import gettext_lazy as _

from inventory.models import (
    DeliveryNote,
    GoodsReceipt,
    IncomingInspection,
    OutboundReview,
    StockIn,
)
from procurement.models import Purchase
from qms.core.models import Balance, Movement
from qms.core.roles import Department
from qms.records.registers import Listing, Register, register
from qms.records.sheets import Cell, Lines, Section, Sheet
from sales.models import Sale


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
            ("number", "made_on"),
            ("purchase", "supplier"),
            ("delivery_note_no", "note_matches_sample"),
            ("transport_mode", "carrier", "waybill_no"),
            ("departed_at", "arrived_at"),
            ("transit_temp_min", "transit_temp_max", "arrival_temp"),
            ("outer_package", "deliverer"),
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
            ("conclusion", "moved_to"),
            "refusal_reason",
            "effective_at",
        ),
    )
    ledger = (
        "record__arrived_at",
        "record__supplier",
        "device_name",
        "model_and_specification",
        "lot",
        "received_qty",
        "record__delivery_note_no",
        "record__transport_mode",
        "record__departed_at",
        Cell(
            "record__transit_temp_min",
            "record__transit_temp_max",
            label=_("temperature in transit"),
        ),
        "record__arrival_temp",
        "record__outer_package",
        Cell("record__conclusion", label=_("conclusion of the receipt")),
        Cell("record__deliverer", label=_("deliverer")),
        Cell("record__made_by", label=_("receiver")),
    )

    def awaited(self):
        return [("purchase", Purchase.objects.awaiting_receipt())]


@register
class IncomingInspectionRegister(Register):
    model = IncomingInspection
    department = Department.QUALITY
    sheet_title = _("Incoming inspection record of medical devices")
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
                ("udi_di", "udi_pi"),
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
        "device_name",
        "model_and_specification",
        "registration_no",
        "registrant_name",
        "maker_and_licence",
        "lot",
        "produced_on",
        "expires_on",
        Cell("udi_di", "udi_pi", label=_("UDI")),
        "unit",
        "received_qty",
        "accepted_qty",
        "rejected_qty",
        "checks",
        Cell("certificate_no", label=_("certificate of conformity")),
        "conclusion",
        "record__submitted_at",
        Cell("record__made_by", label=_("inspector")),
    )

    def awaited(self):
        return [("receipt", GoodsReceipt.objects.awaiting_inspection())]


@register
class StockInRegister(Register):
    model = StockIn
    department = Department.WAREHOUSE
    landscape = True
    columns = (
        "number",
        "effective_at",
        "source",
        "inspection",
        "warehouse",
        "made_by",
        "stage",
    )
    filters = ("source", "warehouse", "state", "made_on")
    search = ("number", "lines__lot", "lines__device_name")
    offers = {"inspection": lambda: IncomingInspection.objects.awaiting_stock_in()}
    sheet = Sheet(
        Section(
            _("Entry"),
            ("number", "made_on", "effective_at"),
            ("source", "inspection", "warehouse"),
        ),
        Lines(
            _("Goods put away"),
            "batch",
            "quantity",
            "place",
            shown=(
                "device_name",
                "model",
                "specification",
                "registration_no",
                "registrant_name",
                "maker_and_licence",
                "lot",
                "produced_on",
                "expires_on",
                ("udi_di", "udi_pi"),
                "unit",
                "quantity",
                "place",
            ),
        ),
    )
    ledger = (
        "record__effective_at",
        "device_name",
        "model",
        "specification",
        "registration_no",
        "registrant_name",
        "maker_and_licence",
        "lot",
        "expires_on",
        Cell("udi_di", "udi_pi", label=_("UDI")),
        "unit",
        "quantity",
        "place",
        "supplier",
        Cell("record__made_by", label=_("storekeeper")),
    )

    def awaited(self):
        return [("inspection", IncomingInspection.objects.awaiting_stock_in())]


@register
class StockLedger(Listing):
    """Every movement, as the storekeeper's book has them (QR-WH-09)."""

    model = Movement
    title = _("stock ledger")
    department = Department.WAREHOUSE
    columns = (
        Cell("at", label=_("business date")),
        "number",
        "batch__product",
        "batch__lot",
        "batch__expires_on",
        "received",
        "issued",
        "quantity",
        "source",
        "target",
        "by",
    )
    filters = ("at",)
    search = ("number", "batch__lot", "batch__product__search_key")


@register
class StockOnHand(Listing):
    """What lies where, and in which status."""

    model = Balance
    title = _("stock on hand")
    department = Department.WAREHOUSE
    columns = (
        "batch__product",
        "batch__product__registration_no",
        "batch__lot",
        "batch__expires_on",
        "days_to_expiry",
        "quantity",
        "batch__product__unit",
        "place",
        "status",
    )
    filters = ("place__zone", "place__warehouse")
    search = ("batch__lot", "batch__product__search_key", "place__code")

    def queryset(self):
        return super().queryset().filter(quantity__gt=0)


@register
class OutboundReviewRegister(Register):
    model = OutboundReview
    prefetch = ("signatures", "notes")
    department = Department.WAREHOUSE
    sheet_title = _("Outbound review record of medical devices")
    landscape = True
    columns = (
        "number",
        "effective_at",
        "sale",
        "customer",
        "delivery_note_no",
        "stage",
    )
    filters = ("state", "made_on")
    search = ("number", "sale__number", "customer__search_key", "lines__lot")
    offers = {"sale": lambda: Sale.objects.awaiting_review()}
    sheet = Sheet(
        Section(
            _("Outbound"),
            ("number", "made_on", "effective_at"),
            ("sale", "customer"),
            ("delivery_note_no", "is_selection_goods"),
        ),
        Lines(
            _("Goods reviewed"),
            "batch",
            "quantity",
            "place",
            "package_ok",
            "label_ok",
            "other_ok",
            "udi_scanned",
            "review_result",
            "stop_reason",
            shown=(
                "device_name",
                "model",
                "specification",
                "registration_no",
                "registrant_name",
                "maker_and_licence",
                "lot",
                "produced_on",
                "expires_on",
                ("udi_di", "udi_pi"),
                "unit",
                "quantity",
                "place",
                "package_ok",
                "label_ok",
                "expiry_ok",
                "other_ok",
                "udi_scanned",
                "review_result",
                "stop_reason",
            ),
        ),
    )
    ledger = (
        "record__effective_at",
        "record__customer",
        "device_name",
        "model",
        "specification",
        "registration_no",
        "registrant_name",
        Cell("maker_and_licence", label=_("manufacturer")),
        "lot",
        "expires_on",
        Cell("udi_di", "udi_pi", label=_("UDI")),
        "unit",
        "quantity",
        "quality_status",
        Cell("review_result", label=_("conclusion of the review")),
        Cell("reviewer", label=_("reviewer")),
    )

    def awaited(self):
        return [("sale", Sale.objects.awaiting_review())]


@register
class DeliveryNoteRegister(Register):
    model = DeliveryNote
    department = Department.SALES
    landscape = True
    columns = ("number", "made_on", "consignee_name", "review", "received_by", "stage")
    filters = ("state", "made_on")
    search = ("number", "consignee_name", "review__number", "lines__lot")
    offers = {"review": lambda: OutboundReview.objects.awaiting_note()}
    sheet = Sheet(
        Section(
            _("Consignment"),
            ("number", "made_on", "review"),
            ("seller_name", "consignee_name"),
            ("consignee_address", "consignee_contact"),
            ("logistics_company", "mixed_box"),
            ("is_direct_delivery", "direct_company_reason"),
            "received_by",
        ),
        Lines(
            _("Goods delivered"),
            "batch",
            "quantity",
            "unit_price",
            shown=(
                "device_name",
                "model",
                "specification",
                "registration_no",
                "registrant_name",
                "contract_manufacturer",
                "lot",
                "expires_on",
                "unit",
                "quantity",
                "condition",
            ),
            typed=False,
        ),
    )

    def awaited(self):
        return [("review", OutboundReview.objects.awaiting_note())]
