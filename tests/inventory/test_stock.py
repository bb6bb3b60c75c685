"""The stock ledger: movements and the balances that they add up to (GSP 77)."""

import pytest
from django.db import connection

from qms.core.models import Balance, Batch, Movement, Zone, move
from qms.records import triggers
from qms.records.rules import Refused
from tests import make
from tests.tampering import assign, erase, execute, refused, unguarded
from tests.world import days

pytestmark = pytest.mark.django_db


def shift(world, quantity, source="qualified", target="rejected", **options):
    """Move some of the batch, as a record that stands for it would."""
    places = [name and getattr(world, name) for name in (source, target)]
    move([(world.batch, *places, quantity)], world.stock_in, world.seller, **options)


def lying(world, zone="qualified"):
    return int(world.batch.quantity(zone))


def test_a_movement_carries_both_balances(world):
    before = lying(world)
    shift(world, 5)
    assert (lying(world), lying(world, Zone.REJECTED)) == (before - 5, 5)
    assert list(Balance.verify()) == []


def test_nothing_moves_that_is_not_there(world):
    before, count = lying(world), Movement.objects.count()
    with pytest.raises(Refused) as refusal:
        shift(world, before + 1)
    (problem,) = refusal.value.problems
    assert (problem.rule, str(problem.params["missing"])) == ("stock_suffices", "1")
    assert (lying(world), Movement.objects.count()) == (before, count)


def test_movements_of_nothing_are_left_out(world):
    count = Movement.objects.count()
    shift(world, 0)
    assert Movement.objects.count() == count


def test_the_database_keeps_balances_from_falling_below_zero(world):
    with refused():
        assign(world.batch.balances.first(), quantity=-1)


def test_the_database_keeps_movements_as_they_are(world):
    movement = world.batch.movements.first()
    with refused():
        assign(movement, quantity=1)
    with refused():
        erase(movement)


@pytest.mark.parametrize(
    "values",
    [{"quantity": 0}, {"quantity": -1}, {"source": None, "target": None}],
)
def test_a_movement_moves_something(world, values):
    said = {"batch": world.batch, "source": world.qualified, "quantity": 1}
    sheet, by = world.stock_in, world.seller
    kind = Movement.objects.first().kind
    with refused():
        Movement.objects.create(kind=kind, object_id=sheet.pk, by=by, **said | values)


# Out of the red zone nothing moves at all; that is tried with its own records.
@pytest.mark.parametrize("zone", [Zone.PENDING, Zone.RETURNED])
def test_the_database_sells_from_green_zones_only(world, zone):
    if lying(world, zone) == 0:
        shift(world, 1, target=zone)
    with refused():
        shift(world, 1, source=zone, target=None, is_sale=True)
    shift(world, 1, target=None, is_sale=True)


def test_nothing_is_sold_that_is_held(world):
    hold = make.hold(world.batch)
    with pytest.raises(Refused):
        shift(world, 1, target=None, is_sale=True)
    make.lift(hold)
    shift(world, 1, target=None, is_sale=True)


def test_the_database_sells_nothing_that_has_expired(world):
    """By its own clock, which no test turns."""
    batch = Batch.objects.create(
        by=world.seller, product=world.product, lot="OLD", expires_on="2020-01-31"
    )
    because, by = world.stock_in, world.seller
    move([(batch, None, world.qualified, 5)], because, by)
    with refused():
        move([(batch, world.qualified, None, 1)], because, by, is_sale=True)
    move([(batch, world.qualified, world.rejected, 5)], because, by)


def test_expired_and_held_batches_are_not_offered(world):
    batch = world.batch
    assert batch in Batch.objects.sellable()
    assert batch in Batch.objects.sellable(batch.expires_on)
    assert batch not in Batch.objects.sellable(days(366))
    make.hold(batch)
    assert batch not in Batch.objects.sellable()


def test_first_expiry_is_offered_first(world):
    sooner = world.inspected(receipt=world.received(expires_on=days(200)))
    entry = make.signed(make.stock_in(inspection=sooner))
    found = list(Batch.objects.sellable())
    assert found.index(entry.lines.get().batch) < found.index(world.batch)


def test_verify_finds_a_balance_that_was_altered(world):
    assert list(Balance.verify()) == []
    execute("UPDATE core_balance SET quantity = quantity + 1")
    assert len(list(Balance.verify())) == Balance.objects.count()


def test_verify_finds_a_movement_that_was_altered(world):
    with unguarded():
        assign(world.batch.movements.first(), quantity=999)
    assert len(list(Balance.verify())) in (1, 2)


def test_verify_misses_a_balance_that_was_deleted(world):
    with unguarded():
        world.batch.balances.filter(quantity__gt=0).first().delete()
    assert len(list(Balance.verify())) == 1


def test_a_batch_expires_after_it_was_made(world):
    with refused():
        assign(world.batch, produced_on=days(400))
    with refused():
        other = Batch(product=world.product, lot=world.batch.lot)
        other.save(by=world.seller)


def test_a_day_ends_for_the_database_when_it_ends_in_the_company():
    """In China it is the next day for eight hours before it is in Greenwich."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {triggers.today(connection.vendor)}")
        assert str(cursor.fetchone()[0]) == str(make.today())
    sql = [text for guard in triggers.guards() for text in guard.sql(connection.vendor)]
    assert not [text for text in sql if "CURRENT_DATE" in text or "<today>" in text]
