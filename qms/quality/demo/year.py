"""A year of trade before the real day: one story beside the other, day by day."""

import datetime as dt
from heapq import heappop, heappush
from itertools import count, cycle

from django.utils import timezone

from qms.core.roles import Role
from sales.models import Sale

from . import (
    chain,
    climate,
    clock,
    equipment,
    evaluating,
    keeping,
    masters,
    returning,
    ruling,
    travelling,
    visiting,
)
from .steps import finish, signed

#: How many purchases come in during the year.
ROUNDS = 26
#: With fewer, some stories find no goods to be told of.
FEWEST = 4
#: Where each product comes from, in the order of the product list.
SOURCES = (0, 2, 0, 1, 1, 2, 0, 0)
#: What is bought together, with the room that it is brought to.
ORDERS = (
    ({0: 400, 2: 2000}, "常溫庫"),
    ({4: 120}, "冷藏庫"),
    ({1: 300}, "常溫庫"),
    ({6: 600, 7: 40}, "常溫庫"),
    ({3: 240}, "常溫庫"),
    ({5: 24}, "陰涼庫"),
)


class House:
    """The company as the stories find it: its people, goods and partners."""

    def __init__(self, staff, goods, suppliers, customers):
        self.staff, self.goods, self.suppliers = staff, goods, suppliers
        self.customers = cycle(customers)
        agreed = [
            chain.contract(staff, supplier, [g for g, s in self._from() if s == number])
            for number, supplier in enumerate(suppliers)
        ]
        self.contracts = {product: agreed[source] for product, source in self._from()}

    def _from(self):
        return list(zip(self.goods, SOURCES, strict=True))

    def order(self, plan, **options):
        """A purchase of what belongs together, under the contract about it."""
        wanted = {self.goods[number]: quantity for number, quantity in plan.items()}
        agreed = self.contracts[next(iter(wanted))]
        return chain.ordered(self.staff, agreed, wanted, **options)


def lived(house, first, rounds=ROUNDS):
    """Live from a day until today; what is not done by then stays open."""
    today = timezone.localdate(dt.datetime.now(dt.UTC))
    serial, agenda = count(), []
    for story, day in _stories(house, first, today, rounds):
        heappush(agenda, (clock.working(day), next(serial), story))
    # Somebody is on duty at weekends, too.
    duty = climate.rounds(house.staff)
    heappush(agenda, (today - dt.timedelta(days=climate.DAYS), next(serial), duty))
    while agenda:
        day, _serial, story = heappop(agenda)
        if day >= today:
            return
        clock.turn_to(day)
        wait = next(story, None)
        if wait is not None:
            day += dt.timedelta(days=wait)
            day = day if story is duty else clock.working(day)
            heappush(agenda, (day, next(serial), story))


def _stories(house, first, today, rounds):
    """Everything that happens, each with the day that it begins on."""
    span = (today - first).days - 4
    for number in range(rounds):
        plan, room = ORDERS[number % len(ORDERS)]
        story = _trade(house, plan, room, number)
        yield story, first + dt.timedelta(days=7 + span * number // rounds)
    yield keeping.months(house.staff), first + dt.timedelta(days=35)
    yield _renewed_letter(house.staff), today - dt.timedelta(days=30)
    yield _short_lived(house, today), today - dt.timedelta(days=150)
    yield _vetoed(house.staff), today - dt.timedelta(days=110)
    yield _cancelled(house), today - dt.timedelta(days=80)
    yield _corrected(house), today - dt.timedelta(days=60)
    yield keeping.near_the_end(house.staff), today - dt.timedelta(days=20)
    yield keeping.moved(house.staff), today - dt.timedelta(days=33)
    yield keeping.found_over(house.staff), today - dt.timedelta(days=17)
    yield from equipment.stories(house.staff, today)
    yield from returning.stories(house, today)
    yield from evaluating.stories(house, today)
    yield from travelling.stories(house.staff, today)
    yield from ruling.stories(house, today)
    yield from visiting.stories(house.staff, today)


def _trade(house, plan, room, number):
    """Goods are ordered, come, are put away, and leave for two customers."""
    staff = house.staff
    purchase = house.order(plan)
    yield 3
    receipt = chain.received(staff, purchase, room)
    inspection = chain.inspected(
        staff, receipt, broken=6 if number % 13 in (2, 3) else 0
    )
    yield 1
    chain.stocked(staff, inspection)
    yield 4
    chain.invoiced(staff, purchase)
    for product in (house.goods[each] for each in plan):
        yield 5
        ordered = max(int(purchase.lines.get(product=product).quantity) // 4, 2)
        yield from _sell(house, product, ordered)


def _sell(house, product, quantity):
    staff = house.staff
    sale = chain.sold(staff, next(house.customers), product, quantity)
    yield 1
    note = chain.sent(staff, chain.reviewed(staff, sale))
    yield 2
    finish(note, staff, received_by="收貨員 張")


def _renewed_letter(staff):
    """The salesperson's letter is renewed before it ends."""
    chain.letter(staff)
    return
    yield


def _short_lived(house, today):
    """A lot with few days left, and one whose last day is over."""
    for product, last in ((3, 40), (2, -9)):
        life = (today - timezone.localdate()).days + last
        purchase = house.order({product: 30})
        receipt = chain.received(house.staff, purchase, "常溫庫", life=life)
        chain.stocked(house.staff, chain.inspected(house.staff, receipt))
        yield 2


def _vetoed(staff):
    """A supplier that the head of quality does not let in."""
    row = ("惠州康順貿易有限公司", "441302", "鄧志遠", "惠州市惠城區江北路8號")
    made = masters.supplier_file(staff, *row, "0752-2811456")
    sheet = masters.application(staff, made, "粤惠药监械经营许20220719号", 30)
    yield 2
    signed(sheet, staff, until=3)
    yield 1
    why = "授權書未載明授權品種，許可證即將到期，不同意"
    sheet.reject(staff[Role.QUALITY_HEAD], why)
    yield from ruling.vetoed(staff, made, why)


def _cancelled(house):
    """A purchase that the manager sends back, and that is struck out in the end."""
    staff = house.staff
    purchase = house.order({0: 4000}, until=1)
    purchase.send_back(staff[Role.PURCHASING_MANAGER], "數量過大，請按銷量核減")
    yield 1
    signed(purchase, staff)
    yield 3
    purchase.void(staff[Role.QUALITY_OFFICER], "供貨者缺貨，雙方同意取消")


def _corrected(house):
    """A sale whose voucher number was mistyped; its goods have left long since."""
    staff = house.staff
    gone = Sale.objects.in_effect().filter(reviews__state="signed")
    sale = gone.order_by("-pk").first()
    correction = sale.amend(staff[Role.SALESPERSON], "發票號碼錄入錯誤")
    correction.invoice_no = sale.invoice_no[::-1]
    correction.save(by=staff[Role.SALESPERSON])
    signed(correction, staff)
    return
    yield
