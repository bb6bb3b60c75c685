"""The count of the goods against the books (GSP 77)."""

from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from inventory import rules
from qms.core.models import (
    Balance,
    BatchLine,
    GoodsRecord,
    Movement,
    Place,
    Warehouse,
    move,
    move_back,
    quantity_field,
)
from qms.core.roles import Role
from qms.records import retention
from qms.records.models import Record, RecordQuerySet, Series, Sign
from qms.records.rules import Need
from qms.records.triggers import Guard


class StocktakeQuerySet(RecordQuerySet):
    def with_losses(self):
        """Counts in effect that missed goods: each is worth an incident."""
        short = StocktakeLine.objects.filter(quantity__lt=F("book_qty"))
        return self.in_effect().filter(pk__in=short.values("record"))

    def awaiting_stock_in(self):
        """Counts in effect of which a surplus is in no books yet."""
        traced = StocktakeLine.objects.filter(StocktakeLine.SURPLUS)
        found = self.in_effect().filter(pk__in=traced.values("record"))
        return found.exclude(self.followed("stock_ins"))

    def since(self, day):
        """Counts of whole rooms that were handed in since a day."""
        handed_in = self.filter(state__in=("submitted", "signed"), made_on__gte=day)
        return handed_in.filter(scope=Stocktake.Scope.ALL)


class Stocktake(GoodsRecord, Record):
    """A blind count: the books are taken down only when the count is handed in."""

    class Scope(models.TextChoices):
        ALL = "all", _("all")
        CYCLE = "cycle", _("cycle count")
        SAMPLE = "sample", _("sample count")

    scope = models.CharField(
        _("scope (all/cycle/sample)"),
        max_length=6,
        choices=Scope,
        default=Scope.ALL,
    )
    warehouse = models.ForeignKey(
        Warehouse,
        models.PROTECT,
        related_name="stocktakes",
        verbose_name=_("warehouse"),
    )

    form_no = "QR-WH-10"
    series = Series("PD")
    kept = retention.r1
    labels = {
        "number": _("count number"),
        "made_on": _("date of the count"),
        "made_by": _("counted by"),
    }
    signed_by = (
        Sign(Role.STOREKEEPER, _("count")),
        Sign(
            Role.COUNTER_CHECKER,
            _("witness of the count"),
            fills_lines=("reason", "adjustment"),
            apart=True,
        ),
        Sign(Role.QUALITY_OFFICER, _("review of the differences")),
        Sign(Role.COMPANY_HEAD, _("approval of the adjustment")),
    )
    rules = (rules.counted_lies_in_the_room, rules.everything_in_scope_is_counted)

    objects = StocktakeQuerySet.as_manager()

    class Meta(Record.Meta):
        verbose_name = _("stocktake record")
        verbose_name_plural = _("stocktake records")

    def lying(self):
        """What the books have in the room."""
        return Balance.objects.filter(
            place__warehouse=self.warehouse_id, quantity__gt=0
        ).select_related("batch__product", "place__warehouse")

    def begin(self):
        """What is to be counted in the room, without a word about how much there is."""
        found = self.lying().order_by("place__code", "batch__product__name", "pk")
        return [StocktakeLine(batch=each.batch, place=each.place) for each in found]

    def surplus(self):
        """What was found over the books, which were left as they are for tracing."""
        return self.lines.filter(StocktakeLine.SURPLUS)

    def take_effect(self, by):
        """What was approved is found to, or lost from, its place."""
        adjusted = self.lines.filter(adjustment=StocktakeLine.Adjustment.BOOKS)
        moves = [x.movement() for x in adjusted.select_related("batch", "place")]
        move(moves, self, by)

    def cease_effect(self, by):
        move_back(self, by)

    @classmethod
    def guards(cls):
        """The books are adjusted only by a count that everybody has signed."""
        kind = (
            f'SELECT t.id FROM "{ContentType._meta.db_table}" t '
            f"WHERE t.app_label = '{cls._meta.app_label}' "
            f"AND t.model = '{cls._meta.model_name}'"
        )
        signed = (
            f'SELECT 1 FROM "{cls._meta.db_table}" s WHERE s.id = NEW.object_id '
            "AND s.state IN ('signed', 'void', 'amended')"
        )
        when = f"NEW.kind_id IN ({kind}) AND NOT EXISTS ({signed})"
        sentence = "a count that is not approved moves nothing"
        yield Guard(Movement._meta.db_table, "INSERT", when, sentence, "_count")


class StocktakeLine(BatchLine):
    """A batch on its place: counted first, compared afterwards."""

    class Adjustment(models.TextChoices):
        BOOKS = "books", _("the books are adjusted")
        TRACED = "traced", _("to be traced, the books stay")
        AGAIN = "again", _("to be counted again, the books stay")

    record = models.ForeignKey(Stocktake, models.CASCADE, related_name="lines")
    place = models.ForeignKey(
        Place, models.PROTECT, related_name="+", verbose_name=_("location")
    )
    quantity = quantity_field(_("quantity counted"), null=True, blank=True)
    book_qty = quantity_field(_("quantity in the books"), null=True, editable=False)
    quality_problem = models.CharField(_("quality problem"), max_length=200, blank=True)
    reason = models.TextField(_("reason of the difference"), blank=True)
    adjustment = models.CharField(
        _("treatment of the difference"), max_length=6, choices=Adjustment, blank=True
    )

    #: What was found over the books, while these wait for the cause to be known.
    SURPLUS = Q(quantity__gt=F("book_qty"), adjustment=Adjustment.TRACED)

    copies = BatchLine.copies | {"book_qty": "in_the_books"}
    needs = (
        Need("quantity", when=lambda line: True),
        Need("reason", when="difference"),
        Need("adjustment", when="difference"),
    )

    class Meta(BatchLine.Meta):
        verbose_name = _("stocktake line")
        verbose_name_plural = _("stocktake lines")
        indexes = [
            models.Index(fields=["batch", "record"], name="inventory_counted_batch")
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(adjustment="") | ~Q(reason=""),
                name="inventory_stocktakeline_adjusted_for_a_reason",
                violation_error_message=_("A difference has a reason."),
            ),
        ]

    def in_the_books(self):
        """What the books have at the moment the count is handed in, and not before.

        A correction is compared with the books that the first count met.
        """
        if self.record.corrects_id and self.book_qty is not None:
            return self.book_qty
        if not self.record.is_taking_step():
            return None
        lying = self.place.balances.filter(batch=self.batch_id)
        return lying.values_list("quantity", flat=True).first() or 0

    def difference(self):
        """What was counted over the books, or less than they have."""
        if self.book_qty is None or self.quantity is None:
            return None
        return self.quantity - self.book_qty

    difference.short_description = _("difference")

    def is_short(self):
        """Whether goods are missing."""
        return (self.difference() or 0) < 0

    def __str__(self):
        """The count, and how much it differs from the books once they are known."""
        said, over = super().__str__(), self.difference()
        return f"{said} ({over.normalize():+f})" if over else said

    def is_asked_about(self):
        """A line that agrees with the books needs no word."""
        return bool(self.difference())

    def movement(self):
        over = self.difference()
        if over > 0:
            return self.batch, None, self.place, over
        return self.batch, self.place, None, -over
