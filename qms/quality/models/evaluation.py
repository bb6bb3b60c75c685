"""The evaluation of suppliers, carriers and other parties (GSP 53, 98, 103)."""

from datetime import timedelta
from decimal import Decimal

from django.contrib.contenttypes.fields import GenericRelation
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from qms.core.models import (
    ASSESSED_FOR,
    Assessment,
    Grade,
    Hold,
    Service,
    Supplier,
    lift_holds_of,
)
from qms.core.roles import Role
from qms.quality import rules
from qms.records.models import (
    Line,
    Paper,
    Record,
    RecordQuerySet,
    Series,
    Sign,
    State,
)
from qms.records.rules import Need

from .performance import Performance

#: What a party is judged by and how many points it can earn, a hundred in all.
#: Who sells goods to the company:
OF_GOODS = (
    (_("licences"), _("complete, valid, scope covers the goods supplied"), 20),
    (_("quality system"), _("organisation, procedures, traceability, records"), 20),
    (_("quality of the goods"), _("rate of acceptance, problems, recalls"), 30),
    (_("deliveries"), _("on time, complete, papers and packaging in order"), 15),
    (_("service"), _("answers to complaints, returns and recalls"), 15),
)
#: Who works for it:
OF_SERVICES = (
    (_("licences"), _("complete, valid, cover what is entrusted"), 20),
    (_("quality system"), _("duties, procedures, training, records"), 20),
    (_("equipment"), _("vehicles, rooms, temperature control, calibration"), 25),
    (_("performance"), _("time, temperature, receipts returned, losses"), 20),
    (_("anomalies"), _("reports and handling of what went wrong"), 15),
)


class EvaluationQuerySet(RecordQuerySet):
    def awaiting_veto(self):
        """Those that ended the relation, and of which no veto has been made."""
        ended = self.in_effect().filter(conclusion=SupplierEvaluation.Conclusion.END)
        return ended.exclude(ended.followed("vetoes"))


class SupplierEvaluation(Performance, Record):
    """An audit or evaluation of a party in one role; it holds for a year.

    One that ends the relation stops the party at once, until quality lifts the veto
    that it gives rise to (seed F.4.8).
    """

    class Kind(models.TextChoices):
        FIRST = "first", _("first on-site audit")
        ANNUAL = "annual", _("annual evaluation")
        CAUSE = "cause", _("evaluation for cause")

    class Conclusion(models.TextChoices):
        GO_ON = "go_on", _("relation goes on")
        IMPROVE = "improve", _("improvement within a term")
        END = "end", _("relation ends")

    party = models.ForeignKey(
        Supplier,
        models.PROTECT,
        related_name="evaluations",
        verbose_name=_("party evaluated"),
    )
    service = models.CharField(
        _(
            "type of party (supplier/carrier/storage provider/after-sales provider/"
            "platform)"
        ),
        max_length=10,
        choices=Service,
    )
    kind = models.CharField(
        _("type of evaluation (first on-site audit/annual/for cause)"),
        max_length=8,
        choices=Kind,
    )
    done_on = models.DateField(_("date of evaluation"), default=timezone.localdate)
    valid_until = models.DateField(_("evaluated until"), null=True, editable=False)
    licence_valid = models.BooleanField(_("licences complete and valid"), default=False)
    quality_system = models.TextField(_("state of the quality system"))
    grade = models.CharField(_("grade (A/B/C/eliminated)"), max_length=4, choices=Grade)
    findings = models.TextField(_("problems found"), blank=True)
    conclusion = models.CharField(
        _("conclusion (relation goes on/improvement within a term/ends)"),
        max_length=8,
        choices=Conclusion,
    )
    #: The holds that this version laid.
    laid = GenericRelation(Hold, "because_object_id", "because_kind")

    form_no = "QR-QM-09"
    series = Series("GYPJ")
    labels = {"made_on": _("date of the sheet")}
    signed_by = (
        Sign(Role.PURCHASER, _("evaluation filled in")),
        Sign(Role.QUALITY_OFFICER, _("evaluation"), apart=True),
        Sign(Role.QUALITY_HEAD, _("review"), apart=True),
        Sign(Role.COMPANY_HEAD, _("approval")),
    )
    rules = (
        rules.evaluation_looks_back,
        rules.points_are_earned,
        rules.conclusion_follows_from_what_was_found,
    )
    asked = {
        "period_from": ("kind", Kind.ANNUAL),
        "period_to": ("kind", Kind.ANNUAL),
    }
    needs = (Need("findings", when="finds_fault"),)
    papers = (
        Paper(
            "agreement_file",
            _(
                "quality agreement (transport: liability, procedures, time limit, "
                "temperature, receipts)"
            ),
            "is_of_a_service",
        ),
    )
    copies = Performance.copies | {"valid_until": "holds_until"}

    objects = EvaluationQuerySet.as_manager()

    class Meta(Record.Meta):
        verbose_name = _("audit and evaluation of a supplier or contractor")
        verbose_name_plural = _("audits and evaluations of suppliers and contractors")
        constraints = [
            *Record.Meta.constraints,
            *Performance.Meta.constraints,
            models.CheckConstraint(
                condition=Q(period_from=None)
                | Q(period_to=None)
                | Q(period_from__lte=F("period_to"), period_to__lte=F("done_on")),
                name="quality_supplierevaluation_looks_back",
                violation_error_message=_("The period lies before the evaluation."),
            ),
            models.CheckConstraint(
                condition=~Q(kind="annual")
                | Q(state="draft")
                | Q(period_from__isnull=False, period_to__isnull=False),
                name="quality_supplierevaluation_of_a_year_has_a_period",
            ),
            models.CheckConstraint(
                condition=Q(state="draft")
                | Q(conclusion="end", grade="out")
                | ~Q(conclusion="end") & ~Q(grade="out"),
                name="quality_supplierevaluation_ends_what_is_eliminated",
            ),
            models.CheckConstraint(
                condition=Q(state="draft")
                | Q(licence_valid=True)
                | ~Q(conclusion="go_on"),
                name="quality_supplierevaluation_goes_on_with_licences",
            ),
        ]

    @classmethod
    def voiders(cls):
        """Quality strikes it out: what it stops, only quality lets go (GSP 18)."""
        return (Role.QUALITY_HEAD,)

    def is_of_a_service(self):
        return self.service not in ("", Service.GOODS)

    def finds_fault(self):
        return self.conclusion in (self.Conclusion.IMPROVE, self.Conclusion.END)

    def ends_the_relation(self):
        return self.conclusion == self.Conclusion.END

    def holds_until(self):
        """The last day on which the party counts as evaluated; None if it is out."""
        return None if self.ends_the_relation() else self.done_on + ASSESSED_FOR

    def score(self):
        """The points earned, out of those that could be."""
        lines = self.lines_with()
        earned = sum((line.points or 0 for line in lines), Decimal(0))
        standard = sum((line.standard for line in lines), Decimal(0))
        return f"{earned.normalize():f} / {standard.normalize():f}" if lines else ""

    score.short_description = _("overall score")

    def begin(self):
        """Propose role, kind and period, and what a party in this role is judged by."""
        self.service = self.service or self.party.main_service
        self.kind = self.kind or self._kind_due()
        if self.kind == self.Kind.ANNUAL and not self.has_period():
            self.period_to = self.done_on
            self.period_from = self.done_on - ASSESSED_FOR + timedelta(days=1)
        items = OF_SERVICES if self.is_of_a_service() else OF_GOODS
        return [
            EvaluationLine(item=str(item), content=str(content), standard=standard)
            for item, content, standard in items
        ]

    def _kind_due(self):
        known = self.party.approved_on or self.party.is_assessed_in(self.service)
        return self.Kind.ANNUAL if known else self.Kind.FIRST

    def take_effect(self, by):
        """The party counts as evaluated, or is stopped at once."""
        self._tell_the_file(by)
        if not self.ends_the_relation():
            # The head of quality has signed this: it is quality that lets go.
            lift_holds_of(self, self.signature_of(Role.QUALITY_HEAD).signer)
        elif not Hold.objects.laid_by_record(self).standing().exists():
            self.party.hold(by, self.findings, self)

    def take_over(self, by):
        self._tell_the_file(by)

    def cease_effect(self, by):
        """What is struck out stops nothing; a correction decides for itself."""
        self._tell_the_file(by)
        if self.state != State.AMENDED:
            lift_holds_of(self, by)

    def _tell_the_file(self, by):
        """Let the party's file say what its last evaluation in this role says."""
        # Two evaluations that are signed at once both ask which of them is the last.
        self.party._hold()
        same = self.going_on().filter(party=self.party)
        last = same.filter(service=self.service).order_by("done_on", "pk").last()
        own = {"supplier": self.party, "service": self.service}
        told = Assessment.objects.filter(**own).first() or Assessment(**own)
        told.evaluation = last.number if last else ""
        told.done_on, told.grade = last and last.done_on, last.grade if last else ""
        told.valid_until = last and last.valid_until
        told.save(by=by, reason=self.number)
        graded = same.order_by("done_on", "pk").last()
        self.party.learn(by, self, grade=graded.grade if graded else "")


class EvaluationLine(Line):
    """One thing that a party is judged by, and the points that it earned."""

    record = models.ForeignKey(SupplierEvaluation, models.CASCADE, related_name="lines")
    item = models.CharField(_("item evaluated"), max_length=60)
    content = models.TextField(_("what is evaluated"))
    standard = models.DecimalField(
        _("standard points"),
        max_digits=4,
        decimal_places=1,
        validators=[MinValueValidator(Decimal(0))],
    )
    points = models.DecimalField(
        _("points earned"),
        max_digits=4,
        decimal_places=1,
        null=True,
        blank=False,
        validators=[MinValueValidator(Decimal(0))],
    )
    note = models.CharField(_("remark"), max_length=200, blank=True)

    class Meta(Line.Meta):
        verbose_name = _("item of an evaluation")
        verbose_name_plural = _("items of an evaluation")
        constraints = [
            models.CheckConstraint(
                condition=Q(points__lte=F("standard")),
                name="quality_evaluationline_earns_no_more_than_there_is",
                violation_error_message=_("More points than there are."),
            ),
        ]

    def __str__(self):
        return self.item
