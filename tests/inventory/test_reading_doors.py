"""A reading that may not be is refused alike by device, file, person and shell."""

import json
from typing import NamedTuple

import pytest
import time_machine
from django.db import transaction
from django.test import Client, override_settings
from django.urls import reverse
from hypothesis import given, settings
from hypothesis import strategies as st

from inventory.climate.storing import store
from inventory.models import Reading
from qms.core.roles import Role
from qms.records.models import Import, ImportRow, Trail
from qms.records.rules import Refused
from tests import doors, make, office
from tests.inventory import climate
from tests.inventory.climate import at
from tests.inventory.test_climate_import import CHINESE, chinese, lines, read

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]

NOW = at(24 * 60)
LATER = 25 * 60


class Try(NamedTuple):
    """Somebody or something is about to report a reading that may not be."""

    sensor: object
    #: Minutes after the time that the readings of the tests begin at.
    minutes: int = 0
    device: object = None
    token: str = ""
    person: object = None


# Acts: each makes a point of some kind, and what is wrong with reading there


def still_to_come(kind):
    return at_a_point(kind)._replace(minutes=LATER)


def out_of_use(kind):
    tried = at_a_point(kind)
    tried.sensor.is_in_use = False
    tried.sensor.save(by=make.user())
    return tried


def of_another_device(kind):
    return at_a_point(kind)._replace(sensor=climate.sensor("device"))


def after_it_was_stopped(kind):
    tried = at_a_point(kind)
    tried.device.revoke(make.user(Role.QUALITY_OFFICER), "lost")
    return tried


def at_a_point(kind):
    device, token = climate.device() if kind == "device" else (None, "")
    own = {"device": device} if device else {}
    person = make.user(Role.MAINTAINER)
    return Try(climate.sensor(kind, **own), 0, device, token, person)


# Doors: each answers what it says


def by_a_device(tried, temperature):
    reading = {"sensor": tried.sensor.code, "at": at(tried.minutes).isoformat()}
    body = {"readings": [reading | {"temperature": temperature, "humidity": 50}]}
    headers = {"Authorization": f"Bearer {tried.token}"}
    answer = Client().post(
        reverse("api-readings"),
        json.dumps(body),
        content_type="application/json",
        headers=headers,
    )
    assert answer.status_code in (400, 401)
    return json.dumps(answer.json())


def from_a_file(tried, temperature):
    begin = [None] * (tried.minutes // 30)
    text = lines(CHINESE, chinese, [*begin, temperature])
    imported, _user = read(text.encode(), tried.person, sensor_1=tried.sensor.pk)
    (row,) = imported.rows.all()
    assert row.verdict == "wrong"
    return json.dumps(row.findings)


def by_hand(tried, temperature):
    with pytest.raises(Refused) as refusal:
        tried.sensor.read(tried.person, temperature=temperature)
    return "\n".join(refusal.value.messages)


def by_the_shell(tried, temperature):
    readings = climate.readings(tried.sensor, [temperature], since=at(tried.minutes))
    with pytest.raises(Refused) as refusal:
        store(readings, tried.device)
    return "\n".join(refusal.value.messages)


TO_COME = "This time is still to come."
NOT_IN_USE = "This measuring point is not in use."
#: Act, kind of point, door, rule and sentence.
WAYS = [
    (still_to_come, "device", by_a_device, "reading_has_been_taken", TO_COME),
    (still_to_come, "device", by_the_shell, "reading_has_been_taken", TO_COME),
    (still_to_come, "logger", by_the_shell, "reading_has_been_taken", TO_COME),
    (still_to_come, "logger", from_a_file, "reading_has_been_taken", TO_COME),
    (out_of_use, "device", by_a_device, "point_is_in_use", NOT_IN_USE),
    (out_of_use, "logger", by_the_shell, "point_is_in_use", NOT_IN_USE),
    (out_of_use, "hand", by_hand, "point_is_in_use", NOT_IN_USE),
    *(
        (
            of_another_device,
            "device",
            door,
            "point_is_of_the_device",
            "This device has no such measuring point.",
        )
        for door in (by_a_device, by_the_shell)
    ),
    (after_it_was_stopped, "device", by_a_device, "device_may_report", "stopped."),
    (after_it_was_stopped, "device", by_the_shell, "device_may_report", "stopped."),
]
#: What no door of the kind can be asked: the time of a person's reading is the
#: server's, a file is offered points in use only, and no device speaks through either.
NO_WAY = {
    (still_to_come, by_hand),
    (out_of_use, from_a_file),
    *((act, from_a_file) for act in (of_another_device, after_it_was_stopped)),
    *((act, by_hand) for act in (of_another_device, after_it_was_stopped)),
}
ACTS = (still_to_come, out_of_use, of_another_device, after_it_was_stopped)
DOORS = (by_a_device, from_a_file, by_hand, by_the_shell)


@pytest.mark.parametrize(("act", "kind", "door", "rule", "sentence"), WAYS)
@given(temperature=st.integers(-5, 15))
@settings(max_examples=3)
def test_a_refusal_is_the_same_whatever_the_door(
    act, kind, door, rule, sentence, temperature
):
    with (
        time_machine.travel(NOW, tick=False),
        override_settings(TASKS=office.AT_ONCE),
        transaction.atomic(),
    ):
        tried = act(kind)
        before, readings = doors.books(), Reading.objects.count()
        assert sentence in door(tried, temperature)
        assert Reading.objects.count() == readings
        changed = {m for m, rows in doors.books().items() if rows != before[m]}
        # What was read in a file is kept for whoever looks through it.
        assert changed <= {Import, ImportRow}
        entry = Trail.objects.first()
        assert entry.act == Trail.Act.REFUSED
        assert entry.record == (Import.objects.first() or tried.device or tried.sensor)
        assert rule in {p["rule"] for p in entry.details["problems"]}
        transaction.set_rollback(True)


def test_what_is_not_tried_is_declared():
    tried = {(act, door) for act, _kind, door, *_said in WAYS}
    assert tried | NO_WAY == {(act, door) for act in ACTS for door in DOORS}
    assert not tried & NO_WAY
