"""What is about to expire, and what is done about it (GSP 51(6), 76)."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from inventory import rules
from qms.core.models import (
    Balance,
    BatchLine,
    GoodsRecord,
    Movement,
    Place,
    Supplier,
    Zone,
    near_expiry,
)
from qms.core.roles import Role
from qms.records import retention
from qms.records.models import Record, RecordQuerySet, Series, Sign

from .receipt_line import ReceiptLine

#: Days of warning where a product says nothing else.
WARNING_DAYS = 180


def this_month():
    return timezone.localdate().strftime("%Y-%m")


def lying_near_expiry(day):
    """What lies on shelves and is near or past its last day, the most urgent first."""
    lying = Balance.objects.filter(quantity__gt=0, place__zone=Zone.QUALIFIED)
    near = lying.filter(near_expiry(day, "batch__"))
    near = near.select_related("batch__product", "place__warehouse")
    return near.order_by("batch__expires_on", "pk")


class NearExpiryQuerySet(RecordQuerySet):
    def of_month(self, month):
        return self.filter(month=month).exclude(state__in=("void", "rejected"))


class NearExpiryReport(GoodsRecord, Record):
    """The list of a month, made from the stock."""

    month = models.CharField(_("month"), max_length=7, default=this_month)
    warning_days = models.PositiveSmallIntegerField(
        _("days of warning where the product has no other"), default=WARNING_DAYS
    )

    form_no = "QR-WH-04"
    series = Series("JXQ")
    kept = retention.r1
    labels = {"number": _("report number"), "made_at": _("made at (from the stock)")}
    signed_by = (
        Sign(Role.STOREKEEPER, _("reporting")),
        Sign(Role.SALES_MANAGER, _("receipt for sales promotion")),
        Sign(Role.QUALITY_OFFICER, _("review")),
    )
    rules = (
        rules.reported_is_near_expiry,
        rules.expired_goods_are_not_sold,
        rules.all_near_expiry_is_reported,
    )

    objects = NearExpiryQuerySet.as_manager()

    class Meta(Record.Meta):
        verbose_name = _("near-expiry record")
        verbose_name_plural = _("near-expiry records")

    def lying(self):
        return list(lying_near_expiry(timezone.localdate()))

    def begin(self):
        """The list as the stock has it; what is done is for people to say."""
        lying = self.lying()
        suppliers = _suppliers(lying)
        return [
            NearExpiryLine(
                batch=each.batch,
                place=each.place,
                quantity=each.quantity,
                supplier=suppliers.get((each.batch.product_id, each.batch.lot)),
                inbound_on=_inbound_on(each.batch),
            )
            for each in lying
        ]


def _suppliers(lying):
    """Who delivered each lot last, by product and lot."""
    found = ReceiptLine.objects.filter(
        record__state="signed", lot__in=[each.batch.lot for each in lying]
    )
    found = found.select_related("record__supplier").order_by("pk")
    return {(x.product_id, x.lot): x.record.supplier for x in found}


def _inbound_on(batch):
    """The day on which a batch was put on a shelf first."""
    put = Movement.objects.filter(batch=batch, target__zone=Zone.QUALIFIED)
    first = put.order_by("pk").first()
    return first and timezone.localdate(first.at)


class NearExpiryLine(BatchLine):
    """A batch whose last days have begun."""

    class Measure(models.TextChoices):
        PROMOTE = "promote", _("sales promotion")
        EXCHANGE = "exchange", _("return or exchange")
        STOP = "stop", _("stop of sale")
        REJECT = "reject", _("moved to the nonconforming zone")

    record = models.ForeignKey(NearExpiryReport, models.CASCADE, related_name="lines")
    place = models.ForeignKey(
        Place, models.PROTECT, related_name="+", verbose_name=_("location")
    )
    supplier = models.ForeignKey(
        Supplier, models.PROTECT, related_name="+", verbose_name=_("supplying party")
    )
    inbound_on = models.DateField(_("date of stock-in (of the goods)"))
    days_left = models.IntegerField(_("days that are left"), null=True, editable=False)
    measure = models.CharField(
        _("measure (promotion/return, exchange/stop/nonconforming zone)"),
        max_length=8,
        choices=Measure,
    )
    result = models.CharField(_("result of the measure"), max_length=200, blank=True)

    copies = BatchLine.copies | {"days_left": "count_days"}

    class Meta(BatchLine.Meta):
        verbose_name = _("near-expiry line")
        verbose_name_plural = _("near-expiry lines")

    def count_days(self):
        """Days until the last one on which it may be used; negative after it."""
        expires = self.batch.expires_on
        return expires and (expires - timezone.localdate()).days

    def state_of_lock(self):
        expired = self.batch.is_expired_on(timezone.localdate())
        return _("expired, locked") if expired else ""

    state_of_lock.short_description = _("lock")
