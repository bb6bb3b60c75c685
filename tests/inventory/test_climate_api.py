"""The door for devices keeps what its description says."""

import json
import math

import pytest
import time_machine
from django.urls import reverse
from jsonschema import Draft202012Validator
from openapi_spec_validator import OpenAPIV31SpecValidator

from inventory.climate import openapi
from inventory.models import ClimateEvent, Device, Reading
from qms.core.roles import Role
from qms.records.models import Trail
from qms.records.rules import Refused
from tests import make
from tests.inventory import climate
from tests.inventory.climate import at
from tests.tampering import assign, refused

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(at(24 * 60), tick=False) as clock:
        yield clock


@pytest.fixture
def gateway():
    device, token = climate.device()
    return climate.sensor("device", device=device), token


def items(sensor, *temperatures):
    return [
        {
            "sensor": sensor.code,
            "at": at(30 * number).isoformat(),
            "temperature": temperature,
            "humidity": 50,
        }
        for number, temperature in enumerate(temperatures)
    ]


def post(client, token, body, content_type="application/json", **headers):
    body = body if isinstance(body, (str, bytes)) else json.dumps(body)
    headers.setdefault("Authorization", f"Bearer {token}")
    url = reverse("api-readings")
    response = client.post(url, body, content_type=content_type, headers=headers)
    assert_described(response)
    return response


def assert_described(response):
    """What was answered is what the description promises for that status."""
    described = openapi.document()
    post = described["paths"]["/api/readings/"]["post"]
    answer = post["responses"][str(response.status_code)]
    schema = answer["content"]["application/json"]["schema"]
    # References are looked up in the document itself.
    whole = described | schema
    Draft202012Validator(whole).validate(response.json())


def test_the_description_is_valid_and_anybody_may_read_it(client):
    response = client.get(reverse("api-description"))
    assert response["Content-Type"] == "application/json"
    OpenAPIV31SpecValidator(response.json()).validate()


def test_what_the_door_takes_is_what_the_description_allows(client, gateway):
    sensor, token = gateway
    body = {"readings": items(sensor, 5, 5.125, -0.5)}
    described = openapi.document()
    schema = {"$ref": "#/components/schemas/Call"}
    Draft202012Validator(described | schema).validate(body)
    assert post(client, token, body).json() == {
        "stored": 3,
        "known": 0,
        "differing": [],
    }
    stored = Reading.objects.order_by("at").values_list("temperature", flat=True)
    assert [str(each) for each in stored] == ["5.000", "5.125", "-0.500"]


def test_what_is_sent_twice_is_stored_once(client, gateway):
    sensor, token = gateway
    body = {"readings": items(sensor, 5, 6)}
    post(client, token, body)
    again = {"readings": items(sensor, 5, 6.5, 7)}
    assert post(client, token, again).json() == {
        "stored": 1,
        "known": 1,
        "differing": [1],
    }
    assert Reading.objects.count() == 3


def test_an_excursion_that_is_reported_becomes_an_event(client, gateway):
    sensor, token = gateway
    post(client, token, {"readings": items(sensor, 5, 9, 9, 5)})
    assert ClimateEvent.objects.get().minutes() == 60


FAULTS = {
    "sensor": [{"sensor": "nobody's"}, {"sensor": 3}],
    "at": [{"at": "yesterday"}, {"at": "2026-10-14T12:00:00"}, {"at": 5}]
    + [{"at": "2026-10-32T12:00:00Z"}, {"at": "2036-10-14T12:00:00Z"}],
    "temperature": [{"temperature": each} for each in ("5", None, True, 999, 5.0001)],
    "humidity": [{"humidity": each} for each in ("50", -1, 101, [])],
    "colour": [{"colour": "red"}],
}


@pytest.mark.parametrize(
    ("field", "said"), [(f, said) for f, each in FAULTS.items() for said in each]
)
def test_a_faulty_reading_is_named_and_nothing_is_stored(client, gateway, field, said):
    sensor, token = gateway
    readings = items(sensor, 5, 6, 7)
    readings[1] |= said
    response = post(client, token, {"readings": readings})
    assert response.status_code == 400
    [fault] = response.json()["details"]
    assert (fault["index"], fault["field"]) == (1, field)
    assert not Reading.objects.exists()


@pytest.mark.parametrize("name", ["sensor", "at", "temperature"])
def test_a_missing_field_is_named(client, gateway, name):
    sensor, token = gateway
    readings = items(sensor, 5)
    del readings[0][name]
    response = post(client, token, {"readings": readings})
    assert response.json()["details"][0]["field"] == name


@pytest.mark.parametrize(
    "body",
    [" ", "{", "[]", "{}", '{"readings": []}', '{"readings": [], "more": 1}', b"\xff"]
    + ['{"readings": {}}', '{"readings": [NaN]}', "[" * 100_000],
)
def test_a_malformed_body_is_told(client, gateway, body):
    response = post(client, gateway[1], body)
    assert response.status_code == 400
    assert response.json()["error"]


def test_an_item_that_is_no_object_is_named(client, gateway):
    response = post(client, gateway[1], {"readings": [5]})
    assert response.json()["details"] == [
        {"index": 0, "field": "", "message": "This is not an object."}
    ]


def test_too_much_is_turned_away(client, gateway, monkeypatch):
    sensor, token = gateway
    many = {"readings": items(sensor, 5) * (openapi.MOST_READINGS + 1)}
    monkeypatch.setattr("inventory.climate.api.MOST_BYTES", math.inf)
    monkeypatch.setattr("django.conf.settings.DATA_UPLOAD_MAX_MEMORY_SIZE", None)
    assert post(client, token, many).status_code == 413
    monkeypatch.undo()
    assert post(client, token, " " * 1_100_000).status_code == 413


@pytest.mark.parametrize("token", ["", "wrong", "Bearer"])
def test_nobody_reports_without_a_token(client, gateway, token):
    response = post(client, token, {"readings": items(gateway[0], 5)})
    assert response.status_code == 401
    assert response["WWW-Authenticate"] == "Bearer"


def test_another_way_or_language_is_turned_away(client, gateway):
    token = {"Authorization": f"Bearer {gateway[1]}"}
    response = client.get(reverse("api-readings"), headers=token)
    assert (response.status_code, response["Allow"]) == (405, "POST")
    assert_described(response)
    form = "application/x-www-form-urlencoded"
    assert post(client, gateway[1], "a=b", content_type=form).status_code == 415


def test_a_device_reports_for_its_own_points_only(client, gateway):
    other = climate.sensor("device")
    response = post(client, gateway[1], {"readings": items(other, 5)})
    assert response.json()["details"][0]["field"] == "sensor"


def test_a_call_is_not_stopped_for_want_of_a_cookie(gateway):
    from django.test import Client

    strict = Client(enforce_csrf_checks=True)
    body = {"readings": items(gateway[0], 5)}
    assert post(strict, gateway[1], body).status_code == 200


# Tokens


def test_only_the_hash_of_a_token_is_kept_and_the_trail_tells_who_gave_it():
    device, token = climate.device()
    assert token not in str(vars(device))
    entry = Trail.objects.filter(act="rights").first()
    assert (entry.record, entry.actor) == (device, device.admitted_by)
    assert token not in str(entry.details)


def test_a_device_that_was_stopped_reports_no_more_and_for_good(client, gateway):
    sensor, token = gateway
    device = sensor.device
    device.revoke(make.user(Role.QUALITY_OFFICER), "lost")
    response = post(client, token, {"readings": items(sensor, 5)})
    assert response.status_code == 401
    with refused():
        assign(device, revoked_at=None)


def test_who_may_not_admits_and_stops_no_device():
    by = make.user(Role.STOREKEEPER)
    with pytest.raises(Refused):
        Device.objects.admit(by, "Gateway")
    device, _token = climate.device()
    with pytest.raises(Refused):
        device.revoke(by, "lost")
    steps = Trail.objects.filter(act="refused", actor=by)
    assert {e.details["step"] for e in steps} == {"admit_device", "revoke_device"}
