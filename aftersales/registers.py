"""Visits to customers, and whom to visit."""

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from aftersales.models import CustomerVisit
from aftersales.models.customer_visit import AHEAD
from qms.core.models import Customer
from qms.core.roles import Department, Role
from qms.records.models import State
from qms.records.registers import Listing, Register, register
from qms.records.sheets import Cell, Lines, Section, Sheet, plain


def due():
    """The customers to visit now, but those whose visit is being written down."""
    waiting = Customer.objects.awaiting_visit(timezone.localdate() + AHEAD)
    return waiting.exclude(visits__state__in=(State.DRAFT, State.SUBMITTED))


@register
class CustomerVisitRegister(Register):
    model = CustomerVisit
    department = Department.AFTERSALES
    sheet_title = _("Customer visit record")
    columns = (
        "number",
        "visited_at",
        "customer_name",
        Cell("channel", label=_("way")),
        Cell("quality_score", label=_("product quality")),
        Cell("delivery_score", label=_("delivery of the goods")),
        Cell("service_score", label=_("service")),
        Cell("satisfaction", label=_("satisfaction")),
        Cell("next_visit", label=_("next visit")),
        "stage",
    )
    filters = (
        "channel",
        "quality_score",
        "delivery_score",
        "service_score",
        "state",
        "made_on",
    )
    search = ("number", "customer__search_key", "customer_name")
    starts_from = ("customer",)
    begins_alone = True
    told_on = {"customer": "response"}
    offers = {"customer": lambda: Customer.objects.in_effect()}
    sheet = Sheet(
        Section(
            _("Visit"),
            ("number", "made_on", "made_by"),
            ("customer", "customer_name", "customer_class"),
            ("visited_at", "kind"),
            "channel",
        ),
        Section(
            _("Opinions and scores (1 to 5)"),
            "quality_opinion",
            "quality_score",
            "delivery_opinion",
            "delivery_score",
            "service_opinion",
            "service_score",
            "satisfaction",
        ),
        Lines(_("Questionnaire"), "question", "answer", "score"),
        Section(
            _("Suggestions and response"),
            "suggestion",
            "response",
            ("referral", "next_visit"),
        ),
    )

    def awaited(self):
        return [("customer", due())]

    def hint(self, row):
        said = {"rank": row.abc_class, "day": plain(row.next_visit())}
        if row.abc_class in (Customer.Rank.A, Customer.Rank.B):
            sentence = _("class %(rank)s, due on %(day)s; ask for referrals")
        else:
            sentence = _("class %(rank)s, due on %(day)s")
        return sentence % said


@register
class VisitLedger(Listing):
    """Every visit in effect, as the ledger on paper has it."""

    model = CustomerVisit
    slug = "customer-visit-ledger"
    title = _("ledger of customer visits")
    department = Department.AFTERSALES
    columns = (
        "customer_name",
        "visited_at",
        Cell("channel", label=_("way")),
        Cell("quality_score", "quality_opinion", label=_("product quality")),
        Cell("delivery_score", "delivery_opinion", label=_("delivery of the goods")),
        Cell("service_score", "service_opinion", label=_("service")),
        Cell("suggestion", label=_("opinions and suggestions")),
        "response",
    )
    filters = ("customer_class", "channel", "kind", "made_on")
    search = ("number", "customer__search_key", "customer_name")

    def queryset(self):
        return super().queryset().in_effect().order_by("-visited_at")


@register
class VisitsDue(Listing):
    """Whom to visit by class: A each month, B each quarter, C each half-year."""

    model = Customer
    slug = "visits-due"
    title = _("customers to visit")
    department = Department.AFTERSALES
    columns = (
        "name",
        "abc_class",
        "next_visit",
        "last_visited_on",
        "satisfaction",
        "contact_person",
        "phone",
    )
    filters = ("abc_class",)
    search = ("search_key", "number")
    remind = (Role.AFTERSALES_MANAGER,)

    def queryset(self):
        return due()
