"""Goods on their way, with the driver's phone, until somebody has signed for them."""

import datetime as dt

import pytest
from django.utils import timezone

from inventory.models import TransportRecord
from qms.core.roles import Role
from tests import make
from tests.world import teach

pytestmark = pytest.mark.django_db(transaction=True)

BOX = "冷藏保溫箱"


@pytest.fixture
def box():
    made = make.signed(make.equipment("cold_transport", name=BOX))
    return teach(made, validation_due=make.next_year())


@pytest.fixture
def note(box):
    """The delivery note of goods that keep 2 to 8 °C."""
    note = make.signed(make.delivery_note())
    limits = {"temp_min": 2, "temp_max": 8, "is_cold_chain": True}
    teach(note.lines.get().batch.product, **limits)
    return note


@pytest.fixture
def driver(enter):
    return enter(make.user(Role.DRIVER, full_name="司機 馬"), 390)


def test_refrigerated_goods_travel_with_a_phone_and_a_logger(enter, driver, note):
    number = set_out(driver, note)
    enter(make.user(Role.OUTBOUND_REVIEWER), 390).take_up(number).sign()
    arrive(driver, number, make.logged("4.5", "4.8", "5.1"))
    driver.has_done("Sign").sees("收貨員 張", "4.5 – 5.1 °C")
    assert TransportRecord.objects.get().state == "signed"
    assert driver.printed().startswith(b"%PDF")


def set_out(driver, note):
    """Too warm a box does not leave; what is typed stays."""
    driver.take_up(note.number).fill(
        vehicle_no="粤A·8K316", driver="司機", cold_equipment=BOX, loading_temp="9.5"
    )
    driver.save().cannot("Sign and submit", "2–8 °C")
    driver.follow("Edit").shows(loading_temp="9.5").fill(loading_temp="4.5")
    driver.save().submit()
    return driver.heading_number()


def arrive(driver, number, log, **values):
    driver.take_up(number).attach("receiver_signature")
    driver.hand_in("temp_file", "box.csv", log.read()).keeps("temp_file", "box.csv")
    said = {
        "arrived_at": f"{timezone.localtime() + dt.timedelta(minutes=1):%Y-%m-%d %H:%M}"
    }
    said |= {"arrival_temp": "5.0", "received_by": "收貨員 張"} | values
    return driver.step("Sign", **said)


def test_a_way_that_was_too_warm_says_what_was_done_about_it(enter, driver, note, box):
    huang = enter(make.user(Role.QUALITY_OFFICER)).open(box.get_absolute_url())
    set_up(huang)
    number = set_out(driver, note)
    enter(make.user(Role.OUTBOUND_REVIEWER), 390).take_up(number).sign()
    arrive(driver, number, make.logged("4.5", "9.1", "9.4", "5.1"))
    driver.says("It was out of range on the way or on arrival.")
    driver.says("There are gaps in the readings, or their interval is too long.")
    enter(make.core.User.objects.get(username="chief")).take_up(number)
    driver.fill(abnormal="途中車門未關嚴，已隔離並報質量部", password=driver.password)
    driver.follow("Sign", "#step-form").has_done("Sign")
    assert TransportRecord.objects.get().gaps == 1


def set_up(huang):
    """Quality says how often the box is read and who is alarmed."""
    names = ("chief", "store")
    roles = (Role.QUALITY_HEAD, Role.WAREHOUSE_MANAGER)
    people = [make.user(r, username=n) for r, n in zip(roles, names, strict=True)]
    first, second = (str(person.pk) for person in people)
    huang.follow("Set up").fill(interval="6", first_alarmed=first)
    huang.fill(second_alarmed=second, reason="驗證報告").follow("Save")
    huang.says("On the way the interval is 1 to 5 minutes.")
    huang.fill(interval="5", interval_out="2").follow("Save").says("Saved.")


def test_a_file_that_tells_no_temperatures_is_refused_on_the_spot(enter, driver, note):
    number = set_out(driver, note)
    enter(make.user(Role.OUTBOUND_REVIEWER), 390).take_up(number).sign()
    driver.take_up(number).hand_in(
        "temp_file", "list.csv", "序號,備註\n1,無\n".encode()
    )
    driver.says("No temperatures can be read in this file.")
    assert not TransportRecord.objects.get().attachments().exists()
