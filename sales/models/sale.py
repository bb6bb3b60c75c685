"""The sales record: enough to find and retrieve every unit sold (GSP 84)."""

from decimal import Decimal

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from qms.core.models import (
    BatchLine,
    Customer,
    GoodsRecord,
    company_address,
    money_field,
)
from qms.core.roles import Role
from qms.records import retention
from qms.records.models import (
    Paper,
    Record,
    RecordQuerySet,
    Series,
    Sign,
    once_read,
)
from qms.records.rules import Need, Problem
from sales import guards, rules

from .chosen import Chosen
from .set_apart import SetsApart


class SaleQuerySet(RecordQuerySet):
    def awaiting_review(self):
        """Sales in effect whose goods have not been reviewed out yet."""
        unreviewed = self.in_effect().filter(
            is_reviewed=False, is_direct_delivery=False
        )
        return unreviewed.exclude(self.followed("reviews"))


class Sale(Chosen, SetsApart, GoodsRecord, Record):
    """Goods sold to a qualified customer; its goods move to dispatch when signed."""

    class Mode(models.TextChoices):
        WHOLESALE = "wholesale", _("wholesale")
        RETAIL = "retail", _("retail")
        SELECTION = "selection", _("confirmed after selection")
        ONLINE = "online", _("online")

    class DirectReason(models.TextChoices):
        DISASTER = "disaster", _("disaster, epidemic or emergency")
        CLINICAL = "clinical", _("urgent clinical need")
        LARGE = "large", _("large equipment")

    customer = models.ForeignKey(
        Customer, models.PROTECT, related_name="sales", verbose_name=_("customer")
    )
    customer_name = models.CharField(
        _("customer name (buying unit)"), max_length=120, editable=False
    )
    delivery_address = models.CharField(
        _("delivery address"), max_length=200, editable=False, blank=True
    )
    contact = models.CharField(
        _("contact of the customer"), max_length=120, editable=False, blank=True
    )
    permit_no = models.CharField(
        _("number of the permit/filing"), max_length=120, editable=False, blank=True
    )
    mode = models.CharField(
        _("mode of sale (wholesale/retail/confirmed after selection/online)"),
        max_length=12,
        choices=Mode,
        default=Mode.WHOLESALE,
    )
    is_direct_delivery = models.BooleanField(_("direct delivery"), default=False)
    direct_reason = models.CharField(
        _("reason of the direct delivery"),
        max_length=12,
        choices=DirectReason,
        blank=True,
    )
    store = models.CharField(
        _("name, address and telephone of the retail store"),
        max_length=340,
        editable=False,
        blank=True,
    )
    #: So that the few that wait for their review are found among all that ever were.
    is_reviewed = models.BooleanField(
        _("reviewed before leaving"), default=False, editable=False
    )
    invoice_no = models.CharField(
        _("lawful voucher number (invoice/sales voucher)"), max_length=40, blank=True
    )
    invoice_amount = money_field(_("amount of the voucher"), null=True, blank=True)
    patient_or_user = models.CharField(
        _("user (retail of implants/fitting)"), max_length=60, blank=True
    )

    form_no = "QR-SA-01"
    series = Series("XS")
    direct_series = Series("ZXS")
    kept = retention.r1
    STANDING = Record.STANDING | {"is_reviewed"}
    masked = ("patient_or_user",)
    labels = {
        "number": _("sales number"),
        "made_on": _("date of sale"),
        "made_by": _("handled by"),
    }
    signed_by = (
        Sign(Role.SALESPERSON, _("handling")),
        Sign(Role.SALES_MANAGER, _("review")),
    )
    voiding = (rules.stopped_goods_are_decided,)
    rules = (
        rules.salesperson_is_authorised,
        rules.customer_is_qualified,
        rules.products_lie_in_the_customers_scope,
        rules.company_may_sell_the_products,
        rules.batches_are_fit_for_sale,
        rules.direct_goods_were_accepted,
        rules.stock_suffices,
        rules.something_is_sold,
        rules.individuals_buy_what_individuals_may,
        rules.voucher_agrees_with_the_sale,
        rules.products_are_in_the_letter,
        rules.customer_is_in_the_letter,
        rules.trade_was_not_suspended,
        rules.goods_to_choose_from_are_selected,
    )
    needs = (
        Need("direct_reason", when="is_direct_delivery"),
        Need("invoice_no", when=lambda sale: not sale.is_selection()),
        Need("invoice_amount", when=lambda sale: not sale.is_selection()),
    )
    papers = (
        Paper(
            "special_documents",
            _("documents demanded for products under special control"),
            "has_special",
        ),
    )
    copies = {
        "customer_name": "customer__name",
        "delivery_address": "customer__delivery_address",
    }

    objects = SaleQuerySet.as_manager()

    class Meta(Record.Meta):
        verbose_name = _("sales record")
        verbose_name_plural = _("sales records")
        indexes = [
            *Record.Meta.indexes,
            models.Index(
                fields=["id"],
                condition=models.Q(
                    state="signed", is_reviewed=False, is_direct_delivery=False
                ),
                name="sales_sale_without_review",
            ),
            models.Index(
                fields=["customer", "made_on", "mode", "invoice_amount"],
                condition=models.Q(state="signed"),
                name="sales_sale_turnover",
            ),
        ]

    def copy_masters(self):
        super().copy_masters()
        self.delivery_address = self.delivery_address or self.customer.address
        contact = (self.customer.contact_person, self.customer.phone)
        self.contact = " ".join(filter(None, contact))
        self.store = company_address() if self.mode == self.Mode.RETAIL else ""
        if self.customer.pk:
            today = timezone.localdate()
            permits = [p.number for p in self.customer.permits_on(today) if p.number]
            self.permit_no = "; ".join(permits)[:120]

    @classmethod
    def guards(cls):
        yield from guards.of_sales(cls)

    def next_number(self):
        series = self.direct_series if self.is_direct_delivery else self.series
        return series.next(timezone.localdate())

    @once_read
    def letters(self):
        """The letters that authorise whoever sells on this day (GSP 78)."""
        return list(self.made_by.sales_authorizations.valid_on(timezone.localdate()))

    def has_special(self):
        return any(line.product.is_special for line in self.lines_with("product"))

    def is_retail(self):
        """Whether a consumer buys for own use: nobody reviews those beforehand."""
        return self.mode == self.Mode.RETAIL and self.customer.is_individual

    def _further_obstacles(self, step):
        if step == "enter" and not self.is_selection():
            sentence = _("Use is confirmed of goods that were sent for selection.")
            return [Problem(sentence, rule="state")]
        return super()._further_obstacles(step)

    def total(self):
        return sum((line.amount() for line in self.lines_with()), Decimal("0.00"))

    total.short_description = _("total amount")

    def three_match(self):
        if self.is_selection():
            return self._uses_match()
        if self.invoice_amount is None:
            return _("not yet")
        agrees = self.invoice_amount == self.total()
        return _("they agree") if agrees else _("they differ")

    def _uses_match(self):
        """Vouchers of what was used compared with its prices."""
        prices = {line.batch_id: line.unit_price for line in self.lines_with()}
        uses = list(self.uses.all())
        if not uses:
            return _("not yet")
        worth = sum(round(use.quantity * prices[use.batch_id], 2) for use in uses)
        agrees = sum(use.amount for use in uses) == worth
        return _("they agree") if agrees else _("they differ")

    three_match.short_description = _("voucher, ledger and goods compared")


class SaleLine(BatchLine):
    """A batch sold."""

    record = models.ForeignKey(Sale, models.CASCADE, related_name="lines")
    unit_price = money_field(_("unit price"))
    inspection_no = models.CharField(
        _("source inspection line"), max_length=24, editable=False, blank=True
    )

    copies = BatchLine.copies | {"inspection_no": "batch__inspection_no"}

    class Meta(BatchLine.Meta):
        verbose_name = _("sales line")
        verbose_name_plural = _("sales lines")
        indexes = [models.Index(fields=["batch", "record"], name="sales_line_trace")]

    def amount(self):
        return round(self.quantity * self.unit_price, 2)

    amount.short_description = _("amount")
