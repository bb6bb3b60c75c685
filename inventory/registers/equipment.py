"""What the company has to store, watch and carry goods with, and what is due of it."""

from datetime import timedelta

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from inventory.models import Equipment
from qms.core.roles import QUALITY_STAFF, Department, Role
from qms.records.registers import Listing, Register, register
from qms.records.sheets import Cell, Entries, Section, Sheet

#: How many days ahead maintenance, and calibrations and validations, are called.
CARE_AHEAD, PROOF_AHEAD = 7, 30


@register
class EquipmentRegister(Register):
    model = Equipment
    department = Department.WAREHOUSE
    sheet_title = _("use and maintenance record of equipment")
    landscape = True
    prefetch = ("holds",)
    columns = (
        "number",
        "name",
        "model",
        "kind",
        "location",
        "keeper",
        "status",
        "calibration_due",
        "validation_due",
        "maintenance_due",
        "usable",
        "stage",
    )
    filters = ("kind", "status", "warehouse", "is_measuring", "state")
    search = ("number", "search_key")
    sheet = Sheet(
        Section(
            _("Equipment"),
            ("number", "own_no", "name", "model"),
            "kind",
            ("maker", "bought_on"),
            ("location", "warehouse", "keeper"),
            ("is_measuring", "made_on", "status"),
            ("calibration_due", "validation_due", "maintenance_due"),
            "usable",
        ),
        Entries(
            _("Use and maintenance"),
            "action",
            "content",
            "abnormal",
            "status",
            "checked_by",
            relation="entries",
            shown=(
                "done_at",
                "action",
                "content",
                "abnormal",
                "status",
                "operator",
                "checked_by",
            ),
        ),
    )
    ledger = (
        "record__number",
        "record__name",
        "record__model",
        "record__location",
        "done_at",
        Cell("action", "content", label=_("use/maintenance/repair")),
        Cell("status", label=_("running state")),
        "abnormal",
        "operator",
        "checked_by",
    )


@register
class EquipmentCatalogue(Listing):
    """The list of the licence dossier: 主要經營設施、設備目錄 (O54-10(5))."""

    model = Equipment
    slug = "equipment-catalogue"
    title = _("catalogue of the main facilities and equipment")
    department = Department.WAREHOUSE
    columns = (
        "number",
        "name",
        "model",
        "kind",
        "maker",
        "bought_on",
        "location",
        "keeper",
        "status",
    )
    filters = ("kind",)
    search = ("number", "search_key")

    def queryset(self):
        return super().queryset().kept().order_by("kind", "number")


@register
class MaintenanceDue(Listing):
    model = Equipment
    slug = "maintenance-due"
    title = _("equipment to be maintained")
    columns = ("number", "name", "location", "keeper", "maintenance_due")
    search = ("number", "search_key")
    remind = (Role.MAINTAINER, Role.WAREHOUSE_MANAGER)

    def queryset(self):
        ahead = timezone.localdate() + timedelta(days=CARE_AHEAD)
        return super().queryset().awaiting_care(ahead)


@register
class ProofDue(Listing):
    model = Equipment
    slug = "calibration-due"
    title = _("equipment to be calibrated or validated")
    columns = (
        "number",
        "name",
        "location",
        "keeper",
        "calibration_due",
        "validation_due",
    )
    search = ("number", "search_key")
    remind = QUALITY_STAFF

    def queryset(self):
        ahead = timezone.localdate() + timedelta(days=PROOF_AHEAD)
        return super().queryset().awaiting_proof(ahead)
