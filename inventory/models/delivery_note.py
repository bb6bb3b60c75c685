"""The note that travels with the goods (GSP 91–94)."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from inventory import rules
from qms.core.models import BatchLine, GoodsRecord, company_name, money_field
from qms.core.roles import Role
from qms.records import retention
from qms.records.models import Paper, Record, Series, Sign
from qms.records.rules import Need

from .outbound_review import OutboundReview


class DeliveryNote(GoodsRecord, Record):
    """Made from a signed review; nobody types its lines."""

    review = models.ForeignKey(
        OutboundReview,
        models.PROTECT,
        related_name="notes",
        verbose_name=_("outbound review record"),
    )
    seller_name = models.CharField(
        _("name of the supplying company"), max_length=120, editable=False
    )
    consignee_name = models.CharField(_("name of the receiving unit"), max_length=120)
    consignee_address = models.CharField(_("delivery address"), max_length=200)
    consignee_contact = models.CharField(_("contact"), max_length=120)
    logistics_company = models.CharField(
        _("company that transports or stores"), max_length=120, blank=True
    )
    #: The goods go to a customer of the customer, who delivers directly (GSP 93).
    is_direct_delivery = models.BooleanField(
        _("mark of direct delivery"), default=False
    )
    direct_company_reason = models.CharField(
        _("company and reason of the direct delivery"), max_length=200, blank=True
    )
    mixed_box = models.BooleanField(_("mark of a mixed box"), default=False)
    received_by = models.CharField(_("signed for by"), max_length=60, blank=True)

    form_no = "QR-SA-04"
    series = Series("SHTX")
    kept = retention.r1
    follows = ("review",)
    tells = {"review": "has_note"}
    #: It may be written the day before the goods set out.
    planned = True
    labels = {"number": _("note number"), "made_on": _("date of dispatch")}
    signed_by = (
        Sign(Role.SALESPERSON, _("issue of the note")),
        Sign(Role.OUTBOUND_REVIEWER, _("outbound review")),
        Sign(
            Role.COUNTERPARTY,
            _("receipt by the customer"),
            fills=("received_by",),
            papers=("receiver_signature",),
            witness=Role.SALESPERSON,
            named_in="received_by",
        ),
    )
    rules = (rules.note_says_what_was_reviewed, rules.goods_go_to_the_customer)
    needs = (Need("direct_company_reason", when="is_direct_delivery"),)
    papers = (
        Paper("outbound_seal", _("outbound seal"), False),
        Paper("receiver_signature", _("note signed by the receiver (scan)")),
    )

    class Meta(Record.Meta):
        verbose_name = _("delivery note")
        verbose_name_plural = _("delivery notes")

    def copy_masters(self):
        super().copy_masters()
        self.seller_name = self.seller_name or company_name()

    def next_number(self):
        return self.series.next(timezone.localdate())

    def begin(self):
        """Take over address and lines from the sale and its review."""
        sale = self.review.sale
        self.consignee_name = sale.customer_name
        self.consignee_address = sale.delivery_address
        self.consignee_contact = sale.contact
        prices = dict(sale.lines.values_list("batch", "unit_price"))
        return [
            DeliveryLine(
                batch=line.batch,
                quantity=line.quantity,
                unit_price=prices.get(line.batch_id),
            )
            for line in self.review.lines.select_related("batch")
        ]


class DeliveryLine(BatchLine):
    """A batch that travels, and under which conditions."""

    record = models.ForeignKey(DeliveryNote, models.CASCADE, related_name="lines")
    condition = models.CharField(
        _("conditions of transport and storage"),
        max_length=200,
        editable=False,
        blank=True,
    )
    unit_price = money_field(_("unit price"), null=True, blank=True)

    copies = BatchLine.copies | {"condition": "product__transport_and_storage"}

    class Meta(BatchLine.Meta):
        verbose_name = _("delivery note line")
        verbose_name_plural = _("delivery note lines")

    def amount(self):
        if self.unit_price is None:
            return None
        return round(self.quantity * self.unit_price, 2)

    amount.short_description = _("amount")
