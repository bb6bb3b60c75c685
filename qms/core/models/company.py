"""The company itself: its licences, its scope and its addresses."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from qms.core.catalogue import Scope
from qms.core.identifiers import validate_uscc
from qms.core.roles import QUALITY_STAFF, Role
from qms.records import retention
from qms.records.models import File, Paper, RecordQuerySet, Series, Sign
from qms.records.rules import Need


class CompanyLicenceQuerySet(RecordQuerySet):
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
    company_name = models.CharField(_("name of the company"), max_length=120)
    uscc = models.CharField(
        _("unified social credit code"), max_length=18, validators=[validate_uscc]
    )
    legal_representative = models.CharField(_("legal representative"), max_length=60)
    company_head = models.CharField(_("head of the company"), max_length=60)
    quality_head = models.CharField(_("head of quality"), max_length=60)
    domicile = models.CharField(_("domicile"), max_length=200)
    premises = models.CharField(_("business premises"), max_length=200)
    warehouses = models.TextField(_("warehouse addresses"))
    business_mode = models.CharField(
        _("mode of business (wholesale/retail/both/storage and delivery for others)"),
        max_length=20,
        choices=Mode,
        default=Mode.WHOLESALE,
    )
    scope = models.TextField(_("scope of business (catalogue codes)"))
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

    def covers(self, product):
        """Whether this paper lets the company trade a product (REG 41, 42)."""
        needed = {2: (self.Kind.FILING, self.Kind.LICENCE), 3: (self.Kind.LICENCE,)}
        if self.kind not in needed.get(product.management_class, self.Kind.values):
            return False
        return Scope.parse(self.scope).covers(*product.codes())


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
    papers = CompanyLicence.objects.in_effect().order_by("kind")
    return papers.values_list("company_name", flat=True).first() or ""
