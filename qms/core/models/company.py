"""The company itself: its licences, its scope and its addresses."""

import datetime as dt

from django.db import models
from django.db.models.query import ModelIterable
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from qms.core import rules
from qms.core.catalogue import Scope
from qms.core.fields import CreditCodeField
from qms.core.identifiers import validate_uscc
from qms.core.roles import QUALITY_STAFF, Role
from qms.records import retention
from qms.records.models import File, Paper, RecordQuerySet, Series, Sign
from qms.records.rules import Need

from .work_calendar import WorkingDays

#: What changes need of the authority (O54-15, O54-24).
BEFOREHAND = _("A change is licensed or filed before it is made (O54-15, O54-24).")
REGISTERED = _("A change is registered with the authority (O54-15, O54-24).")
#: Between how many working days before expiry renewal is applied for (O54-16) …
RENEWAL = (90, 30)
#: … and how many days before it one is reminded: 120 working days, and all holidays.
RENEWAL_CALLED = 190
#: How many days ahead a lapsing paper is called (customary: 90, 60, 30).
WARNING_DAYS = 90


class WithCalendar(ModelIterable):
    """Licences that are read together share one calendar of working days."""

    def __iter__(self):
        calendar = WorkingDays()
        for licence in super().__iter__():
            licence.calendar = calendar
            yield licence


class CompanyLicenceQuerySet(RecordQuerySet):
    def to_renew(self):
        """Licences of class III near their renewal, and what else lapses soon."""
        today, kind = timezone.localdate(), CompanyLicence.Kind.LICENCE
        called = today + dt.timedelta(days=RENEWAL_CALLED)
        soon = today + dt.timedelta(days=WARNING_DAYS)
        renewed = models.Q(kind=kind, valid_to__lte=called)
        found = self.in_effect().filter(renewed | models.Q(valid_to__lte=soon))
        found._iterable_class = WithCalendar
        return found

    def valid_on(self, day):
        lasting = models.Q(valid_to=None) | models.Q(valid_to__gte=day)
        return self.in_effect().filter(lasting)


class CompanyLicence(File):
    """A licence, filing or business licence of the company itself (O54-14)."""

    class Kind(models.TextChoices):
        LICENCE = "licence", _("distribution licence (class III)")
        FILING = "filing", _("distribution filing (class II)")
        BUSINESS = "business", _("business licence")

    class Mode(models.TextChoices):
        WHOLESALE = "wholesale", _("wholesale")
        RETAIL = "retail", _("retail")
        BOTH = "both", _("wholesale and retail")
        STORAGE = "storage", _("storage and delivery for others")

    kind = models.CharField(_("kind of licence"), max_length=20, choices=Kind)
    licence_no = models.CharField(_("licence number"), max_length=60)
    company_name = models.CharField(
        _("name of the company"), max_length=120, help_text=REGISTERED
    )
    uscc = CreditCodeField(
        _("unified social credit code"), max_length=18, validators=[validate_uscc]
    )
    legal_representative = models.CharField(
        _("legal representative"), max_length=60, help_text=REGISTERED
    )
    company_head = models.CharField(
        _("head of the company"), max_length=60, help_text=REGISTERED
    )
    quality_head = models.CharField(_("head of quality"), max_length=60)
    domicile = models.CharField(_("domicile"), max_length=200)
    premises = models.CharField(
        _("business premises"), max_length=200, help_text=BEFOREHAND
    )
    warehouses = models.TextField(_("warehouse addresses"), help_text=BEFOREHAND)
    business_mode = models.CharField(
        _("mode of business (wholesale/retail/both/storage and delivery for others)"),
        max_length=20,
        choices=Mode,
        default=Mode.WHOLESALE,
        help_text=BEFOREHAND,
    )
    scope = models.TextField(
        _("scope of business (catalogue codes)"), help_text=BEFOREHAND
    )
    issuer = models.CharField(_("issuing authority"), max_length=120)
    issued_at = models.DateField(_("date of the licence"))
    valid_to = models.DateField(_("term of validity"), null=True, blank=True)
    changes = models.TextField(_("record of changes"), blank=True)

    form_no = "QR-QM-22"
    series = Series("ZZ", period="")
    signed_by = (
        Sign(Role.QUALITY_OFFICER, _("registration")),
        Sign(Role.COMPANY_HEAD, _("confirmation")),
    )
    revised_by = QUALITY_STAFF
    kept = retention.r5
    rules = (rules.licence_number_is_of_its_kind,)
    papers = (Paper("scans", _("scans of the licences")),)
    needs = (Need("valid_to", when=lambda c: c.kind == c.Kind.LICENCE),)

    objects = CompanyLicenceQuerySet.as_manager()

    class Meta(File.Meta):
        verbose_name = _("own company licence")
        verbose_name_plural = _("own company licences")

    def __str__(self):
        return f"{self.get_kind_display()} {self.licence_no}"

    def days_left(self):
        return self.valid_to and (self.valid_to - timezone.localdate()).days

    days_left.short_description = _("days left")

    @cached_property
    def calendar(self):
        return WorkingDays()

    def renewal_window(self):
        """The first and the last day to apply for renewal; None where none is due.

        Renewal is applied for between 90 and 30 working days before a licence for
        class III expires; later applications are not accepted (O54-16).
        """
        if self.kind != self.Kind.LICENCE or not self.valid_to:
            return None
        return [self.calendar.before(self.valid_to, days) for days in RENEWAL]

    def renewal(self):
        """When renewal is to be applied for, in words."""
        if not (window := self.renewal_window()):
            return ""
        said = _renewal_sentence(*window) % dict(
            zip(("opens", "closes"), window, strict=True)
        )
        unknown = self.calendar.unknown(window[0], self.valid_to)
        if unknown:
            years = ", ".join(map(str, unknown))
            aside = _("holidays of %(years)s not on file, weekends alone counted")
            said = f"{said} ({aside % {'years': years}})"
        return said

    renewal.short_description = _("renewal (90 to 30 working days before expiry)")

    def covers(self, product):
        """Whether this paper lets the company trade a product (REG 41, 42)."""
        needed = {2: (self.Kind.FILING, self.Kind.LICENCE), 3: (self.Kind.LICENCE,)}
        if self.kind not in needed.get(product.management_class, self.Kind.values):
            return False
        return Scope.parse(self.scope).covers(*product.codes())


def _renewal_sentence(opens, closes):
    today = timezone.localdate()
    if today < opens:
        return _("apply between %(opens)s and %(closes)s")
    if today <= closes:
        return _("apply now, by %(closes)s")
    return _("too late: applications were accepted until %(closes)s")


class OwnScope:
    """What the company may buy and sell on a day (REG 41, 42, O54-66)."""

    def __init__(self, day):
        self.papers = list(CompanyLicence.objects.valid_on(day))

    def covers(self, product):
        if product.management_class == 1:
            return True
        return any(paper.covers(product) for paper in self.papers)


def company_name():
    """The name that stands at the head of every sheet."""
    return _of_the_company("company_name")[0]


def company_address():
    """Name and address as a consumer finds them on a receipt (GSP 86)."""
    return " ".join(_of_the_company("company_name", "premises"))


def _of_the_company(*names):
    papers = CompanyLicence.objects.in_effect().order_by("kind")
    return papers.values_list(*names).first() or ("",) * len(names)
