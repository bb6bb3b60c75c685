"""Customers, their qualification, letters of authorisation, and sales."""

from django.db.models import F
from django.utils.translation import gettext_lazy as _

from qms.core import heads
from qms.core.models import Batch, Customer
from qms.core.registers import soon
from qms.core.roles import Department, Role
from qms.records.books import Book
from qms.records.chronicle import Chronicle
from qms.records.registers import Listing, Register, register
from qms.records.sheets import Cell, Entries, Lines, Section, Sheet
from sales.models import CustomerReview, Sale, SalesAuthorization
from sales.ranking import ranked


@register
class CustomerRegister(Register):
    model = Customer
    sheet_title = _("Customer file")
    prefetch = ("permits", "holds")
    department = Department.SALES
    columns = (
        "number",
        "name",
        "kind",
        "uscc",
        "contact_person",
        "phone",
        "abc_class",
        "status",
        "stage",
    )
    filters = ("kind", "abc_class", "state")
    search = ("search_key", "number", "uscc", "permits__number")
    sheet = Sheet(
        Section(
            _("Customer"),
            ("number", "name"),
            ("kind", "uscc"),
            ("address", "delivery_address"),
            ("contact_person", "phone"),
        ),
        Lines(
            _("Permits"),
            "kind",
            "number",
            "scope",
            "issuer",
            "valid_from",
            "valid_until",
            relation="permits",
        ),
        Section(
            _("Relation"),
            ("abc_class", "abc_basis"),
            "purchase_reason",
            "promise_made",
            "present_situation",
            "background",
            ("referrals", "preferred_service"),
            "greeting_plan",
            ("status", "approved_on", "made_on"),
        ),
        Chronicle(_("Record of purchases, service, complaints and visits")),
    )


@register
class CustomerClasses(Listing):
    """Customers whose sales propose another class than they have (seed I5)."""

    model = Customer
    slug = "customer-classes"
    title = _("customer classes to confirm")
    department = Department.SALES
    columns = (
        "number",
        "name",
        Cell("turnover", label=_("turnover of twelve months")),
        Cell("proposed", label=_("class proposed")),
        Cell("abc_class", label=_("present class")),
    )
    search = ("search_key", "number")
    found_everywhere = False
    remind = (Role.SALES_MANAGER, Role.QUALITY_OFFICER)

    def queryset(self):
        return ranked().exclude(proposed=F("abc_class")).order_by("-turnover")


@register
class CustomerReviewRegister(Register):
    model = CustomerReview
    department = Department.QUALITY
    columns = (
        "number",
        "submitted_at",
        "customer",
        "customer_kind",
        "permit_no",
        "permit_valid_to",
        "stage",
    )
    filters = ("state", "made_on")
    search = ("number", "customer__search_key", "permit_no")
    starts_from = ("customer",)
    sheet = Sheet(
        Section(
            _("Customer"),
            ("number", "submitted_at", "made_on"),
            ("customer", "customer_kind"),
            ("customer_name", "uscc"),
        ),
        Section(
            _("Permit"),
            ("permit_kind", "permit_no"),
            "permit_scope",
            "permit_valid_to",
        ),
        Section(_("Delivery"), "delivery_address", "purchaser_contact"),
        Section(_("Opinions"), "sales_opinion", "quality_opinion", "conclusion"),
    )


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
        lapsing = super().queryset().in_effect().filter(valid_to__lte=soon())
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
