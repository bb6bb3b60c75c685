"""Customers: whom the company may sell to, and on what papers (GSP 81, 82)."""

from datetime import timedelta

from django.db import models
from django.db.models import Q
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from qms.core import rules
from qms.core.roles import QUALITY_STAFF, Role
from qms.records.models import Paper, RecordQuerySet, Series, Sign
from qms.records.rules import Need
from qms.records.sheets import plain

from .enterprise import Certificate, Enterprise
from .hold import Holdable


class Rank(models.TextChoices):
    A = "A", "A"
    B = "B", "B"
    C = "C", "C"


#: From one visit to the next: monthly, quarterly, half-yearly (company rule, seed I8).
VISITS = {
    Rank.A: timedelta(days=30),
    Rank.B: timedelta(days=90),
    Rank.C: timedelta(days=180),
}


class CustomerQuerySet(RecordQuerySet):
    def awaiting_visit(self, day):
        """Whom to visit by a day: by class, and those who have waited longest first."""
        due = Q()
        for rank, rhythm in VISITS.items():
            due |= Q(abc_class=rank, since__lte=day - rhythm)
        since = Coalesce("last_visited_on", "approved_on")
        waiting = self.in_effect().annotate(since=since).filter(due)
        return waiting.order_by("abc_class", "since", "pk")


class Customer(Holdable, Enterprise):
    """The file of a buyer: permits, contacts, class, promises."""

    class Kind(models.TextChoices):
        MANUFACTURER = "manufacturer", _("manufacturer")
        DISTRIBUTOR = "distributor", _("distributor")
        USER = "user", _("institution that uses devices")
        OTHER = "other", _("other unit with a reasonable need")
        INDIVIDUAL = "individual", _("individual")

    Rank = Rank

    class Service(models.TextChoices):
        """The fourteen modes of service that the seed lists (I-modes)."""

        ON_SITE = "on_site", _("on site")
        FIXED_POINT = "fixed_point", _("at a service point")
        ENTRUSTED = "entrusted", _("entrusted to others")
        CONSULTATION = "consultation", _("consultation")
        PROMOTION = "promotion", _("promotion")
        MARKET_RESEARCH = "market_research", _("market research")
        GUIDANCE = "guidance", _("technical guidance")
        FREIGHT = "freight", _("freight")
        PAYMENT = "payment", _("payment")
        ORDERING = "ordering", _("ordering")
        COMMUNICATION = "communication", _("communication")
        RECEPTION = "reception", _("reception")
        TESTING = "testing", _("testing")
        INTERVIEW = "interview", _("interview")

    kind = models.CharField(
        _("category (manufacturer/distributor/user/other reasonable need/individual)"),
        max_length=20,
        choices=Kind,
        default=Kind.USER,
    )
    delivery_address = models.CharField(
        _("delivery address"), max_length=200, blank=True
    )
    abc_class = models.CharField(
        _("customer class (A/B/C)"), max_length=1, choices=Rank, default=Rank.C
    )
    abc_basis = models.CharField(
        _("basis of the class (turnover/importance)"), max_length=200, blank=True
    )
    purchase_reason = models.TextField(_("reason for buying then"), blank=True)
    promise_made = models.TextField(_("our promise then"), blank=True)
    present_situation = models.TextField(_("present situation/relation"), blank=True)
    background = models.TextField(_("customer background"), blank=True)
    referrals = models.TextField(_("new customers referred"), blank=True)
    preferred_service = models.CharField(
        _("preferred mode of service"), max_length=20, choices=Service, blank=True
    )
    greeting_plan = models.CharField(_("plan of greetings"), max_length=200, blank=True)
    approved_on = models.DateField(_("date of approval"), null=True, editable=False)
    last_visited_on = models.DateField(_("last visit"), null=True, editable=False)
    satisfaction = models.DecimalField(
        _("latest satisfaction"),
        max_digits=2,
        decimal_places=1,
        null=True,
        editable=False,
    )

    form_no = "QR-SA-02"
    series = Series("KH", period="")
    labels = {
        "status": _("status (pending/qualified/suspended)"),
        "number": _("customer code"),
        "name": _("name of the customer"),
        "address": _("address/delivery address"),
        "phone": _("contact of the customer"),
    }
    decisive = ("holds", "permits")
    signed_by = (
        Sign(Role.SALESPERSON, _("opening the file")),
        Sign(Role.QUALITY_OFFICER, _("review of qualification")),
        Sign(Role.SALES_MANAGER, _("approval of the class")),
    )
    revised_by = QUALITY_STAFF
    rules = (rules.credit_code_checks, rules.individuals_have_consented)
    needs = (Need("uscc", when=lambda customer: not customer.is_individual),)
    papers = (Paper("permit", _("permits of the customer"), False),)

    objects = CustomerQuerySet.as_manager()

    class Meta(Enterprise.Meta):
        verbose_name = _("customer file")
        verbose_name_plural = _("customer files")

    @property
    def is_individual(self):
        return self.kind == self.Kind.INDIVIDUAL

    def permits_on(self, day):
        return [p for p in self.permits.all() if p.is_valid_on(day)]

    def permits_in_words(self):
        """Number and last day of each permit, as the summary of the files has them."""
        said = [(p.number, plain(p.valid_until)) for p in self.permits.all()]
        return [f"{number} ({last})" if last else number for number, last in said]

    permits_in_words.short_description = _("numbers of the permits and valid until")

    def visit_due_after(self, day):
        """When somebody of its class who was seen on a day is to be visited again."""
        return day + VISITS[self.abc_class]

    def next_visit(self):
        """When it is to be visited next; at first counted from its approval."""
        since = self.last_visited_on or self.approved_on
        return since and self.visit_due_after(since)

    next_visit.short_description = _("next visit")

    def awaits_visit(self, day):
        due = self.next_visit()
        return due is not None and due <= day

    def has_lapsed_on(self, day):
        return not self.is_individual and not self.permits_on(day)

    def may_have(self, product, permits):
        """Whether the customer's scope holds the product's codes (GSP 82).

        Only who trades in devices has a scope of catalogue codes; institutions buy
        what they use.
        """
        if self.kind not in (self.Kind.DISTRIBUTOR, self.Kind.MANUFACTURER):
            return True
        return any(permit.covers(product) for permit in permits)


class Permit(Certificate):
    """A paper by which a customer may buy devices (GSP 82)."""

    class Kind(models.TextChoices):
        DISTRIBUTION = "distribution", _("distribution licence")
        DISTRIBUTION_FILING = "distribution_filing", _("distribution filing")
        PRACTICE = "practice", _("practice licence of a medical institution")
        CLINIC = "clinic", _("clinic filing")
        NEED = "need", _("statement of need")

    record = models.ForeignKey(Customer, models.CASCADE, related_name="permits")
    kind = models.CharField(_("kind of permit"), max_length=20, choices=Kind)

    class Meta(Certificate.Meta):
        verbose_name = _("permit of a customer")
        verbose_name_plural = _("permits of customers")
