"""Whether a buyer may lawfully buy, before the first sale to it (GSP 81, 82)."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from qms.core.models import Customer, Permit
from qms.core.roles import Role
from qms.records import retention
from qms.records.models import Paper, Record, Series, Sign, State
from qms.records.rules import Need
from sales import rules


class CustomerReview(Record):
    """The qualification of a customer: permits, scope, address, opinion of quality."""

    customer = models.ForeignKey(
        Customer,
        models.PROTECT,
        related_name="reviews",
        verbose_name=_("customer file"),
    )
    customer_kind = models.CharField(
        _(
            "category of customer (manufacturer/distributor/user/other reasonable need/"
            "individual)"
        ),
        max_length=20,
        choices=Customer.Kind,
        editable=False,
    )
    customer_name = models.CharField(_("customer name"), max_length=120, editable=False)
    uscc = models.CharField(
        _("unified social credit code"), max_length=18, editable=False, blank=True
    )
    permit_kind = models.CharField(
        _(
            "kind of permit (distribution licence/distribution filing/practice licence/"
            "clinic filing/statement of need)"
        ),
        max_length=20,
        choices=Permit.Kind,
    )
    permit_no = models.CharField(_("permit number"), max_length=80, blank=True)
    permit_scope = models.TextField(_("scope of business/departments"))
    permit_valid_to = models.DateField(
        _("permit valid until"), null=True, blank=True, help_text=_("Empty: long-term.")
    )
    purchaser_contact = models.CharField(
        _("purchasing staff and contact"), max_length=120
    )
    delivery_address = models.CharField(_("delivery address"), max_length=200)
    sales_opinion = models.TextField(_("opinion of the sales department"), blank=True)
    quality_opinion = models.TextField(
        _("opinion of the quality department"), blank=True
    )

    form_no = "QR-QM-10"
    series = Series("KHSH")
    kept = retention.r3
    labels = {
        "number": _("qualification review number"),
        "customer": _("file of the customer"),
    }
    signed_by = (
        Sign(Role.SALESPERSON, _("application")),
        Sign(
            Role.SALES_MANAGER,
            _("opinion of the sales department"),
            fills=("sales_opinion",),
        ),
        Sign(
            Role.QUALITY_OFFICER,
            _("review of qualification"),
            fills=("quality_opinion",),
            apart=True,
        ),
        Sign(Role.QUALITY_HEAD, _("approval (with veto)"), apart=True),
    )
    rules = (rules.permit_is_valid,)
    needs = (Need("permit_no", when=lambda r: r.permit_kind != Permit.Kind.NEED),)
    papers = (
        Paper(
            "business_licence_file",
            _("business licence/certificate of the institution"),
            "is_unit",
        ),
        Paper("permit_file", _("copy or electronic permit (with the customer's seal)")),
        Paper("use_statement_file", _("statement of need"), "is_other"),
        Paper(
            "purchaser_authorization_file",
            _("authorisation/identity of the purchasing staff"),
            False,
        ),
    )
    copies = {
        "customer_kind": "customer__kind",
        "customer_name": "customer__name",
        "uscc": "customer__uscc",
    }

    class Meta(Record.Meta):
        verbose_name = _("customer qualification review")
        verbose_name_plural = _("customer qualification reviews")

    def is_unit(self):
        return self.customer_kind != Customer.Kind.INDIVIDUAL

    def is_other(self):
        return self.customer_kind == Customer.Kind.OTHER

    def conclusion(self):
        return {State.SIGNED: _("qualified"), State.REJECTED: _("not qualified")}.get(
            self.state, ""
        )

    conclusion.short_description = _("conclusion (qualified/not qualified)")

    def begin(self):
        """Take permit and address from the customer's file."""
        if permit := self.customer.permits.last():
            self.permit_kind, self.permit_no = permit.kind, permit.number
            self.permit_scope, self.permit_valid_to = permit.scope, permit.valid_until
        self.delivery_address = self.customer.delivery_address or self.customer.address
        self.purchaser_contact = " ".join(
            filter(None, (self.customer.contact_person, self.customer.phone))
        )
        return []

    def take_effect(self, by):
        """The customer may be sold to from today, with the permit of this sheet."""
        permit = self._permit()
        permit.kind, permit.number = self.permit_kind, self.permit_no
        permit.scope, permit.valid_until = self.permit_scope, self.permit_valid_to
        since = self.customer.approved_on or timezone.localdate()
        self.customer.learn(by, self, rows=[permit], approved_on=since)

    def _permit(self):
        """The permit of this sheet, or of one that it corrects, in the file."""
        kinds = [version.permit_kind for version in self.versions()]
        numbers = [version.permit_no for version in self.versions()]
        found = self.customer.permits.filter(kind__in=kinds, number__in=numbers)
        return found.last() or Permit(record=self.customer)

    def cease_effect(self, by):
        """The customer is not qualified any more, unless by another review."""
        if not self.going_on().filter(customer=self.customer).exists():
            self.customer.learn(by, self, approved_on=None)
