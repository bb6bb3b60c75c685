"""What happens while a recall is under way: told, answered, taken back, reported."""

from decimal import Decimal

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from inventory.models import SalesReturn
from qms.core.models import Customer, Place, Zone, move, quantity_field
from qms.core.roles import QUALITY_STAFF, Role
from qms.quality import rules
from qms.records.models import Entry, State, TrailedQuerySet
from qms.records.rules import Need, insist

from .recall import Recall
from .recall_guards import of_recoveries
from .recall_lines import RecallLine

SALES = (Role.SALES_MANAGER, Role.SALESPERSON)


class RecallEntry(Entry):
    """Something entered between the first signature of a recall and its last."""

    entered_at = models.DateTimeField(
        _("entered at"), default=timezone.now, editable=False
    )

    entered_while = (State.SUBMITTED,)

    class Meta(Entry.Meta):
        abstract = True


class RecallNotice(RecallEntry):
    """That customers were told, how and when (GSP 111, RCL 15)."""

    class Channel(models.TextChoices):
        TELEPHONE = "telephone", _("by telephone")
        LETTER = "letter", _("letter/express")
        FAX = "fax", _("fax")
        MAIL = "mail", _("e-mail")
        MESSAGE = "message", _("message (WeChat, SMS)")
        VISIT = "visit", _("in person")

    record = models.ForeignKey(Recall, models.PROTECT, related_name="notifications")
    customer = models.ForeignKey(
        Customer,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("buyer"),
        help_text=_("Empty: all that are not notified yet."),
    )
    notified_at = models.DateTimeField(_("notified at"), default=timezone.now)
    notify_channel = models.CharField(
        _("notified by"), max_length=10, choices=Channel, default=Channel.TELEPHONE
    )
    note = models.CharField(_("who was spoken to"), max_length=200, blank=True)

    entered_by = (*SALES, *QUALITY_STAFF)
    rules = (rules.told_after_the_start,)
    offers = {"customer": lambda recall: recall.customers()}

    class Meta(RecallEntry.Meta):
        verbose_name = _("notice to customers")
        verbose_name_plural = _("notices to customers")

    def __str__(self):
        return f"{self.whom()}: {self.get_notify_channel_display()}"

    def whom(self):
        return self.customer or _("all that were not notified before")

    whom.short_description = _("buyer")


class RecallAnswer(RecallEntry):
    """What a customer says of its goods: used, or lost for good (RCL 35)."""

    record = models.ForeignKey(Recall, models.PROTECT, related_name="answers")
    line = models.ForeignKey(
        RecallLine, models.PROTECT, related_name="answers", verbose_name=_("delivery")
    )
    answered_at = models.DateTimeField(_("answered at"), default=timezone.now)
    used_qty = quantity_field(_("quantity used/implanted"), default=0)
    unrecoverable_qty = quantity_field(_("confirmed not recoverable"), default=0)
    note = models.TextField(_("evidence, and why it cannot be recovered"), blank=True)

    entered_by = (*SALES, *QUALITY_STAFF)
    needs = (Need("note", when="unrecoverable_qty"),)
    rules = (rules.no_more_than_is_out, rules.something_is_said)
    offers = {"line": lambda recall: recall.lines.select_related("customer")}

    class Meta(RecallEntry.Meta):
        verbose_name = _("answer of a customer")
        verbose_name_plural = _("answers of customers")

    def __str__(self):
        return f"{self.line.customer}: {self.accounts_for()}"

    def accounts_for(self):
        return self.used_qty + self.unrecoverable_qty


class RecoveryQuerySet(TrailedQuerySet):
    def received(self):
        """What came back by the recall itself: drills and sales returns apart."""
        return self.exclude(record__kind=Recall.Kind.DRILL).filter(sales_return=None)


class RecallRecovery(RecallEntry):
    """Goods that came back; they go where nothing is sold from (GSP 106)."""

    record = models.ForeignKey(Recall, models.PROTECT, related_name="recoveries")
    line = models.ForeignKey(
        RecallLine,
        models.PROTECT,
        related_name="recoveries",
        verbose_name=_("delivery"),
    )
    quantity = quantity_field(_("quantity recovered"))
    recovered_on = models.DateField(_("date of recovery"), default=timezone.localdate)
    place = models.ForeignKey(
        Place,
        models.PROTECT,
        related_name="+",
        limit_choices_to={"zone__in": (Zone.RETURNED, Zone.REJECTED)},
        verbose_name=_("location (return or red zone)"),
    )
    #: Goods that a sales return has brought already are only accounted for here.
    sales_return = models.ForeignKey(
        SalesReturn,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("came by this sales return"),
    )

    entered_by = (Role.STOREKEEPER,)
    rules = (
        rules.no_more_than_is_out,
        rules.something_comes_back,
        rules.recovered_goods_are_kept_apart,
        rules.goods_come_back_by_one_door,
        rules.used_goods_are_not_taken_back,
    )
    objects = RecoveryQuerySet.as_manager()
    offers = {
        "line": lambda recall: recall.lines.select_related("customer"),
        "place": lambda recall: Place.objects.filter(
            zone__in=(Zone.RETURNED, Zone.REJECTED)
        ).order_by("-zone", "pk"),
        "sales_return": lambda recall: SalesReturn.objects.filter(
            sale__in=recall.lines.values("sale")
        ),
    }

    class Meta(RecallEntry.Meta):
        verbose_name = _("recovery of goods")
        verbose_name_plural = _("recoveries of goods")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(quantity__gt=0),
                name="quality_recallrecovery_of_something",
            ),
        ]

    def __str__(self):
        return f"{self.line.customer}: {self.quantity}"

    def accounts_for(self):
        return self.quantity or Decimal(0)

    def save(self, *args, by, **kwargs):
        # Others may confirm a use since the rules were asked.
        self.line.sale.hold_versions()
        insist(rules.used_goods_are_not_taken_back(self))
        super().save(*args, by=by, **kwargs)
        if not self.record.is_drill and not self.sales_return:
            batch = self.line.batch
            move([(batch, None, self.place, self.quantity)], self.record, by)

    @classmethod
    def guards(cls):
        return of_recoveries(RecallAnswer, cls)


class RecallReport(RecallEntry):
    """That somebody above was told, and when (RCL 7, GSP 110, 111)."""

    class Whom(models.TextChoices):
        REGISTRANT = "registrant", _("registrant/filer/agent")
        PROVINCE = "province", _("provincial authority")
        CITY = "city", _("city or county authority")

    record = models.ForeignKey(Recall, models.PROTECT, related_name="reports")
    whom = models.CharField(_("reported to"), max_length=12, choices=Whom)
    reported_at = models.DateTimeField(_("reported at"), default=timezone.now)
    note = models.CharField(_("way and number of the report"), max_length=200)

    entered_by = QUALITY_STAFF
    rules = (rules.told_after_the_start,)

    class Meta(RecallEntry.Meta):
        verbose_name = _("report")
        verbose_name_plural = _("reports")

    def __str__(self):
        return f"{self.get_whom_display()} {self.note}"
