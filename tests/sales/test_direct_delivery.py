"""Sales of goods that go straight to the customer (GSP 59, 66)."""

import pytest

from procurement.models import Purchase
from qms.core.models import Movement
from sales.models import Sale
from tests import make
from tests.world import broken, change, void

pytestmark = pytest.mark.django_db


def test_a_direct_delivery_touches_no_stock(world):
    count = Movement.objects.count()
    sale = make.signed(world.straight())
    assert sale.number.startswith("ZXS-")
    assert Movement.objects.count() == count
    assert sale not in Sale.objects.awaiting_review()
    assert not Purchase.objects.awaiting_receipt().filter(is_direct_delivery=True)
    void(sale)
    assert Movement.objects.count() == count


def test_no_more_goes_straight_than_was_accepted(world):
    assert broken(world.straight(100)) == set()
    assert broken(world.straight(101)) == {"direct_goods_were_accepted"}


def test_what_went_straight_once_does_not_go_again(world):
    sale = make.signed(world.straight(60))
    batch = sale.lines.get().batch
    how = {"is_direct_delivery": True, "direct_reason": "clinical"}
    assert broken(world.sale_draft(40, batch=batch, **how)) == set()
    again = world.sale_draft(41, batch=batch, **how)
    assert broken(again) == {"direct_goods_were_accepted"}


def test_direct_goods_are_for_the_customer_that_they_were_ordered_for(world):
    sheet = world.straight()
    change(sheet, customer=make.qualified_customer())
    assert broken(sheet) == {"direct_goods_were_accepted"}
