"""Customers, their summary and classes, and their qualification."""

from django.db.models import F
from django.utils.translation import gettext_lazy as _

from qms.core.models import Customer
from qms.core.roles import Department, Role
from qms.records.chronicle import Chronicle, last_told
from qms.records.registers import Listing, Register, register
from qms.records.sheets import Cell, Lines, Section, Sheet
from sales.bought import goods_of
from sales.models import CustomerReview, Sale
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
            ("satisfaction", "last_visited_on", "next_visit"),
            ("status", "approved_on", "made_on"),
        ),
        Chronicle(_("Record of purchases, service, complaints and visits")),
    )


@register
class CustomerSummary(Listing):
    """All customers in a table, with what they buy and what happened with them."""

    model = Customer
    slug = "customer-summary"
    title = _("summary table of customer files")
    department = Department.SALES
    prefetch = ("permits",)
    columns = (
        "name",
        Cell("kind", label=_("category")),
        "permits_in_words",
        Cell("address", label=_("address")),
        "contact_person",
        Cell("phone", label=_("phone")),
        Cell("abc_class", label=_("customer class")),
        Cell("bought", "used", label=_("products bought")),
        Cell("purchase_reason", label=_("reason for buying")),
        Cell("promise_made", label=_("promises")),
        Cell("present_situation", label=_("present situation")),
        Cell("served", label=_("summary of service records")),
    )
    filters = ("kind", "abc_class")
    search = ("search_key", "number", "uscc", "permits__number")

    def queryset(self):
        served = last_told(Customer, without=Sale)
        told = super().queryset().in_effect().annotate(**goods_of(), served=served)
        return told.order_by("number")


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
