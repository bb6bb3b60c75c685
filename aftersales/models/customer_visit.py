"""Visits to customers: how content they are, and what is made of it (seed C6)."""

from datetime import timedelta
from decimal import Decimal

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from aftersales import rules
from qms.core.models import Customer
from qms.core.roles import Role
from qms.records.models import Line, Record, Series, Sign

#: What every questionnaire begins with; whoever visits adds what else there is to ask.
QUESTIONS = (
    _("Do the products meet your needs in use?"),
    _("Do the goods come on time, undamaged and with all their papers?"),
    _("Are your questions and complaints answered promptly?"),
    _("Would you recommend us to others?"),
)
#: A visit is called for so long before its day.
AHEAD = timedelta(days=7)
#: The words of the customer, each with its score.
SCORES = ("quality_score", "delivery_score", "service_score")
OPINIONS = ("quality_opinion", "delivery_opinion", "service_opinion")


class Score(models.IntegerChoices):
    """The one scale of all questions put to customers."""

    VERY_GOOD = 5, _("5 (very good)")
    GOOD = 4, _("4 (good)")
    FAIR = 3, _("3 (fair)")
    POOR = 2, _("2 (poor)")
    VERY_POOR = 1, _("1 (very poor)")


def score_field(label, **options):
    return models.PositiveSmallIntegerField(label, choices=Score, null=True, **options)


def on_the_scale(model, names):
    """The constraint that whatever is scored is scored from 1 to 5."""
    ends = min(Score.values), max(Score.values)
    lies = Q(**{f"{name}__range": ends for name in names})
    name = f"aftersales_{model}_scored_from_1_to_5"
    return models.CheckConstraint(condition=lies, name=name)


class CustomerVisit(Record):
    """What a customer says of products, delivery and service, and our answer."""

    Score = Score

    class Channel(models.TextChoices):
        ON_SITE = "on_site", _("on site")
        TELEPHONE = "telephone", _("by telephone")
        QUESTIONNAIRE = "questionnaire", _("questionnaire")
        FORUM = "forum", _("customer forum")
        MEETING = "meeting", _("discussion meeting")
        OPINION_BOOK = "opinion_book", _("opinion book")
        LETTER = "letter", _("letter")
        ONLINE = "online", _("online")

    class Kind(models.TextChoices):
        REGULAR = "regular", _("regular")
        AD_HOC = "ad_hoc", _("ad hoc")

    customer = models.ForeignKey(
        Customer,
        models.PROTECT,
        related_name="visits",
        verbose_name=_("customer visited"),
    )
    customer_name = models.CharField(
        _("name of the customer"), max_length=120, editable=False
    )
    customer_class = models.CharField(
        _("customer class"), max_length=1, choices=Customer.Rank, editable=False
    )
    visited_at = models.DateTimeField(_("time of the visit"), default=timezone.now)
    channel = models.CharField(
        _(
            "way (on site/telephone/questionnaire/customer forum/meeting/opinion book/"
            "letter/online)"
        ),
        max_length=13,
        choices=Channel,
    )
    kind = models.CharField(
        _("regular/ad hoc"), max_length=7, choices=Kind, default=Kind.REGULAR
    )
    quality_opinion = models.TextField(_("opinion on the product quality"))
    quality_score = score_field(_("score of the product quality"))
    delivery_opinion = models.TextField(_("opinion on the delivery"))
    delivery_score = score_field(_("score of the delivery"))
    service_opinion = models.TextField(_("opinion on the service"))
    service_score = score_field(_("score of the service"))
    suggestion = models.TextField(_("suggestions"), blank=True)
    response = models.TextField(
        _("response and improvement"),
        help_text=_("A score of 1 or 2 is a complaint: say how it is handled."),
    )
    referral = models.CharField(
        _("referral of new customers"),
        max_length=200,
        blank=True,
        help_text=_("Customers of class A and B are asked for referrals."),
    )
    next_visit = models.DateField(
        _("date of the next visit"), null=True, editable=False
    )

    form_no = "QR-AS-03"
    series = Series("HF")
    labels = {
        "number": _("visit number"),
        "made_on": _("date of the entry"),
        "made_by": _("visitor"),
    }
    signed_by = (
        Sign(Role.AFTERSALES_STAFF, _("record of the visit")),
        Sign(Role.AFTERSALES_MANAGER, _("analysis"), fills=("response",)),
    )
    rules = (rules.visit_lies_in_the_past, rules.discontent_is_a_complaint)
    copies = {
        "customer_name": "customer__name",
        "customer_class": "customer__abc_class",
        "next_visit": "due_next",
    }

    class Meta(Record.Meta):
        verbose_name = _("customer visit and satisfaction survey")
        verbose_name_plural = _("customer visits and satisfaction surveys")
        constraints = [
            *Record.Meta.constraints,
            on_the_scale("customervisit", SCORES),
            models.CheckConstraint(
                condition=~Q(state="signed")
                | Q(
                    **{f"{name}__isnull": False for name in SCORES},
                    **{f"{name}__gt": "" for name in (*OPINIONS, "response")},
                ),
                name="aftersales_customervisit_told_and_answered",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=("submitted", "signed"))
                | Q(visited_at__lte=F("submitted_at")),
                name="aftersales_customervisit_made_before_it_is_told",
            ),
        ]

    def begin(self):
        """Put the usual questions; a visit that is due is a regular one."""
        if self.customer_id:
            by = timezone.localdate() + AHEAD
            due = self.customer.awaits_visit(by)
            self.kind = self.Kind.REGULAR if due else self.Kind.AD_HOC
        return [VisitAnswer(question=str(question)) for question in QUESTIONS]

    def visited_on(self):
        return timezone.localdate(self.visited_at)

    def due_next(self):
        """When the class that the customer has now asks for the next visit."""
        return self.customer.visit_due_after(self.visited_on())

    def satisfaction(self):
        """The mean of the three scores."""
        scores = [getattr(self, name) for name in SCORES]
        if None in scores:
            return None
        return round(Decimal(sum(scores)) / len(scores), 1)

    satisfaction.short_description = _("satisfaction (mean of the scores)")

    def poor_scores(self):
        """The names of the scores that are a complaint."""
        poor = (Score.POOR, Score.VERY_POOR)
        return [name for name in SCORES if getattr(self, name) in poor]

    def take_effect(self, by):
        """The customer's file says what the last visit in effect found."""
        # Two visits that are signed at once both ask which of them is the last.
        self.customer._hold()
        visits = self.going_on().filter(customer=self.customer)
        last = visits.order_by("visited_at", "pk").last()
        self.customer.learn(
            by,
            self,
            last_visited_on=last and last.visited_on(),
            satisfaction=last and last.satisfaction(),
        )

    def cease_effect(self, by):
        self.take_effect(by)


class VisitAnswer(Line):
    """A question of the questionnaire, with what the customer said."""

    record = models.ForeignKey(CustomerVisit, models.CASCADE, related_name="lines")
    question = models.TextField(_("question asked"))
    answer = models.TextField(_("answer of the customer"), blank=True)
    score = score_field(_("score (1 to 5)"), blank=True)

    class Meta(Line.Meta):
        verbose_name = _("answer of a questionnaire")
        verbose_name_plural = _("answers of questionnaires")
        constraints = [on_the_scale("visitanswer", ["score"])]

    def __str__(self):
        return self.question
