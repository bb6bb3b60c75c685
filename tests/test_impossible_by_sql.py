"""Whoever comes past the rules meets the database; each line of the list is tried."""

import importlib
import re

import pytest
from django.apps import apps
from django.db import transaction

from qms.core.models import Balance, Place, Zone, move
from qms.quality.impossible import LINES
from qms.records.triggers import guards
from tests import impossible as near
from tests import make
from tests.tampering import assign, erase, execute, refused, unguarded
from tests.test_architecture import rules as all_rules
from tests.world import corrected_thrice, days, void

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]

#: What the verbs refuse without a rule of a kind of record.
OWN = {"state", "authority", "independence", "chain", "reading_has_been_taken"}
LAPSED = days(-1)


def says(thing, **values):
    """Let a file, a paper or the record itself say something else, by force."""

    def spoil(world, record):
        with unguarded():
            assign(thing(world, record), **values)

    return spoil


def held(thing):
    def spoil(world, record):
        make.hold(thing(world, record))

    return spoil


def not_approved(approvals):
    def spoil(world, record):
        void(approvals(world).in_effect().get())

    return spoil


def by_the_purchaser(world, record):
    """Let the purchase have been written by who signs here."""
    with unguarded():
        assign(record.purchase, made_by_id=record.made_by_id)


def for_an_individual(world, record):
    assign(world.customer, kind="individual")
    assign(world.product, is_implant=True)


def line(world, record):
    return record.lines.first()


def in_the_red_zone(world, record):
    with unguarded():
        assign(record.lines.first(), place_id=world.rejected.pk)


def reported_already(world, record):
    with unguarded():
        assign(near.report(world), state="submitted", number="X", round=1)


def without_letter(world, record):
    void(world.seller.sales_authorizations.get())


def not_audited(world, record):
    void(record.supplier.evaluations.get())


CASES = {
    "supplier not audited": (near.audited_approval, not_audited),
    "supplier not approved": (
        near.purchase,
        not_approved(lambda w: w.supplier.approvals),
    ),
    "supplier's licence expired": (
        near.purchase,
        says(lambda w, r: w.supplier.certificates.last(), valid_until=LAPSED),
    ),
    "supplier's business licence expired": (
        near.purchase,
        says(lambda w, r: w.supplier.certificates.first(), valid_until=LAPSED),
    ),
    "authorisation letter expired": (
        near.purchase,
        says(lambda w, r: w.supplier.agents.last(), valid_until=LAPSED),
    ),
    "quality agreement expired": (
        near.purchase,
        says(lambda w, r: w.supplier, agreement_until=LAPSED),
    ),
    "supplier held": (near.purchase, held(lambda w, r: w.supplier)),
    "product not approved": (
        near.purchase,
        not_approved(lambda w: w.product.approvals),
    ),
    "registration lapsed": (
        near.purchase,
        says(lambda w, r: w.product, registration_valid_to=LAPSED),
    ),
    "receipt of a vetoed purchase": (near.receipt, held(lambda w, r: r.purchase)),
    "receipt from a held supplier": (near.receipt, held(lambda w, r: w.supplier)),
    "receipt by the purchaser": (near.receipt, by_the_purchaser),
    "more received than ordered": (near.receipt, says(line, received_qty=101)),
    "inspection for a held supplier": (near.inspection, held(lambda w, r: w.supplier)),
    "inspection of a held product": (near.inspection, held(lambda w, r: w.product)),
    "more inspected than received": (
        near.inspection,
        says(line, received_qty=101, accepted_qty=101),
    ),
    "unfit goods accepted": (near.inspection, says(line, packaging="bad")),
    "more put away than accepted": (near.stock_in, says(line, quantity=101)),
    "put away in the red zone": (near.stock_in, in_the_red_zone),
    "put away in the wrong climate": (
        near.stock_in,
        says(lambda w, r: w.product, temp_max=5),
    ),
    "purchase of a held product": (near.purchase, held(lambda w, r: w.product)),
    "sale without a letter": (near.sale, without_letter),
    "other goods reviewed": (near.review, says(line, quantity=9)),
    "review that failed": (near.review, says(line, label_ok="bad")),
    "inspection of a vetoed arrival": (near.inspection, held(lambda w, r: r.receipt)),
    "inspection by the purchaser": (near.inspection, by_the_purchaser),
    "red goods reported again": (near.condemned, reported_already),
    "expired goods accepted": (near.inspection, says(line, expires_on=LAPSED)),
    "goods accepted without certificate": (
        near.inspection,
        says(line, certificate_no=""),
    ),
    "cold chain without readings": (
        near.inspection,
        says(lambda w, r: w.product, is_cold_chain=True),
    ),
    "put-away without inspection": (
        near.stock_in,
        says(lambda w, r: r, inspection_id=None),
    ),
    "put-away called opening stock": (
        near.stock_in,
        says(lambda w, r: r, inspection_id=None, source="opening"),
    ),
    "put-away called a surplus": (
        near.stock_in,
        says(lambda w, r: r, inspection_id=None, source="surplus"),
    ),
    "put-away called a transfer": (
        near.stock_in,
        says(lambda w, r: r, source="transfer"),
    ),
    "customer not qualified": (near.sale, not_approved(lambda w: w.customer.reviews)),
    "permit expired": (
        near.sale,
        says(lambda w, r: w.customer.permits.last(), valid_until=LAPSED),
    ),
    "customer held": (near.sale, held(lambda w, r: w.customer)),
    "implant for an individual": (near.sale, for_an_individual),
    "review for a held customer": (near.review, held(lambda w, r: w.customer)),
}


def submitted(record):
    """A record whose first signature is given, or all but the hands of others."""
    if len(record.signed_by) > 1 and record.signed_by[0].witness:
        # Its author signs for both sides; nothing waits any more.
        with unguarded():
            number = record.next_number()
            assign(record, state="submitted", number=number, round=1)
    else:
        record.submit(record.made_by, justification="known")
    return record


def take_effect(record):
    """Overwrite the state as somebody with a database shell would."""
    assign(record, state="signed", kept_for_ever=True)


@pytest.mark.parametrize("case", CASES)
def test_the_database_refuses(world, case):
    """What is lawful takes effect even so; once it is not, it does not."""
    draft, spoil = CASES[case]
    record = submitted(draft(world))
    with transaction.atomic():
        take_effect(record)
        transaction.set_rollback(True)
    spoil(world, record)
    with refused():
        take_effect(record)


def test_no_more_is_accepted_than_came(world):
    sheet_line = near.inspection(world).lines.get()
    with refused():
        assign(sheet_line, accepted_qty=sheet_line.received_qty + 1)


def test_a_number_is_neither_dropped_nor_changed(world):
    sale = world.sale_draft()
    sale.submit(sale.made_by)
    with refused():
        erase(sale)
    with refused():
        assign(sale, number="XS-000000-0000")


def test_a_sale_whose_goods_have_left_or_wait_is_not_struck_out(world):
    stopped = near.review(world)
    stopped.submit(stopped.made_by)
    stopped.reject(make.user(stopped.next_signature().hand), "seal broken")
    for sale in (world.review.sale, stopped.sale):
        with refused():
            assign(sale, state="void")
    fourth = corrected_thrice(world.review.sale)
    with refused():
        assign(fourth, state="void")


MOVE = (
    "INSERT INTO core_movement (batch_id, source_id, target_id, quantity, at, by_id, "
    "kind_id, object_id, number, is_sale) SELECT batch_id, %s, %s, 1, at, by_id, "
    "kind_id, object_id, number, %s FROM core_movement WHERE batch_id = %s LIMIT 1"
)


def test_what_has_expired_does_not_leave(world):
    batch, green = world.batch, world.qualified.pk
    execute(MOVE, green, None, True, batch.pk)
    assign(batch, produced_on=days(-99), expires_on=days(-2))
    for target, is_sale in ((None, True), (world.dispatch.pk, False)):
        with refused():
            execute(MOVE, green, target, is_sale, batch.pk)


@pytest.mark.parametrize("zone", [Zone.PENDING, Zone.RETURNED])
def test_what_waits_for_inspection_is_not_set_apart(world, zone):
    there = Place.objects.filter(zone=zone).first()
    move([(world.batch, world.qualified, there, 1)], world.stock_in, world.seller)
    with refused():
        execute(MOVE, there.pk, world.dispatch.pk, False, world.batch.pk)


@pytest.mark.parametrize("zone", sorted(set(Zone) - {Zone.QUALIFIED, Zone.DISPATCH}))
def test_only_green_goods_leave(world, zone):
    there = Place.objects.filter(zone=zone).first()
    move([(world.batch, world.qualified, there, 1)], world.stock_in, world.seller)
    assert Balance.objects.get(batch=world.batch, place=there).quantity == 1
    with refused():
        execute(MOVE, there.pk, None, True, world.batch.pk)


# The list itself


def names_in_the_database():
    declared = [c.name for m in apps.get_models() for c in m._meta.constraints]
    return {*declared, *(guard.name for guard in guards())}


@pytest.mark.parametrize("each", LINES, ids=lambda each: each.what[:60])
def test_every_line_names_what_there_is(each):
    assert set(each.rules) <= {rule.__name__ for rule in all_rules()} | OWN
    assert set(each.held_by) <= names_in_the_database()
    assert bool(each.held_by) == bool(each.tried) != bool(each.without)


TRIED = sorted({test for each in LINES for test in each.tried})


@pytest.mark.parametrize("test", TRIED)
def test_every_test_that_is_named_is_run(test):
    """Nothing is skipped, and a case that is named is one of the function's."""
    path, name, case = re.fullmatch(r"(.*)\.py::(\w+)(?:\[(.*)\])?", test).groups()
    module = importlib.import_module(path.replace("/", "."))
    function = getattr(module, name)
    marks = [*getattr(function, "pytestmark", ()), *module.pytestmark]
    assert not {mark.name for mark in marks} & {"skip", "skipif", "xfail"}
    assert case is None or case in CASES
