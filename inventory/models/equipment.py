"""Facilities and instruments: their file, and what is done with them (GSP 48–50)."""

from datetime import timedelta

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from qms.core.models import Warehouse
from qms.core.models.hold import Holdable
from qms.core.roles import Role
from qms.core.search import search_text
from qms.records.dates import add_years
from qms.records.models import File, RecordQuerySet, Series, Sign, State
from qms.records.rules import Problem
from qms.records.triggers import TODAY


class Kind(models.TextChoices):
    """The kinds of GSP 41, as the inventory of a company lists them."""

    SHELVES = "shelves", _("shelves and pallets")
    CLIMATE = "climate", _("monitoring of temperature and humidity")
    AIR = "air", _("air conditioning")
    COLD_STORE = "cold_store", _("cold store/refrigerator")
    COLD_TRANSPORT = "cold_transport", _("refrigerated vehicle/insulated box")
    POWER = "power", _("power supply")
    FIRE = "fire", _("fire protection")
    PROTECTION = "protection", _("five protections")
    INSPECTION = "inspection", _("inspection and testing")
    REPAIR = "repair", _("repair")
    COMPUTER = "computer", _("computer")


class EquipmentStatus(models.TextChoices):
    IN_USE = "in_use", _("in use")
    OUT_OF_USE = "out_of_use", _("out of use")
    REPAIR = "repair", _("under repair")
    SCRAPPED = "scrapped", _("scrapped")


#: Days from one maintenance to the next (company rule; GSP 48 says regularly).
CARE = dict.fromkeys(Kind, 90) | {
    Kind.SHELVES: 180,
    Kind.CLIMATE: 30,
    Kind.COLD_STORE: 30,
    Kind.COLD_TRANSPORT: 30,
    Kind.FIRE: 30,
    Kind.PROTECTION: 30,
}
#: What keeps goods cold, and so is validated before it is used (GSP 50).
COLD = (Kind.COLD_STORE, Kind.COLD_TRANSPORT)
#: Days out of use after which what keeps goods cold is validated anew (GSP 50).
LONG_STOP = 90


class EquipmentQuerySet(RecordQuerySet):
    def kept(self):
        """What the company has: in effect and not scrapped."""
        return self.in_effect().exclude(status=EquipmentStatus.SCRAPPED)

    def awaiting_care(self, day):
        """What is to be maintained by a day, the longest overdue first."""
        due = self.kept().filter(maintenance_due__lte=day)
        return due.order_by("maintenance_due", "pk")

    def awaiting_proof(self, day):
        """What is to be calibrated or validated by a day, or never was."""
        uncalibrated = Q(calibration_due=None) | Q(calibration_due__lte=day)
        unvalidated = Q(validation_due=None) | Q(validation_due__lte=day)
        due = Q(uncalibrated, is_measuring=True) | Q(unvalidated, kind__in=COLD)
        order = (F("calibration_due").asc(nulls_first=True), "validation_due", "pk")
        return self.kept().filter(due).order_by(*order)


class Equipment(Holdable, File):
    """One piece of equipment; entries tell its use, others what proves it fit."""

    Kind, Status = Kind, EquipmentStatus

    #: What stood on it before it was numbered here.
    own_no = models.CharField(
        _("number in the company's earlier list"), max_length=40, blank=True
    )
    name = models.CharField(_("name of the equipment"), max_length=120)
    model = models.CharField(_("model and specification"), max_length=120)
    kind = models.CharField(
        _("category (shelves/climate/air/cold store/cold transport/power …)"),
        max_length=16,
        choices=Kind,
    )
    maker = models.CharField(_("maker"), max_length=120, blank=True)
    bought_on = models.DateField(_("bought on"), null=True, blank=True)
    location = models.CharField(_("place of use"), max_length=120)
    warehouse = models.ForeignKey(
        Warehouse,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="equipment",
        verbose_name=_("room that it serves"),
    )
    keeper = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="+",
        verbose_name=_("person responsible"),
    )
    is_measuring = models.BooleanField(_("measuring instrument"), default=False)
    calibration_due = models.DateField(
        _("next calibration/verification"), null=True, editable=False
    )
    validation_due = models.DateField(_("next validation"), null=True, editable=False)
    maintenance_due = models.DateField(_("next maintenance"), null=True, editable=False)
    status = models.CharField(
        _("status"),
        max_length=12,
        choices=EquipmentStatus,
        default=EquipmentStatus.IN_USE,
        editable=False,
    )
    #: Since when it has stood still; a validation meanwhile lets that count anew.
    stopped_on = models.DateField(_("out of use since"), null=True, editable=False)
    search_key = models.TextField(blank=True, editable=False)

    form_no = "QR-WH-06"
    series = Series("SB", period="")
    labels = {"number": _("equipment number")}
    signed_by = (
        Sign(Role.MAINTAINER, _("recording")),
        Sign(Role.QUALITY_OFFICER, _("checking")),
        Sign(Role.WAREHOUSE_MANAGER, _("confirmation")),
    )
    revised_by = (Role.WAREHOUSE_MANAGER, Role.QUALITY_OFFICER)
    entered_by = (
        Role.MAINTAINER,
        Role.STOREKEEPER,
        Role.WAREHOUSE_MANAGER,
        Role.RECEIVER,
        Role.RECEIVING_INSPECTOR,
        Role.QUALITY_OFFICER,
        Role.DRIVER,
        Role.AFTERSALES_STAFF,
    )

    objects = EquipmentQuerySet.as_manager()

    class Meta(File.Meta):
        verbose_name = _("equipment file")
        verbose_name_plural = _("equipment files")

    def __str__(self):
        return " ".join(filter(None, (self.number, self.name)))

    def save(self, *args, **kwargs):
        self.search_key = self.search_words()
        super().save(*args, **kwargs)

    def search_words(self):
        return search_text(self.own_no, self.name, self.model, self.location)

    def copy_masters(self):
        """The plan of maintenance begins with the file."""
        super().copy_masters()
        if self.kind:
            self.maintenance_due = self.made_on + self.interval()

    def hint(self):
        return f"{self.location} · {self.get_status_display()}"

    def interval(self):
        """From one maintenance to the next."""
        return timedelta(days=CARE[self.kind])

    def keeps_cold(self):
        return self.kind in COLD

    def is_probe(self):
        """Whether it is part of what watches the climate."""
        return self.kind == Kind.CLIMATE

    def problems_on(self, day):
        """Yield a sentence for each reason why it may not be used on a day."""
        said = {"equipment": self, "status": self.get_status_display()}
        if self.state != State.SIGNED:
            yield Problem(_("The file of %(equipment)s is not in effect."), said)
        if self.is_held():
            yield Problem(_("%(equipment)s is stopped by quality."), said)
        if self.status != EquipmentStatus.IN_USE:
            yield Problem(_("%(equipment)s is not in use: %(status)s."), said)
        yield from self._unproven_on(day, said)

    def _unproven_on(self, day, said):
        calibrated, validated = self.calibration_due, self.validation_due
        if self.is_measuring and calibrated is None:
            yield Problem(_("%(equipment)s has no valid calibration."), said)
        elif self.is_measuring and calibrated < day:
            sentence = _("The calibration of %(equipment)s lapsed on %(day)s.")
            yield Problem(sentence, said | {"day": calibrated})
        if self.keeps_cold() and validated is None:
            sentence = _("%(equipment)s has not been validated before its use.")
            yield Problem(sentence, said)
        elif self.keeps_cold() and validated < day:
            sentence = _("The validation of %(equipment)s lapsed on %(day)s.")
            yield Problem(sentence, said | {"day": validated})

    @classmethod
    def unfit(cls, column):
        """The condition in SQL that a column names what may not be used today."""
        lapsed = f"COALESCE(e.{{0}} < {TODAY}, TRUE)".format
        cold = ", ".join(f"'{kind.value}'" for kind in COLD)
        return (
            f'EXISTS (SELECT 1 FROM "{cls._meta.db_table}" e WHERE e.id = {column} '
            "AND (e.state <> 'signed' OR e.status <> 'in_use' "
            f"OR (e.kind IN ({cold}) AND {lapsed('validation_due')}) "
            f"OR (e.is_measuring AND {lapsed('calibration_due')}) "
            "OR EXISTS (SELECT 1 FROM core_hold h JOIN django_content_type t "
            "ON t.id = h.kind_id WHERE t.app_label = 'inventory' "
            "AND t.model = 'equipment' AND h.object_id = e.id "
            "AND h.lifted_at IS NULL)))"
        )

    def is_usable_on(self, day):
        return not any(self.problems_on(day))

    def usable(self):
        """What keeps it from being used today, or that nothing does."""
        problems = self.problems_on(timezone.localdate())
        return [str(problem) for problem in problems] or _("yes")

    usable.short_description = _("may be used")

    def _further_obstacles(self, step):
        if step == "enter" and self.status == EquipmentStatus.SCRAPPED:
            return [Problem(_("%(equipment)s was scrapped."), {"equipment": self})]
        return super()._further_obstacles(step)

    def heed(self, entry, by):
        """Take down what an entry says of the status and of the next maintenance."""
        today = timezone.localdate()
        learnt = {}
        if entry.action == entry.Action.MAINTENANCE:
            learnt["maintenance_due"] = today + self.interval()
        if entry.status and entry.status != self.status:
            learnt |= {"status": entry.status, **self._change(entry.status, today)}
        if learnt:
            self.learn(by, entry, **learnt)

    def _change(self, status, today):
        """What else follows from a change of status."""
        if status == EquipmentStatus.IN_USE:
            stop = today - (self.stopped_on or today)
            renewed = self.keeps_cold() and stop.days > LONG_STOP
            return {"stopped_on": None} | ({"validation_due": None} if renewed else {})
        said = {"stopped_on": self.stopped_on or today}
        if status == EquipmentStatus.SCRAPPED:
            said |= {"keep_until": add_years(today, 5), "kept_for_ever": False}
        return said
