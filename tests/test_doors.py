"""A refusal is the same whatever the door: form, scan, import, device, shell, SQL."""

import html

import pytest
import time_machine
from django.db import transaction
from django.test import override_settings
from hypothesis import given, settings
from hypothesis import strategies as st

from qms.quality.impossible import LINES
from qms.records.models import Trail
from tests import doors, make, office
from tests import impossible as near
from tests import test_impossible_writing as writing
from tests.test_impossible import CASES, sentences

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]

GOODS = (near.purchase, near.receipt, near.inspection, near.stock_in, near.sale)
#: The forbidden acts: what is bought, taken in, accepted, put away, sold, let out, and
#: condemned.
ACTS = [c for c in CASES if c.draft in (*GOODS, near.review, near.condemned)]

#: Which kinds of record do not come in by a door, and why.
NO_DOOR = {
    ("import", near.stock_in): "a table of stock comes in as opening stock alone",
}
BY_TIME = "its clock is not turned by a test; test_impossible_by_sql.py lets days lapse"
NO_CODES = "scopes are catalogue codes in words, which SQL does not read"
#: Which acts the database lets pass, and why; the rules refuse them at the last step.
PAST_SQL = {
    "supplier's licence expired": BY_TIME,
    "authorisation letter expired": BY_TIME,
    "quality agreement expired": BY_TIME,
    "our licence expired": BY_TIME,
    "registration lapsed": BY_TIME,
    "batch expired": BY_TIME,
    "permit expired": BY_TIME,
    "letter expired": BY_TIME,
    "outside the supplier's scope": NO_CODES,
    "outside our scope": NO_CODES,
    "outside the customer's scope": NO_CODES,
    "no scan of it": "papers lie beside the books; manage.py verify asks for them",
}


def why_not(act, door):
    """Why an act does not come by a door, or an empty string."""
    past = PAST_SQL.get(act.name, "") if door.name == "database" else ""
    return NO_DOOR.get((door.name, act.draft)) or past


WAYS = [(act, door) for act in ACTS for door in doors.DOORS]
TRIED = [way for way in WAYS if not why_not(*way)]
WAYS_TO_SIGN = [door for door in doors.DOORS if door.name in ("form", "shell")]


def held_by(rule):
    """What the list of the impossible says holds a rule, in the database's words."""
    names = {name for each in LINES if rule in each.rules for name in each.held_by}
    return doors.sentences_of_the_database(names)


def attempt(door, record, step, person, rule):
    """Take a step by a door; nothing may come of it but the refusal itself."""
    before, trailed = doors.books(), Trail.objects.count()
    said = html.unescape(door.sign(record, step, person))
    assert doors.books() == before
    if not door.knows_who:
        assert any(sentence in said for sentence in held_by(rule))
        return
    assert Trail.objects.count() == trailed + 1
    entry = Trail.objects.first()
    assert (entry.act, entry.actor, entry.record) == (Trail.Act.REFUSED, person, record)
    told = [p["sentence"] for p in entry.details["problems"] if p["rule"] == rule]
    assert told
    assert all(sentence in said for sentence in told)


def come_to(act, door, late, world, clock):
    """A lawful record that came in by a door and is to be signed; then it is not."""
    record = door.write(act.draft(world))
    assert record.problems() == []
    if late:
        doors.all_but_the_last(record)
    act.spoil(world, record, clock)
    record.refresh_from_db()
    if door.knows_who:
        assert sentences(record, act.rule)
    elif not late:
        doors.forced(record)
    return record


@settings(max_examples=40)
@given(way=st.sampled_from(TRIED), late=st.booleans())
def test_a_refusal_is_the_same_whatever_the_door(world, way, late):
    """At the first signature, and at the last for what was lawful until then."""
    (act, door), now = way, make.timezone.now()
    late = late and act.late
    at_once = override_settings(TASKS=office.AT_ONCE)
    with at_once, transaction.atomic(), time_machine.travel(now) as clock:
        record = come_to(act, door, late, world, clock)
        person = make.user(record.next_signature().hand) if late else record.made_by
        attempt(door, record, "sign" if late else "submit", person, act.rule)
        transaction.set_rollback(True)


@settings(max_examples=8)
@given(
    maker=st.sampled_from(writing.INDEPENDENT),
    door=st.sampled_from(WAYS_TO_SIGN),
)
def test_nobody_approves_an_own_application_by_any_door(world, maker, door):
    with transaction.atomic():
        sheet, somebody = writing.own_application(maker, world)
        attempt(door, sheet, "sign", somebody, "independence")
        transaction.set_rollback(True)


def test_what_is_not_tried_is_declared():
    """Each exception is that of an act that there is; all doors are gone through."""
    names = {act.name for act in ACTS}
    assert set(PAST_SQL) <= names
    drafts = {act.draft for act in ACTS}
    assert {draft for _door, draft in NO_DOOR} <= drafts
    tried = {act.rule for act, door in TRIED if not door.knows_who}
    assert all(held_by(rule) for rule in tried)
    assert {door.name for _act, door in TRIED} == {door.name for door in doors.DOORS}
