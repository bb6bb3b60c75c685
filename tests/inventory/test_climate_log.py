"""The month of a room: signed over its readings, judged where it went wrong."""

import datetime as dt
from decimal import Decimal
from io import BytesIO

import pytest
import time_machine
from django.db import IntegrityError, transaction
from django.urls import reverse
from pypdf import PdfReader

from inventory.climate.lying import batches_in
from inventory.climate.month import Month
from inventory.models import ClimateAssessment, ClimateEvent, ClimateLog, Reading
from inventory.models.climate.log import due_months
from qms.core.models import Batch, Zone, move
from qms.core.roles import Role
from qms.records.models import State
from qms.records.printing import sheet_pdf
from qms.records.registers import registry
from qms.records.verification import verify
from tests import make
from tests.core.cast import sign_in
from tests.inventory import climate
from tests.inventory.climate import NOON, at, fed
from tests.tampering import assign, unguarded
from tests.world import broken, change

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]

OCTOBER = dt.date(2026, 10, 1)
MIDNIGHT = dt.datetime(2026, 10, 1, tzinfo=NOON.tzinfo)


@pytest.fixture(autouse=True)
def clock():
    """In November, when October is to be signed."""
    with time_machine.travel(dt.datetime(2026, 11, 3, 1, tzinfo=dt.UTC)) as clock:
        yield clock


@pytest.fixture
def logger():
    return climate.sensor(since=OCTOBER)


def month(temperatures=(), of=None):
    """A whole October of a logger, with some temperatures from noon of the 14th on."""
    told = [5] * (31 * 48)
    start = (NOON - MIDNIGHT) // dt.timedelta(minutes=30)
    told[start : start + len(temperatures)] = temperatures
    fed(of, told, since=MIDNIGHT)


def log(of):
    made = ClimateLog(warehouse=of.room, month="2026-10")
    made.save(by=make.user(Role.MAINTAINER))
    return made


def judge(event, judgement="unaffected"):
    return make.signed(make.climate_assessment(event=event, judgement=judgement))


# What is taken down


def test_a_month_takes_down_what_its_readings_come_to(logger):
    month([9, 11, 5, None, 2], logger)
    made = log(logger)
    assert (made.count, made.out_of_range) == (31 * 48 - 1, 2)
    assert (made.temperature_min, made.temperature_max) == (2, 11)
    assert made.humidity_mean == 50
    assert (made.excursions, made.gaps, made.source) == (1, 1, "automatic")
    assert (made.range_temp_min, made.range_temp_max) == (2, 8)
    assert made.instrument == logger.code


def test_the_days_have_their_lowest_highest_and_mean(logger):
    month([2, 8], logger)
    day = Month(logger.room, OCTOBER).days[13]
    said = [day.figures[f"temperature_{name}"] for name in ("min", "max")]
    assert (day.day.day, said, day.figures["count"]) == (14, [2, 8], 48)
    assert round(day.figures["temperature_mean"], 1) == 5


def test_a_good_month_is_signed_and_due_no_more(logger):
    month(of=logger)
    assert due_months()[logger.room.pk] == OCTOBER
    signed = make.signed(log(logger))
    assert (signed.state, broken(signed)) == (State.SIGNED, set())
    assert logger.room.pk not in due_months()


def test_the_home_page_says_which_month_of_which_room_is_due(client, logger):
    month(of=logger)
    sign_in(client, make.user(Role.MAINTAINER))
    page = client.get(reverse("home")).content.decode()
    assert logger.room.name in page
    assert "month 2026-10 is due" in page


def test_it_begins_with_the_month_that_is_due(client, logger):
    sign_in(client, make.user(Role.MAINTAINER))
    url = registry.of(ClimateLog).url("create")
    page = client.get(url, {"warehouse": logger.room.pk})
    assert 'value="2026-10"' in page.content.decode()


@pytest.mark.parametrize("text", ["2026-13", "October", ""])
def test_a_month_is_a_month(logger, text):
    made = log(logger)
    made.month = text
    made.save(by=made.made_by)
    assert [p for p in made.problems() if p.field == "month"]


# Why it may not be signed


def test_a_month_is_signed_when_it_is_over(clock, logger):
    month(of=logger)
    clock.move_to(dt.datetime(2026, 10, 31, 15, 59, tzinfo=dt.UTC))
    made = log(logger)
    assert "the_month_is_over" in broken(made)
    clock.move_to(dt.datetime(2026, 10, 31, 16, 1, tzinfo=dt.UTC))
    assert broken(made) == set()


def test_an_excursion_is_assessed_first(logger):
    month([9, 5], logger)
    made = log(logger)
    assert broken(made) == {"excursions_are_assessed"}
    judge(ClimateEvent.objects.get())
    assert broken(made) == set()


def test_a_gap_asks_for_a_reason_until_it_is_assessed_or_filled(logger):
    month([None, 5], logger)
    made = log(logger)
    assert broken(made) == {"gaps_are_assessed"}
    fed(logger, [5], since=NOON)
    assert broken(made) == set()


def test_an_instrument_was_calibrated_to_the_end_of_the_month(clock):
    lapsed = climate.instrument(calibrated=-4)
    logger = climate.sensor(since=OCTOBER, equipment=lapsed)
    month(of=logger)
    assert broken(log(logger)) == {"instruments_are_proven"}


def hand(since=OCTOBER):
    return climate.sensor("hand", since=since)


def read(sensor, clock, moment, **values):
    clock.move_to(moment)
    said = {"temperature": Decimal(5), "humidity": Decimal(50)} | values
    return sensor.read(make.user(Role.MAINTAINER), **said)


def test_a_half_day_without_a_reading_is_missing_and_never_filled_in(clock):
    sensor = hand(since=dt.date(2026, 10, 30))
    read(sensor, clock, dt.datetime(2026, 10, 30, 1, tzinfo=dt.UTC))
    read(sensor, clock, dt.datetime(2026, 10, 31, 7, tzinfo=dt.UTC))
    clock.move_to(dt.datetime(2026, 11, 3, 1, tzinfo=dt.UTC))
    missing = Month(sensor.room, OCTOBER).missing
    assert [(half.day.day, half.period) for half in missing] == [
        (30, "afternoon"),
        (31, "morning"),
    ]
    made = log(sensor)
    assert (made.missing, made.source) == (2, "hand")
    assert broken(made) == {"every_half_day_was_read"}


def test_a_late_entry_stands_for_its_half_day_and_says_so(clock):
    sensor = hand(since=dt.date(2026, 10, 31))
    read(sensor, clock, dt.datetime(2026, 10, 31, 7, tzinfo=dt.UTC))
    clock.move_to(dt.datetime(2026, 11, 1, 1, tzinfo=dt.UTC))
    late = {"day": dt.date(2026, 10, 31), "period": "morning"}
    said = {"temperature": Decimal(6), "humidity": Decimal(50)}
    sensor.read(make.user(Role.MAINTAINER), **late, **said)
    first, _second = Month(sensor.room, OCTOBER).days[30].halves
    assert (first.reading.temperature, first.reading.late) == (6, True)
    assert Month(sensor.room, OCTOBER).missing == []


# What was signed


def test_the_signed_readings_are_those_that_are_there(logger):
    month(of=logger)
    signed = make.signed(log(logger))
    assert signed.is_intact()
    assert list(verify()) == []
    reading = Reading.objects.first()
    with unguarded():
        assign(reading, temperature=7)
    again = ClimateLog.objects.get(pk=signed.pk)
    assert not again.is_intact()
    assert any("not those that were signed" in each for each in verify())


def test_the_page_and_the_sheet_say_that_readings_were_altered(client, logger):
    month(of=logger)
    signed = make.signed(log(logger))
    with unguarded():
        assign(Reading.objects.first(), temperature=7)
    user = sign_in(client, make.user(Role.QUALITY_OFFICER))
    page = client.get(signed.get_absolute_url()).content.decode()
    assert "no longer what was signed" in page
    again = ClimateLog.objects.get(pk=signed.pk)
    text = pdf_text(again, user)
    assert "no longer matches" in text


def pdf_text(record, user):
    pages = PdfReader(BytesIO(sheet_pdf(record, registry.of(record), user))).pages
    return " ".join(page.extract_text() for page in pages)


def test_what_comes_in_after_the_signature_is_told_and_alters_nothing(logger):
    month([None, 5], logger)
    signed = make.signed(log(logger))
    fed(logger, [5], since=NOON)
    again = ClimateLog.objects.get(pk=signed.pk)
    assert again.is_intact()
    assert again.sealed.arrived_later() == 1
    amended = again.amend(again.made_by, "late data")
    assert amended.count == again.count + 1


def test_a_month_of_a_room_has_one_log(logger):
    log(logger)
    with pytest.raises(IntegrityError), transaction.atomic():
        log(logger)


def test_a_second_log_of_a_month_is_refused_in_a_sentence(client, logger):
    log(logger)
    sign_in(client, make.user(Role.MAINTAINER))
    data = {"warehouse": logger.room.pk, "month": "2026-10", "made_on": make.today()}
    page = client.post(registry.of(ClimateLog).url("create"), data)
    assert page.status_code == 200
    assert "This month of the room has its log." in page.content.decode()


@pytest.mark.alike
def test_the_sheet_is_the_form_of_the_regulator(clock):
    sensor = hand(since=dt.date(2026, 10, 30))
    after = {"measure": "cooled", "temperature_after": Decimal(6)}
    after["humidity_after"] = Decimal(51)
    moment = dt.datetime(2026, 10, 30, 1, 5, tzinfo=dt.UTC)
    read(sensor, clock, moment, temperature=Decimal("9.4"), **after)
    clock.move_to(dt.datetime(2026, 11, 3, 1, tzinfo=dt.UTC))
    text = pdf_text(log(sensor), make.user())
    for word in ("09:05", "9.4", "cooled", "6.0", "51.0", "missing", "31"):
        assert word in text


@pytest.mark.alike
def test_a_signed_month_of_a_logger_goes_on_one_page(logger):
    """In English, whose labels take the most lines."""
    month(of=logger)
    record = make.signed(log(logger))
    printed = sheet_pdf(record, registry.of(record), make.user())
    assert len(PdfReader(BytesIO(printed)).pages) == 1


# The assessment


@pytest.fixture
def stocked():
    """A room with goods, a logger in it, and a batch that left before the 14th."""
    logger = climate.sensor(since=OCTOBER)
    place = make.place(Zone.QUALIFIED, warehouse=logger.room)
    by = make.user()
    product = make.signed(make.product())
    names = ("stays", "left", "comes later")
    made = [Batch(product=product, lot=each) for each in names]
    stays, left, later = Batch.objects.enter(made, by)
    because = make.licensed()
    with time_machine.travel(at(-24 * 60), tick=False):
        move([(stays, None, place, 10), (left, None, place, 5)], because, by)
        move([(left, place, None, 5)], because, by)
    with time_machine.travel(at(24 * 60), tick=False):
        move([(later, None, place, 7)], because, by)
    return logger, stays


def test_it_names_what_lay_in_the_room_then(stocked):
    logger, stays = stocked
    fed(logger, [5, 9, 5], since=NOON)
    event = ClimateEvent.objects.get()
    assert event.affected() == {stays: 10}
    draft = make.climate_assessment(event=event)
    assert [(x.batch, x.quantity) for x in draft.lines.all()] == [(stays, 10)]
    assert broken(draft) == set()
    change(draft.lines.get(), quantity=3)
    assert broken(draft) == {"all_goods_that_lay_there_are_named"}


def test_goods_that_move_within_the_room_are_counted_once(stocked):
    logger, stays = stocked
    other = make.place(Zone.QUALIFIED, warehouse=logger.room)
    place = stays.balances.get().place
    with time_machine.travel(at(10), tick=False):
        move([(stays, place, other, 4)], make.licensed(), make.user())
    assert batches_in(logger.room, at(0), at(30)) == {stays: 10}


@pytest.mark.parametrize("judgement", ["held", "incident"])
def test_goods_that_are_doubted_are_held(stocked, judgement):
    logger, stays = stocked
    fed(logger, [5, 9, 5], since=NOON)
    judged = judge(ClimateEvent.objects.get(), judgement)
    assert Batch.objects.get(pk=stays.pk).is_held()
    judged.void(make.user(Role.QUALITY_HEAD), "wrong room")
    assert not Batch.objects.get(pk=stays.pk).is_held()


def test_goods_that_are_unaffected_stay_free(stocked):
    logger, stays = stocked
    fed(logger, [5, 9, 5], since=NOON)
    judge(ClimateEvent.objects.get())
    assert not Batch.objects.get(pk=stays.pk).is_held()


def test_an_event_that_goes_on_is_not_judged_yet(logger):
    fed(logger, [5, 9], since=NOON)
    draft = make.climate_assessment(event=ClimateEvent.objects.get())
    assert broken(draft) == {"the_event_is_over"}
    assert not ClimateEvent.objects.awaiting_assessment().exists()


def test_where_nothing_lay_nothing_is_held(logger):
    fed(logger, [5, 9, 5], since=NOON)
    event = ClimateEvent.objects.get()
    draft = make.climate_assessment(event=event, judgement="held")
    assert broken(draft) == {"goods_that_are_held_are_named"}


def test_what_was_judged_stays_as_it_was_and_more_is_an_event_of_its_own(logger):
    fed(logger, [9, None, 9, 5], since=NOON)
    event = ClimateEvent.objects.get(kind="excursion")
    judge(event)
    fed(logger, [9], since=at(-30))
    [earlier, judged] = ClimateEvent.objects.filter(kind="excursion").order_by(
        "began_at"
    )
    assert (judged.pk, judged.began_at, judged.ended_at) == (event.pk, at(0), at(90))
    assert (earlier.began_at, earlier.ended_at) == (at(-30), at(0))


def test_an_event_has_one_assessment(logger):
    fed(logger, [9, 5], since=NOON)
    event = ClimateEvent.objects.get()
    make.climate_assessment(event=event)
    with pytest.raises(IntegrityError), transaction.atomic():
        make.climate_assessment(event=event)
    assert ClimateAssessment.objects.count() == 1


def test_a_second_assessment_is_refused_in_a_sentence(client, logger):
    fed(logger, [9, 5], since=NOON)
    event = ClimateEvent.objects.get()
    make.climate_assessment(event=event)
    sign_in(client, make.user(Role.QUALITY_OFFICER))
    data = {"event": event.pk, "made_on": make.today(), "judgement": "unaffected"}
    page = client.post(registry.of(ClimateAssessment).url("create"), data)
    assert page.status_code == 200
    assert "This event has its assessment already." in page.content.decode()


def test_an_alarm_stays_on_the_home_page_until_the_event_is_judged(client, logger):
    fed(logger, [9, 9, 5], since=NOON)
    event = ClimateEvent.objects.get()
    person = sign_in(client, event.alarms.first().person)
    home = reverse("home")
    assert event.get_absolute_url() in client.get(home).content.decode()
    judge(event)
    sign_in(client, person)
    assert event.get_absolute_url() not in client.get(home).content.decode()
