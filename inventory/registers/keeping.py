"""What is done with goods while they lie in the house."""

from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from inventory.models import StorageInspection, storage_plan
from qms.core.models import Balance, Batch
from qms.core.roles import Department, Role
from qms.records.registers import Listing, Register, register
from qms.records.sheets import Cell, Entries, Lines, Section, Sheet


@register
class StorageInspectionRegister(Register):
    model = StorageInspection
    department = Department.WAREHOUSE
    sheet_title = _("maintenance record of medical devices")
    landscape = True
    columns = ("number", "submitted_at", "warehouse", "plan", "made_by", "stage")
    filters = ("warehouse", "plan", "state", "made_on")
    search = ("number", "lines__lot", "lines__device_name")
    starts_from = ("warehouse",)
    offers = {
        "batch": lambda: Batch.objects.filter(balances__quantity__gt=0).distinct(),
    }
    sheet = Sheet(
        Section(
            _("Room and plan"),
            ("number", "submitted_at", "made_by"),
            ("warehouse", "plan", "made_on"),
        ),
        Lines(
            _("Goods"),
            "batch",
            "place",
            "quantity",
            "appearance",
            "packaging",
            "conclusion",
            "problem",
            "measure",
            shown=(
                "device_name",
                "model_and_specification",
                "registration_no",
                "registrant_name",
                "lot",
                "expires_on",
                "place",
                "quantity",
                "appearance",
                "packaging",
                "expiry_ok",
                "problem",
                "measure",
                "conclusion",
            ),
        ),
        Section(
            _("The room"),
            ("storage_ok", "stacking_ok", "zoning_ok"),
            ("hygiene_ok", "monitoring_equipment_ok"),
        ),
        Section(
            _("Five protections, light and air"),
            ("dust_ok", "damp_ok", "mould_ok", "pollution_ok"),
            ("vermin_ok", "light_ok", "ventilation_ok"),
            "measures",
        ),
        Entries(
            _("Rulings on doubts"),
            "doubted",
            "decision",
            "reason",
            relation="rulings",
            shown=("ruled_at", "doubted", "decision", "reason", "ruled_by"),
        ),
    )
    ledger = (
        "record__submitted_at",
        Cell("device_name", label=_("name of the product")),
        "model_and_specification",
        "registration_no",
        Cell("maker_and_licence", label=_("manufacturer")),
        "lot",
        "expires_on",
        "place",
        "quantity",
        "appearance",
        "packaging",
        "product__storage",
        Cell("conclusion", "problem", label=_("quality found")),
        "measure",
        "record__made_by",
    )

    def awaited(self):
        return [("warehouse", storage_plan.rooms(timezone.localdate()))]

    def hint(self, row):
        count = storage_plan.due_in(row, timezone.localdate()).count()
        said = ngettext("%(count)s batch is due", "%(count)s batches are due", count)
        return said % {"count": count}


class GoodsToInspect(Listing):
    """Goods on their places, by the plan that they belong to."""

    model = Balance
    columns = (
        "batch__product",
        "batch__lot",
        "batch__expires_on",
        "quantity",
        "place",
    )
    filters = ("place__warehouse",)
    search = ("batch__lot", "batch__product__search_key", "place__code")
    prefetch = ("batch__holds", "batch__product__holds")
    missed = 0

    def queryset(self):
        due = storage_plan.due(timezone.localdate(), self.missed)
        return super().queryset().filter(pk__in=due.values("pk"))


@register
class StoragePlan(GoodsToInspect):
    """The plan of this month: present until it is done (GSP 73)."""

    slug = "storage-plan"
    title = _("plan of in-storage inspections")
    department = Department.WAREHOUSE


@register
class OverdueInspections(GoodsToInspect):
    """What was not looked at in a whole cycle."""

    slug = "overdue-inspections"
    title = _("goods not inspected within their cycle")
    remind = (Role.MAINTAINER, Role.QUALITY_OFFICER)
    missed = 1
