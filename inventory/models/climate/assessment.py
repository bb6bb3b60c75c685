"""What quality says of an excursion or gap: the goods may go on, or not (GSP 42)."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from inventory import rules
from qms.core.models import BatchLine, GoodsRecord
from qms.core.models.hold import lift_holds_of
from qms.core.roles import Role
from qms.records import retention
from qms.records.models import Record, Series, Sign

from .event import ClimateEvent


class ClimateAssessment(GoodsRecord, Record):
    """The judgement on an event; goods that are doubted are held by it."""

    class Judgement(models.TextChoices):
        UNAFFECTED = "unaffected", _("goods unaffected")
        HELD = "held", _("goods held")
        INCIDENT = "incident", _("quality incident, goods held")

    event = models.ForeignKey(
        ClimateEvent,
        models.PROTECT,
        related_name="assessments",
        verbose_name=_("climate event"),
    )
    room_name = models.CharField(_("warehouse"), max_length=60, editable=False)
    sensor_code = models.CharField(
        _("number of the thermometer/measuring point"), max_length=40, editable=False
    )
    kind = models.CharField(
        _("kind of event"),
        max_length=10,
        choices=ClimateEvent.Kind,
        editable=False,
    )
    began_at = models.DateTimeField(_("beginning"), editable=False, null=True)
    ended_at = models.DateTimeField(_("end"), editable=False, null=True)
    extreme = models.CharField(_("extreme"), max_length=40, blank=True, editable=False)
    missing = models.PositiveIntegerField(
        _("readings missing"), null=True, editable=False
    )
    cause = models.TextField(_("cause that was found"))
    measure = models.TextField(_("measure taken"))
    grounds = models.TextField(_("grounds of the judgement"))
    judgement = models.CharField(
        _("judgement"), max_length=12, choices=Judgement, blank=False, default=""
    )

    form_no = "QR-WH-02-1"
    series = Series("WSPG")
    kept = retention.r1
    signed_by = (
        Sign(Role.QUALITY_OFFICER, _("assessment")),
        Sign(Role.QUALITY_HEAD, _("approval")),
    )
    rules = (
        rules.the_event_is_over,
        rules.all_goods_that_lay_there_are_named,
        rules.goods_that_are_held_are_named,
    )
    copies = {
        "room_name": "event__room__name",
        "sensor_code": "event__sensor__code",
        "kind": "event__kind",
        "began_at": "event__began_at",
        "ended_at": "event__ended_at",
        "extreme": "event__extreme",
        "missing": "event__missing",
    }
    decisive = GoodsRecord.decisive | {"event_id", "judgement"}

    class Meta(Record.Meta):
        verbose_name = _("climate assessment")
        verbose_name_plural = _("climate assessments")
        constraints = [
            *Record.Meta.constraints,
            models.UniqueConstraint(
                fields=["event"],
                condition=Q(corrects=None) & ~Q(state__in=("void", "rejected")),
                name="inventory_climateassessment_one_for_each_event",
                violation_error_message=_("This event has its assessment already."),
            ),
        ]

    def begin(self):
        """Take over what lay in the room then."""
        return [
            AssessmentLine(batch=batch, quantity=quantity)
            for batch, quantity in self.event.affected().items()
        ]

    def holds_goods(self):
        return self.judgement in (self.Judgement.HELD, self.Judgement.INCIDENT)

    def take_effect(self, by):
        """Goods that are doubted are held at once, all of each batch."""
        if self.holds_goods():
            reason = f"{self.get_kind_display()}: {self.room_name} {self.extreme}"
            for line in self.lines.select_related("batch").order_by("batch"):
                line.batch.hold(by, reason.strip(), self)

    def cease_effect(self, by):
        lift_holds_of(self, by)


class AssessmentLine(BatchLine):
    """A batch that lay in the room, and how much of it."""

    record = models.ForeignKey(ClimateAssessment, models.CASCADE, related_name="lines")

    class Meta(BatchLine.Meta):
        verbose_name = _("climate assessment line")
        verbose_name_plural = _("climate assessment lines")
