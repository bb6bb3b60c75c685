"""Stock: an append-only ledger of movements, and the balances it adds up to."""

from collections import defaultdict
from decimal import Decimal

from django.conf import settings
from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.db import models, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from qms.records.rules import Problem, Refused
from qms.records.triggers import TODAY, Guard, append_only, stays

from .batch import Batch
from .hold import Hold
from .place import Place, Zone


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
        return f"{self.number}: {self.quantity} × {self.batch}"

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
        return f"{self.quantity} × {self.batch} @ {self.place}"

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


@transaction.atomic
def move(moves, because, by, is_sale=False, back=False):
    """Enter movements in the ledger and carry the balances forward.

    `moves` are tuples (batch, source, target, quantity). The balances touched are
    locked in one order, so that two who take the last box meet in a sentence and
    not in a deadlock. Raises Refused where a balance would be negative, and where
    goods would leave the red zone otherwise than decided; `back` undoes movements.
    """
    kind = ContentType.objects.get_for_model(because)
    entries = [
        Movement(
            batch=batch,
            source=source,
            target=target,
            quantity=quantity,
            kind=kind,
            object_id=because.pk,
            number=because.number,
            by=by,
            is_sale=is_sale,
        )
        for batch, source, target, quantity in moves
        if quantity
    ]
    if not back and not getattr(because, "clears_red", False):
        _demand_red_zone_closed(entries)
    _carry_forward(entries)
    if not back:
        _demand_free([e for e in entries if is_sale or _is_set_apart(e)])
    Movement.objects.bulk_create(entries)


def movements_of(record):
    """The movements that a record stands for.

    A correction that leaves the effect as it was moves nothing of its own: what the
    version before it moved is its own.
    """
    kind = ContentType.objects.get_for_model(record)
    while True:
        found = Movement.objects.filter(kind=kind, object_id=record.pk)
        before = record.corrects
        if found.exists() or not before or before.effect() != record.effect():
            return found.select_related("batch", "source", "target")
        record = before


def move_back(because, by):
    """Undo the movements of a record by movements the other way."""
    done = movements_of(because)
    moves = [(m.batch, m.target, m.source, m.quantity) for m in done]
    move(moves, because, by, back=True)


def _demand_red_zone_closed(entries):
    """Condemned goods leave by a return or a destruction only (GSP 69, GSP 76)."""
    red = [e for e in entries if e.source and e.source.zone == Zone.REJECTED]
    sentence = _("%(batch)s is condemned; only its return or destruction moves it.")
    rule = {"rule": "red_zone_is_closed", "clause": "GSP 69, GSP 76"}
    if red:
        raise Refused([Problem(sentence, {"batch": e.batch}, **rule) for e in red])


def _is_set_apart(entry):
    """Whether a movement brings goods to where they wait for a customer."""
    zones = [place and place.zone for place in (entry.source, entry.target)]
    return zones == [Zone.QUALIFIED, Zone.DISPATCH]


def _demand_free(entries):
    """Nothing leaves that was stopped while this waited for its goods (GSP 80)."""
    if not entries:
        return
    moved = Batch.objects.filter(pk__in={entry.batch_id for entry in entries})
    found = moved.select_related("product").prefetch_related("holds", "product__holds")
    rule = {"rule": "goods_are_free", "clause": "GSP 80"}
    sentence = _("%(batch)s is under a stop-sale.")
    if stopped := [batch for batch in found if batch.is_stopped()]:
        raise Refused([Problem(sentence, {"batch": b}, **rule) for b in stopped])


def _carry_forward(entries):
    changes = defaultdict(lambda: 0)
    for entry in entries:
        if entry.source_id:
            changes[entry.batch_id, entry.source_id] -= entry.quantity
        if entry.target_id:
            changes[entry.batch_id, entry.target_id] += entry.quantity
    Balance.objects.bulk_create(
        [Balance(batch_id=batch, place_id=place) for batch, place in sorted(changes)],
        ignore_conflicts=True,
    )
    batches = {batch for batch, _place in changes}
    touched = Balance.objects.filter(batch__in=batches).order_by("pk")
    balances = [
        balance
        for balance in touched.select_for_update(of=("self",)).select_related(
            "batch__product", "place__warehouse"
        )
        if (balance.batch_id, balance.place_id) in changes
    ]
    for balance in balances:
        balance.quantity += changes[balance.batch_id, balance.place_id]
    if short := [balance for balance in balances if balance.quantity < 0]:
        raise Refused(map(_shortage, short))
    Balance.objects.bulk_update(balances, ["quantity"])


def _shortage(balance):
    return Problem(
        _("%(batch)s: at %(place)s %(missing)s are missing."),
        {
            "batch": balance.batch,
            "place": balance.place,
            "missing": f"{-balance.quantity.normalize():f}",
        },
        rule="stock_suffices",
        clause="GSP 77",
    )
