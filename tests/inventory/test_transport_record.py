"""How goods travel: by whom, in what, at what temperature, and that they arrive."""

import datetime as dt
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from inventory.models import TransportRecord
from inventory.models.transport_record import awaiting_transport
from qms.core.roles import Role
from qms.records.models import State
from qms.records.rules import Refused
from tests import impossible as near
from tests import make
from tests.core.cast import sign_in
from tests.tampering import assign, refused
from tests.world import broken, change, days, teach

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]


def transport(world, **values):
    """The goods of the world's note, on paper."""
    return make.transport_record(world.note, **values)


def box():
    made = make.signed(make.equipment("cold_transport", name="Box"))
    return teach(made, validation_due=days(90))


@pytest.fixture
def cold(world):
    """The draft of a transport of goods that keep 2 to 8 °C."""
    limits = {"temp_min": 2, "temp_max": 8, "is_cold_chain": True}
    teach(world.product, **limits)
    return transport(world, cold_equipment=box(), loading_temp=Decimal("4.5"))


def logged(*readings, minutes=5):
    """The file of a logger that read each few minutes."""
    start = dt.datetime(2026, 11, 3, 9)
    rows = [
        f"{number},{start + dt.timedelta(minutes=minutes * number)},{reading}"
        for number, reading in enumerate(readings)
    ]
    text = "\n".join(["設備名稱,保溫箱3號", "序號,時間,溫度(℃)", *rows])
    return SimpleUploadedFile("log.csv", text.encode("gb18030"))


def on_the_way(record):
    record.submit(record.made_by)
    record.sign(make.user(Role.OUTBOUND_REVIEWER))
    return record


def arrives(record, log=None, **values):
    by = make.user(Role.DRIVER)
    if log:
        record.attach(by, "temp_file", log)
    make.attach(record, "receiver_signature")
    record.sign(by, **make.arrival(**values))
    return record


# Setting out


def test_a_note_is_taken_over_with_its_goods_and_its_address(world):
    record = transport(world)
    assert record.consignee_address == world.note.consignee_address
    said = list(record.lines.values_list("batch", "quantity"))
    assert said == list(world.note.lines.values_list("batch", "quantity"))
    assert broken(record) == set()


def test_a_note_waits_for_its_transport_and_travels_once(world):
    assert world.note in awaiting_transport()
    first, second = transport(world), transport(world)
    assert world.note not in awaiting_transport()
    first.submit(first.made_by)
    assert broken(second) == {"note_is_written_and_travels_once"}


def test_the_goods_are_those_of_the_note(world):
    record = transport(world)
    change(record.lines.get(), quantity=1)
    assert broken(record) == {"note_is_written_and_travels_once"}


@pytest.mark.parametrize("name", ["vehicle_no", "driver"])
def test_own_transport_names_vehicle_and_driver(world, name):
    record = transport(world)
    change(record, **{name: None if name == "driver" else ""})
    assert broken(record) == {"complete"}


def test_a_carrier_is_approved_and_its_agreement_valid(world):
    carrier = {"transport_mode": "carrier", "waybill_no": "SF1"}
    record = transport(world, carrier=make.signed(make.supplier()), **carrier)
    assert broken(record) == {"carrier_may_carry"}
    change(record, carrier=world.supplier)
    assert broken(record) == set()
    teach(world.supplier, agreement_until=days(-1))
    assert broken(record) == {"carrier_may_carry"}
    change(record, waybill_no="")
    assert broken(record) == {"carrier_may_carry", "complete"}


def test_a_carrier_that_is_stopped_carries_nothing(world):
    make.hold(world.supplier)
    carrier = {"transport_mode": "carrier", "waybill_no": "SF1"}
    record = transport(world, carrier=world.supplier, **carrier)
    assert broken(record) == {"carrier_may_carry"}


# The cold chain


@pytest.mark.parametrize("temperature", ["1.9", "8.1"])
def test_refrigerated_goods_leave_in_their_range(cold, temperature):
    change(cold, loading_temp=Decimal(temperature))
    assert broken(cold) == {"cold_chain_departs_in_its_range"}


@pytest.mark.parametrize("name", ["cold_equipment", "loading_temp"])
def test_refrigerated_goods_name_their_box_and_temperature(cold, name):
    change(cold, **{name: None})
    assert broken(cold) == {"complete"}


def stopped(equipment):
    make.hold(equipment)


def lapsed(equipment):
    teach(equipment, validation_due=days(-3))


def unproven(equipment):
    teach(equipment, is_measuring=True)


def broken_down(equipment):
    teach(equipment, status="repair")


@pytest.mark.parametrize("spoil", [stopped, lapsed, unproven, broken_down])
def test_no_goods_leave_in_equipment_that_may_not_be_used(cold, spoil):
    spoil(cold.cold_equipment)
    assert broken(cold) == {"cold_chain_departs_in_its_range"}
    with pytest.raises(Refused):
        cold.submit(cold.made_by)
    with refused():
        assign(cold, state="submitted", number="YSJL-1")


def test_a_shelf_is_no_cold_box(cold):
    change(cold, cold_equipment=make.signed(make.equipment("shelves")))
    assert broken(cold) == {"cold_chain_departs_in_its_range"}


def test_what_lapses_on_the_way_does_not_keep_the_goods_from_arriving(cold):
    record = on_the_way(cold)
    teach(record.cold_equipment, validation_due=days(-3))
    arrives(record, logged(4, 5), arrival_temp=Decimal(5))
    assert record.state == State.SIGNED


# On the way


def test_the_file_of_the_logger_tells_lowest_highest_and_the_longest_gap(cold):
    record = on_the_way(cold)
    arrives(record, logged("4.5", "2.3", "7.8"), arrival_temp=Decimal("6.1"))
    stored = TransportRecord.objects.get(pk=record.pk)
    assert (stored.temp_min, stored.temp_max) == (Decimal("2.3"), Decimal("7.8"))
    assert (stored.longest_gap, stored.temp_range) == (5, "2–8 °C")
    assert stored.is_intact()
    places = stored.signatures.given()
    assert all(place.digest == stored.digest(place.place) for place in places)


@pytest.mark.parametrize(
    ("log", "arrival"),
    [
        (logged(4, 9), 5),
        (logged(4, 1), 5),
        (logged(4, 5, minutes=20), 5),
        (logged(4, 5), 9),
    ],
)
def test_what_went_wrong_on_the_way_says_what_was_done(cold, log, arrival):
    record = on_the_way(cold)
    log.seek(0)
    with pytest.raises(Refused):
        arrives(record, log, arrival_temp=Decimal(arrival))
    record.refresh_from_db()
    arrives(record, arrival_temp=Decimal(arrival), abnormal="told quality, set apart")
    assert record in TransportRecord.objects.with_anomalies()


def test_refrigerated_goods_do_not_arrive_without_the_loggers_file(cold):
    record = on_the_way(cold)
    with pytest.raises(Refused) as refusal:
        arrives(record, arrival_temp=Decimal(5))
    assert {p.field for p in refusal.value.problems} == {"temp_file", "temp_min"}


def test_a_file_without_readings_is_not_attached(cold):
    record = on_the_way(cold)
    empty = SimpleUploadedFile("log.csv", "序號,備註\n1,無\n".encode())
    with pytest.raises(ValidationError, match="No temperatures"):
        record.attach(make.user(Role.DRIVER), "temp_file", empty)
    assert not record.attachments().filter(slot="temp_file")


def test_a_file_that_is_taken_back_says_nothing_any_more(cold):
    record, by = on_the_way(cold), make.user(Role.DRIVER)
    paper = record.attach(by, "temp_file", logged(4, 5))
    assert record.temp_min == 4
    record.withdraw(by, paper)
    assert TransportRecord.objects.get(pk=record.pk).temp_min is None


# Arrival


def test_nothing_arrives_before_it_has_left(world):
    record = on_the_way(transport(world))
    with pytest.raises(Refused):
        arrives(record, arrived_at=record.shipped_at - dt.timedelta(minutes=1))
    early = record.shipped_at - dt.timedelta(days=1)
    with refused():
        assign(record, state="signed", kept_for_ever=True, arrived_at=early)


def test_other_goods_need_no_temperatures(world):
    record = arrives(on_the_way(transport(world)))
    assert (record.state, record.received_by) == (State.SIGNED, "收貨員 張")


def test_a_receipt_that_is_not_back_in_time_is_called(world, time_machine, client):
    record = on_the_way(transport(world, agreed_days=2))
    assert record.due_on == timezone.localdate() + dt.timedelta(days=2)
    near.tomorrow(time_machine, 2)
    assert record not in TransportRecord.objects.overdue(days(0))
    near.tomorrow(time_machine, 1)
    assert record in TransportRecord.objects.overdue(days(0))
    sign_in(client, make.user(Role.DRIVER))
    page = client.get("/").content.decode()
    assert "Receipts of transports that are not back" in page
    assert record.number in page
    arrives(record)
    assert record not in TransportRecord.objects.overdue(days(0))


def test_the_form_of_the_arrival_asks_for_what_a_person_knows(cold, client):
    record = on_the_way(cold)
    sign_in(client, make.user(Role.DRIVER))
    page = client.get(f"/inventory/transportrecord/{record.pk}/sign/")
    fields = page.context["forms"][0].fields
    assert list(fields) == ["arrived_at", "arrival_temp", "abnormal", "received_by"]
    required = [name for name, field in fields.items() if field.required]
    assert required == ["arrived_at", "received_by"]
