"""Goods as they lie: looked at, listed before they expire, and counted."""

import datetime as dt

import pytest
import time_machine
from django.utils import timezone

from inventory.models import NearExpiryReport, Stocktake
from qms.core.models import Batch, Zone
from qms.core.roles import Role
from tests import make

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def shelf():
    """A batch that lay on its shelf through the whole last quarter."""
    with time_machine.travel(timezone.now() - dt.timedelta(days=120)):
        return make.stocked_batch(expires_on=make.today() + dt.timedelta(days=200))


@pytest.fixture
def room(shelf):
    return shelf.balances.get(place__zone=Zone.QUALIFIED).place.warehouse


# Inspection


def test_what_is_due_is_looked_at_and_a_doubt_stops_it_at_once(enter, shelf, room):
    wu = enter(make.user(Role.MAINTAINER), 390)
    number = look_at(wu, shelf, room)
    assert Batch.objects.get(pk=shelf.pk).is_held()
    enter(make.user(Role.STOREKEEPER), 390).take_up(number).sign()
    rule_on_it(enter(make.user(Role.QUALITY_OFFICER)), number, shelf)
    assert not Batch.objects.get(pk=shelf.pk).is_held()
    wu.open("/").sees_not(room.name)


def look_at(wu, shelf, room):
    """The plan is the system's; the maintainer finds a damp carton."""
    wu.take_up(room.name).has(0, batch=shelf.lot, quantity="100")
    for name in ("storage", "stacking", "zoning", "hygiene", "monitoring_equipment"):
        wu.fill(**{f"{name}_ok": "good"})
    for name in ("dust", "damp", "mould", "pollution", "vermin", "light"):
        wu.fill(**{f"{name}_ok": True})
    wu.fill(ventilation_ok=True)
    line = {"appearance": "normal", "packaging": "abnormal", "problem": "外箱受潮"}
    wu.fill_line(0, **line, conclusion="fit", measure="隔離待查").follow("Save draft")
    wu.says("What is not normal is stopped.")
    wu.fill_line(0, conclusion="stopped").save().submit()
    return wu.heading_number()


def rule_on_it(huang, number, shelf):
    """Quality lets the goods go again, with its reasons."""
    huang.take_up(number).follow("Rulings on doubts", ".next")
    huang.fill(doubted=str(shelf.pk), decision="cleared", reason="內包裝完好")
    huang.follow("Enter").sees("內包裝完好").sign()


# Expiry


def test_the_list_of_the_month_is_made_by_the_system(enter, shelf, room):
    wu = enter(make.user(Role.STOREKEEPER))
    month = f"{make.today():%Y-%m}"
    wu.take_up(month).has(0, batch=shelf.lot, quantity="100")
    wu.fill_line(0, measure="promote").save().submit()
    number = wu.heading_number()
    enter(make.user(Role.SALES_MANAGER), 390).take_up(number).sees(shelf.lot).sign()
    enter(make.user(Role.QUALITY_OFFICER)).take_up(number).sign()
    assert NearExpiryReport.objects.get().lines.get().days_left == 80
    wu.open("/").sees_not(month)


# Count


def test_a_room_is_counted_blindly_and_adjusted_once_approved(enter, shelf, room):
    wu = enter(make.user(Role.STOREKEEPER), 390)
    number = count(wu, shelf, room)
    lin = enter(make.user(Role.COUNTER_CHECKER), 390)
    lin.take_up(number).sees("-2")
    line = {"reason": "發貨漏登記", "adjustment": "books"}
    lin.sign(**{f"lines-0-{name}": said for name, said in line.items()})
    enter(make.user(Role.QUALITY_OFFICER)).take_up(number).sign()
    assert shelf.quantity(Zone.QUALIFIED) == 100
    enter(make.user(Role.COMPANY_HEAD)).take_up(number).sign()
    assert shelf.quantity(Zone.QUALIFIED) == 98


def count(wu, shelf, room):
    """The sheet says what lies where; how much, only who counts will say."""
    wu.take_up(room.name).has(0, batch=shelf.lot, quantity="")
    wu.save().cannot("Sign and submit", wu.say("quantity counted"))
    wu.follow("Edit").fill_line(0, quantity="98").save().submit()
    assert Stocktake.objects.get().lines.get().book_qty == 100
    return wu.heading_number()
