"""Suppliers: whom the company may buy from, and on what papers (GSP 53)."""

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from qms.core import rules
from qms.core.identifiers import validate_id_number
from qms.core.naming import names
from qms.core.roles import QUALITY_STAFF, Role
from qms.records.models import Line, Paper, RecordQuerySet, Series, Sign, State
from qms.records.rules import Need

from .assessment import ASSESSED_FOR, SERVICES, Assessed, Assessment, Grade, Service
from .enterprise import Certificate, Enterprise
from .hold import Hold, Holdable


class SupplierQuerySet(RecordQuerySet):
    def qualified(self):
        """Those from whom may be bought today; `status_on()` says why of one."""
        today = timezone.localdate()
        begun = Q(valid_from=None) | Q(valid_from__lte=today)
        own = {"record": models.OuterRef("pk")}
        lasting = Q(valid_until=None) | Q(valid_until__gte=today)
        papers = SupplierCertificate.objects.filter(begun, lasting, **own)
        business = SupplierCertificate.Kind.BUSINESS
        agents = Agent.objects.filter(begun, valid_until__gte=today, **own)
        held = Hold.objects.standing().of(Supplier)
        held = held.filter(object_id=models.OuterRef("pk"))
        approved = {"approved_on__lte": today, "agreement_until__gte": today}
        return self.in_effect().filter(
            ~models.Exists(held),
            models.Exists(papers.filter(kind=business)),
            models.Exists(papers.filter(kind__in=SupplierCertificate.LICENCES)),
            models.Exists(agents),
            **approved,
        )

    def to_be_evaluated(self, day):
        """Those in use whose evaluation in their main role lapses by a day, or lacks.

        A first-trade approval counts as the first evaluation (GSP 98, 103).
        """
        held = Hold.objects.standing().of(Supplier)
        held = held.filter(object_id=models.OuterRef("pk"))
        main = models.Case(
            *(models.When(kind=kind, then=models.Value(kind)) for kind in SERVICES),
            default=models.Value(Service.GOODS),
        )
        lasting = Assessment.objects.filter(
            supplier=models.OuterRef("pk"),
            service=models.OuterRef("main"),
            valid_until__gte=day,
        )
        approved = Q(kind__in=SERVICES) | Q(approved_on__lte=day - ASSESSED_FOR)
        found = self.in_effect().filter(approved, ~models.Exists(held))
        return found.annotate(main=main).filter(~models.Exists(lasting))


class Supplier(Assessed, Holdable, Enterprise):
    """The standing file of a supplier or service provider."""

    class Kind(models.TextChoices):
        REGISTRANT = "registrant", _("registrant")
        FILER = "filer", _("filer")
        MANUFACTURER = "manufacturer", _("manufacturer")
        DISTRIBUTOR = "distributor", _("distributor")
        AGENT = "agent", _("domestic agent")
        CARRIER = "carrier", _("carrier")
        STORAGE = "storage", _("storage provider")
        AFTERSALES = "aftersales", _("after-sales provider")
        PLATFORM = "platform", _("platform")

    kind = models.CharField(
        _(
            "category (registrant/filer/manufacturer/distributor/agent/carrier/"
            "storage/after-sales/platform)"
        ),
        max_length=20,
        choices=Kind,
        default=Kind.DISTRIBUTOR,
    )
    legal_representative = models.CharField(
        _("legal representative"), max_length=60, blank=True
    )
    bank_and_invoice = models.CharField(
        _("bank and invoicing details"), max_length=200, blank=True
    )
    agreement_from = models.DateField(
        _("quality agreement from"), null=True, blank=True
    )
    agreement_until = models.DateField(
        _("quality agreement until"), null=True, blank=True
    )
    market_info = models.TextField(_("supplier and market information"), blank=True)
    grade = models.CharField(
        _("current grade of evaluation"),
        max_length=20,
        choices=Grade,
        blank=True,
        editable=False,
    )
    approved_on = models.DateField(
        _("date of first-trade approval"), null=True, editable=False
    )

    form_no = "QR-PU-03"
    series = Series("GYS", period="")
    labels = {"number": _("supplier code")}
    decisive = ("holds", "certificates", "agents")
    signed_by = (
        Sign(Role.PURCHASER, _("opening the file")),
        Sign(Role.QUALITY_OFFICER, _("review")),
    )
    revised_by = QUALITY_STAFF
    rules = (rules.credit_code_checks,)
    needs = (Need("uscc", when=lambda supplier: True),)
    papers = (
        Paper(
            "delivery_note_sample",
            _("sample of the delivery note and of the seals"),
            False,
        ),
        Paper("quality_agreement", _("quality agreement (with its term)"), False),
    )

    objects = SupplierQuerySet.as_manager()

    class Meta(Enterprise.Meta):
        verbose_name = _("supplier file")
        verbose_name_plural = _("supplier files")

    def licences_on(self, day):
        """The licences to make or trade devices that are valid on a day."""
        return self._papers_on(day, SupplierCertificate.LICENCES)

    def _papers_on(self, day, kinds):
        papers = self.certificates.all()
        return [c for c in papers if c.kind in kinds and c.is_valid_on(day)]

    def agents_on(self, day):
        """The salespeople whose letters are valid on a day."""
        return [agent for agent in self.agents.all() if agent.is_authorised_on(day)]

    def lapses_on(self, day):
        """Yield a sentence for each paper that has lapsed or is missing on a day."""
        if not self._papers_on(day, [SupplierCertificate.Kind.BUSINESS]):
            yield _("%(supplier)s holds no business licence valid on %(day)s.")
        if not self.licences_on(day):
            yield _("%(supplier)s holds no licence valid on %(day)s.")
        if not self.agents_on(day):
            yield _("No authorisation letter of %(supplier)s is valid on %(day)s.")
        yield from self._agreement_lapses_on(day)

    def service_lapses_on(self, day, service):
        """Yield a sentence for each thing that keeps it from working for us."""
        if not self.is_assessed_on(day, service):
            yield _("%(supplier)s has no evaluation as %(service)s valid on %(day)s.")
        yield from self._agreement_lapses_on(day)

    def _agreement_lapses_on(self, day):
        if self.agreement_until is None or self.agreement_until < day:
            yield _("The quality agreement with %(supplier)s is not valid on %(day)s.")

    def is_admitted_on(self, day):
        """Suppliers of goods are approved before the first trade, others evaluated."""
        if self.main_service == Service.GOODS:
            return super().is_admitted_on(day)
        return self.state == State.SIGNED and self.is_assessed_in(self.main_service)

    def has_lapsed_on(self, day):
        if self.main_service == Service.GOODS:
            return any(self.lapses_on(day))
        return any(self.service_lapses_on(day, self.main_service))

    def licence_numbers(self):
        return [c.number for c in self.licences_on(timezone.localdate())]

    licence_numbers.short_description = _("licence/filing numbers")

    def licences_until(self):
        licences = self.licences_on(timezone.localdate())
        return [c.valid_until or _("long-term") for c in licences]

    licences_until.short_description = _("licences valid until")

    def salespeople(self):
        return [agent.name for agent in self.agents_on(timezone.localdate())]

    salespeople.short_description = _("authorised salespeople")

    def salespeople_until(self):
        return [agent.valid_until for agent in self.agents_on(timezone.localdate())]

    salespeople_until.short_description = _("term of their authorisation")


class SupplierCertificate(Certificate):
    """A paper of a supplier (GSP 53(1)(2))."""

    class Kind(models.TextChoices):
        BUSINESS = "business", _("business licence")
        MANUFACTURE = "manufacture", _("manufacturing licence")
        MANUFACTURE_FILING = "manufacture_filing", _("manufacturing filing")
        DISTRIBUTION = "distribution", _("distribution licence")
        DISTRIBUTION_FILING = "distribution_filing", _("distribution filing")

    LICENCES = frozenset(Kind) - {Kind.BUSINESS}

    record = models.ForeignKey(Supplier, models.CASCADE, related_name="certificates")
    kind = models.CharField(_("kind of certificate"), max_length=20, choices=Kind)

    class Meta(Certificate.Meta):
        verbose_name = _("certificate of a supplier")
        verbose_name_plural = _("certificates of suppliers")


class Agent(Line):
    """A salesperson of a supplier, with what the letter says (GSP 53(3))."""

    record = models.ForeignKey(Supplier, models.CASCADE, related_name="agents")
    name = models.CharField(_("name of the salesperson"), max_length=60)
    id_number = models.CharField(
        _("identity number"), max_length=18, blank=True, validators=[validate_id_number]
    )
    products = models.CharField(_("authorised products"), max_length=300, blank=True)
    region = models.CharField(_("authorised region"), max_length=120, blank=True)
    valid_from = models.DateField(_("authorised from"), null=True, blank=True)
    valid_until = models.DateField(_("authorised until"), null=True, blank=True)

    masked = ("id_number",)

    class Meta(Line.Meta):
        verbose_name = _("salesperson of a supplier")
        verbose_name_plural = _("salespeople of suppliers")

    def __str__(self):
        return self.name

    def covers(self, product):
        """Whether the letter, as it words its products, names this one."""
        return names(self.products, product)

    def is_authorised_on(self, day):
        return (
            self.valid_until is not None
            and day <= self.valid_until
            and (self.valid_from is None or self.valid_from <= day)
        )
