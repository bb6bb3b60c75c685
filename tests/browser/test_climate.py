"""The climate as people see to it: with a phone, with a file, with a judgement."""

import datetime as dt

import pytest
from playwright.sync_api import expect

from inventory.models import ClimateEvent, Reading, Sensor
from qms.core.models import Batch, Zone, move
from qms.core.roles import Role
from qms.quality.demo.climate import SERIAL, logger_file
from tests import make

pytestmark = pytest.mark.django_db(transaction=True)


def point(person, sensor):
    return person.page.locator(f"#point-{sensor.pk}")


def test_a_room_is_read_with_a_phone(enter):
    sensor = make.sensor(since=make.today() - dt.timedelta(days=2))
    wu = enter(make.user(Role.MAINTAINER), width=390)
    wu.page.locator(".task", has_text=sensor.room.name).first.wait_for()
    wu.open("/inventory/climate-round/")
    wu.fill(**{f"{sensor.pk}_temperature": "5,2"})
    place = point(wu, sensor)
    place.get_by_role("button", name=wu.say("Take down")).click()
    expect(place.locator(".invalid-feedback").first).to_be_visible()
    wu.fill(**{f"{sensor.pk}_temperature": "9.4", f"{sensor.pk}_humidity": "50"})
    place.get_by_role("button", name=wu.say("Take down")).click()
    expect(place).to_contain_text(
        wu.say("Out of range: act now, read again, and say what you did.")
    )
    assert not Reading.objects.exists()
    wu.shows(**{f"{sensor.pk}_temperature": "9.4"})
    wu.fill(**{f"{sensor.pk}_measure": "關閉庫門"})
    wu.fill(**{f"{sensor.pk}_temperature_after": "6"})
    wu.fill(**{f"{sensor.pk}_humidity_after": "51"})
    place.get_by_role("button", name=wu.say("Take down")).click()
    expect(place.locator(".is-out")).to_contain_text("9.4 °C")
    reading = Reading.objects.get()
    assert (reading.measure, reading.brought_back) == ("關閉庫門", True)
    wu.sees_all()


def test_a_half_day_that_was_missed_is_entered_late_and_marked(enter):
    sensor = make.sensor(since=make.today() - dt.timedelta(days=1))
    wu = enter(make.user(Role.STOREKEEPER), width=390).open("/inventory/climate-round/")
    place = point(wu, sensor)
    yesterday = make.today() - dt.timedelta(days=1)
    wu.fill(**{f"{sensor.pk}_temperature": "5", f"{sensor.pk}_humidity": "50"})
    place.locator("select[name=half]").select_option(f"{yesterday} morning")
    place.get_by_role("button", name=wu.say("Take down")).click()
    expect(place.locator(".alert-success")).to_be_visible()
    reading = Reading.objects.get()
    assert (reading.day, reading.period, reading.late) == (yesterday, "morning", True)


def test_the_file_of_a_logger_comes_in_and_tells_of_its_gap(enter):
    room = make.room_with_climate(name="陰涼庫", temp_min=0, temp_max=20)
    logger = make.sensor(kind="logger", room=room, serial=SERIAL)
    content = logger_file(make.last_month())
    wu = enter(make.user(Role.MAINTAINER)).upload(content, "溫濕度記錄儀.csv")
    wu.shows(sensor_1=str(logger.pk))
    wu.follow("Read the rows")
    whole = wu.page.locator(".import-outlook")
    expect(whole).to_contain_text("1478")
    expect(whole).to_contain_text("-20 07:30")
    expect(whole).to_contain_text("-14 03:00")
    wu.take_rows(1478)
    assert Reading.objects.count() == 1478
    assert set(ClimateEvent.objects.values_list("kind", flat=True)) == {
        "gap",
        "excursion",
    }
    wu.upload(content, "溫濕度記錄儀.csv").follow("Read the rows")
    expect(wu.page.locator("#take button")).to_be_disabled()
    expect(wu.page.locator(".import-outlook")).to_contain_text("1478")


def test_quality_judges_an_excursion_and_holds_the_goods(enter):
    room = make.room_with_climate(name="冷藏庫")
    place = make.place(Zone.QUALIFIED, warehouse=room)
    product = make.signed(make.product())
    by = make.user()
    [batch] = Batch.objects.enter([Batch(product=product, lot="W1")], by)
    move([(batch, None, place, 10)], make.licensed(), by)
    event = live_event(room)
    huang, chen = make.user(Role.QUALITY_OFFICER), make.user(Role.QUALITY_HEAD)
    officer = enter(huang).take_up(room.name)
    officer.fill(
        cause="空調跳閘", measure="恢復供電", grounds="超出註冊人儲存條件"
    ).fill(judgement="held")
    officer.save().sees("W1").submit()
    number = officer.heading_number()
    enter(chen).take_up(number).sign()
    assert Batch.objects.get(pk=batch.pk).is_held()
    officer.open(event.get_absolute_url()).sees(number)


def live_event(room):
    """An excursion of the last hour, with goods in the room."""
    sensor = make.sensor(kind="logger", room=room)
    now = make.timezone.now()
    make.store(
        [
            make.inventory.Reading(
                sensor=Sensor.objects.get(pk=sensor.pk),
                at=now + dt.timedelta(seconds=second),
                temperature=temperature,
                humidity=50,
                source="file",
            )
            for second, temperature in ((0, 5), (1, 12), (2, 5))
        ]
    )
    return ClimateEvent.objects.get()
