"""What comes back, goes back, and what was condemned."""

from django.db.models import Prefetch, Sum
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from inventory.models import (
    IncomingInspection,
    NonconformingRecord,
    OutboundReview,
    PurchaseReturn,
    SalesReturn,
    StorageInspection,
)
from qms.core import heads
from qms.core.models import Batch, Zone
from qms.core.roles import Department
from qms.records.registers import Print, Register, register
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


@register
class NonconformingRegister(Register):
    model = NonconformingRecord
    department = Department.QUALITY
    sheet_title = _("Record of nonconforming medical devices")
    landscape = True
    columns = (
        "number",
        "made_on",
        "found_stage",
        "source",
        "disposal",
        "disposal_record",
        "closed_at",
        "stage",
    )
    filters = ("found_stage", "disposal", "state", "made_on")
    search = ("number", "lines__lot", "lines__device_name")
    starts_from = ("expired",)
    told_on = {"lines__product": "lines__defect"}
    offers = {
        "inspection": lambda: IncomingInspection.objects.awaiting_report(),
        "storage_inspection": lambda: StorageInspection.objects.awaiting_report(),
        "review": lambda: OutboundReview.objects.awaiting_report(),
        "sales_return": lambda: SalesReturn.objects.awaiting_report(),
    }
    sheet = Sheet(
        Section(
            _("Discovery"),
            ("number", "made_on"),
            ("found_stage", "source", "supplier"),
        ),
        Lines(
            _("Goods found"),
            "batch",
            "quantity",
            "place",
            "defect",
            "amount",
            shown=(
                "device_name",
                "model_and_specification",
                "registration_no",
                "registrant_name",
                "lot",
                "expires_on",
                "unit",
                "quantity",
                "place",
                "red_place",
                "moved_to_red_zone_at",
                "defect",
                "amount",
                "result",
            ),
        ),
        Section(
            _("Decision"),
            "quality_confirmation",
            "cause",
            "prevention",
            ("disposal", "disposal_approved_by"),
            ("disposal_record", "closed_at"),
        ),
    )
    ledger = (
        Cell("record__made_on", label=_("date")),
        Cell("device_name", label=_("product name")),
        "model_and_specification",
        Cell("registration_no", label=_("registration number")),
        "maker",
        "lot",
        "expires_on",
        "quantity",
        Cell("record__found_stage", label=_("stage of discovery")),
        "defect",
        Cell("record__disposal", label=_("measure of disposal")),
        Cell("record__disposal_record", label=_("result of the disposal")),
        Cell("record__closed_at", label=_("date of disposal")),
    )
    prints = (
        Print(
            "write-off",
            _("Approval of the write-off of nonconforming goods"),
            Sheet(
                Section(
                    "",
                    ("number", "made_on"),
                    ("found_stage", "source"),
                    ("supplier", "made_by"),
                ),
                Lines(
                    _("Goods to be written off"),
                    shown=(
                        "device_name",
                        "model_and_specification",
                        "lot",
                        "expires_on",
                        "unit",
                        "quantity",
                        "amount",
                        "defect",
                    ),
                ),
                Section(
                    _("Decision"),
                    "quality_confirmation",
                    "cause",
                    "prevention",
                    ("disposal", "disposal_approved_by"),
                ),
            ),
        ),
    )

    @property
    def prefetch(self):
        sources = (*self.model.follows, "expired__product")
        return ("lines", *sources, *self._ways())

    @property
    def ledger_prefetch(self):
        return ("record__lines", *self._ways("record__"))

    def _ways(self, before=""):
        """The records by which the goods left, each with how much that was."""
        for way in self.model.ways_out():
            left = way.related_model.objects.annotate(gone=Sum("lines__quantity"))
            yield Prefetch(f"{before}{way.get_accessor_name()}", left)

    def awaited(self):
        today = timezone.localdate()
        expired = Batch.objects.in_zone(Zone.QUALIFIED).filter(expires_on__lt=today)
        expired = expired.exclude(condemnations__state="draft")
        rejected = [(name, offered()) for name, offered in self.offers.items()]
        return [*rejected, ("expired", expired)]
