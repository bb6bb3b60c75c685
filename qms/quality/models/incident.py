"""Incidents: what went wrong, why, and what keeps it from happening again."""

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from inventory.models import ClimateAssessment, Stocktake, TransportRecord
from qms.core.models import (
    Batch,
    Customer,
    Product,
    money_field,
    quantity_field,
)
from qms.core.roles import QUALITY_STAFF, Role
from qms.quality import rules
from qms.records import retention
from qms.records.models import Line, Record, RecordQuerySet, Series, Sign

from .proposed import Proposed
from .veto import DoneBy


class IncidentQuerySet(RecordQuerySet):
    def not_closed(self):
        """Incidents in effect of which one of the four points is still open."""
        points = Q(**dict.fromkeys(IncidentReview.POINTS, True))
        done = IncidentReview.objects.filter(points, record=models.OuterRef("pk"))
        return self.in_effect().exclude(models.Exists(done))

    def awaiting_stop(self):
        """Incidents in effect that name a batch, and of which no notice stops it."""
        about_goods = self.in_effect().filter(lines__batch__isnull=False)
        return about_goods.exclude(self.followed("stops")).distinct()


def source_field(model, label):
    """The foreign key to a kind of record that an incident is proposed from."""
    return models.ForeignKey(
        model,
        models.PROTECT,
        null=True,
        editable=False,
        related_name="incidents",
        verbose_name=label,
    )


class Incident(Proposed, Record):
    """Reported by whoever saw it; each place says what it found (GSP 19(7))."""

    class Severity(models.TextChoices):
        ORDINARY = "ordinary", _("ordinary")
        GRAVE = "grave", _("grave")

    assessment = source_field(ClimateAssessment, _("climate assessment"))
    stocktake = source_field(Stocktake, _("stocktake record"))
    transport = source_field(TransportRecord, _("transport record"))
    occurred_at = models.DateTimeField(_("time of the incident"), default=timezone.now)
    severity = models.CharField(
        _("degree of the incident (ordinary/grave)"), max_length=10, choices=Severity
    )
    place = models.CharField(_("place/step of the incident"), max_length=120)
    description = models.TextField(_("course of the incident"))
    loss = money_field(_("loss"), null=True, blank=True)
    cause = models.TextField(_("analysis of the cause"))
    responsible = models.CharField(_("responsible department/person"), max_length=120)
    correction = models.TextField(_("corrective measures"))
    prevention = models.TextField(_("preventive measures (CAPA)"))
    deadline = models.DateField(_("to be done by"), null=True, blank=False)

    form_no = "QR-QM-16"
    series = Series("SG")
    kept = retention.r1
    follows = ("assessment", "stocktake", "transport")
    labels = {"number": _("number of the notice"), "submitted_at": _("reported at")}
    signed_by = (
        Sign(Role.ANY_EMPLOYEE, _("report")),
        Sign(
            Role.RESPONSIBLE_DEPARTMENT_HEAD,
            _("analysis of the cause"),
            fills=("cause",),
        ),
        Sign(
            Role.QUALITY_OFFICER,
            _("investigation"),
            fills=("responsible", "correction", "prevention", "deadline"),
        ),
        Sign(Role.QUALITY_HEAD, _("opinion on the handling")),
        Sign(Role.COMPANY_HEAD, _("approval of the handling")),
    )
    entered_by = QUALITY_STAFF
    rules = (rules.incident_lies_in_the_past, rules.affected_lines_name_something)

    objects = IncidentQuerySet.as_manager()

    class Meta(Record.Meta):
        verbose_name = _("quality incident report")
        verbose_name_plural = _("quality incident reports")

    def expiry_dates(self):
        return [line.expires_on for line in self.lines.all()]

    def has_implant(self):
        return self.lines.filter(product__is_implant=True).exists()

    def last_review(self):
        return self.reviews.order_by("pk").last()

    def effectiveness(self):
        review = self.last_review()
        return review.effectiveness if review else ""

    effectiveness.short_description = _("evaluation of the effect")

    def authority_reported_at(self):
        times = [review.authority_reported_at for review in self.reviews.all()]
        return max(filter(None, times), default=None)

    authority_reported_at.short_description = _("reported to the drug authority at")

    def still_open(self):
        """Which of the four points are open (four things that are not let go)."""
        done = {p for r in self.reviews.all() for p in r.POINTS if getattr(r, p)}
        points = [IncidentReview._meta.get_field(p) for p in IncidentReview.POINTS]
        return [str(point.verbose_name) for point in points if point.name not in done]

    still_open.short_description = _("still open before it is closed")


class AffectedLine(Line):
    """A product, batch or customer that the incident touches."""

    record = models.ForeignKey(Incident, models.CASCADE, related_name="lines")
    product = models.ForeignKey(
        Product,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("product"),
    )
    batch = models.ForeignKey(
        Batch,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("batch"),
    )
    customer = models.ForeignKey(
        Customer,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("customer"),
    )
    quantity = quantity_field(_("quantity"), null=True, blank=True)
    device_name = models.CharField(
        _("device name"), max_length=120, editable=False, blank=True
    )
    lot = models.CharField(
        _("batch/serial number"), max_length=60, editable=False, blank=True
    )
    expires_on = models.DateField(_("use-by/expiry date"), null=True, editable=False)

    copies = {
        "device_name": "product__name",
        "lot": "batch__lot",
        "expires_on": "batch__expires_on",
    }

    class Meta(Line.Meta):
        verbose_name = _("affected by the incident")
        verbose_name_plural = _("affected by the incident")

    def __str__(self):
        named = (self.device_name, self.lot, self.customer and self.customer.name)
        return " ".join(filter(None, named))

    def copy_masters(self):
        if self.batch:
            self.product = self.batch.product
        super().copy_masters()


class IncidentReview(DoneBy):
    """The effect of the measures, and whether nothing was let go (四不放過)."""

    POINTS = ("cause_found", "people_taught", "responsible_dealt_with", "measures_done")

    record = models.ForeignKey(Incident, models.PROTECT, related_name="reviews")
    effectiveness = models.TextField(_("evaluation of the effect"))
    cause_found = models.BooleanField(_("the cause is found"), default=False)
    people_taught = models.BooleanField(
        _("those responsible and all others have been taught"), default=False
    )
    responsible_dealt_with = models.BooleanField(
        _("those responsible have been dealt with"), default=False
    )
    measures_done = models.BooleanField(_("the measures are done"), default=False)
    authority_reported_at = models.DateTimeField(
        _("reported to the drug authority at"), null=True, blank=True
    )

    class Meta(DoneBy.Meta):
        verbose_name = _("review of an incident")
        verbose_name_plural = _("reviews of incidents")

    def __str__(self):
        return self.effectiveness
