"""What was found that may not be sold, and how it is disposed of."""

from django.db.models import Prefetch, Sum
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from inventory.models import (
    IncomingInspection,
    NonconformingRecord,
    OutboundReview,
    SalesReturn,
    StorageInspection,
)
from qms.core.models import Batch, Zone
from qms.core.roles import Department
from qms.records.registers import Print, Register, register
from qms.records.sheets import Cell, Lines, Section, Sheet


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
    starts_from = ("expired", "recalled")
    told_on = {"lines__product": "lines__defect"}
    offers = {
        "inspection": lambda: IncomingInspection.objects.awaiting_report(),
        "storage_inspection": lambda: StorageInspection.objects.awaiting_report(),
        "review": lambda: OutboundReview.objects.awaiting_report(),
        "sales_return": lambda: SalesReturn.objects.awaiting_report(),
        "recalled": NonconformingRecord.awaiting_report,
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
        batches = ("expired__product", "recalled__product")
        return ("lines", *self.model.follows, *batches, *self._ways())

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
