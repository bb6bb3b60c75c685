"""The report that goes to the supplier with goods that were refused (GSP 60, 65)."""

from django.utils.translation import gettext_lazy as _

from inventory.models import InspectionLine
from qms.records.registers import Print
from qms.records.sheets import Found, Lines, Section, Sheet

TITLE = _("Report of refused goods")

AT_THE_DOOR = Print(
    "refusal",
    TITLE,
    Sheet(
        Section(
            "",
            ("number", "purchase", "supplier"),
            ("delivery_note_no", "arrived_at", "deliverer"),
        ),
        Lines(
            _("Goods"),
            shown=(
                "device_name",
                "model_and_specification",
                "lot",
                "expires_on",
                "unit",
                "quantity",
                "received_qty",
            ),
        ),
        Section(_("Refusal"), "conclusion", "refusal_reason"),
    ),
    when="is_refused",
)

AT_INSPECTION = Print(
    "refusal",
    TITLE,
    Sheet(
        Section(
            "",
            ("number", "submitted_at", "made_by"),
            ("supplier_name", "supplier_address", "supplier_contact"),
            ("purchase_no", "delivery_note_no", "arrival_date"),
        ),
        Found(
            _("Goods refused"),
            "device_name",
            "model_and_specification",
            "registration_no",
            "registrant_name",
            "lot",
            "expires_on",
            "unit",
            "received_qty",
            "rejected_qty",
            "failure_items",
            "disposal",
            model=InspectionLine,
            rows="rejected_lines",
        ),
    ),
    landscape=True,
    when="rejects_something",
)
