"""What leaves: outbound reviews and delivery notes."""

from decimal import Decimal

from django.db.models import DecimalField, OuterRef, Subquery, Sum, Value
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from inventory.models import (
    DeliveryNote,
    OutboundReview,
    ReviewLine,
    SalesReturnLine,
)
from qms.core import heads
from qms.core.roles import Department, Role
from qms.records.books import Book
from qms.records.corrections import all_versions
from qms.records.registers import Listing, Register, register
from qms.records.sheets import Cell, Lines, Section, Sheet
from sales.models import Sale, SelectionUse


@register
class OutboundReviewRegister(Register):
    model = OutboundReview
    prefetch = ("notes",)
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
                heads.UDI,
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
        heads.NAME,
        "model",
        "specification",
        heads.REGISTRATION,
        heads.REGISTRANT,
        heads.MAKER,
        heads.LOT,
        heads.EXPIRY,
        heads.UDI,
        "unit",
        "quantity",
        "quality_status",
        Cell("review_result", label=_("conclusion of the review")),
        Cell("reviewer", label=_("reviewer")),
    )
    ledger_prefetch = ("record__signatures",)

    def awaited(self):
        return [("sale", Sale.objects.awaiting_review())]


@register
class SelectionsOut(Listing):
    """Goods with institutions that chose from them: used, or to be fetched back."""

    model = Sale
    slug = "selections-out"
    title = _("selection goods still out")
    department = Department.SALES
    columns = (
        "number",
        "made_on",
        "customer_name",
        Cell("left", label=_("still with the institution (selection)")),
    )
    search = ("number", "customer__search_key")
    remind = (Role.SALESPERSON, Role.SALES_MANAGER)

    def queryset(self):
        """Of each, how much left for it and was neither used nor brought back."""
        sent = _of_the_sale(ReviewLine, "record__sale", record__state="signed")
        under_way = {"record__state__in": ("submitted", "signed")}
        back = _of_the_sale(SalesReturnLine, "record__review__sale", **under_way)
        used = _of_the_sale(SelectionUse, "record")
        otherwise = sum(map(_total, Sale.back_otherwise(OuterRef("pk"))))
        sales = super().queryset().in_effect().filter(mode=Sale.Mode.SELECTION)
        return sales.annotate(left=sent - back - used - otherwise).filter(left__gt=0)


def _of_the_sale(lines, path, **also):
    """How much lines say that belong to a sale, in any of its versions."""
    own = {f"{path}__in": all_versions(Sale, OuterRef("pk"))}
    return _total(lines.objects.filter(**own, **also))


def _total(rows):
    """The sum of their quantities, nought if there are none."""
    found = rows.order_by().annotate(one=Value(1))
    total = found.values("one").annotate(total=Sum("quantity")).values("total")
    return Coalesce(Subquery(total), Value(Decimal(0)), output_field=DecimalField())


@register
class DeliveryNoteRegister(Register):
    model = DeliveryNote
    books = (
        Book(
            "direct", _("Delivery note (direct delivery)"), {"is_direct_delivery": True}
        ),
    )
    copies = (_("stub"), _("for the customer"), _("to be sent back"), _("for finance"))
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
                heads.NAME,
                "model",
                "specification",
                heads.REGISTRATION,
                heads.REGISTRANT,
                Cell("contract_manufacturer", label=_("contract manufacturer")),
                heads.LOT,
                heads.EXPIRY,
                "unit",
                "quantity",
                "unit_price",
                "amount",
                "condition",
            ),
            typed=False,
        ),
    )

    def copies_of(self, record):
        """A direct delivery has one more, for the company that ordered (GSP 93)."""
        if record.is_direct_delivery:
            return (*self.copies, _("for the company that ordered"))
        return self.copies

    def awaited(self):
        return [("review", OutboundReview.objects.awaiting_note())]
