"""How goods travel: by whom, in what, at what temperature, and that they arrive."""

import datetime as dt
import io
from decimal import Decimal

import pytest
from django.core import mail
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from pypdf import PdfReader

from inventory.models import TransportRecord
from inventory.models.transport_record import awaiting_transport
from qms.core.roles import Role
from qms.quality.models import SupplierEvaluation
from qms.records.models import State
from qms.records.rules import Refused
from tests import impossible as near
from tests import make
from tests.core.cast import sign_in
from tests.tampering import assign, refused
from tests.world import broken, change, days, teach, void

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


ENTRUSTED = {"transport_mode": "carrier", "waybill_no": "SF1"}


def test_a_carrier_is_evaluated_and_its_agreement_valid(world):
    record = transport(world, carrier=world.supplier, **ENTRUSTED)
    assert broken(record) == {"carrier_may_carry"}
    carrier = make.carrier()
    change(record, carrier=carrier)
    assert broken(record) == set()
    teach(carrier, agreement_until=days(-1))
    assert broken(record) == {"carrier_may_carry"}
    change(record, waybill_no="")
    assert broken(record) == {"carrier_may_carry", "complete"}


def test_an_evaluation_holds_for_a_year(world):
    record = transport(world, carrier=make.carrier(), **ENTRUSTED)
    for passed, missing in ((365, set()), (366, {"carrier_may_carry"})):
        shipped_at = timezone.now() + dt.timedelta(days=passed)
        teach(record.carrier, agreement_until=days(400))
        change(record, shipped_at=shipped_at)
        assert broken(record) == missing


def test_who_was_evaluated_as_a_supplier_does_not_carry(world):
    make.signed(make.supplier_evaluation(world.supplier))
    record = transport(world, carrier=world.supplier, **ENTRUSTED)
    assert broken(record) == {"carrier_may_carry"}
    make.signed(make.supplier_evaluation(world.supplier, service="carrier"))
    assert broken(record) == set()


def test_a_carrier_that_is_stopped_carries_nothing(world):
    carrier = make.carrier()
    make.hold(carrier)
    record = transport(world, carrier=carrier, **ENTRUSTED)
    assert broken(record) == {"carrier_may_carry"}


@pytest.mark.parametrize("lacks", ["evaluation", "agreement", "freedom"])
def test_the_database_lets_no_unfit_carrier_set_out(world, lacks):
    carrier = make.carrier()
    record = transport(world, carrier=carrier, **ENTRUSTED)
    setting_out = {"state": "submitted", "number": "X", "round": 1}
    if lacks == "evaluation":
        void(SupplierEvaluation.objects.get(party=carrier))
    elif lacks == "agreement":
        teach(carrier, agreement_until=days(-2))
    else:
        make.hold(carrier)
    with refused():
        assign(record, **setting_out)


def test_the_database_lets_a_fit_carrier_set_out(world):
    record = transport(world, carrier=make.carrier(), **ENTRUSTED)
    assign(record, state="submitted", number="X", round=1)


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
    arrives(record, make.logged(4, 5), arrival_temp=Decimal(5))
    assert record.state == State.SIGNED


# On the way


def test_the_file_of_the_logger_tells_lowest_highest_and_the_longest_gap(cold):
    record = on_the_way(cold)
    arrives(record, make.logged("4.5", "2.3", "7.8"), arrival_temp=Decimal("6.1"))
    stored = TransportRecord.objects.get(pk=record.pk)
    assert (stored.temp_min, stored.temp_max) == (Decimal("2.3"), Decimal("7.8"))
    assert (stored.longest_gap, stored.temp_range) == (5, "2–8 °C")
    assert stored.is_intact()
    places = stored.signatures.given()
    assert all(place.digest == stored.digest(place.place) for place in places)


@pytest.mark.parametrize(
    ("log", "arrival"),
    [
        (make.logged(4, 9), 5),
        (make.logged(4, 1), 5),
        (make.logged(4, 5, minutes=20), 5),
        (make.logged(4, 5), 9),
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
    with pytest.raises(Refused, match="No temperatures"):
        record.attach(make.user(Role.DRIVER), "temp_file", empty)
    assert not record.attachments().filter(slot="temp_file")


def test_a_file_that_is_taken_back_says_nothing_any_more(cold):
    record, by = on_the_way(cold), make.user(Role.DRIVER)
    paper = record.attach(by, "temp_file", make.logged(4, 5))
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


# The cold chain is watched


@pytest.mark.parametrize(("begins", "arrives_after"), [(-90, 0), (8, 10), (0, 30)])
def test_a_file_that_does_not_cover_the_way_is_not_passed_over(
    cold, begins, arrives_after
):
    record = on_the_way(cold)
    left = timezone.localtime(record.shipped_at)
    log = make.logged(4, 5, 5, start=left + dt.timedelta(minutes=begins))
    arrived = left + dt.timedelta(minutes=arrives_after)
    said = {"arrival_temp": Decimal(5), "arrived_at": arrived}
    with pytest.raises(Refused, match="do not cover the whole way"):
        arrives(record, log, **said)
    record.refresh_from_db()
    arrives(record, abnormal="logger started late; boxes set apart", **said)
    assert record in TransportRecord.objects.with_anomalies()


def test_a_logger_that_reads_less_than_every_two_minutes_out_of_range_has_a_gap(cold):
    record = on_the_way(cold)
    record.attach(make.user(Role.DRIVER), "temp_file", make.logged(4, 9, 5))
    assert (record.out_of_range, record.gaps) == (1, 1)
    quick = make.logged(4, 9, 9, 9, 5, minutes=2)
    record.withdraw(record.made_by, record.attachments().get(slot="temp_file"))
    record.attach(make.user(Role.DRIVER), "temp_file", quick)
    assert (record.out_of_range, record.gaps) == (3, 0)


def test_the_rule_of_the_box_says_how_often_it_is_read(cold):
    rule = make.vehicle_rule(cold.cold_equipment, interval=2, interval_out=1)
    change(cold, loading_temp=Decimal("4.4"))
    assert (cold.interval, cold.interval_out) == (2, 1)
    record = on_the_way(cold)
    rule.interval = 5
    rule.save(by=make.user())
    record.attach(make.user(Role.DRIVER), "temp_file", make.logged(4, 4, 4))
    assert (record.interval, record.gaps) == (2, 1)


def test_no_rule_lets_a_box_be_read_more_seldom_than_the_guideline_says(cold):
    rule = make.vehicle_rule(cold.cold_equipment)
    for slow in ({"interval": 6}, {"interval_out": 3}, {"interval": 1}):
        with refused():
            assign(rule, **slow)
        rule.refresh_from_db()


def test_two_persons_are_alarmed_of_a_bad_way_and_see_it_first(
    cold, settings, client, django_capture_on_commit_callbacks
):
    settings.ALARM_BY_MAIL = True
    rule = make.vehicle_rule(cold.cold_equipment)
    record = on_the_way(cold)
    with django_capture_on_commit_callbacks(execute=True):
        record.attach(make.user(Role.DRIVER), "temp_file", make.logged(4, 9, 9, 9, 4))
    [letter] = mail.outbox
    assert letter.to == ["huang@example.com", "zheng@example.com"]
    assert record.number in letter.subject
    assert "4–9 °C" in letter.body
    sign_in(client, rule.second_alarmed)
    page = client.get("/").content.decode()
    assert "Transports out of range or not watched" in page
    assert record.number in page
    arrives(record, arrival_temp=Decimal(5), abnormal="set apart, told quality")
    page = client.get("/").content.decode()
    assert "Transports out of range or not watched" not in page


def test_a_short_excursion_alarms_nobody_by_mail(
    cold, settings, django_capture_on_commit_callbacks
):
    settings.ALARM_BY_MAIL = True
    make.vehicle_rule(cold.cold_equipment)
    record = on_the_way(cold)
    with django_capture_on_commit_callbacks(execute=True):
        log = make.logged(4, 9, 4, 4, minutes=2)
        record.attach(make.user(Role.DRIVER), "temp_file", log)
    assert mail.outbox == []


def test_two_loggers_are_looked_at_together(cold):
    record, by = on_the_way(cold), make.user(Role.DRIVER)
    record.attach(by, "temp_file", make.logged(4, 5))
    record.attach(by, "temp_file", make.logged("3.1", "7.2"))
    assert (record.temp_min, record.temp_max) == (Decimal("3.1"), Decimal("7.2"))
    assert len(record.journey().logs) == 2


def test_a_file_is_read_once_however_often_the_way_is_looked_at(cold):
    record = on_the_way(cold)
    log = make.logged("4.11", "5.77")
    paper = record.attach(make.user(Role.DRIVER), "temp_file", log)
    paper.file.delete(save=False)
    told = [point.temperature for point in record.journey().points]
    assert told == [Decimal("4.11"), Decimal("5.77")]


def test_a_logger_in_fahrenheit_is_converted(cold):
    record, by = on_the_way(cold), make.user(Role.DRIVER)
    record.attach(by, "temp_file", make.logged("39.2", "41", head="Temp(℉)"))
    assert (record.temp_min, record.temp_max) == (4, 5)


def test_the_curve_stands_on_the_page_and_on_the_back_of_the_sheet(cold, client):
    record = on_the_way(cold)
    arrives(record, make.logged(4, 9, 9, 4), abnormal="told quality", arrival_temp=5)
    sign_in(client, record.made_by)
    page = client.get(record.get_absolute_url()).content.decode()
    assert page.count("<polyline") == 1
    # What is marked: an excursion, and readings too far apart in it.
    assert page.count('fill-opacity="0.28"') == 2
    assert "9.0 – 9.0 °C" in page
    sheet = PdfReader(io.BytesIO(client.get(sheet_of(record)).content))
    *front, back = [each.extract_text() for each in sheet.pages]
    assert "Temperature on the way" in back
    assert "9.0 – 9.0 °C" in back
    assert not any("9.0 – 9.0 °C" in each for each in front)


def sheet_of(record):
    return f"/inventory/transportrecord/{record.pk}/sheet.pdf"


def test_goods_that_are_not_refrigerated_have_no_curve(world, client):
    record = arrives(on_the_way(transport(world)))
    sign_in(client, record.made_by)
    page = client.get(record.get_absolute_url()).content.decode()
    assert "climate-plot" not in page
    sheet = PdfReader(io.BytesIO(client.get(sheet_of(record)).content))
    assert "Temperature on the way" not in sheet.pages[-1].extract_text()


def test_a_driver_need_not_type_what_is_known(world, client):
    driver = make.user(Role.DRIVER)
    sign_in(client, driver)
    page = client.get(f"/inventory/transportrecord/new/?note={world.note.pk}")
    assert page.context["form"].instance.driver == driver
    record = on_the_way(transport(world))
    form = client.get(f"/inventory/transportrecord/{record.pk}/sign/")
    assert form.context["forms"][0].initial["arrived_at"] is not None


SHAPES = {
    "day and time apart, months first": (
        "Point,Date,Time,Temp(°F)\n1,11/03/26,09:00,39.2\n2,11/03/26,09:05,41"
    ),
    "days first, which only the day of the transport tells": (
        "Time;Temperature\n03/11/2026 09:00;4,0\n03/11/2026 09:05;5,0"
    ),
    "a failing probe and sums below": (
        "time,temp\n2026-11-03 09:00,4\n2026-11-03 09:03,---\n"
        "2026-11-03 09:05,5\nMax,5\nMin,4"
    ),
}


@pytest.mark.parametrize("shape", SHAPES)
def test_the_file_of_any_logger_is_read_on_the_way(cold, shape):
    day = dt.datetime(2026, 11, 3, 8, tzinfo=timezone.get_default_timezone())
    change(cold, shipped_at=day)
    record = on_the_way(cold)
    upload = SimpleUploadedFile("log.csv", SHAPES[shape].encode())
    record.attach(make.user(Role.DRIVER), "temp_file", upload)
    assert (record.temp_min, record.temp_max, record.longest_gap) == (4, 5, 5)
    [log] = record.journey().logs
    assert [timezone.localtime(p.at).isoformat()[:16] for p in log] == [
        "2026-11-03T09:00",
        "2026-11-03T09:05",
    ]
