"""Where the goods lie, and every movement of them."""

from django.utils.translation import gettext_lazy as _

from qms.core.models import Balance, Movement
from qms.core.roles import Department
from qms.records.registers import Listing, register
from qms.records.sheets import Cell


@register
class StockLedger(Listing):
    """Every movement, as the storekeeper's book has them (QR-WH-09)."""

    model = Movement
    title = _("stock ledger")
    department = Department.WAREHOUSE
    columns = (
        Cell("at", label=_("business date")),
        "number",
        "summary",
        "batch__product",
        "batch__lot",
        "batch__expires_on",
        "received",
        "issued",
        Cell("balance", label=_("balance")),
        Cell("source", "target", label=_("location")),
        "status",
    )
    prefetch = ("kind",)
    filters = ("at",)
    search = ("number", "batch__lot", "batch__product__search_key")

    def queryset(self):
        """Each movement with what the company then had left of the batch."""
        return super().queryset().annotate(balance=Movement.running_balance())


@register
class StockOnHand(Listing):
    """What lies where, and in which status."""

    model = Balance
    title = _("stock on hand")
    department = Department.WAREHOUSE
    columns = (
        "batch__product",
        "batch__product__registration_no",
        "batch__lot",
        "batch__expires_on",
        "days_to_expiry",
        "quantity",
        "batch__product__unit",
        "place",
        "status",
    )
    filters = ("place__zone", "place__warehouse")
    search = ("batch__lot", "batch__product__search_key", "place__code")
    prefetch = ("batch__holds", "batch__product__holds")

    def queryset(self):
        return super().queryset().filter(quantity__gt=0)
