"""Stock: an append-only ledger of movements, and the balances it adds up to."""

from collections import defaultdict
from decimal import Decimal

from django.conf import settings
from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from qms.records.sheets import plain
from qms.records.triggers import TODAY, Guard, append_only, stays

from .batch import Batch
from .hold import Hold
from .place import Place


class Movement(models.Model):
    """A line of the stock ledger. Never changed: a wrong one is moved back.

    No source means from outside the company, no target means out of it.
    """

    batch = models.ForeignKey(
        Batch, models.PROTECT, related_name="movements", verbose_name=_("batch")
    )
    source = models.ForeignKey(
        Place,
        models.PROTECT,
        null=True,
        related_name="+",
        verbose_name=_("from location"),
    )
    target = models.ForeignKey(
        Place,
        models.PROTECT,
        null=True,
        related_name="+",
        verbose_name=_("to location"),
    )
    quantity = models.DecimalField(_("quantity"), max_digits=14, decimal_places=3)
    at = models.DateTimeField(_("time"), default=timezone.now)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("by")
    )
    kind = models.ForeignKey(ContentType, models.PROTECT, verbose_name=_("record kind"))
    object_id = models.PositiveBigIntegerField()
    because = GenericForeignKey("kind", "object_id")
    number = models.CharField(_("document number"), max_length=24)
    #: Goods that leave for a customer, and so must be fit to be sold.
    is_sale = models.BooleanField(default=False)

    class Meta:
        ordering = ["-pk"]
        verbose_name = _("stock movement")
        verbose_name_plural = _("stock movements")
        indexes = [
            models.Index(fields=["batch", "id"], name="core_movement_batch"),
            models.Index(fields=["kind", "object_id"], name="core_movement_record"),
            # What came; most movements are of what leaves.
            models.Index(
                fields=["batch", "at"],
                condition=Q(target__isnull=False),
                name="core_movement_came",
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(quantity__gt=0), name="core_movement_moves_something"
            ),
            models.CheckConstraint(
                condition=Q(source__isnull=False) | Q(target__isnull=False),
                name="core_movement_touches_the_company",
            ),
        ]

    def __str__(self):
        return f"{self.number}: {plain(self.quantity)} × {self.batch}"

    @classmethod
    def running_balance(cls):
        """What the company has of the batch after a movement, computed when read."""
        so_far = cls.objects.filter(
            batch=models.OuterRef("batch"), pk__lte=models.OuterRef("pk")
        )
        change = models.Case(
            models.When(source=None, then="quantity"),
            models.When(target=None, then=-models.F("quantity")),
            default=models.Value(Decimal(0)),
        )
        total = so_far.order_by().values("batch").annotate(total=models.Sum(change))
        return models.Subquery(total.values("total"))

    @property
    def colour(self):
        return self.target.colour if self.target else ""

    def summary(self):
        """What kind of record moved the goods."""
        return self.kind.model_class()._meta.verbose_name

    summary.short_description = _("summary")

    def status(self):
        """The zone that the goods are in after the movement."""
        return self.target.get_zone_display() if self.target else _("gone out")

    status.short_description = _("quality status")

    def received(self):
        return self.quantity if self.source_id is None else None

    received.short_description = _("taken in")

    def issued(self):
        return self.quantity if self.target_id is None else None

    issued.short_description = _("issued")

    @classmethod
    def guards(cls):
        """A movement is final; what leaves for a customer is in date and free."""
        yield from append_only(cls)
        table, place = cls._meta.db_table, Place._meta.db_table
        leaving = "NEW.is_sale AND NEW.target_id IS NULL"
        zone = f'SELECT 1 FROM "{place}" p WHERE p.id = NEW.'
        astray = f"NOT EXISTS ({zone}source_id AND p.zone IN ('dispatch', 'qualified'))"
        sentence = "only goods that are in date, free and qualified are sold"
        when = f"{leaving} AND ({_expired()} OR {astray} OR {_stopped()})"
        yield Guard(table, "INSERT", when, sentence)
        # What is set apart for a customer leaves the qualified zone for dispatch.
        apart = (
            f"EXISTS ({zone}source_id AND p.zone = 'qualified') "
            f"AND EXISTS ({zone}target_id AND p.zone = 'dispatch')"
        )
        when = f"{apart} AND ({_expired()} OR {_stopped()})"
        yield Guard(table, "INSERT", when, sentence, "_apart")
        unseen = f"EXISTS ({zone}source_id AND p.zone IN ('pending', 'returned'))"
        when = f"{unseen} AND EXISTS ({zone}target_id AND p.zone = 'dispatch')"
        sentence = "what waits for its inspection is not set apart"
        yield Guard(table, "INSERT", when, sentence, "_unseen")


def _expired():
    """The condition that the batch of a movement is past its last day."""
    return (
        f'EXISTS (SELECT 1 FROM "{Batch._meta.db_table}" b '
        f"WHERE b.id = NEW.batch_id AND b.expires_on < {TODAY})"
    )


def _stopped():
    """The condition that a hold stands on the batch of a movement or its product."""
    return (
        f'EXISTS (SELECT 1 FROM "{Hold._meta.db_table}" h '
        "JOIN django_content_type t ON t.id = h.kind_id "
        f'JOIN "{Batch._meta.db_table}" b ON b.id = NEW.batch_id '
        "WHERE h.lifted_at IS NULL AND t.app_label = 'core' "
        "AND ((t.model = 'batch' AND h.object_id = b.id) "
        "OR (t.model = 'product' AND h.object_id = b.product_id)))"
    )


class Balance(models.Model):
    """How much of a batch lies at a place: the sum of its movements."""

    batch = models.ForeignKey(
        Batch, models.PROTECT, related_name="balances", verbose_name=_("batch")
    )
    place = models.ForeignKey(
        Place, models.PROTECT, related_name="balances", verbose_name=_("location")
    )
    quantity = models.DecimalField(
        _("quantity"), max_digits=14, decimal_places=3, default=0
    )

    class Meta:
        ordering = ["pk"]
        verbose_name = _("stock ledger")
        verbose_name_plural = _("stock ledger")
        constraints = [
            models.UniqueConstraint(
                fields=["batch", "place"], name="core_balance_once"
            ),
            models.CheckConstraint(
                condition=Q(quantity__gte=0), name="core_balance_never_negative"
            ),
        ]

    def __str__(self):
        return f"{plain(self.quantity)} × {self.batch} @ {self.place}"

    @classmethod
    def guards(cls):
        yield stays(cls)

    @classmethod
    def verify(cls):
        """Yield a sentence for each balance that its movements do not add up to."""
        sums = defaultdict(Decimal)
        for batch, source, target, quantity in Movement.objects.values_list(
            "batch", "source", "target", "quantity"
        ).iterator():
            sums[batch, source] -= quantity
            sums[batch, target] += quantity
        for balance in cls.objects.select_related("batch__product", "place__warehouse"):
            expected = sums.pop((balance.batch_id, balance.place_id), Decimal(0))
            if balance.quantity != expected:
                yield _("%(balance)s: its movements add up to %(sum)s.") % {
                    "balance": balance,
                    "sum": expected,
                }
        for (batch, place), quantity in sums.items():
            if place and quantity:
                yield _("Batch %(batch)s has movements, but no balance.") % {
                    "batch": batch
                }

    def days_to_expiry(self):
        expires = self.batch.expires_on
        return expires and (expires - timezone.localdate()).days

    days_to_expiry.short_description = _("days to expiry")

    @property
    def colour(self):
        if self.batch.is_expired_on(timezone.localdate()):
            return "red"
        stopped = self.place.colour == "green" and self.batch.is_stopped()
        return "yellow" if stopped else self.place.colour

    def status(self):
        """The quality status of these goods (GSP 40); expiry locks by itself."""
        if self.batch.is_expired_on(timezone.localdate()):
            return _("expired, locked")
        if self.batch.is_stopped():
            return _("stopped, locked")
        return self.place.get_zone_display()

    status.short_description = _("quality status")
