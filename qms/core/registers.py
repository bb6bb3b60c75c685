"""Files of the company itself, and what of them is due."""

from datetime import timedelta

from django.db.models import Exists, OuterRef
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from qms.core.models import (
    Agent,
    Batch,
    CompanyLicence,
    Permit,
    Product,
    Supplier,
    SupplierCertificate,
    WorkCalendar,
    near_expiry,
)
from qms.core.models.company import WARNING_DAYS
from qms.core.roles import QUALITY_STAFF, Department, Role
from qms.records.registers import Listing, Register, register
from qms.records.sheets import Cell, Lines, Section, Sheet


@register
class CompanyLicenceRegister(Register):
    model = CompanyLicence
    department = Department.QUALITY
    columns = (
        "number",
        "kind",
        "licence_no",
        "company_name",
        "valid_to",
        "days_left",
        "stage",
    )
    filters = ("kind", "state")
    search = ("number", "licence_no", "company_name")
    sheet = Sheet(
        Section(
            _("Licence"),
            ("number", "kind", "licence_no"),
            ("company_name", "uscc"),
            ("legal_representative", "company_head", "quality_head"),
            "scope",
            ("domicile", "premises"),
            "warehouses",
            "business_mode",
            ("issuer", "issued_at", "valid_to"),
            "changes",
            "made_on",
        ),
    )


@register
class WorkCalendarRegister(Register):
    model = WorkCalendar
    department = Department.QUALITY
    columns = ("number", "year", "notice", "stage")
    filters = ("state",)
    search = ("number", "notice", "days__name")
    sheet = Sheet(
        Section(_("Calendar"), ("number", "year", "made_on"), "notice"),
        Lines(
            _("Holidays and worked weekends"),
            "kind",
            "name",
            "first",
            "last",
            relation="days",
        ),
    )


def soon():
    return timezone.localdate() + timedelta(days=WARNING_DAYS)


def outlasted(rows, until, *same):
    """The condition that another row about the same things lasts longer."""
    ours = {name: OuterRef(name) for name in same}
    return Exists(rows.order_by().filter(**{f"{until}__gt": OuterRef(until)}, **ours))


class Lapsing(Listing):
    """Papers whose term ends within the warning time, the most urgent first."""

    slug = "lapsing"
    columns = ("kind", "number", "valid_until", "days_left")
    search = ("number",)
    department = Department.QUALITY
    #: What a paper and the one that renews it have in common.
    same = ("record", "kind")

    def queryset(self):
        papers = super().queryset().exclude(record__state="void")
        lapsing = papers.filter(valid_until__lte=soon())
        renewed = outlasted(papers, "valid_until", *self.same)
        return lapsing.exclude(renewed).order_by("valid_until")


@register
class LapsingSupplierCertificates(Lapsing):
    model = SupplierCertificate
    slug = "lapsing-certificates"
    title = _("certificates of suppliers about to lapse")
    columns = (Cell("record", label=_("supplier")), *Lapsing.columns)
    remind = (Role.PURCHASER, *QUALITY_STAFF)


@register
class LapsingAgents(Lapsing):
    model = Agent
    slug = "lapsing-authorisations"
    title = _("authorisation letters of suppliers about to lapse")
    columns = (
        Cell("record", label=_("supplier")),
        "name",
        "products",
        "valid_until",
    )
    search = ("name",)
    same = ("record", "name")
    remind = (Role.PURCHASER, *QUALITY_STAFF)


@register
class LapsingAgreements(Listing):
    """Quality agreements of suppliers whose term ends soon, the most urgent first."""

    model = Supplier
    slug = "lapsing-agreements"
    title = _("quality agreements about to lapse")
    department = Department.PROCUREMENT
    columns = ("name", "agreement_until")
    search = ("search_key",)
    remind = (Role.PURCHASER, *QUALITY_STAFF)

    def queryset(self):
        lapsing = super().queryset().in_effect().filter(agreement_until__lte=soon())
        return lapsing.order_by("agreement_until")


@register
class LapsingRegistrations(Listing):
    """Registrations of products whose term ends soon: nothing is bought after it."""

    model = Product
    slug = "lapsing-registrations"
    title = _("registrations of products about to lapse")
    department = Department.QUALITY
    columns = ("name", "registration_no", "registration_valid_to")
    search = ("search_key", "registration_no")
    remind = (Role.PURCHASER, *QUALITY_STAFF)

    def queryset(self):
        soon_over = {"registration_valid_to__lte": soon()}
        lapsing = super().queryset().in_effect().filter(**soon_over)
        return lapsing.order_by("registration_valid_to")


@register
class LapsingPermits(Lapsing):
    model = Permit
    slug = "lapsing-permits"
    title = _("permits of customers about to lapse")
    columns = (Cell("record", label=_("customer")), *Lapsing.columns)
    remind = (Role.SALESPERSON, *QUALITY_STAFF)


@register
class LapsingOwnLicences(Listing):
    model = CompanyLicence
    slug = "lapsing-licences"
    title = _("own licences about to lapse")
    department = Department.QUALITY
    columns = ("kind", "licence_no", "valid_to", "days_left", "renewal")
    search = ("licence_no",)
    remind = (Role.COMPANY_HEAD, *QUALITY_STAFF)

    def queryset(self):
        return super().queryset().to_renew().order_by("valid_to")


@register
class NearExpiry(Listing):
    """Batches on the shelf whose last days have begun (GSP 76)."""

    model = Batch
    prefetch = ("balances__place",)
    slug = "near-expiry"
    title = _("batches near or past expiry")
    department = Department.WAREHOUSE
    columns = ("product", "lot", "expires_on", "available")
    search = ("lot", "product__search_key")
    remind = (Role.STOREKEEPER, Role.MAINTAINER, Role.QUALITY_OFFICER)

    def queryset(self):
        stocked = super().queryset().filter(balances__quantity__gt=0)
        near = stocked.filter(near_expiry(timezone.localdate()))
        return near.distinct().order_by("expires_on")


@register
class BatchListing(Listing):
    model = Batch
    prefetch = ("balances__place",)
    department = Department.WAREHOUSE
    columns = ("product", "lot", "produced_on", "expires_on", "available")
    filters = ("expires_on",)
    search = ("lot", "search_key", "product__udi_di", "product__registration_no")
    found_everywhere = True
    named_with = ("product",)
