"""What comes back from customers, and what goes back to suppliers."""

from django.utils.translation import gettext_lazy as _

from inventory.models import (
    NonconformingRecord,
    OutboundReview,
    PurchaseReturn,
    SalesReturn,
)
from qms.core import heads
from qms.core.roles import Department
from qms.records.registers import Register, register
from qms.records.sheets import Cell, Lines, Section, Sheet


@register
class SalesReturnRegister(Register):
    model = SalesReturn
    department = Department.SALES
    sheet_title = _("Record of returned medical devices")
    landscape = True
    columns = ("number", "made_on", "customer", "review", "reason", "result", "stage")
    filters = ("result", "state", "made_on")
    search = ("number", "customer__search_key", "review__number", "lines__lot")
    told_on = {"customer": "reason", "lines__product": "reason"}
    offers = {"review": lambda: OutboundReview.objects.in_effect()}
    sheet = Sheet(
        Section(
            _("Application"),
            ("number", "made_on"),
            ("review", "sale", "customer"),
            "reason",
            "is_selection_goods",
        ),
        Lines(
            _("Goods returned"),
            "batch",
            "quantity",
            "quality_state",
            "restocked_qty",
            "failure_items",
            "outside_temp_min",
            "outside_temp_max",
            shown=(
                "device_name",
                "model",
                "specification",
                "registration_no",
                "registrant_name",
                "contract_manufacturer",
                "manufacture_licence_no",
                "supplier_name",
                "lot",
                "produced_on",
                "expires_on",
                heads.UDI,
                "unit",
                "quantity",
                "condition",
                "quality_state",
                "restocked_qty",
                "failure_items",
                Cell(
                    "outside_temp_min",
                    "outside_temp_max",
                    label=_("temperature while out"),
                ),
            ),
        ),
        Section(
            _("Inspection and result"),
            ("moved_to", "inspected_at", "inspector"),
            "result",
        ),
    )
    ledger = (
        "record__made_on",
        "record__review",
        "record__customer",
        "device_name",
        "model_and_specification",
        "registration_no",
        Cell(
            "registrant_name",
            "contract_manufacturer",
            label=_("registrant/manufacturer"),
        ),
        "supplier_name",
        "lot",
        "produced_on",
        "expires_on",
        Cell("udi_di", "udi_pi", label=_("UDI")),
        Cell("quantity", label=_("quantity returned")),
        "record__reason",
        Cell("quality_state", label=_("state of quality")),
        Cell("record__result", label=_("result of the return")),
        Cell("record__inspector", label=_("inspector")),
    )
    ledger_prefetch = ("record__signatures",)


def awaiting_return():
    """Decisions in effect of which goods are still to go back."""
    ways = NonconformingRecord.objects
    return ways.unsettled("purchase_returns", NonconformingRecord.RETURNED)


@register
class PurchaseReturnRegister(Register):
    model = PurchaseReturn
    department = Department.PROCUREMENT
    landscape = True
    offers = {"nonconforming": awaiting_return}
    columns = ("number", "made_on", "supplier", "purchase", "reason", "result", "stage")
    filters = ("result", "state", "made_on")
    search = ("number", "supplier__search_key", "purchase__number", "lines__lot")
    sheet = Sheet(
        Section(
            _("Application"),
            ("number", "made_on", "supplier"),
            ("purchase", "inspection", "nonconforming"),
            "reason",
            ("result", "transport", "received_by"),
        ),
        Lines(
            _("Goods sent back"),
            "batch",
            "quantity",
            "place",
            "unit_price",
            shown=(
                "device_name",
                "model_and_specification",
                "registration_no",
                "registrant_name",
                "lot",
                "produced_on",
                "expires_on",
                "unit",
                "quantity",
                "place",
                "unit_price",
            ),
        ),
    )
    ledger = (
        "record__made_on",
        "record__supplier",
        "device_name",
        "model_and_specification",
        "registration_no",
        "lot",
        "produced_on",
        "expires_on",
        "quantity",
        "record__reason",
        Cell("record__result", label=_("result of the return")),
        "record__made_by",
    )

    def awaited(self):
        return [("nonconforming", awaiting_return())]
