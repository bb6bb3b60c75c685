"""The check of every item before it leaves (GSP 87, 88)."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from inventory import guards, rules
from qms.core.models import (
    BatchLine,
    Customer,
    GoodsRecord,
    Place,
    move,
    move_back,
)
from qms.core.roles import Role
from qms.records import retention
from qms.records.models import Record, RecordQuerySet, Series, Sign, State
from qms.records.rules import Need
from sales.models import Sale

from .incoming_inspection import REPORTED
from .inspection_line import Check


class ReviewQuerySet(RecordQuerySet):
    def awaiting_note(self):
        """Reviews in effect whose delivery note is not written yet."""
        open_reviews = self.in_effect().filter(has_note=False)
        return open_reviews.exclude(self.followed("notes"))

    def awaiting_report(self):
        """Reviews that stopped goods which nobody has reported as nonconforming yet.

        They never take effect: refused by the reviewer, or left with a stopped line.
        """
        return self.stopped().exclude(self.followed("condemnations", REPORTED))

    def undecided(self):
        """Reviews that stopped goods on which quality has not decided yet."""
        decided = self.followed("condemnations", (State.SIGNED, State.REJECTED))
        waiting = self.followed("condemnations", (State.SUBMITTED,))
        return self.stopped().filter(~decided | waiting)

    def stopped(self):
        left = models.Q(state=State.DRAFT, lines__review_result="stopped")
        return self.filter(models.Q(state=State.REJECTED) | left).distinct()


class OutboundReview(GoodsRecord, Record):
    """Item by item: package, label, date; a second person looks (GSP 87)."""

    sale = models.ForeignKey(
        Sale,
        models.PROTECT,
        related_name="reviews",
        verbose_name=_("sales record/application for selection"),
    )
    customer = models.ForeignKey(
        Customer,
        models.PROTECT,
        editable=False,
        related_name="+",
        verbose_name=_("customer"),
    )
    is_selection_goods = models.BooleanField(
        _("for selection by the institution"), default=False, editable=False
    )

    #: So that the few that wait for their note are found among all that ever were.
    has_note = models.BooleanField(
        _("delivery note written"), default=False, editable=False
    )

    form_no = "QR-WH-03"
    series = Series("CKFH")
    kept = retention.r1
    follows = ("sale",)
    tells = {"sale": "is_reviewed"}
    STANDING = Record.STANDING | {"has_note"}
    labels = {"number": _("review number"), "effective_at": _("date of leaving")}
    signed_by = (
        Sign(Role.STOREKEEPER, _("picking")),
        Sign(Role.OUTBOUND_REVIEWER, _("outbound review"), apart=True),
    )
    rules = (
        rules.customer_still_is_qualified,
        rules.reviewed_is_what_was_sold,
        rules.batches_may_leave,
        rules.every_item_passed_the_review,
    )
    copies = {"customer": "sale__customer", "is_selection_goods": "sale__is_selection"}

    objects = ReviewQuerySet.as_manager()

    class Meta(Record.Meta):
        verbose_name = _("outbound review record")
        verbose_name_plural = _("outbound review records")
        indexes = [
            *Record.Meta.indexes,
            models.Index(
                fields=["id"],
                condition=models.Q(state="signed", has_note=False),
                name="inventory_review_without_note",
            ),
        ]

    def delivery_note_no(self):
        return ", ".join(n.number for n in self.notes.all() if n.state == "signed")

    delivery_note_no.short_description = _("delivery note number")

    @classmethod
    def guards(cls):
        yield from guards.of_reviews(cls)

    def begin(self):
        """Take over the sale, with the places that the goods were set apart from."""
        return [
            ReviewLine(batch=batch, quantity=quantity, place=shelf)
            for batch, shelf, _gate, quantity in self.sale.set_apart()
        ]

    def stopped_lines(self):
        """The lines that may not leave; where none is marked, the review as a whole."""
        lines = self.lines.select_related("batch__product")
        stopped = [line for line in lines if line.review_result == "stopped"]
        return stopped or list(lines)

    def take_effect(self, by):
        """The goods leave the company for the customer."""
        apart = self.sale.set_apart()
        moves = [(batch, gate, None, quantity) for batch, _, gate, quantity in apart]
        move(moves, self, by, is_sale=True)

    def cease_effect(self, by):
        move_back(self, by)


class ReviewLine(BatchLine):
    """A batch picked, and the four conditions of GSP 87 looked at."""

    class Result(models.TextChoices):
        RELEASED = "released", _("may leave")
        STOPPED = "stopped", _("may not leave")

    record = models.ForeignKey(OutboundReview, models.CASCADE, related_name="lines")
    place = models.ForeignKey(
        Place, models.PROTECT, related_name="+", verbose_name=_("picked from")
    )
    package_ok = models.CharField(
        _("package (damage, soiling, closure, seal)"), max_length=6, choices=Check
    )
    label_ok = models.CharField(
        _("label (lost, unreadable, not that of the goods)"),
        max_length=6,
        choices=Check,
    )
    other_ok = models.CharField(_("other anomalies"), max_length=6, choices=Check)
    udi_scanned = models.BooleanField(_("UDI scanned and compared"), default=False)
    review_result = models.CharField(
        _("conclusion of the review (may leave/may not leave)"),
        max_length=10,
        choices=Result,
    )
    stop_reason = models.TextField(
        _("why it may not leave, and the report"), blank=True
    )

    needs = (Need("stop_reason", when=lambda line: line.review_result == "stopped"),)

    class Meta(BatchLine.Meta):
        verbose_name = _("outbound review line")
        verbose_name_plural = _("outbound review lines")
        indexes = [
            models.Index(fields=["batch", "record"], name="inventory_review_trace")
        ]

    def expiry_ok(self):
        expired = self.batch.is_expired_on(timezone.localdate())
        return Check.BAD.label if expired else Check.GOOD.label

    expiry_ok.short_description = _("use-by date")

    def quality_status(self):
        said = (self.package_ok, self.label_ok, self.other_ok)
        return Check.GOOD.label if set(said) == {"good"} else Check.BAD.label

    quality_status.short_description = _("state of quality")

    def reviewer(self):
        signed = self.record.signature_of(Role.OUTBOUND_REVIEWER)
        return signed.printed_name if signed else ""

    reviewer.short_description = _("reviewer")
