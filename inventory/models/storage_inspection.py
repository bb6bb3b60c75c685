"""The regular look at goods and rooms (GSP 73, 74)."""

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from inventory import rules
from qms.core.models import (
    Batch,
    BatchLine,
    GoodsRecord,
    Hold,
    Place,
    Warehouse,
)
from qms.core.models.hold import lift_holds_of
from qms.core.roles import QUALITY_STAFF, Role
from qms.records import retention
from qms.records.models import Record, RecordQuerySet, Series, Sign
from qms.records.rules import Need

from . import storage_plan
from .incoming_inspection import REPORTED
from .inspection_line import Check

#: What is to be looked at in a room: each is a verdict of its own.
CHECKS = (
    "storage_ok",
    "stacking_ok",
    "zoning_ok",
    "hygiene_ok",
    "monitoring_equipment_ok",
)
PROTECTIONS = (
    "dust_ok",
    "damp_ok",
    "mould_ok",
    "pollution_ok",
    "vermin_ok",
    "light_ok",
    "ventilation_ok",
)


def check_field(label):
    return models.CharField(label, max_length=6, choices=Check)


class StorageInspectionQuerySet(RecordQuerySet):
    def with_doubts(self):
        """Those handed in that stopped a batch, whatever became of it since."""
        stopped = StorageLine.objects.filter(conclusion=StorageLine.Conclusion.STOPPED)
        found = self.filter(state__in=("submitted", "signed"))
        return found.filter(pk__in=stopped.values("record"))

    def awaiting_stop(self):
        """Those with a doubt of which quality has issued no notice."""
        return self.with_doubts().exclude(self.followed("stops"))

    def awaiting_report(self):
        """Those of which quality condemned a batch that nobody has reported yet."""
        condemned = self.filter(rulings__decision="condemned").distinct()
        return condemned.exclude(self.followed("condemnations", REPORTED))


class StorageInspection(GoodsRecord, Record):
    """A room and the goods in it that were due; a doubt stops a batch at once."""

    class Plan(models.TextChoices):
        CYCLE = "cycle", _("cycle")
        FOCUS = "focus", _("focus")

    warehouse = models.ForeignKey(
        Warehouse,
        models.PROTECT,
        related_name="storage_inspections",
        verbose_name=_("room/area"),
    )
    plan = models.CharField(
        _("plan (cycle/focus)"), max_length=6, choices=Plan, default=Plan.CYCLE
    )
    storage_ok = check_field(_("orderly storage and work"))
    stacking_ok = check_field(_("stacks, distance to floor and walls, separation"))
    zoning_ok = check_field(_("zones and colours"))
    dust_ok = models.BooleanField(_("kept from dust"), default=False)
    damp_ok = models.BooleanField(_("kept from damp"), default=False)
    mould_ok = models.BooleanField(_("kept from mould"), default=False)
    pollution_ok = models.BooleanField(_("kept from pollution"), default=False)
    vermin_ok = models.BooleanField(_("kept from insects and rats"), default=False)
    light_ok = models.BooleanField(_("kept from light"), default=False)
    ventilation_ok = models.BooleanField(_("ventilated"), default=False)
    hygiene_ok = check_field(_("hygiene of the surroundings"))
    monitoring_equipment_ok = check_field(
        _("climate monitoring and alarms of cold stores checked")
    )
    measures = models.TextField(_("measures of improvement"), blank=True)

    form_no = "QR-WH-01"
    series = Series("YH")
    kept = retention.r1
    labels = {
        "number": _("inspection sheet number"),
        "submitted_at": _("inspected at"),
        "made_by": _("maintained by"),
    }
    signed_by = (
        Sign(Role.MAINTAINER, _("checking"), acts="stop_what_is_doubted"),
        Sign(Role.STOREKEEPER, _("assistance")),
        Sign(Role.QUALITY_OFFICER, _("ruling on doubts")),
    )
    rules = (
        rules.inspected_lies_in_the_room,
        rules.doubts_stop_the_goods,
        rules.all_that_is_due_is_inspected,
    )
    needs = (Need("measures", when="finds_fault"),)

    entered_by = QUALITY_STAFF

    objects = StorageInspectionQuerySet.as_manager()

    class Meta(Record.Meta):
        verbose_name = _("in-storage inspection record")
        verbose_name_plural = _("in-storage inspection records")

    def finds_fault(self):
        """Whether something about the room is not as it should be."""
        bad = any(getattr(self, name) == Check.BAD for name in CHECKS)
        return bad or not all(getattr(self, name) for name in PROTECTIONS)

    def due(self):
        """What lies in the room and is due."""
        return storage_plan.due_in(self.warehouse, timezone.localdate())

    def doubted_lines(self):
        """The lines by which a batch was stopped."""
        stopped = self.lines.filter(conclusion=StorageLine.Conclusion.STOPPED)
        return stopped.select_related("batch__product").order_by("pk")

    def stopped_batches(self):
        """The batches that the sheet stops to this day."""
        holds = Hold.objects.laid_by_record(self).of(Batch).standing()
        return Batch.objects.filter(pk__in=holds.values("object_id"))

    def condemned(self):
        """The rulings by which quality condemned a batch."""
        return self.rulings.filter(decision="condemned")

    def begin(self):
        """Take down what of the room is due, as the books have it."""
        found = self.due()
        is_focus = all(balance.is_focus for balance in found)
        self.plan = self.Plan.FOCUS if is_focus else self.Plan.CYCLE
        return [
            StorageLine(batch=each.batch, quantity=each.quantity, place=each.place)
            for each in found
        ]

    def stop_what_is_doubted(self, by):
        """Hold each doubted batch at the maintainer's signature (GSP 74)."""
        for line in self.doubted_lines():
            line.batch.hold(by, line.problem, self, lifted_by_staff=True)

    def cease_effect(self, by):
        lift_holds_of(self, by)


class StorageLine(BatchLine):
    """A batch on its place, looked at."""

    class Expiry(models.TextChoices):
        NORMAL = "normal", _("normal")
        NEAR = "near", _("near expiry")
        EXPIRED = "expired", _("expired")

    class Condition(models.TextChoices):
        NORMAL = "normal", _("normal")
        ABNORMAL = "abnormal", _("abnormal")

    class Conclusion(models.TextChoices):
        FIT = "fit", _("fit, sale goes on")
        STOPPED = "stopped", _("sale stopped, to be examined")

    record = models.ForeignKey(StorageInspection, models.CASCADE, related_name="lines")
    place = models.ForeignKey(
        Place, models.PROTECT, related_name="+", verbose_name=_("location")
    )
    appearance = models.CharField(_("appearance"), max_length=8, choices=Condition)
    packaging = models.CharField(_("packaging"), max_length=8, choices=Condition)
    expiry_ok = models.CharField(
        _("term of validity (of the goods)"),
        max_length=8,
        choices=Expiry,
        editable=False,
    )
    problem = models.TextField(_("doubt about the quality"), blank=True)
    measure = models.TextField(_("measure against the doubt"), blank=True)
    conclusion = models.CharField(
        _("conclusion of the maintenance"), max_length=8, choices=Conclusion
    )

    copies = BatchLine.copies | {"expiry_ok": "expiry"}
    needs = (
        Need("problem", when="is_doubted"),
        Need("measure", when="is_doubted"),
    )

    class Meta(BatchLine.Meta):
        verbose_name = _("in-storage inspection line")
        verbose_name_plural = _("in-storage inspection lines")
        indexes = [
            models.Index(fields=["batch", "record"], name="inventory_storage_plan")
        ]
        constraints = [
            models.CheckConstraint(
                condition=~Q(conclusion="fit")
                | ~Q(appearance="abnormal") & ~Q(packaging="abnormal"),
                name="inventory_storageline_doubt_stops",
                violation_error_message=_("What is not normal is stopped."),
            ),
        ]

    def is_doubted(self):
        said = (self.appearance, self.packaging)
        stopped = self.conclusion == self.Conclusion.STOPPED
        return stopped or self.Condition.ABNORMAL in said

    def expiry(self):
        """The verdict on its expiry date, which nobody types."""
        today = timezone.localdate()
        if self.batch.is_expired_on(today):
            return self.Expiry.EXPIRED
        near = self.batch.is_near_expiry_on(today)
        return self.Expiry.NEAR if near else self.Expiry.NORMAL
