"""What waits on the real day, so that the first page of everybody is alive."""

from qms.core.models import Supplier
from qms.core.roles import Role

from . import chain, products, returning, visiting, year
from .steps import finish


def left_open(house):
    """One sheet at each step of the chain, some half signed."""
    staff, goods = house.staff, house.goods
    house.order({0: 300}, until=1)
    house.order({2: 800}, until=2)
    house.order({6: 200})
    chain.received(staff, house.order({3: 60}), "常溫庫")
    arrived = chain.received(staff, house.order({1: 100}), "常溫庫")
    chain.inspected(staff, arrived, until=1)
    stored = chain.received(staff, house.order({7: 20}), "常溫庫")
    chain.stocked(staff, chain.inspected(staff, stored), until=1)
    arrived = chain.received(staff, house.order({0: 120}), "常溫庫")
    chain.inspected(staff, arrived)
    for number, place in enumerate((1, 2, 3, 3, 4)):
        other = house.suppliers[year.SOURCES[number] - 1]
        products.approve(staff, goods[number], other, until=place)
    _leaving(staff, goods, [next(house.customers) for _ in range(6)])
    returning.left_open(staff)
    visiting.left_open(staff)
    Supplier(name="東莞華衛醫療用品有限公司").save(by=staff[Role.PURCHASER])


def _leaving(staff, goods, buyers):
    sales = [
        chain.sold(staff, buyer, goods[number], quantity)
        for buyer, number, quantity in zip(
            buyers, (0, 2, 3, 6, 1), (40, 200, 12, 60, 30), strict=False
        )
    ]
    chain.sold(staff, buyers[5], goods[0], 10, until=1)
    note = chain.sent(staff, chain.reviewed(staff, sales[0]))
    finish(note, staff, received_by="收貨員 張")
    chain.sent(staff, chain.reviewed(staff, sales[1]))
    chain.sent(staff, chain.reviewed(staff, sales[2]), until=1)
    chain.reviewed(staff, sales[3], until=1)
