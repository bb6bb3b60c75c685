"""The purchase record: what is bought from whom, the basis of receiving (GSP 58)."""

from decimal import Decimal

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from procurement import guards, rules
from qms.core.models import (
    Customer,
    GoodsRecord,
    ProductLine,
    Supplier,
    money_field,
)
from qms.core.models.hold import Holdable
from qms.core.roles import Role
from qms.records import retention
from qms.records.corrections import all_versions
from qms.records.models import (
    Entry,
    Record,
    RecordQuerySet,
    Series,
    Sign,
    at_a_glance,
)
from qms.records.rules import Need

from .contract import Contract, PricedLine


class PurchaseQuerySet(RecordQuerySet):
    def awaiting_receipt(self):
        """Purchases in effect of which goods are still to come."""
        receipts = PurchaseLine.receipt_lines.rel.related_model.objects.filter(
            product=models.OuterRef("product"),
            record__state="signed",
            record__purchase__in=all_versions(Purchase, models.OuterRef("record")),
        )
        sums = (
            receipts.order_by().values("product").annotate(n=models.Sum("received_qty"))
        )
        come = models.functions.Coalesce(sums.values("n"), Decimal(0))
        lines = PurchaseLine.objects.filter(record=models.OuterRef("pk"))
        return self.in_effect().filter(models.Exists(lines.filter(quantity__gt=come)))


class Purchase(GoodsRecord, Holdable, Record):
    """An order to an approved supplier, of approved products."""

    class DirectReason(models.TextChoices):
        """The lawful reasons of direct delivery (GSP 59)."""

        DISASTER = "disaster", _("disaster, epidemic or emergency")
        CLINICAL = "clinical", _("urgent clinical need")
        LARGE = "large", _("large equipment")

    supplier = models.ForeignKey(
        Supplier,
        models.PROTECT,
        related_name="purchases",
        verbose_name=_("supplier"),
    )
    contract = models.ForeignKey(
        Contract,
        models.PROTECT,
        related_name="purchases",
        verbose_name=_("purchase contract/agreement"),
    )
    is_direct_delivery = models.BooleanField(_("direct delivery"), default=False)
    direct_reason = models.CharField(
        _("reason of the direct delivery"),
        max_length=12,
        choices=DirectReason,
        blank=True,
    )
    direct_customer = models.ForeignKey(
        Customer,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("customer of the direct delivery"),
    )
    expected_on = models.DateField(_("expected arrival"), null=True, blank=True)

    form_no = "QR-PU-01"
    series = Series("CG")
    direct_series = Series("ZCG")
    kept = retention.r1
    follows = ("contract",)
    labels = {
        "number": _("purchase number"),
        "made_on": _("date of purchase"),
        "made_by": _("purchaser"),
    }
    signed_by = (
        Sign(Role.PURCHASER, _("filling in")),
        Sign(Role.PURCHASING_MANAGER, _("review")),
        Sign(Role.QUALITY_OFFICER, _("quality review (purchase plan)")),
    )
    rules = (
        rules.supplier_is_qualified,
        rules.products_are_approved_for_the_supplier,
        rules.products_lie_in_both_scopes,
        rules.products_are_in_the_suppliers_letter,
        rules.registrations_are_valid,
        rules.something_is_ordered,
        rules.direct_delivery_is_lawful,
        rules.contract_is_the_suppliers,
        rules.contract_covers_the_purchase,
    )
    needs = (
        Need("direct_reason", when="is_direct_delivery"),
        Need("direct_customer", when="is_direct_delivery"),
    )

    objects = PurchaseQuerySet.as_manager()

    class Meta(Record.Meta):
        verbose_name = _("purchase record")
        verbose_name_plural = _("purchase records")

    @classmethod
    def guards(cls):
        yield from guards.of_purchases(cls)

    def next_number(self):
        series = self.direct_series if self.is_direct_delivery else self.series
        return series.next(timezone.localdate())

    def begin(self):
        """Take supplier and lines from the contract."""
        self.supplier = self.contract.supplier
        return [
            PurchaseLine(
                product=line.product, quantity=line.quantity, unit_price=line.unit_price
            )
            for line in self.contract.lines.all()
        ]

    def total(self):
        return sum((line.amount() for line in self.lines_with()), Decimal("0.00"))

    total.short_description = _("total amount")

    def buyers(self):
        """Who ordered: who wrote the purchase and who signed it as purchaser."""
        signed = self.signatures.given().filter(role=Role.PURCHASER)
        return {self.made_by_id, *signed.values_list("signer", flat=True)}

    @at_a_glance
    def lines_before(self):
        """The lines of the version that this one corrects."""
        before = self.corrects and self.corrects.glance()
        return before.lines_with("receipt_lines__record") if before else []

    def is_received(self):
        """Whether nothing of it is still to come."""
        lines = self.lines_with("receipt_lines__record")
        return all(line.outstanding() <= 0 for line in lines)

    def three_way_match(self):
        """Purchase, goods and invoice compared (seed A6)."""
        invoices = self.lines_with(relation="invoices")
        if not invoices or not self.is_received():
            return _("not yet")
        invoiced = sum(invoice.amount for invoice in invoices)
        return _("they agree") if invoiced == self.total() else _("they differ")

    three_way_match.short_description = _("purchase, goods and invoice compared")


class PurchaseLine(PricedLine):
    """A product ordered."""

    record = models.ForeignKey(Purchase, models.CASCADE, related_name="lines")
    lot_expected = models.CharField(
        _("batch number (if known)"), max_length=60, blank=True
    )

    class Meta(ProductLine.Meta):
        verbose_name = _("purchase line")
        verbose_name_plural = _("purchase lines")

    def received_qty(self):
        """How much of it has come, by the receipts in effect."""
        come = self.receipt_lines.all()
        if "receipt_lines" not in getattr(self, "_prefetched_objects_cache", ()):
            come = come.select_related("record")
        come = [r.received_qty for r in come if r.record.state == "signed"]
        for line in self.record.lines_before():
            if line.product_id == self.product_id:
                come.append(line.received_qty())
        return sum(come, Decimal(0))

    received_qty.short_description = _("quantity received")

    def outstanding(self):
        return self.quantity - self.received_qty()


class PurchaseInvoice(Entry):
    """An invoice that came for a purchase in effect (seed A6)."""

    record = models.ForeignKey(Purchase, models.PROTECT, related_name="invoices")
    invoice_no = models.CharField(_("invoice number"), max_length=40)
    invoice_date = models.DateField(_("date of invoice"))
    amount = money_field(_("amount of invoice"))

    rules = (rules.invoice_comes_once,)

    class Meta(Entry.Meta):
        verbose_name = _("purchase invoice")
        verbose_name_plural = _("purchase invoices")

    def __str__(self):
        return self.invoice_no

    @classmethod
    def guards(cls):
        yield guards.comes_once(cls)
