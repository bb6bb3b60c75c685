"""A recall from the trace to the last unit, each at his or her own screen."""

import pytest

from qms.core.models import Batch, Zone
from qms.core.roles import Role
from qms.quality.models import Recall
from tests import make

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def delivered():
    """A batch of which one customer holds ten."""
    sale = make.signed(make.sale(customer=make.qualified_customer(name="佛山醫院")))
    make.signed(make.outbound_review(sale=sale))
    return sale.lines.get().batch


def test_goods_are_recalled_from_the_trace_to_the_last_unit(enter, delivered):
    number = start(enter(make.user(Role.QUALITY_OFFICER)), delivered)
    assert Batch.objects.get(pk=delivered.pk).is_stopped()
    notify(enter(make.user(Role.SALES_MANAGER)), number)
    take_back(enter(make.user(Role.STOREKEEPER), 390), number)
    close(enter, number)
    recall = Recall.objects.get()
    assert (recall.state, recall.percentage()) == ("signed", 100)
    assert delivered.quantity(Zone.RETURNED) == 6
    let_go(enter, number, delivered)
    assert not Batch.objects.get(pk=delivered.pk).is_stopped()
    assert delivered.available() == 96


def start(huang, batch):
    """The quality officer scans the lot and starts from its trace."""
    huang.follow("Trace", ".side").fill_in("q", batch.lot).sees("佛山醫院")
    huang.follow("Start a recall").fill(kind="own", reason="漏液", requirement_7=True)
    huang.save().submit().sees("佛山醫院")
    return huang.heading_number()


def notify(zhang, number):
    zhang.take_up(number).cannot("Sign", "佛山醫院")
    zhang.follow("Notices to customers").fill(notify_channel="fax").follow("Enter")
    line = str(Recall.objects.get().lines.get().pk)
    zhang.follow("Answers of customers").fill(line=line, used_qty="4").follow("Enter")
    zhang.sees("40 %").sign()


def take_back(wu, number):
    """The storekeeper has a phone in hand; no more comes back than was out."""
    line = str(Recall.objects.get().lines.get().pk)
    place = str(make.core.Place.objects.filter(zone=Zone.RETURNED).first().pk)
    wu.take_up(number).follow("Goods taken back")
    wu.fill(line=line, quantity="7", place=place).follow("Enter")
    wu.says("Only %(left)s are still out there.", left=6)
    wu.fill(quantity="6").follow("Enter").sees("100 %").sign()


def close(enter, number):
    chen = enter(make.user(Role.QUALITY_HEAD)).take_up(number)
    for whom in ("registrant", "province"):
        chen.follow("Reports", ".next").fill(whom=whom, note="傳真 1").follow("Enter")
    chen.sign(disposal="銷毀")
    wang = enter(make.user(Role.COMPANY_HEAD)).take_up(number)
    wang.sign(conclusion="全部收回").sees("100 %")
    assert wang.printed().startswith(b"%PDF")


def let_go(enter, number, batch):
    """Quality judges what is left and what came back; nobody else lets it go."""
    assert Batch.objects.get(pk=batch.pk).is_stopped()
    huang = enter(make.user(Role.QUALITY_OFFICER)).take_up(number)
    huang.has(0, quantity="90").has(1, quantity="6")
    shelf = batch.balances.get(place__zone=Zone.QUALIFIED).place
    huang.fill_line(1, shelf=shelf.code).fill(grounds="註冊人確認該批合格")
    huang.save().submit()
    release = huang.heading_number()
    enter(make.user(Role.QUALITY_HEAD)).take_up(release).sign(opinion="同意恢復銷售")


def test_a_drill_tells_when_every_customer_was_known(enter, delivered):
    huang = enter(make.user(Role.QUALITY_OFFICER))
    huang.open(delivered.get_absolute_url()).follow("Recall drill")
    huang.fill(reason="年度演練", requirement_0=True).save().submit()
    huang.says("Every customer was known after")
    assert not Batch.objects.get(pk=delivered.pk).is_stopped()
