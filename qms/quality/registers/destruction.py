"""The destruction of condemned goods."""

from django.utils.translation import gettext_lazy as _

from inventory.models import NonconformingRecord
from qms.core.roles import Department
from qms.quality.models import Destruction
from qms.records.registers import Register, register
from qms.records.sheets import Lines, Section, Sheet


def awaiting_destruction():
    """Decisions in effect of which goods are still to be destroyed."""
    ways = NonconformingRecord.objects
    return ways.unsettled("destructions", NonconformingRecord.DESTROYED)


@register
class DestructionRegister(Register):
    model = Destruction
    department = Department.QUALITY
    columns = ("number", "made_on", "nonconforming", "method", "destroyed_at", "stage")
    filters = ("state", "made_on")
    search = ("number", "nonconforming__number", "lines__lot", "lines__device_name")
    offers = {"nonconforming": awaiting_destruction}
    sheet = Sheet(
        Section(
            _("Destruction"),
            ("number", "made_on"),
            ("nonconforming", "operator"),
            ("operator_unit", "site"),
            ("method", "destroyed_at"),
            "witness",
        ),
        Lines(
            _("Goods destroyed"),
            "batch",
            "quantity",
            "place",
            "amount",
            "reason",
            shown=(
                "device_name",
                "model_and_specification",
                "registration_no",
                "registrant_name",
                "lot",
                "expires_on",
                "quantity",
                "amount",
                "reason",
            ),
        ),
    )

    def awaited(self):
        return [("nonconforming", awaiting_destruction())]
