"""Goods that come back, and goods that go back, in the hands of those who move them."""

import pytest

from qms.core.models import Zone
from qms.core.roles import Role
from tests import make

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def delivered():
    """Ten of a batch that have left for a customer."""
    customer = make.qualified_customer(name="佛山市第二醫院")
    sale = make.signed(make.sale(customer=customer))
    return make.signed(make.outbound_review(sale=sale))


@pytest.fixture
def batch(delivered):
    return delivered.lines.get().batch


def test_what_comes_back_is_inspected_again_and_put_back_or_condemned(
    enter, delivered, batch
):
    number = apply(enter(make.user(Role.SALESPERSON)), delivered, batch)
    enter(make.user(Role.SALES_MANAGER)).take_up(number).sign()
    receive(enter(make.user(Role.RECEIVER), 390), number)
    assert batch.quantity(Zone.RETURNED) == 4
    inspect(enter(make.user(Role.RECEIVING_INSPECTOR), 390), number)
    huang = enter(make.user(Role.QUALITY_OFFICER)).take_up(number)
    huang.sign(result="restock")
    assert batch.quantity(Zone.REJECTED) == 1
    put_back(enter, number, batch)
    assert batch.quantity(Zone.RETURNED) == 0
    assert batch.quantity(Zone.QUALIFIED) == 93


def apply(li, delivered, batch):
    """More than the customer has does not come back."""
    li.open(delivered.get_absolute_url()).begin("sales return record")
    li.has(0, batch=batch.lot, quantity="10").fill(reason="訂購數量過多")
    li.fill_line(0, quantity="11").save()
    why = li.say("Of %(product)s, batch %(lot)s, the customer has %(left)s.")
    why %= {"product": batch.product, "lot": batch.lot, "left": 10}
    li.cannot("Sign and submit", why)
    li.follow("Edit").fill_line(0, quantity="4").save().submit()
    return li.heading_number()


def receive(sun, number):
    """The receiver puts the goods into the yellow zone of returns."""
    place = make.core.Place.objects.get(zone=Zone.RETURNED)
    sun.take_up(number).sign(moved_to=place.code)


def inspect(zhou, number):
    """Three are as they left; one is crushed, so it says why."""
    found = {"quality_state": "sound", "restocked_qty": "3"}
    zhou.take_up(number).step("Sign", **on_line(**found))
    zhou.sees(zhou.say("nonconforming items and their disposal"))
    zhou.fill(**on_line(failure_items="一盒壓損")).fill(password=zhou.password)
    zhou.follow("Sign", "#step-form").has_done("Sign")


def on_line(**values):
    return {f"lines-0-{name}": said for name, said in values.items()}


def put_back(enter, number, batch):
    wu = enter(make.user(Role.STOREKEEPER), 390).take_up(number)
    wu.has(0, batch=batch.lot, quantity="3").save().submit()
    put_away = wu.heading_number()
    enter(make.user(Role.RECEIVING_INSPECTOR)).take_up(put_away).sign()


def test_condemned_goods_go_back_to_their_supplier(enter):
    case = make.signed(make.nonconforming_record(), disposal="return")
    batch = case.lines.get().batch
    liu = enter(make.user(Role.PURCHASER))
    liu.take_up(case.number).has(0, batch=batch.lot, quantity="10")
    liu.fill(
        reason="外箱破損", result="exchange", transport="供貨者自提"
    ).save().submit()
    number = liu.heading_number()
    enter(make.user(Role.QUALITY_OFFICER)).take_up(number).sign()
    wu = enter(make.user(Role.STOREKEEPER), 390)
    wu.take_up(number).sign()
    assert batch.quantity(Zone.REJECTED) == 10
    wu.attach("receiver_signature").sign(received_by="梁師傅")
    assert batch.quantity(Zone.REJECTED) == 0
    assert wu.printed().startswith(b"%PDF")
