"""Contracts with suppliers and customers: quality clauses come first (GSP 55, 56)."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from procurement import rules
from qms.core.models import (
    Customer,
    GoodsRecord,
    ProductLine,
    Supplier,
    money_field,
)
from qms.core.roles import Role
from qms.records import retention
from qms.records.models import Paper, Record, Series, Sign


class Contract(GoodsRecord, Record):
    """A contract of purchase or sale, or for a service, with its quality clauses."""

    class Template(models.TextChoices):
        PURCHASE = "purchase", _("purchase")
        SALE = "sale", _("sale")
        TRANSPORT = "transport", _("entrusted transport")
        STORAGE = "storage", _("entrusted storage")
        AFTERSALES = "aftersales", _("after-sales service")
        QUALITY = "quality", _("quality agreement")

    template = models.CharField(
        _("contract template"),
        max_length=12,
        choices=Template,
        default=Template.PURCHASE,
    )
    supplier = models.ForeignKey(
        Supplier,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="contracts",
        verbose_name=_("other party (supplier)"),
    )
    customer = models.ForeignKey(
        Customer,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="contracts",
        verbose_name=_("other party (customer)"),
    )
    signed_at_place = models.CharField(
        _("place of signing"), max_length=120, blank=True
    )
    valid_from = models.DateField(_("contract valid from"))
    valid_to = models.DateField(_("contract valid until"))
    quality_clauses = models.TextField(
        _(
            "quality clauses (standard, packing, certificate, acceptance, liability, "
            "returns)"
        )
    )
    after_sales_clauses = models.TextField(
        _("after-sales responsibilities (installation, repair, training)")
    )
    delivery_terms = models.TextField(
        _("delivery: mode, place, transport and temperature")
    )
    payment_terms = models.TextField(_("payment and invoices"))
    liability = models.TextField(_("breach of contract and disputes"))
    signed_for_party = models.CharField(
        _("signed for the other party by"), max_length=60, blank=True
    )

    form_no = "QR-PU-02"
    series = Series("HT")
    kept = retention.r1
    #: It is signed by both sides once all others have agreed.
    planned = True
    labels = {"number": _("contract number"), "made_on": _("date of signing")}
    signed_by = (
        Sign(Role.PURCHASER, _("drafting")),
        Sign(Role.PURCHASING_MANAGER, _("review")),
        Sign(Role.QUALITY_OFFICER, _("review of the quality clauses")),
        Sign(Role.COMPANY_HEAD, _("approval")),
        Sign(
            Role.COUNTERPARTY,
            _("signature and seal of the other party"),
            fills=("signed_for_party",),
            papers=("scan_file",),
            witness=Role.PURCHASER,
            named_in="signed_for_party",
        ),
    )
    rules = (rules.one_party_is_named, rules.party_and_products_are_approved)
    papers = (
        Paper("quality_standard_files", _("quality standards")),
        Paper("scan_file", _("scan of the contract with both seals")),
    )

    class Meta(Record.Meta):
        verbose_name = _("purchase (sale) contract")
        verbose_name_plural = _("purchase (sale) contracts")
        constraints = [
            *Record.Meta.constraints,
            models.CheckConstraint(
                condition=models.Q(valid_from__lte=models.F("valid_to")),
                name="procurement_contract_begins_before_it_ends",
                violation_error_message=_("It ends before it begins."),
            ),
            models.CheckConstraint(
                condition=models.Q(supplier=None) | models.Q(customer=None),
                name="procurement_contract_has_one_party",
                violation_error_message=_("Name one other party only."),
            ),
        ]

    @property
    def party(self):
        return self.supplier or self.customer

    def is_valid_on(self, day):
        return self.valid_from <= day <= self.valid_to


class PricedLine(ProductLine):
    """A line with a price."""

    unit_price = money_field(_("unit price"))

    class Meta(ProductLine.Meta):
        abstract = True

    def amount(self):
        return round(self.quantity * self.unit_price, 2)

    amount.short_description = _("amount")


class ContractLine(PricedLine):
    """What is bought or sold under a contract."""

    record = models.ForeignKey(Contract, models.CASCADE, related_name="lines")

    class Meta(ProductLine.Meta):
        verbose_name = _("contract line")
        verbose_name_plural = _("contract lines")
