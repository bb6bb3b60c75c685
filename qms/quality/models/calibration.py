"""Proof that equipment measures right and keeps its range (GSP 49, 50)."""

from datetime import timedelta

from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from inventory.models import Equipment
from qms.core.roles import Role
from qms.quality import rules
from qms.records.models import (
    Attachment,
    Paper,
    Record,
    RecordQuerySet,
    Series,
    Sign,
    State,
)
from qms.records.rules import Need
from qms.records.triggers import Guard

#: The papers of a validation, each of which is needed (GSP 50).
VALIDATION_PAPERS = ("plan_file", "report_file", "instrument_certificates")
#: Probes and monitors are calibrated at least once a year (guideline CC).
YEAR = timedelta(days=365)


class Kind(models.TextChoices):
    CALIBRATION = "calibration", _("calibration")
    VERIFICATION = "verification", _("verification")
    BEFORE_USE = "before_use", _("validation before use")
    PERIODIC = "periodic", _("periodic validation")
    AFTER_STOP = "after_stop", _("validation after a stop")


#: Of an instrument by an agency; of what keeps goods cold by the company.
CALIBRATIONS = (Kind.CALIBRATION, Kind.VERIFICATION)
VALIDATIONS = (Kind.BEFORE_USE, Kind.PERIODIC, Kind.AFTER_STOP)


class CalibrationQuerySet(RecordQuerySet):
    def due(self, equipment, kinds):
        """Until when the last proof of some kinds holds; None where none does."""
        proofs = self.in_effect().filter(equipment=equipment, kind__in=kinds)
        last = proofs.order_by("done_at", "pk").last()
        return last and last.holds_until()


class Calibration(Record):
    """A calibration of an instrument or a validation of cold-chain equipment."""

    Kind = Kind

    class Result(models.TextChoices):
        PASSED = "passed", _("passed")
        FAILED = "failed", _("failed")

    equipment = models.ForeignKey(
        Equipment,
        models.PROTECT,
        related_name="calibrations",
        verbose_name=_("equipment"),
    )
    kind = models.CharField(
        _("kind (calibration/verification/validation before use/periodic/after stop)"),
        max_length=12,
        choices=Kind,
    )
    done_at = models.DateField(_("date"))
    agency = models.CharField(
        _("agency of the calibration/verification"), max_length=120, blank=True
    )
    certificate_no = models.CharField(
        _("number of the certificate"), max_length=80, blank=True
    )
    result = models.CharField(_("conclusion"), max_length=6, choices=Result)
    valid_to = models.DateField(_("valid until"), null=True, blank=True)
    evaluation = models.TextField(_("evaluation"), blank=True)
    prevention = models.TextField(_("preventive measures"), blank=True)

    form_no = "QR-QM-24"
    series = Series("JYZ")
    follows = ("equipment",)
    labels = {
        "number": _("proof number"),
        "made_on": _("date of the entry"),
        "made_by": _("handled by"),
    }
    signed_by = (
        Sign(Role.MAINTAINER, _("sending in")),
        Sign(Role.QUALITY_OFFICER, _("organisation of the validation")),
        Sign(Role.QUALITY_HEAD, _("approval"), apart=True),
    )
    rules = (rules.proof_lies_behind_its_term, rules.probes_are_calibrated_each_year)
    needs = (
        Need("agency", when="is_calibration"),
        Need("certificate_no", when="is_calibration"),
        Need("valid_to", when=lambda c: c.result == c.Result.PASSED),
        Need("evaluation", when="is_validation"),
        Need("prevention", when="is_validation"),
    )
    papers = (
        Paper("certificate_file", _("certificate"), "is_calibration"),
        Paper("plan_file", _("validation plan"), "is_validation"),
        Paper("report_file", _("validation report"), "is_validation"),
        Paper(
            "instrument_certificates",
            _("calibration certificates of the instruments used"),
            "is_validation",
        ),
    )

    objects = CalibrationQuerySet.as_manager()

    class Meta(Record.Meta):
        verbose_name = _("calibration and validation record")
        verbose_name_plural = _("calibration and validation records")
        constraints = [
            *Record.Meta.constraints,
            models.CheckConstraint(
                condition=~Q(state="signed")
                | Q(result="failed")
                | Q(valid_to__isnull=False, valid_to__gt=models.F("done_at")),
                name="quality_calibration_passed_for_a_term",
            ),
            models.CheckConstraint(
                condition=~Q(state="signed")
                | Q(kind__in=CALIBRATIONS, agency__gt="", certificate_no__gt="")
                | Q(kind__in=VALIDATIONS, evaluation__gt="", prevention__gt=""),
                name="quality_calibration_complete_once_signed",
            ),
        ]

    @property
    def is_calibration(self):
        return self.kind in CALIBRATIONS

    @property
    def is_validation(self):
        return self.kind in VALIDATIONS

    def begin(self):
        """Propose the kind of proof that the equipment lacks."""
        measures = self.equipment.is_measuring
        first = self.equipment.validation_due is None
        cold = Kind.BEFORE_USE if first else Kind.PERIODIC
        self.kind = Kind.CALIBRATION if measures else cold
        return []

    def holds_until(self):
        """The last day on which the equipment counts as proven; None if it failed."""
        if self.result == self.Result.FAILED:
            return None
        if self.is_calibration and self.equipment.is_probe():
            return min(self.valid_to, self.done_at + YEAR)
        return self.valid_to

    def take_effect(self, by):
        """The equipment learns until when it may be used."""
        same = CALIBRATIONS if self.is_calibration else VALIDATIONS
        due = Calibration.objects.due(self.equipment, same)
        if self.is_calibration:
            self.equipment.learn(by, self, calibration_due=due)
        else:
            # A stop counts from the last validation.
            stop = self.equipment.stopped_on and self.done_at
            self.equipment.learn(by, self, validation_due=due, stopped_on=stop)

    def cease_effect(self, by):
        self.take_effect(by)

    @classmethod
    def guards(cls):
        """No validation comes into effect without its papers, no calibration either."""
        needed = (
            (VALIDATIONS, VALIDATION_PAPERS),
            (CALIBRATIONS, ["certificate_file"]),
        )
        for number, (kinds, slots) in enumerate(needed):
            kinds = ", ".join(f"'{kind.value}'" for kind in kinds)
            lacking = f"({_papers(cls, slots)}) < {len(slots)}"
            when = (
                f"NEW.state = '{State.SIGNED.value}' AND OLD.state <> NEW.state "
                f"AND NEW.kind IN ({kinds}) AND {lacking}"
            )
            sentence = "no proof is approved without its papers"
            table = cls._meta.db_table
            yield Guard(table, "UPDATE", when, sentence, f"_papers{number}")


def _papers(model, slots):
    """How many of some slots hold a paper, in SQL."""
    kind, opts = ContentType._meta.db_table, model._meta
    slots = ", ".join(f"'{slot}'" for slot in slots)
    return (
        f'SELECT COUNT(DISTINCT a.slot) FROM "{Attachment._meta.db_table}" a '
        f'JOIN "{kind}" t ON t.id = a.kind_id WHERE a.object_id = NEW.id '
        f"AND t.app_label = '{opts.app_label}' AND t.model = '{opts.model_name}' "
        f"AND a.withdrawn_at IS NULL AND a.slot IN ({slots})"
    )
