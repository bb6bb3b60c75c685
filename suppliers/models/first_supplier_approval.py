"""Approval of a supplier before the first purchase from it (GSP 53)."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from qms.core.identifiers import validate_id_number
from qms.core.models import Agent, Service, Supplier, SupplierCertificate
from qms.records import retention
from qms.records.models import Paper, Record, Series
from qms.records.rules import Need
from suppliers import guards, rules

from .approval import FirstTradeApproval


class FirstSupplierApproval(FirstTradeApproval):
    """The four groups of documents of GSP 53, checked, and approved or vetoed."""

    LicenceKind = models.TextChoices(
        "LicenceKind",
        [
            (k.name, (k.value, k.label))
            for k in SupplierCertificate.Kind
            if k in SupplierCertificate.LICENCES
        ],
    )

    supplier = models.ForeignKey(
        Supplier,
        models.PROTECT,
        related_name="approvals",
        verbose_name=_("supplier file"),
    )
    supplier_kind = models.CharField(
        _("category of supplier (registrant/filer/manufacturer/distributor/agent)"),
        max_length=20,
        choices=Supplier.Kind,
        editable=False,
    )
    supplier_name = models.CharField(_("supplier name"), max_length=120, editable=False)
    uscc = models.CharField(
        _("unified social credit code"), max_length=18, editable=False
    )
    address = models.CharField(
        _("domicile/premises/warehouse address"), max_length=200, editable=False
    )
    legal_representative = models.CharField(
        _("legal representative"), max_length=60, editable=False
    )
    business_licence_valid_to = models.DateField(
        _("business licence valid until"),
        null=True,
        blank=True,
        help_text=_("Empty: long-term."),
    )
    licence_kind = models.CharField(
        _(
            "kind of licence/filing (manufacturing licence/manufacturing filing/"
            "distribution licence/distribution filing)"
        ),
        max_length=20,
        choices=LicenceKind,
        default="distribution",
    )
    licence_no = models.CharField(
        _("licence/filing number of the supplier"), max_length=80
    )
    licence_scope = models.TextField(
        _("scope of manufacture/distribution (catalogue codes)")
    )
    licence_issuer = models.CharField(_("licensing/filing authority"), max_length=120)
    licence_valid_to = models.DateField(
        _("licence valid until (filings do not lapse)"), null=True, blank=True
    )
    sales_person_name = models.CharField(
        _("name of the supplier's salesperson"), max_length=60
    )
    sales_person_id_no = models.CharField(
        _("identity number of the salesperson"),
        max_length=18,
        validators=[validate_id_number],
    )
    authorization_products = models.CharField(
        _("products authorised for sale"), max_length=300
    )
    authorization_region = models.CharField(
        _("region of the authorisation"), max_length=120
    )
    authorization_from = models.DateField(_("authorisation from"))
    authorization_to = models.DateField(_("authorisation until"))
    agreement_until = models.DateField(_("quality agreement until"))
    intended_products = models.TextField(_("products to be supplied"))
    onsite_audit_needed = models.BooleanField(_("on-site audit needed"), default=False)
    onsite_audit = models.TextField(
        _("evaluation of the on-site audit"), blank=True, editable=False
    )

    form_no = "QR-QM-01"
    series = Series("SYQY")
    kept = retention.r3
    masked = ("sales_person_id_no",)
    rules = (
        rules.supplier_is_a_company,
        rules.licence_is_valid,
        rules.papers_are_valid,
        rules.suppliers_licence_is_of_its_kind,
        rules.authorisation_is_valid,
        rules.onsite_audit_is_evaluated,
    )
    needs = (Need("licence_valid_to", when="has_term"),)
    papers = (
        Paper(
            "business_licence_file",
            _("copy of the business licence (with the supplier's seal)"),
        ),
        Paper("licence_file", _("copy of the licence/filing (with seal)")),
        Paper(
            "registrant_proof_file",
            _("proof of the registrant/filer and licence of its contract manufacturer"),
            "is_registrant",
        ),
        Paper("sales_person_id_file", _("copy of the salesperson's identity document")),
        Paper(
            "authorization_file",
            _("authorisation letter (products, region, term, identity number; seal)"),
        ),
        Paper(
            "delivery_note_sample_file",
            _("sample of the delivery note (with seal samples)"),
        ),
        Paper("quality_agreement_file", _("quality agreement/quality clauses")),
    )
    copies = {
        "supplier_kind": "supplier__kind",
        "supplier_name": "supplier__name",
        "uscc": "supplier__uscc",
        "address": "supplier__address",
        "legal_representative": "supplier__legal_representative",
        "onsite_audit": "audit",
    }

    class Meta(Record.Meta):
        verbose_name = _("first-trade supplier approval")
        verbose_name_plural = _("first-trade supplier approvals")

    @classmethod
    def guards(cls):
        yield guards.audited(cls)

    def has_term(self):
        return self.licence_kind in ("manufacture", "distribution")

    def audit(self):
        """The number of the evaluation that stands for the on-site audit."""
        if not self.onsite_audit_needed:
            return ""
        return self.supplier.evaluated_by(Service.GOODS, timezone.localdate())

    def is_registrant(self):
        return self.supplier_kind in (Supplier.Kind.REGISTRANT, Supplier.Kind.FILER)

    def begin(self):
        """Take the licence and the salesperson from the supplier's file."""
        kinds = SupplierCertificate.LICENCES
        licence = self.supplier.certificates.filter(kind__in=kinds).last()
        if licence:
            self.licence_kind, self.licence_no = licence.kind, licence.number
            self.licence_scope, self.licence_issuer = licence.scope, licence.issuer
            self.licence_valid_to = licence.valid_until
        if agent := self.supplier.agents.last():
            self.sales_person_name = agent.name
            self.sales_person_id_no = agent.id_number
        return []

    def take_effect(self, by):
        """The supplier is approved from today, with the papers of this sheet."""
        self.supplier.learn(
            by,
            self,
            rows=[*self._certificates(), self._agent()],
            approved_on=self.supplier.approved_on or timezone.localdate(),
            agreement_until=self.agreement_until,
        )

    def _certificates(self):
        rows = self.supplier.certificates
        kind = SupplierCertificate.Kind.BUSINESS
        business = rows.filter(kind=kind, number="").first()
        business = business or SupplierCertificate(record=self.supplier, kind=kind)
        business.valid_until = self.business_licence_valid_to
        yield business
        licence = rows.filter(
            kind__in=self._said("licence_kind"), number__in=self._said("licence_no")
        ).last() or SupplierCertificate(record=self.supplier)
        licence.kind, licence.number = self.licence_kind, self.licence_no
        licence.scope, licence.issuer = self.licence_scope, self.licence_issuer
        licence.valid_until = self.licence_valid_to
        yield licence

    def _agent(self):
        numbers = self._said("sales_person_id_no")
        agent = self.supplier.agents.filter(id_number__in=numbers).last()
        agent = agent or Agent(record=self.supplier)
        agent.name, agent.id_number = self.sales_person_name, self.sales_person_id_no
        agent.products = self.authorization_products
        agent.region = self.authorization_region
        agent.valid_from = self.authorization_from
        agent.valid_until = self.authorization_to
        return agent

    def _said(self, name):
        """What this sheet says, and what those said that it corrects.

        By these the file knows its own rows again, so that nothing wrong stays valid.
        """
        return [getattr(version, name) for version in self.versions()]

    def cease_effect(self, by):
        """The supplier is not approved any more, unless by another sheet."""
        if not self.going_on().filter(supplier=self.supplier).exists():
            self.supplier.learn(by, self, approved_on=None)
