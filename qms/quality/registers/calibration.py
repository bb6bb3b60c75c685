"""What proves that equipment may be used."""

from datetime import timedelta

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from inventory.models import Equipment
from inventory.registers.equipment import PROOF_AHEAD
from qms.core.roles import Department
from qms.quality.models import Calibration
from qms.records.registers import Register, register
from qms.records.sheets import Section, Sheet


@register
class CalibrationRegister(Register):
    model = Calibration
    department = Department.QUALITY
    landscape = True
    columns = (
        "number",
        "equipment",
        "kind",
        "done_at",
        "agency",
        "certificate_no",
        "result",
        "valid_to",
        "made_by",
        "stage",
    )
    filters = ("kind", "result", "done_at", "valid_to", "state")
    search = ("number", "equipment__number", "equipment__search_key", "certificate_no")
    offers = {"equipment": lambda: Equipment.objects.kept()}
    sheet = Sheet(
        Section(
            _("Calibration or validation"),
            ("number", "equipment", "kind"),
            ("done_at", "result", "valid_to"),
            ("agency", "certificate_no"),
            ("made_by", "made_on"),
        ),
        Section(_("Validation"), "evaluation", "prevention"),
    )

    def awaited(self):
        ahead = timezone.localdate() + timedelta(days=PROOF_AHEAD)
        return [("equipment", Equipment.objects.awaiting_proof(ahead))]
