"""Contracts and purchases."""

from django.utils.translation import gettext_lazy as _

from procurement.models import Contract, Purchase
from qms.core import heads
from qms.core.models import Product, Supplier
from qms.core.registers import outlasted, soon
from qms.core.roles import Department, Role
from qms.records.books import Book
from qms.records.registers import Listing, Register, register
from qms.records.sheets import Cell, Entries, Lines, Section, Sheet


@register
class ContractRegister(Register):
    model = Contract
    department = Department.PROCUREMENT
    sheet_title = _("Contract")
    columns = (
        "number",
        "made_on",
        "template",
        ("supplier", "customer"),
        "valid_from",
        "valid_to",
        "stage",
    )
    filters = ("template", "state", "made_on")
    search = (
        "number",
        "supplier__search_key",
        "customer__search_key",
        "lines__device_name",
    )
    starts_from = ("supplier",)
    sheet = Sheet(
        Section(
            _("Parties"),
            ("number", "template"),
            ("supplier", "customer"),
            ("made_on", "signed_at_place"),
            ("valid_from", "valid_to"),
        ),
        Lines(
            _("Products"),
            "product",
            "quantity",
            "unit_price",
            shown=(
                "device_name",
                "model_and_specification",
                "registrant_name",
                "registration_no",
                "unit",
                "quantity",
                "unit_price",
                "amount",
            ),
        ),
        Section(
            _("Terms"),
            "quality_clauses",
            "after_sales_clauses",
            "delivery_terms",
            "payment_terms",
            "liability",
            "signed_for_party",
        ),
    )


@register
class LapsingContracts(Listing):
    """Contracts whose term ends soon: a purchase after it needs an order of its own."""

    model = Contract
    slug = "lapsing-contracts"
    title = _("contracts about to lapse")
    department = Department.PROCUREMENT
    columns = ("number", ("supplier", "customer"), "valid_to")
    search = ("number", "supplier__search_key", "customer__search_key")
    remind = (Role.PURCHASER, Role.PURCHASING_MANAGER)

    def queryset(self):
        contracts = super().queryset().in_effect()
        lapsing = contracts.filter(valid_to__lte=soon())
        for party in ("supplier", "customer"):
            renewed = outlasted(contracts, "valid_to", "template", party)
            lapsing = lapsing.exclude(renewed)
        return lapsing.order_by("valid_to")


@register
class PurchaseRegister(Register):
    model = Purchase
    prefetch = ("lines__receipt_lines__record", "invoices")
    department = Department.PROCUREMENT
    sheet_title = _("Purchase record of medical devices")
    books = (
        Book(
            "direct",
            _("Purchase record of direct deliveries"),
            {"is_direct_delivery": True},
        ),
    )
    landscape = True
    columns = (
        "number",
        "made_on",
        "supplier",
        "total",
        "made_by",
        "three_way_match",
        "stage",
    )
    filters = ("is_direct_delivery", "state", "made_on")
    search = ("number", "supplier__search_key", "lines__device_name")
    offers = {
        "contract": lambda: Contract.objects.in_effect().filter(supplier__isnull=False),
        "supplier": lambda: Supplier.objects.filter(approved_on__isnull=False),
        "product": lambda: Product.objects.in_effect(),
    }
    sheet = Sheet(
        Section(
            _("Purchase order"),
            ("number", "made_on", "made_by"),
            ("contract", "supplier"),
            ("expected_on", "three_way_match", "total"),
            ("is_direct_delivery", "direct_reason", "direct_customer"),
        ),
        Lines(
            _("Products ordered"),
            "product",
            "quantity",
            "unit_price",
            "lot_expected",
            shown=(
                "device_name",
                "model",
                "specification",
                "registrant_name",
                "registration_no",
                "unit",
                "quantity",
                "unit_price",
                "amount",
                "lot_expected",
                "received_qty",
            ),
            prefetch=("receipt_lines__record",),
        ),
        Entries(
            _("Invoices"),
            "invoice_no",
            "invoice_date",
            "amount",
            relation="invoices",
        ),
    )
    ledger = (
        "record__made_on",
        "record__supplier",
        heads.NAME,
        "model",
        "specification",
        heads.REGISTRANT,
        heads.REGISTRATION,
        "unit",
        "quantity",
        "unit_price",
        "amount",
        Cell("record__made_by", label=_("purchaser")),
        Cell("lot_expected", label=_("remarks")),
    )

    def awaited(self):
        open_contracts = Contract.objects.in_effect().filter(
            template=Contract.Template.PURCHASE, purchases=None
        )
        return [("contract", open_contracts)]
