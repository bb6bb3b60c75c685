"""What lies in the house, counted and looked at for its last days."""

from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from inventory.models import NearExpiryReport, Stocktake
from inventory.models.near_expiry_report import this_month
from qms.core.models import Balance, Batch, Warehouse
from qms.core.roles import Department
from qms.records.registers import Register, register
from qms.records.sheets import Cell, Lines, Section, Sheet


def in_stock():
    """Batches of which something lies in the house."""
    return Batch.objects.filter(balances__quantity__gt=0).distinct()


@register
class NearExpiryRegister(Register):
    model = NearExpiryReport
    department = Department.WAREHOUSE
    sheet_title = _("record of devices near their expiry")
    landscape = True
    begins_alone = True
    columns = ("number", "month", "made_at", "warning_days", "made_by", "stage")
    filters = ("month", "state", "made_on")
    search = ("number", "month", "lines__lot", "lines__device_name")
    offers = {"batch": in_stock}
    sheet = Sheet(
        Section(
            _("Month"),
            ("number", "month", "warning_days"),
            ("made_at", "made_by", "made_on"),
        ),
        Lines(
            _("Goods near expiry"),
            "batch",
            "place",
            "quantity",
            "supplier",
            "inbound_on",
            "measure",
            "result",
            shown=(
                "device_name",
                "model_and_specification",
                "registration_no",
                "registrant_name",
                "lot",
                "expires_on",
                "days_left",
                "quantity",
                "place",
                "supplier",
                "inbound_on",
                "measure",
                "result",
            ),
        ),
    )
    ledger = (
        Cell("device_name", label=_("name of the product")),
        "model_and_specification",
        "registration_no",
        Cell("maker_and_licence", label=_("manufacturer")),
        "lot",
        "expires_on",
        "days_left",
        "quantity",
        "place",
        "supplier",
        "measure",
        "result",
    )

    def asks(self):
        """The list of this month, from its first day until it is there (GSP 76)."""
        month = this_month()
        if NearExpiryReport.objects.of_month(month).exists():
            return ""
        count = len(NearExpiryReport().lying())
        said = ngettext(
            "%(month)s: %(count)s batch is near or past expiry",
            "%(month)s: %(count)s batches are near or past expiry",
            count,
        )
        return said % {"month": month, "count": count} if count else ""


@register
class StocktakeRegister(Register):
    model = Stocktake
    department = Department.WAREHOUSE
    landscape = True
    columns = ("number", "made_on", "warehouse", "scope", "made_by", "stage")
    filters = ("warehouse", "scope", "state", "made_on")
    search = ("number", "lines__lot", "lines__device_name")
    starts_from = ("warehouse",)
    sheet = Sheet(
        Section(
            _("Count"),
            ("number", "made_on", "made_by"),
            ("warehouse", "scope"),
        ),
        Lines(
            _("Goods counted"),
            "batch",
            "place",
            "quantity",
            "quality_problem",
            "reason",
            "adjustment",
            shown=(
                "device_name",
                "model_and_specification",
                "registration_no",
                "registrant_name",
                "lot",
                "expires_on",
                "place",
                "unit",
                "book_qty",
                "quantity",
                "difference",
                "quality_problem",
                "reason",
                "adjustment",
            ),
        ),
    )
    ledger = (
        Cell("device_name", label=_("name of the product")),
        "model_and_specification",
        "lot",
        "expires_on",
        "place",
        "unit",
        "book_qty",
        "quantity",
        "difference",
        "quality_problem",
        "reason",
        "adjustment",
    )

    def awaited(self):
        """Rooms that hold goods and were not counted this quarter (GSP 77)."""
        day = timezone.localdate()
        quarter = day.replace(month=(day.month - 1) // 3 * 3 + 1, day=1)
        counted = Stocktake.objects.since(quarter).values("warehouse")
        holding = Balance.objects.filter(quantity__gt=0).values("place__warehouse")
        rooms = Warehouse.objects.filter(pk__in=holding)
        return [("warehouse", rooms.exclude(pk__in=counted))]

    def hint(self, row):
        return _("not counted this quarter")

    def tells(self, row):
        """Who counts is not told how much there is."""
        return getattr(row, "expires_on", None) or ""
