"""How goods come to the shelf from which they are sold."""

from django.utils.translation import gettext_lazy as _

from inventory.models import (
    IncomingInspection,
    SalesReturn,
    StockIn,
    Stocktake,
)
from qms.core import heads
from qms.core.roles import Department
from qms.records.registers import Register, register
from qms.records.sheets import Cell, Lines, Section, Sheet


@register
class StockInRegister(Register):
    model = StockIn
    ledger_prefetch = ("record__inspection",)
    department = Department.WAREHOUSE
    landscape = True
    columns = (
        "number",
        "effective_at",
        "source",
        "inspection",
        "warehouse",
        "made_by",
        "stage",
    )
    filters = ("source", "warehouse", "state", "made_on")
    search = ("number", "lines__lot", "lines__device_name")
    offers = {
        "inspection": lambda: IncomingInspection.objects.awaiting_stock_in(),
        "sales_return": lambda: SalesReturn.objects.awaiting_stock_in(),
        "stocktake": lambda: Stocktake.objects.awaiting_stock_in(),
    }
    sheet = Sheet(
        Section(
            _("Entry"),
            ("number", "made_on", "effective_at"),
            ("source", "warehouse"),
            ("inspection", "sales_return"),
            ("stocktake", "moved_from"),
        ),
        Lines(
            _("Goods put away"),
            "batch",
            "quantity",
            "place",
            shown=(
                "device_name",
                "model",
                "specification",
                "registration_no",
                "registrant_name",
                "maker_and_licence",
                "lot",
                "produced_on",
                "expires_on",
                heads.UDI,
                "unit",
                "quantity",
                "place",
            ),
        ),
    )
    ledger = (
        "record__effective_at",
        heads.NAME,
        "model",
        "specification",
        heads.REGISTRATION,
        heads.REGISTRANT,
        "maker_and_licence",
        heads.LOT,
        heads.EXPIRY,
        heads.UDI,
        "unit",
        "quantity",
        Cell("place", label=_("location")),
        "supplier",
        Cell("record__made_by", label=_("storekeeper")),
    )

    def awaited(self):
        return [
            ("inspection", IncomingInspection.objects.awaiting_stock_in()),
            ("sales_return", SalesReturn.objects.awaiting_stock_in()),
        ]
