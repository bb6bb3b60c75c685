"""Goods that come back, go back, or may not be sold at all."""

import datetime as dt

from django.utils import timezone

from inventory.models import (
    IncomingInspection,
    NonconformingRecord,
    OutboundReview,
    PurchaseReturn,
    SalesReturn,
    StockIn,
)
from qms.core.roles import Role
from qms.quality.models import Destruction

from . import clock
from .steps import fill, finish, signed


def stories(house, today):
    """What happens of this kind during the year, with the day that it begins on."""
    yield condemned(house.staff), today - dt.timedelta(days=40)
    yield came_back(house.staff), today - dt.timedelta(days=25)


def condemned(staff):
    """What inspections rejected is reported; it goes back, or is destroyed."""
    for number, found in enumerate(IncomingInspection.objects.awaiting_report()):
        case = NonconformingRecord(inspection=found)
        case = fill(case, staff[Role.STOREKEEPER])
        yield 1
        signed(
            case,
            staff,
            quality_confirmation="外箱破損，內包裝受壓變形，確認為不合格",
            cause="運輸途中受壓",
            prevention="要求供貨者加固外箱",
            disposal="destroy" if number % 2 else "return",
        )
        yield 2
        (destroyed if number % 2 else sent_back)(staff, case)


def sent_back(staff, case):
    made = PurchaseReturn(
        nonconforming=case, result="exchange", transport="供貨者自提，常溫"
    )
    made = fill(made, staff[Role.PURCHASER])
    return signed(made, staff, received_by="梁師傅")


def destroyed(staff, case):
    made = Destruction(
        nonconforming=case,
        site="惠州市環境科技服務有限公司",
        method="高溫焚燒",
        operator_unit="有資質單位：惠州市環境科技服務有限公司",
        operator=staff[Role.STOREKEEPER],
    )
    made = fill(made, staff[Role.STOREKEEPER])
    signed(made, staff, until=4)
    clock.go_on()
    when = {"destroyed_at": timezone.now(), "witness": "周曉燕、何志強"}
    return finish(made, staff, **when)


def came_back(staff):
    """One return put to stock again, one condemned."""
    sound, crushed = deliveries()[:2]
    made = returned(staff, sound, 2, "訂購數量過多")
    signed(made, staff, verdict=as_it_left, result="restock")
    yield 1
    signed(fill(StockIn(sales_return=made), staff[Role.STOREKEEPER]), staff)
    made = returned(staff, crushed, 3, "外盒壓損，客戶拒收")
    signed(made, staff, verdict=is_crushed, result="return")
    yield 1


def left_open(staff):
    """A return that waits for the inspector, and one for the sales manager."""
    first, second = deliveries()[2:4]
    signed(returned(staff, first, 1, "規格不符"), staff, until=3)
    signed(returned(staff, second, 1, "科室不再使用"), staff, until=1)


def deliveries():
    """What left lately and might be sold again if it comes back."""
    lasting = {"is_sterile_single_use": False, "is_cold_chain": False}
    lasting = {f"lines__product__{name}": value for name, value in lasting.items()}
    return list(OutboundReview.objects.in_effect().filter(**lasting).distinct())


def returned(staff, review, quantity, reason):
    made = SalesReturn(review=review, reason=reason)
    return fill(made, staff[Role.SALESPERSON], quantity=quantity)


def as_it_left(line):
    line.quality_state, line.restocked_qty = "sound", line.quantity


def is_crushed(line):
    line.quality_state, line.restocked_qty = "damaged", 0
    line.failure_items = "外盒壓損；移入不合格品區，退回供貨者"
