"""The notice that stops goods at once, and the one that lets them go (GSP 74)."""

from django.contrib.contenttypes.fields import GenericRelation
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from inventory.models import StorageInspection
from qms.core.models import (
    Batch,
    GoodsRecord,
    Hold,
    lift_holds_of,
)
from qms.core.roles import Role
from qms.quality import rules
from qms.records import retention
from qms.records.models import Record, RecordQuerySet, Series, Sign, State
from qms.records.rules import Need, insist
from sales.models import SaleLine

from .incident import Incident
from .stop_sale_line import StopSaleLine
from .telling import StopSaleReport, Telling


class StopSaleQuerySet(RecordQuerySet):
    def awaiting_judgement(self):
        """Stops in effect with a batch whose fate no other notice decides yet."""
        notices = Q(record__stop=models.OuterRef("record"))
        notices |= Q(record__stop=models.OuterRef("record__corrects"))
        under_way = {"record__state__in": ("draft", "submitted", "signed")}
        decided = StopSaleLine.objects.filter(
            notices, batch=models.OuterRef("batch"), **under_way
        )
        lines = StopSaleLine.objects.filter(record=models.OuterRef("pk"))
        open_lines = lines.filter(~models.Exists(decided))
        stops = self.in_effect().filter(kind=StopSale.Kind.STOP)
        return stops.filter(models.Exists(open_lines))

    def untold(self):
        """Serious stops of which somebody has not been told yet (GSP 110)."""
        issued = self.filter(state__in=(State.SUBMITTED, State.SIGNED))
        told = StopSaleReport.objects.filter(record=models.OuterRef("pk"))
        everybody = Q()
        for whom in StopSaleReport.Whom:
            everybody &= models.Exists(told.filter(whom=whom))
        serious = issued.filter(kind=StopSale.Kind.STOP, is_serious=True)
        return serious.exclude(everybody)


class StopSale(Telling, GoodsRecord, Record):
    """Stops batches at the officer's signature, or lets them go at the head's.

    A release decides what becomes of batches that an earlier notice stopped: only
    those that conform and are to be released are let go; the others stay stopped
    until they have left the house.
    """

    class Kind(models.TextChoices):
        STOP = "stop", _("stop of sale (sealing)")
        RELEASE = "release", _("release from the stop")

    class Origin(models.TextChoices):
        INSPECTION = "inspection", _("inspection in storage")
        COMPLAINT = "complaint", _("complaint")
        ADVERSE_EVENT = "adverse_event", _("adverse event")
        RECALL = "recall", _("recall")
        AUTHORITY = "authority", _("notice of the authority")
        EXPIRY = "expiry", _("use-by date")

    class Judgement(models.TextChoices):
        GOOD = "good", _("conforms")
        BAD = "bad", _("does not conform")
        TEST = "test", _("sent to be tested")

    class Disposal(models.TextChoices):
        RELEASE = "release", _("let go")
        RETURN = "return", _("send back")
        WRITE_OFF = "write_off", _("write off")
        DESTROY = "destroy", _("destroy")

    kind = models.CharField(
        _("kind of notice (stop of sale/release)"),
        max_length=8,
        choices=Kind,
        default=Kind.STOP,
    )
    stop = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="judgements",
        verbose_name=_("notice that stopped the goods"),
    )
    storage_inspection = models.ForeignKey(
        StorageInspection,
        models.PROTECT,
        null=True,
        editable=False,
        related_name="stops",
        verbose_name=_("in-storage inspection record"),
    )
    incident = models.ForeignKey(
        Incident,
        models.PROTECT,
        null=True,
        editable=False,
        related_name="stops",
        verbose_name=_("quality incident report"),
    )
    origin = models.CharField(
        _("source (storage/complaint/adverse event/recall/authority/use-by date)"),
        max_length=16,
        choices=Origin,
    )
    cause = models.TextField(_("reason of the notice"))
    is_serious = models.BooleanField(
        _("serious problem of quality or safety"), default=False
    )
    judgement = models.CharField(
        _("judgement of quality (conforms/does not conform/to be tested)"),
        max_length=8,
        choices=Judgement,
        blank=True,
    )
    disposal = models.CharField(
        _("disposal (release/return/write-off/destruction)"),
        max_length=10,
        choices=Disposal,
        blank=True,
    )

    #: The holds that this version laid.
    laid = GenericRelation(Hold, "because_object_id", "because_kind")

    form_no = "QR-QM-13"
    series = Series("TS")
    kept = retention.r1
    follows = ("stop", "storage_inspection", "incident")
    labels = {"number": _("number of the notice"), "submitted_at": _("time of issue")}
    decisive = GoodsRecord.decisive | {"kind", "disposal"}
    signed_by = (
        Sign(Role.QUALITY_OFFICER, _("issue of the notice"), acts="stop_the_goods"),
        Sign(Role.QUALITY_HEAD, _("approval of the notice"), acts="let_go"),
        Sign(Role.STOREKEEPER, _("isolation carried out"), notes=True),
        Sign(Role.SALES_MANAGER, _("sale stopped, acknowledged"), notes=True),
    )
    rules = (
        rules.notice_names_goods,
        rules.only_stopped_goods_are_judged,
        rules.only_goods_that_conform_are_let_go,
    )
    asked = {"stop": ("kind", Kind.RELEASE)}
    needs = (
        Need("judgement", when="is_release"),
        Need("disposal", when="is_release"),
    )

    objects = StopSaleQuerySet.as_manager()

    class Meta(Record.Meta):
        verbose_name = _("stop-sale notice")
        verbose_name_plural = _("stop-sale notices")
        constraints = [
            *Record.Meta.constraints,
            models.CheckConstraint(
                condition=Q(state="draft")
                | Q(kind="stop", stop=None)
                | Q(kind="release", stop__isnull=False),
                name="quality_stopsale_release_follows_a_stop",
            ),
            models.CheckConstraint(
                condition=Q(state="draft")
                | Q(kind="stop")
                | Q(judgement="good")
                | Q(judgement="bad") & ~Q(disposal__in=("", "release")),
                name="quality_stopsale_lets_go_what_conforms",
            ),
        ]

    def is_release(self):
        return self.kind == self.Kind.RELEASE

    def lets_go(self):
        return self.is_release() and self.disposal == self.Disposal.RELEASE

    def batches(self):
        ids = self.lines.values("batch")
        return Batch.objects.filter(pk__in=ids).select_related("product")

    def holds(self, let_go_by=None):
        """The holds that it laid and that stand, or stood until a release."""
        laid = Hold.objects.laid_by_record(self)
        return laid.standing(or_lifted_by=let_go_by).order_by("pk")

    def source(self):
        """The record that gave rise to the stop."""
        return self.storage_inspection or self.incident

    source.short_description = _("source record")

    # Filling in

    def begin(self):
        """Judge what a notice has stopped, or stop what another record is about."""
        if self.stop:
            return self._begin_from_stop()
        if self.storage_inspection:
            return self._begin_from_doubts()
        self.cause = self.incident.description
        self.is_serious = self.incident.severity == Incident.Severity.GRAVE
        lines = self.incident.lines.filter(batch__isnull=False)
        return self._begin_with_all(lines.select_related("batch__product"))

    def _begin_from_doubts(self):
        lines = self.storage_inspection.doubted_lines()
        self.origin = self.Origin.INSPECTION
        self.cause = "; ".join(dict.fromkeys(line.problem for line in lines))
        return self._begin_with_all(lines)

    def _begin_with_all(self, lines):
        batches = dict.fromkeys(line.batch for line in lines)
        return [line for batch in batches for line in self.begin_with(batch)]

    def _begin_from_stop(self):
        stop = self.stop
        self.kind, self.origin = self.Kind.RELEASE, stop.origin
        self.cause, self.is_serious = stop.cause, stop.is_serious
        return [
            StopSaleLine(
                batch=line.batch,
                quantity=line.quantity,
                place=line.place,
                isolated_to=line.isolated_to,
            )
            for line in stop.lines.select_related("batch__product")
        ]

    def begin_with(self, batch):
        """Stop a batch wherever it lies."""
        lying = batch.balances.filter(quantity__gt=0).select_related("place")
        return [
            StopSaleLine(batch=batch, quantity=each.quantity, place=each.place)
            for each in lying
        ] or [StopSaleLine(batch=batch, quantity=0)]

    # What follows

    def stop_the_goods(self, by):
        """Hold every batch at the officer's signature; nobody waits for approval."""
        if not self.is_release():
            self.hold_batches(self.batches(), by)

    def hold_batches(self, batches, by):
        """Hold those batches that this notice does not hold."""
        held = set(self.holds().values_list("object_id", flat=True))
        for batch in batches:
            if batch.pk not in held:
                batch.hold(by, self.cause, self)

    def let_go(self, by):
        """Lift what is released, or what a correction does not name any more."""
        named = self.batches().values("pk")
        if self.lets_go():
            freed = self.stop.holds().filter(object_id__in=named)
        elif self.is_release():
            return
        else:
            freed = self.holds().exclude(object_id__in=named)
        for hold in freed:
            hold.lift(by, self)
        if self.lets_go():
            # Another may have let them go since the rules were asked.
            insist(rules.only_stopped_goods_are_judged(self))

    def cease_effect(self, by):
        """Undo what was done at once; a correction goes on with the holds there are."""
        if self.lets_go():
            self.stop.hold_batches(self.batches(), by)
        elif not self.is_release() and self.state != State.AMENDED:
            lift_holds_of(self, by)

    # Where the goods went

    def sales(self):
        """Every sale of the batches, so that they can be retrieved (seed F.4.5)."""
        sold = SaleLine.objects.filter(batch__in=self.lines.values("batch"))
        return sold.filter(record__state=State.SIGNED).order_by("batch", "record")

    def standing(self):
        """What has become of the stop."""
        if self.is_release() or self.state not in (State.SUBMITTED, State.SIGNED):
            return ""
        laid = [hold for each in self.versions() for hold in each.laid.all()]
        stopped = any(hold.lifted_at is None for hold in laid)
        return _("goods are stopped") if stopped else _("goods are free")

    standing.short_description = _("state of the goods")
