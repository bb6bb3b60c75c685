"""Quality's right to rule: a notice that stops what it is about (GSP 18, seed F.4)."""

from django.conf import settings
from django.contrib.contenttypes.fields import GenericRelation
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from inventory.models import Equipment, GoodsReceipt
from procurement.models import Purchase
from qms.core.models import Batch, Customer, Hold, Product, Supplier, lift_holds_of
from qms.core.roles import QUALITY_STAFF, Department, Role
from qms.quality import rules
from qms.records.models import (
    Choices,
    Entry,
    Record,
    RecordQuerySet,
    Series,
    Sign,
    State,
)

from .evaluation import SupplierEvaluation

#: What a veto may be about: the type of the target is the name of its foreign key.
TARGETS = {
    "supplier": Supplier,
    "customer": Customer,
    "product": Product,
    "batch": Batch,
    "receipt": GoodsReceipt,
    "equipment": Equipment,
    "purchase": Purchase,
}


def target_field(name, label):
    """The foreign key to one kind of target."""
    return models.ForeignKey(
        TARGETS[name],
        models.PROTECT,
        null=True,
        blank=True,
        related_name="vetoes",
        verbose_name=label,
    )


def just_one_target():
    """The condition that the key which the type names is set, and no other."""
    fitting = Q(target_type="")
    for name in TARGETS:
        others = {each: None for each in TARGETS if each != name}
        named = Q(state="draft") | Q(**{f"{name}__isnull": False})
        fitting |= Q(named, target_type=name, **others)
    return fitting


class VetoQuerySet(RecordQuerySet):
    def unverified(self):
        """Vetoes in force whose execution nobody has verified."""
        return self.in_force().filter(verifications=None)

    def in_force(self):
        """Vetoes that stop their target, also by a hold of what they correct."""
        ruled = self.filter(state__in=(State.SUBMITTED, State.SIGNED))
        holds = self.ever(laid__isnull=False, laid__lifted_at=None)
        return ruled.filter(holds).distinct()

    def overdue(self):
        return self.unverified().filter(deadline__lt=timezone.localdate())


class Veto(Record):
    """Stops its target at the signature of the head of quality.

    Whoever signs later takes note: nobody outside quality overrules it, and only a
    release that the head of quality signs lifts it (GSP 16, 18; INSP 3.18).
    """

    class Ground(models.TextChoices):
        """The cases of seed F.4, in their order."""

        SUPPLIER = "supplier", _("(1) supplier not qualified")
        CUSTOMER = "customer", _("(2) customer not qualified")
        ACCEPTANCE = "acceptance", _("(3) fails the incoming inspection")
        STORAGE = "storage", _("(4) found nonconforming in storage")
        SOLD = "sold", _("(5) problem of quality in goods sold")
        EQUIPMENT = "equipment", _("(6) equipment not fit for use")
        FIRST_TRADE = "first_trade", _("(7) first trade refused")
        UNRELIABLE = "unreliable", _("(8) supplies of poor quality, relation ended")
        PLAN = "plan", _("(9) purchase plan refused")
        OTHER = "other", _("(10) other")

    class Target(models.TextChoices):
        SUPPLIER = "supplier", _("supplier")
        CUSTOMER = "customer", _("customer")
        PRODUCT = "product", _("product")
        BATCH = "batch", _("batch")
        RECEIPT = "receipt", _("arrival")
        EQUIPMENT = "equipment", _("equipment")
        PURCHASE = "purchase", _("purchase plan")

    class Measure(models.TextChoices):
        STOP_BUYING = "stop_buying", _("stop buying")
        STOP_SELLING = "stop_selling", _("stop selling")
        REFUSE = "refuse", _("refuse the goods")
        SEAL = "seal", _("stop the sale and seal")
        DISPOSE = "dispose", _("return, write off, destroy")
        RETRIEVE = "retrieve", _("retrieve")
        STOP_USING = "stop_using", _("stop using the equipment")
        END = "end", _("end the relation")

    ground = models.CharField(
        _("case of the veto (F.4(1)–(10))"), max_length=12, choices=Ground
    )
    target_type = models.CharField(
        _("type of target (supplier/customer/product/batch/arrival/equipment/plan)"),
        max_length=10,
        choices=Target,
    )
    supplier = target_field("supplier", _("supplier"))
    customer = target_field("customer", _("customer"))
    product = target_field("product", _("product"))
    batch = target_field("batch", _("batch"))
    receipt = target_field("receipt", _("arrival"))
    equipment = target_field("equipment", _("equipment"))
    purchase = target_field("purchase", _("purchase plan"))
    evaluation = models.ForeignKey(
        SupplierEvaluation,
        models.PROTECT,
        null=True,
        editable=False,
        related_name="vetoes",
        verbose_name=_("audit and evaluation of a supplier or contractor"),
    )
    facts = models.TextField(_("facts and grounds of the veto"))
    measures = Choices(
        _("measures demanded (stop buying/selling/refuse/seal/dispose/retrieve …)"),
        max_length=120,
        choices=Measure,
    )
    deadline = models.DateField(_("to be done by"))
    department = models.CharField(
        _("responsible department"), max_length=12, choices=Department
    )
    #: The holds that this version laid.
    laid = GenericRelation(Hold, "because_object_id", "because_kind")

    form_no = "QR-QM-12"
    series = Series("FJ")
    follows = ("evaluation",)
    labels = {"number": _("number of the notice"), "submitted_at": _("day of the veto")}
    signed_by = (
        Sign(Role.QUALITY_OFFICER, _("proposal of the veto")),
        Sign(Role.QUALITY_HEAD, _("ruling of the veto"), acts="rule_out"),
        Sign(
            Role.RESPONSIBLE_DEPARTMENT_HEAD,
            _("acknowledged, to be carried out"),
            notes=True,
        ),
        Sign(Role.COMPANY_HEAD, _("acknowledged"), notes=True),
    )
    entered_by = (Role.RESPONSIBLE_DEPARTMENT_HEAD, *QUALITY_STAFF)
    asked = {name: ("target_type", name) for name in TARGETS}
    rules = (rules.ground_fits_the_target,)

    objects = VetoQuerySet.as_manager()

    class Meta(Record.Meta):
        verbose_name = _("quality veto notice")
        verbose_name_plural = _("quality veto notices")
        constraints = [
            *Record.Meta.constraints,
            models.CheckConstraint(
                condition=just_one_target(), name="quality_veto_has_one_target"
            ),
            models.CheckConstraint(
                condition=Q(state="draft") | ~Q(target_type=""),
                name="quality_veto_names_its_target",
            ),
        ]

    @property
    def target(self):
        """What the veto is about."""
        return getattr(self, self.target_type) if self.target_type else None

    target.fget.short_description = _("target of the veto")

    def begin(self):
        """The type is that of the thing that it starts from."""
        if self.evaluation:
            self.supplier, self.ground = self.evaluation.party, self.Ground.UNRELIABLE
            self.facts = self.evaluation.findings
        self.target_type = next((n for n in TARGETS if getattr(self, n)), "")
        return []

    def rule_out(self, by):
        """Stop the target at once; a correction stops what it names and no other."""
        for hold in Hold.objects.laid_by_record(self).standing():
            if hold.held == self.target:
                return
            hold.lift(by, self)
        self.target.hold(by, self.facts, self)

    def cease_effect(self, by):
        """What is struck out stops nothing; a correction goes on with the hold."""
        if self.state != State.AMENDED:
            lift_holds_of(self, by)

    def effect(self):
        return [self.target_type, self.target and self.target.pk]

    def opinion_of_veto(self):
        """What the head of quality ruled."""
        given = [s for s in self.signatures.all() if s.signed_at]
        said = [s.opinion for s in given if s.role == Role.QUALITY_HEAD]
        return said[-1] if said else ""

    opinion_of_veto.short_description = _("opinion of the veto")

    def measures_and_deadline(self):
        return [self.get_measures_display(), self.deadline]

    measures_and_deadline.short_description = _("measures demanded and deadline")

    def laid_in_all(self):
        """The holds of this version and of those that it corrects."""
        return [hold for each in self.versions() for hold in each.laid.all()]

    def stands(self):
        return any(hold.lifted_at is None for hold in self.laid_in_all())

    def standing(self):
        """Whether it stops its target."""
        if not self.laid_in_all():
            return ""
        return _("in force") if self.stands() else _("lifted")

    standing.short_description = _("state of the veto")


class DoneBy(Entry):
    """An entry that keeps who made it and when."""

    entered_while = (State.SUBMITTED, State.SIGNED)

    done_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        editable=False,
        related_name="+",
        verbose_name=_("entered by"),
    )
    done_at = models.DateTimeField(
        _("entered at"), default=timezone.now, editable=False
    )

    class Meta(Entry.Meta):
        abstract = True

    def save(self, *args, by, **kwargs):
        self.done_by = by
        super().save(*args, by=by, **kwargs)


class VetoExecution(DoneBy):
    """What the responsible department has done."""

    record = models.ForeignKey(Veto, models.PROTECT, related_name="executions")
    execution = models.TextField(_("what was carried out"))

    class Meta(DoneBy.Meta):
        verbose_name = _("execution of a veto")
        verbose_name_plural = _("executions of vetoes")

    def __str__(self):
        return self.execution


class VetoVerification(DoneBy):
    """Whether it worked, by quality alone."""

    record = models.ForeignKey(Veto, models.PROTECT, related_name="verifications")
    result = models.TextField(_("result of the verification"))

    entered_by = QUALITY_STAFF

    class Meta(DoneBy.Meta):
        verbose_name = _("verification of a veto")
        verbose_name_plural = _("verifications of vetoes")

    def __str__(self):
        return self.result
