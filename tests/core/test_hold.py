"""Holds stop goods and partners at once; only quality lifts them (GSP 18, 19(6))."""

import pytest

from qms.core.models import Batch, Hold, Movement, Zone, lift_holds_of, move
from qms.core.roles import QUALITY_STAFF, Role
from qms.records.models import Trail
from qms.records.rules import Refused
from qms.records.verification import verify
from tests import make
from tests.tampering import erase, execute, refused, unguarded

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]


@pytest.fixture
def held():
    return make.hold(make.stocked_batch())


def test_only_the_head_of_quality_lifts_a_hold(held):
    for role in sorted(set(Role) - {Role.QUALITY_HEAD, Role.COUNTERPARTY}):
        with pytest.raises(Refused):
            held.lift(make.user(role), held.because)
    held.refresh_from_db()
    assert held.lifted_at is None


def test_what_staff_may_clear_is_cleared_by_quality_staff_alone():
    for role in QUALITY_STAFF:
        batch = make.stocked_batch()
        doubt = batch.hold(make.user(), "doubt", batch.product, lifted_by_staff=True)
        with pytest.raises(Refused):
            doubt.lift(make.user(Role.STOREKEEPER), batch.product)
        doubt.lift(make.user(role), batch.product)
        assert not Batch.objects.get(pk=batch.pk).is_stopped()


def test_the_database_lets_nobody_but_quality_lift(held):
    lifting = (
        "UPDATE core_hold SET lifted_at = laid_at, lifted_by_id = %s, "
        "lifted_kind_id = because_kind_id, lifted_object_id = because_object_id "
        "WHERE id = %s"
    )
    for role in (Role.COMPANY_HEAD, Role.QUALITY_OFFICER, Role.STOREKEEPER):
        with refused():
            execute(lifting, make.user(role).pk, held.pk)
    execute(lifting, make.user(Role.QUALITY_HEAD).pk, held.pk)
    with refused():
        execute("UPDATE core_hold SET lifted_at = NULL WHERE id = %s", held.pk)


def test_a_hold_does_not_change_and_does_not_go_away(held):
    with refused():
        execute("UPDATE core_hold SET object_id = 0 WHERE id = %s", held.pk)
    with refused():
        execute(
            "UPDATE core_hold SET lifted_by_staff = %s WHERE id = %s", True, held.pk
        )
    with refused():
        erase(held)


def test_what_is_held_is_not_set_apart_for_a_customer(held):
    batch = held.held
    green = batch.balances.get(place__zone=Zone.QUALIFIED).place
    gate = make.core.Place.objects.filter(zone=Zone.DISPATCH).first()
    with pytest.raises(Refused):
        move([(batch, green, gate, 1)], batch.product, make.user())
    way = {"batch": batch, "source": green, "target": gate, "quantity": 1}
    with refused():
        by = make.user()
        Movement.objects.create(**way, because=batch.product, by=by, number="X")
    make.lift(held)
    move([(batch, green, gate, 1)], batch.product, make.user())


def test_a_hold_on_a_product_stops_all_its_batches():
    batch = make.stocked_batch()
    make.hold(batch.product)
    assert Batch.objects.get(pk=batch.pk).is_stopped()
    assert batch not in Batch.objects.sellable()
    leaving = {"batch": batch, "quantity": 1, "is_sale": True, "number": "X"}
    green = batch.balances.get(place__zone=Zone.QUALIFIED).place
    with pytest.raises(Refused):
        move([(batch, green, None, 1)], batch.product, make.user(), is_sale=True)
    with refused():
        leaving |= {"source": green, "because": batch.product, "by": make.user()}
        Movement.objects.create(**leaving)


def test_a_record_lifts_what_it_held_and_nothing_else(held):
    batch = held.held
    other = batch.hold(make.user(), "other", make.company_licence())
    lift_holds_of(held.because, make.user(Role.QUALITY_HEAD))
    assert list(Hold.objects.standing()) == [other]


def test_laying_and_lifting_are_trailed(held):
    make.lift(held)
    acts = Trail.objects.filter(details__hold=held.pk).order_by("pk")
    assert [entry.act for entry in acts] == ["held", "lifted"]


def test_verify_names_a_hold_that_was_altered(held):
    assert list(verify()) == []
    with unguarded():
        execute("UPDATE core_hold SET reason = 'none' WHERE id = %s", held.pk)
    assert any("was altered" in sentence for sentence in verify())
