"""What readings lead to: events, alarms, and what late data still tell."""

import datetime as dt
from decimal import Decimal

import pytest
import time_machine
from django.core import mail
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from inventory.climate.detection import Pace, Point, count_missing, excursions
from inventory.models import Alarm, ClimateEvent, Reading
from qms.records import triggers
from tests import make
from tests.inventory import climate
from tests.inventory.climate import NOON, at, fed
from tests.tampering import assign, erase, execute, refused

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(at(24 * 60), tick=False) as clock:
        yield clock


def events(kind, of=None):
    found = ClimateEvent.objects.filter(kind=kind).order_by("began_at")
    return list(found.filter(sensor=of) if of else found)


def test_the_same_readings_twice_are_stored_once():
    sensor = climate.sensor()
    first, again = fed(sensor, [5, 6]), fed(sensor, [5, 6, 7])
    assert (len(first.stored), len(again.known), len(again.stored)) == (2, 2, 1)
    assert Reading.objects.count() == 3


def test_what_stands_in_the_books_is_not_written_over():
    sensor = climate.sensor()
    fed(sensor, [5, 6])
    outcome = fed(sensor, [5, "6.1"])
    assert [r.at for r in outcome.differing] == [at(30)]
    assert Reading.objects.get(at=at(30)).temperature == 6


def test_a_reading_is_final():
    sensor = climate.sensor()
    fed(sensor, [5])
    reading = Reading.objects.get()
    with refused():
        assign(reading, temperature=6)
    with refused():
        erase(reading)


def copied(reading, moment):
    """Enter a reading once more by SQL, as taken at another moment."""
    columns = triggers.columns(Reading, without=["id"])
    names = ", ".join(f'"{name}"' for name in columns)
    values = names.replace('"at"', "%s")
    told = connection.ops.adapt_datetimefield_value(moment)
    table = Reading._meta.db_table
    sql = (
        f'INSERT INTO "{table}" ({names}) SELECT {values} FROM "{table}" WHERE id = %s'
    )
    execute(sql, told, reading.pk)


def test_the_database_takes_no_reading_from_the_future():
    """It asks its own clock, and lets that of another machine be ahead a little."""
    fed(climate.sensor(), [5])
    reading = Reading.objects.get()
    now = time_machine.escape_hatch.datetime.datetime.now(dt.UTC)
    for seconds in (-10 * 3600, 0, 50):
        copied(reading, now + dt.timedelta(seconds=seconds))
    for seconds in (70, 7 * 3600, 86400):
        with refused():
            copied(reading, now + dt.timedelta(seconds=seconds))


def test_an_excursion_has_beginning_end_and_extreme():
    fed(climate.sensor(), [5, "9.4", 11, 9, 5])
    [event] = events("excursion")
    assert (event.began_at, event.ended_at) == (at(30), at(120))
    assert event.temperature_max == 11
    assert event.extreme() == "11 °C"


def test_humidity_alone_makes_an_excursion():
    fed(climate.sensor(), [5, 5], humidity=80)
    [event] = events("excursion")
    assert event.extreme() == "80 %"
    assert event.ended_at is None


def test_an_excursion_goes_on_from_call_to_call():
    sensor = climate.sensor()
    fed(sensor, [5, 9])
    fed(sensor, [10], since=at(60))
    [event] = events("excursion")
    assert (event.ended_at, event.temperature_max) == (None, 10)
    fed(sensor, [4], since=at(90))
    [event] = events("excursion")
    assert (event.began_at, event.ended_at) == (at(30), at(90))
    assert event.history.count() >= 3


def test_late_data_part_an_excursion_that_nobody_has_judged():
    sensor = climate.sensor()
    fed(sensor, [9, None, 9, 5])
    fed(sensor, [5], since=at(30))
    assert [(e.began_at, e.ended_at) for e in events("excursion")] == [
        (at(0), at(30)),
        (at(60), at(90)),
    ]


def test_two_named_persons_are_alarmed_once_after_the_minutes_of_the_room():
    sensor = climate.sensor(of=climate.room(alarm_after=60))
    fed(sensor, [9, 5])
    assert not Alarm.objects.exists()
    fed(sensor, [9, 9, 5], since=at(300))
    [_short, event] = events("excursion")
    rule = sensor.room.climate_rule
    assert [a.person for a in event.alarms.all()] == rule.alarmed()
    fed(sensor, [9], since=at(60 * 10))
    call_command("climate")
    assert event.alarms.count() == 2


def test_an_excursion_that_goes_on_alarms_though_no_reading_comes(clock):
    sensor = climate.sensor(of=climate.room(alarm_after=60))
    clock.move_to(at(31))
    fed(sensor, [5, 9])
    call_command("climate")
    assert not Alarm.objects.exists()
    clock.move_to(at(90))
    call_command("climate")
    assert Alarm.objects.count() == 2


def test_the_alarm_goes_by_mail_where_that_is_set(
    settings, django_capture_on_commit_callbacks
):
    settings.ALARM_BY_MAIL = True
    sensor = climate.sensor()
    person = sensor.room.climate_rule.first_alarmed
    person.email = "wu@example.com"
    person.save()
    with django_capture_on_commit_callbacks(execute=True):
        fed(sensor, [9, 9, 5])
    [letter] = mail.outbox
    assert letter.to == ["wu@example.com"]
    assert sensor.room.name in letter.subject


# Gaps


def test_a_gap_is_an_event_with_the_number_of_readings_that_are_missing():
    fed(climate.sensor(), [5, 5, None, None, 5])
    [event] = events("gap")
    assert (event.began_at, event.ended_at, event.missing) == (at(30), at(120), 2)


def test_late_data_close_a_gap_truthfully():
    sensor = climate.sensor()
    fed(sensor, [5, None, None, 5])
    fed(sensor, [5], since=at(30))
    [event] = events("gap")
    assert (event.missing, event.filled_at) == (1, None)
    fed(sensor, [6], since=at(60))
    [event] = events("gap")
    assert event.missing == 0
    assert event.filled_at is not None
    assert (event.began_at, event.ended_at) == (at(0), at(90))
    assert not ClimateEvent.objects.to_judge().exists()


def test_a_logger_that_is_too_slow_has_one_event_over_all_its_files():
    sensor = climate.sensor()
    fed(sensor, [5] * 5, interval=60)
    fed(sensor, [5] * 4, interval=60, since=at(300))
    [event] = events("gap")
    assert (event.began_at, event.ended_at) == (at(0), at(480))
    assert (event.missing, event.step) == (8, 60)
    assert "60" in event.extreme()
    assert event.alarms.count() == 2


def test_what_goes_on_after_a_judgement_is_an_event_of_its_own():
    sensor = climate.sensor()
    fed(sensor, [5] * 3, interval=60)
    make.signed(make.climate_assessment(event=events("gap")[0]))
    fed(sensor, [5] * 2, interval=60, since=at(180))
    assert [(e.began_at, e.ended_at) for e in events("gap")] == [
        (at(0), at(120)),
        (at(120), at(240)),
    ]


def test_out_of_range_a_room_may_be_sampled_more_often():
    room = climate.room(interval=30, interval_out=2)
    fed(climate.sensor(of=room), [5, 9, 5, 5])
    [event] = events("gap")
    assert (event.began_at, event.ended_at, event.missing) == (at(30), at(60), 14)


def test_a_silent_device_is_noticed_and_its_return_too(clock):
    sensor = climate.sensor("device")
    clock.move_to(at(31))
    fed(sensor, [5, 5])
    call_command("climate")
    assert events("gap") == []
    clock.move_to(at(120))
    call_command("climate")
    call_command("climate")
    [event] = events("gap")
    assert (event.began_at, event.ended_at) == (at(30), None)
    assert event.alarms.count() == 2
    clock.move_to(at(180))
    fed(sensor, [5], since=at(180))
    [event] = events("gap")
    assert (event.ended_at, event.missing) == (at(180), 4)


def told_by(sensor, clock, minutes):
    """Let a device report at some minutes, and the climate be looked at every ten."""
    for now in range(0, minutes[-1] + 1, 10):
        clock.move_to(at(now))
        if now in minutes:
            fed(sensor, [5], since=at(now))
        call_command("climate")


def test_a_device_that_is_too_slow_has_one_event_over_all_its_silences(clock):
    sensor = climate.sensor("device")
    told_by(sensor, clock, range(0, 481, 60))
    [event] = events("gap")
    assert (event.began_at, event.ended_at) == (at(0), at(480))
    assert (event.missing, event.step) == (8, 60)
    assert event.alarms.count() == 2


def test_a_slow_device_that_falls_silent_is_alarmed_of_besides(clock):
    """So it is once it has missed a reading by its own step."""
    sensor = climate.sensor("device")
    told_by(sensor, clock, range(0, 241, 60))
    clock.move_to(at(340))
    call_command("climate")
    assert len(events("gap")) == 1
    clock.move_to(at(370))
    call_command("climate")
    slow, silent = events("gap")
    assert (slow.began_at, slow.ended_at) == (at(0), at(240))
    assert (silent.began_at, silent.ended_at) == (at(240), None)
    assert silent.alarms.count() == 2


def test_a_silence_ends_where_readings_come_in_time_again(clock):
    sensor = climate.sensor("device")
    told_by(sensor, clock, [0])
    clock.move_to(at(180))
    call_command("climate")
    fed(sensor, [5, 5, 5], since=at(120))
    clock.move_to(at(240))
    call_command("climate")
    first, second = events("gap")
    assert (first.began_at, first.ended_at, first.missing) == (at(0), at(120), 3)
    assert (second.began_at, second.ended_at) == (at(180), None)


def test_a_device_that_sends_its_backlog_fills_the_gap(clock):
    sensor = climate.sensor("device")
    fed(sensor, [5])
    call_command("climate")
    fed(sensor, [5, 5, 5], since=at(30))
    [event] = events("gap")
    assert (event.ended_at, event.missing) == (at(90), 0)
    assert event.filled_at is not None


def test_a_logger_whose_file_comes_once_a_month_is_not_silent():
    fed(climate.sensor("logger"), [5])
    call_command("climate")
    assert events("gap") == []


def test_storing_costs_the_same_for_ten_readings_and_for_a_thousand():
    sensor = climate.sensor()
    costs = []
    for number, count in enumerate((10, 1000)):
        with CaptureQueriesContext(connection) as asked:
            fed(sensor, [5] * count, since=NOON - dt.timedelta(days=60 * number + 30))
        costs.append(len(asked))
    # SQLite takes a thousand rows in several statements, each of its full width.
    assert costs[1] - costs[0] < 40


# Any order of arrival

values = st.sampled_from(["5", "9", "1", None])


class TestAnyOrder(TestCase):
    @settings(max_examples=25)
    @given(st.lists(values, min_size=1, max_size=14), st.randoms())
    def test_whatever_the_order_of_arrival_all_that_was_bad_lies_in_an_event(
        self, temperatures, random
    ):
        sensor = climate.sensor()
        pieces = climate.readings(sensor, temperatures)
        random.shuffle(pieces)
        for reading in pieces:
            climate.store([reading])
        points = [
            Point(r.at, r.in_range, r.temperature)
            for r in sensor.readings.order_by("at")
        ]
        spans = [(s.began, s.ended) for s in excursions(points)]
        assert [(e.began_at, e.ended_at) for e in events("excursion", sensor)] == spans
        missing = count_missing(points, Pace(dt.timedelta(minutes=30)))
        assert sum(e.missing for e in events("gap", sensor)) == missing


# By hand


def test_a_reading_by_hand_has_the_time_of_the_server(clock):
    sensor = climate.sensor("hand")
    clock.move_to(NOON)
    by = climate.make.user("maintainer")
    reading = sensor.read(by, temperature=Decimal(5), humidity=Decimal(50))
    assert (reading.at, reading.period, reading.late) == (NOON, "afternoon", False)
    assert (reading.person, reading.in_range) == (by, True)


def refusal(sensor, role="maintainer", **values):
    by = climate.make.user(role)
    with pytest.raises(climate.Refused) as refused:
        sensor.read(by, **{"temperature": Decimal(5), "humidity": Decimal(50)} | values)
    return {problem.field or problem.rule for problem in refused.value.problems}


def test_a_reading_out_of_range_asks_for_the_measure_and_another_reading():
    sensor = climate.sensor("hand")
    asked = refusal(sensor, temperature=Decimal(9))
    assert asked == {"measure", "temperature_after", "humidity_after"}
    by = climate.make.user("maintainer")
    after = {"measure": "開空調", "temperature_after": Decimal(6)}
    sensor.read(
        by, temperature=Decimal(9), humidity=Decimal(50), humidity_after=50, **after
    )
    # What was brought back at once is told by the reading itself.
    assert events("excursion") == []


def test_what_the_measure_did_not_bring_back_is_an_event():
    sensor = climate.sensor("hand")
    by = climate.make.user("storekeeper")
    after = {"measure": "開空調", "temperature_after": 9, "humidity_after": 50}
    sensor.read(by, temperature=Decimal(10), humidity=Decimal(50), **after)
    [event] = events("excursion")
    assert event.ended_at is None


def test_the_database_wants_the_measure_too():
    sensor = climate.sensor("hand")
    by = climate.make.user("maintainer")
    same = {"sensor": sensor, "room": sensor.room, "source": "hand", "person": by}
    same |= {"day": NOON.date(), "period": "morning", "in_range": False}
    with refused():
        Reading.objects.create(at=NOON, temperature=9, **same)
    with refused():
        Reading.objects.create(
            at=NOON,
            temperature=9,
            humidity=80,
            measure="x",
            temperature_after=5,
            **same,
        )


def test_a_late_entry_is_marked_and_keeps_the_time_at_which_it_was_made(clock):
    sensor = climate.sensor("hand")
    clock.move_to(at(60))
    by = climate.make.user("maintainer")
    reading = sensor.read(
        by, NOON.date(), "morning", temperature=Decimal(5), humidity=Decimal(50)
    )
    assert (reading.late, reading.at) == (True, at(60))
    assert (reading.day, reading.period) == (NOON.date(), "morning")
    assert refusal(sensor, day=NOON.date(), period="morning") == {"late"}


@pytest.mark.parametrize("days", [1, -400])
def test_nothing_is_entered_for_a_half_day_that_was_not_missed(clock, days):
    clock.move_to(NOON)
    day = NOON.date() + dt.timedelta(days=days)
    assert "late" in refusal(climate.sensor("hand"), day=day, period="morning")


def test_who_reads_and_where_is_said():
    assert refusal(climate.sensor("hand"), role="salesperson") == {"authority"}
    assert refusal(climate.sensor("logger")) == {"not_by_hand"}


def test_an_instrument_whose_calibration_has_lapsed_is_not_read():
    lapsed = climate.instrument(calibrated=-1)
    assert refusal(climate.sensor("hand", equipment=lapsed)) == {"instrument_is_proven"}


def test_humidity_is_not_asked_for_in_a_cold_store():
    sensor = climate.sensor("hand")
    rule = sensor.room.climate_rule
    rule.measures_humidity = False
    rule.save(by=climate.make.user())
    by = climate.make.user("maintainer")
    sensor.refresh_from_db()
    assert sensor.read(by, temperature=Decimal(5)).humidity is None
