"""Moving stock: entries in the ledger, with the balances that they add up to."""

from collections import defaultdict

from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from qms.records.rules import Problem, Refused

from .batch import Batch
from .place import Zone
from .stock import Balance, Movement


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
