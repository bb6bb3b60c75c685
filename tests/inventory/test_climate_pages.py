"""Rooms, points and devices are set up by quality, on pages, and trailed."""

import pytest
from django.urls import reverse

from inventory.models import ClimateRule, Device, Sensor
from qms.core.models import Place, Warehouse
from qms.core.roles import Role
from qms.records.models import Trail
from tests import make
from tests.core.cast import last, sign_in
from tests.inventory import climate

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]


@pytest.fixture
def quality(client):
    return sign_in(client, make.user(Role.QUALITY_OFFICER))


def room_data(**values):
    first, second = make.user(Role.MAINTAINER), make.user(Role.QUALITY_HEAD)
    return {
        "name": "Cold store",
        "address": "廣州",
        "temp_min": "2",
        "temp_max": "8",
        "humidity_min": "35",
        "humidity_max": "75",
        "interval": "10",
        "alarm_after": "20",
        "measures_humidity": "on",
        "first_alarmed": first.pk,
        "second_alarmed": second.pk,
        "reason": "new building",
    } | values


def test_a_room_is_set_up_with_its_range_and_who_is_alarmed(client, quality):
    page = client.post(reverse("climate-room-new"), room_data())
    room = Warehouse.objects.get()
    assert page.url == room.get_absolute_url()
    assert (room.temp_max, room.climate_rule.interval) == (8, 10)
    acts = Trail.objects.filter(act="created", actor=quality)
    assert {entry.details["reason"] for entry in acts} == {"new building"}
    assert acts.count() == 2


def test_a_change_of_the_range_keeps_what_was_before(client, quality):
    room = climate.room()
    data = room_data(name=room.name, temp_max="7.5", reason="new label")
    client.post(reverse("climate-rule", args=[room.pk]), data)
    new, old = room.history.order_by("-history_id")[:2]
    assert (new.temp_max, old.temp_max) == (7.5, 8)
    assert (new.history_user, new.history_change_reason) == (quality, "new label")


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"temp_max": "1"}, "temp_max"),
        ({"interval": "0"}, None),
        ({"interval": "45"}, "interval"),
        ({"second_alarmed": "same"}, "second_alarmed"),
        ({"second_alarmed": ""}, "second_alarmed"),
        ({"reason": ""}, "reason"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_kept(client, quality, wrong, field):
    data = room_data(**wrong)
    if data["second_alarmed"] == "same":
        data["second_alarmed"] = data["first_alarmed"]
    page = client.post(reverse("climate-room-new"), data)
    errors = {name for form in page.context["forms"] for name in form.errors}
    assert errors == {field or "__all__"}
    assert not Warehouse.objects.exists()
    assert not ClimateRule.objects.exists()


def test_nobody_but_quality_sets_up_rooms(client):
    room, sensor = climate.room(), climate.sensor()
    sign_in(client, make.user(Role.WAREHOUSE_MANAGER))
    for url in (
        reverse("climate-room-new"),
        reverse("climate-rule", args=[room.pk]),
        reverse("climate-place-new", args=[room.pk]),
        reverse("climate-sensor", args=[sensor.pk]),
        reverse("climate-device-new"),
    ):
        assert client.get(url).status_code == 403
        assert last().act == "refused"


@pytest.mark.parametrize("name", ["climate-room-new", "climate-sensor-new"])
def test_a_select_says_in_words_that_nothing_is_chosen(client, quality, name):
    page = client.get(reverse(name)).content.decode()
    assert "choose …" in page
    assert "----" not in page


def test_a_point_and_a_location_are_set_up(client, quality):
    room = climate.room()
    data = {"code": "T-1", "room": room.pk, "kind": "hand", "since": make.today()}
    data |= {"equipment": climate.instrument().pk, "is_in_use": "on", "reason": "new"}
    url = f"{reverse('climate-sensor-new')}?room={room.pk}"
    assert client.get(url).status_code == 200
    client.post(url, data)
    sensor = Sensor.objects.get()
    client.post(reverse("climate-sensor", args=[sensor.pk]), data | {"code": "T-2"})
    assert Sensor.objects.get().code == "T-2"
    place = {"code": "Z-1", "zone": "qualified", "reason": "new"}
    client.post(reverse("climate-place-new", args=[room.pk]), place)
    assert Place.objects.get().warehouse == room
    again = client.post(reverse("climate-place-new", args=[room.pk]), place)
    assert again.status_code == 200
    assert Place.objects.count() == 1


def test_a_point_that_reports_by_itself_names_its_device(client, quality):
    room = climate.room()
    data = {"code": "T-1", "room": room.pk, "kind": "device", "since": make.today()}
    data |= {"equipment": climate.instrument().pk, "is_in_use": "on", "reason": "new"}
    page = client.post(reverse("climate-sensor-new"), data)
    said = "A point that reports by itself names its device"
    assert said in page.content.decode()


def test_a_token_is_shown_once_and_the_device_is_stopped(client):
    sign_in(client, make.user(Role.SYSTEM_ADMIN))
    page = client.post(reverse("climate-device-new"), {"name": "Gateway"})
    token = page.context["token"]
    assert token in page.content.decode()
    assert "no-store" in page["Cache-Control"]
    assert Device.objects.known_by(token)
    stop = reverse("climate-device-stop", args=[Device.objects.get().pk])
    client.post(stop, {"reason": "lost"})
    assert Device.objects.known_by(token).revoked_at
    assert client.get(stop).status_code == 404


def test_a_room_is_shown_to_those_who_are_employed(client):
    room = climate.sensor().room
    for user, status in [
        (make.user(Role.SALESPERSON), 200),
        (make.user(Role.INSPECTOR), 200),
        (make.user(), 403),
    ]:
        sign_in(client, user)
        assert client.get(room.get_absolute_url()).status_code == status
    assert Trail.objects.filter(act="viewed").count() == 1


@pytest.mark.parametrize("month", ["", "2026-13", "x", "2026-10"])
def test_a_month_that_is_none_is_this_one(client, quality, month):
    room = climate.sensor().room
    assert client.get(room.get_absolute_url(), {"month": month}).status_code == 200
