"""Letters of authorisation, and sales."""

from django.utils.translation import gettext_lazy as _

from qms.core import heads
from qms.core.models import Batch, Customer
from qms.core.registers import outlasted, soon
from qms.core.roles import Department, Role
from qms.records.books import Book
from qms.records.registers import Listing, Register, register
from qms.records.sheets import Cell, Entries, Lines, Section, Sheet
from sales.models import Sale, SalesAuthorization


@register
class SalesAuthorizationRegister(Register):
    model = SalesAuthorization
    department = Department.SALES
    columns = (
        "number",
        "employee",
        "products",
        "region",
        "valid_from",
        "valid_to",
        "stage",
    )
    filters = ("state",)
    search = ("number", "employee__full_name", "products", "region")
    sheet = Sheet(
        Section(
            _("Authorised person"),
            ("number", "made_on"),
            ("employee", "id_no"),
            "training",
        ),
        Section(
            _("Authorisation"),
            "products",
            "region",
            ("valid_from", "valid_to"),
            ("effective_at", "revoked_at"),
        ),
    )


@register
class LapsingLetters(Listing):
    """Letters of authorisation to renew, the most urgent first."""

    model = SalesAuthorization
    slug = "lapsing-letters"
    title = _("letters of authorisation about to lapse")
    department = Department.SALES
    columns = ("number", "employee", "valid_to")
    search = ("number", "employee__full_name")
    remind = (Role.SALESPERSON, Role.SALES_MANAGER)

    def queryset(self):
        letters = super().queryset().in_effect()
        renewed = outlasted(letters, "valid_to", "employee")
        lapsing = letters.filter(valid_to__lte=soon()).exclude(renewed)
        return lapsing.order_by("valid_to")


@register
class SaleRegister(Register):
    model = Sale
    prefetch = ("lines",)
    department = Department.SALES
    sheet_title = _("Sales record of medical devices")
    books = (
        Book(
            "direct",
            _("Sales record of direct deliveries"),
            {"is_direct_delivery": True},
        ),
    )
    landscape = True
    columns = (
        "number",
        "made_on",
        "customer_name",
        "mode",
        "total",
        "invoice_no",
        "made_by",
        "stage",
    )
    filters = ("mode", "is_direct_delivery", "state", "made_on")
    search = (
        "number",
        "customer__search_key",
        "invoice_no",
        "lines__lot",
        "lines__device_name",
    )
    starts_from = ("customer",)
    told_on = {"customer": "lines__device_name"}
    offers = {
        "batch": lambda: Batch.objects.sellable(),
        "customer": lambda: Customer.objects.filter(approved_on__isnull=False),
    }
    sheet = Sheet(
        Section(
            _("Sale"),
            ("number", "made_on", "made_by"),
            ("customer", "customer_name"),
            ("delivery_address", "contact", "permit_no"),
            ("mode", "invoice_no", "invoice_amount"),
            ("patient_or_user", "three_match", "total"),
            ("store", "quantity_out"),
            ("is_direct_delivery", "direct_reason"),
        ),
        Lines(
            _("Goods sold"),
            "batch",
            "quantity",
            "unit_price",
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
                "inspection_no",
                "unit",
                "quantity",
                "unit_price",
                "amount",
            ),
        ),
        Entries(
            _("Use confirmed after selection"),
            "batch",
            "quantity",
            "used_on",
            "invoice_no",
            "amount",
            relation="uses",
        ),
    )
    ledger = (
        "record__made_on",
        Cell("record__customer_name", label=_("customer name")),
        heads.NAME,
        "model",
        "specification",
        heads.REGISTRATION,
        heads.REGISTRANT,
        "maker_and_licence",
        heads.LOT,
        "produced_on",
        heads.EXPIRY,
        "inspection_no",
        "unit",
        "quantity",
        "unit_price",
        "amount",
        Cell(
            "record__delivery_address",
            "record__contact",
            label=_("delivery address and contact"),
        ),
        Cell("record__permit_no", label=_("permit/filing number")),
        Cell("record__invoice_no", label=_("voucher number")),
        Cell("record__made_by", label=_("handled by")),
    )
