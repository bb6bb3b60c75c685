"""The monthly list of goods near expiry."""

import datetime as dt

import pytest

from inventory.models import NearExpiryReport
from inventory.models.near_expiry_report import lying_near_expiry
from qms.core.roles import Role
from qms.records.models import State
from tests import impossible as near
from tests import make
from tests.core.cast import sign_in
from tests.world import broken, change, days, teach

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]


@pytest.fixture
def batch(world):
    """The batch of the world, with sixty days left."""
    found = world.batch
    found.expires_on = days(60)
    found.save(by=world.seller)
    return found


def test_the_product_says_how_many_days_are_warned_of(world, batch):
    assert batch in {each.batch for each in lying_near_expiry(days(0))}
    teach(world.product, near_expiry_days=59)
    assert batch not in {each.batch for each in lying_near_expiry(days(0))}


def test_the_storekeeper_is_asked_for_the_list_until_it_is_there(world, batch, client):
    sign_in(client, make.user(Role.STOREKEEPER))
    url = 'href="/inventory/nearexpiryreport/new/"'
    month = days(0).strftime("%Y-%m")
    assert (
        f"{month}: 1 batch is near or past expiry" in client.get("/").content.decode()
    )
    report = make.near_expiry_report(batch)
    assert f"{month}: 1 batch" not in client.get("/").content.decode()
    report.discard(report.made_by)
    assert url in client.get("/").content.decode()


def test_a_new_list_is_filled_in_from_the_stock(world, batch, client):
    sign_in(client, make.user(Role.STOREKEEPER))
    page = client.get("/inventory/nearexpiryreport/new/")
    (line,) = page.context["parts"][1].formset
    names = ("batch", "place", "quantity", "supplier", "measure")
    lying = batch.balances.get(place=world.qualified)
    expected = [batch.pk, world.qualified.pk, lying.quantity, world.supplier.pk, ""]
    assert [line[name].value() for name in names] == expected
    assert line["inbound_on"].value() == days(0)


def test_days_left_are_counted_when_it_is_handed_in(world, batch, time_machine):
    report = make.near_expiry_report(batch)
    assert report.lines.get().days_left == 60
    near.tomorrow(time_machine, 3)
    make.signed(report)
    assert report.lines.get().days_left == 57


@pytest.mark.parametrize(
    ("measure", "lawful"),
    [("promote", False), ("exchange", False), ("stop", True), ("reject", True)],
)
def test_what_has_expired_is_stopped_or_set_apart(
    world, batch, time_machine, measure, lawful
):
    report = make.near_expiry_report(batch)
    near.tomorrow(time_machine, 61)
    change(report.lines.get(), measure=measure)
    assert ("expired_goods_are_not_sold" in broken(report)) is not lawful
    assert report.lines.get().state_of_lock() == "expired, locked"


def test_what_has_long_to_go_is_not_on_the_list(world):
    report = make.near_expiry_report(world.batch)
    assert broken(report) == {"reported_is_near_expiry"}


def test_a_line_is_there_once_and_where_the_goods_lie(world, batch):
    report = make.near_expiry_report(batch)
    line = change(report.lines.get(), place=world.rejected)
    assert "reported_is_near_expiry" in broken(report)
    change(line, place=world.qualified)
    line.pk, line._state.adding = None, True
    line.save(by=report.made_by)
    assert broken(report) == {"reported_is_near_expiry"}


def test_a_list_that_leaves_something_out_says_why(world, batch):
    report = make.near_expiry_report(batch)
    other = make.stocked_batch(expires_on=days(30))
    assert broken(report) == {"all_near_expiry_is_reported"}
    other.expires_on = days(900)
    other.save(by=world.seller)
    assert broken(report) == set()


def test_a_list_is_signed_though_the_goods_are_sold_meanwhile(world, batch):
    report = make.near_expiry_report(batch)
    report.submit(report.made_by)
    left = batch.balances.get(place=world.qualified).quantity
    moves = [(batch, world.qualified, world.rejected, left)]
    make.core.move(moves, world.stock_in, world.seller)
    assert make.sign_all(report).state == State.SIGNED


def test_each_month_has_its_own_list(world, batch, time_machine):
    make.signed(make.near_expiry_report(batch))
    month = days(0).strftime("%Y-%m")
    assert NearExpiryReport.objects.of_month(month).exists()
    first = (days(0).replace(day=1) + dt.timedelta(days=32)).replace(day=1)
    assert not NearExpiryReport.objects.of_month(first.strftime("%Y-%m")).exists()
