"""Stop-sale notices, their releases, and who still has to be told."""

from django.utils.translation import gettext_lazy as _

from inventory.models import StorageInspection
from qms.core.models import Batch
from qms.core.roles import QUALITY_STAFF, Department
from qms.quality.models import Incident, StopSale
from qms.records.registers import Listing, Register, register
from qms.records.sheets import Cell, Entries, Found, Lines, Section, Sheet
from sales.models import SaleLine


@register
class StopSaleRegister(Register):
    model = StopSale
    prefetch = ("laid", "corrects__laid")
    department = Department.QUALITY
    told_on = {"lines__product": "cause"}
    sheet_title = _("Stop-sale (sealing) notice / release notice")
    columns = (
        "number",
        "kind",
        "submitted_at",
        "origin",
        "is_serious",
        "stage",
        "standing",
    )
    filters = ("kind", "origin", "state", "made_on")
    search = ("number", "cause", "lines__lot", "lines__device_name")
    offers = {
        "stop": lambda: StopSale.objects.awaiting_judgement(),
        "storage_inspection": lambda: StorageInspection.objects.awaiting_stop(),
        "incident": lambda: Incident.objects.awaiting_stop(),
    }
    starts_with = {"batch": Batch}
    sheet = Sheet(
        Section(
            _("Notice"),
            ("number", "kind", "made_on"),
            ("submitted_at", "origin", "is_serious"),
            "cause",
            ("stop", "source"),
        ),
        Lines(
            _("Goods"),
            "batch",
            "quantity",
            "place",
            "isolated_to",
            shown=(
                "device_name",
                "model_and_specification",
                "registration_no",
                "registrant_name",
                "lot",
                "expires_on",
                "quantity",
                "place",
                "isolated_to",
            ),
        ),
        Section(_("Judgement and disposal"), ("judgement", "disposal", "standing")),
        Section(
            _("Notifications and reports"),
            (
                "registrant_notified_at",
                "customers_notified_at",
                "authority_reported_at",
            ),
        ),
        Entries(
            _("Notification"),
            "whom",
            "at",
            "how",
            relation="reports",
            shown=("whom", "at", "how", "told_by"),
        ),
        Found(
            _("Sales of these batches"),
            Cell("record__customer_name", label=_("customer")),
            Cell("record__contact", label=_("contact of the customer")),
            Cell("record__number", label=_("sales number")),
            Cell("record__effective_at", label=_("time of sale")),
            "lot",
            "quantity",
            model=SaleLine,
            rows="sales",
        ),
    )

    def awaited(self):
        return [("stop", StopSale.objects.awaiting_judgement())]


@register
class UntoldStopSales(Listing):
    """Serious problems of which somebody has not been told yet: at once (GSP 110)."""

    model = StopSale
    slug = "untold-stop-sales"
    title = _("serious problems not reported to everybody yet")
    department = Department.QUALITY
    columns = (
        "number",
        "submitted_at",
        "registrant_notified_at",
        "customers_notified_at",
        "authority_reported_at",
    )
    prefetch = ("reports",)
    search = ("number", "cause")
    remind = QUALITY_STAFF

    def queryset(self):
        return super().queryset().untold()
