"""Numbers: given at submission, without gaps, anew in each period."""

import datetime as dt

import pytest

from qms.core.roles import Role
from qms.records.models import Counter, Series
from qms.records.rules import Refused
from tests import make

pytestmark = pytest.mark.django_db

DAY = dt.date(2026, 11, 23)


def test_numbers_count_up_in_each_series():
    receipts, sales = Series("SH"), Series("XS")
    assert [receipts.next(DAY), receipts.next(DAY), sales.next(DAY)] == [
        "SH-202611-0001",
        "SH-202611-0002",
        "XS-202611-0001",
    ]


@pytest.mark.parametrize(
    ("period", "numbers"),
    [
        ("%Y%m", ["A-202611-0001", "A-202612-0001", "A-202701-0001"]),
        ("%Y", ["A-2026-0001", "A-2026-0002", "A-2027-0001"]),
        ("", ["A-0001", "A-0002", "A-0003"]),
    ],
)
def test_counting_starts_anew_in_each_period(period, numbers):
    series = Series("A", period=period)
    days = [DAY, dt.date(2026, 12, 1), dt.date(2027, 1, 1)]
    assert [series.next(day) for day in days] == numbers


def test_numbers_grow_beyond_their_width():
    Counter.objects.create(key="A-2026", last=99)
    assert Series("A", period="%Y", width=2).next(DAY) == "A-2026-100"


def test_a_draft_has_no_number():
    assert make.sales_authorization().number == ""
    assert not Counter.objects.filter(key__startswith="SQ").exists()


def test_what_is_refused_takes_no_number():
    letter, refused = make.sales_authorization(), make.sales_authorization(region="")
    with pytest.raises(Refused):
        refused.submit(refused.made_by)
    letter.submit(letter.made_by)
    assert letter.number.endswith("-0001")


def test_a_number_is_given_once(time_machine):
    time_machine.move_to(dt.datetime(2026, 11, 23, tzinfo=dt.UTC), tick=False)
    letter = make.sales_authorization()
    letter.submit(letter.made_by)
    letter.send_back(make.user(Role.QUALITY_OFFICER), "the region")
    time_machine.move_to(dt.datetime(2027, 1, 5, tzinfo=dt.UTC), tick=False)
    letter.submit(letter.made_by)
    assert letter.number == "SQ-2026-0001"
    assert Counter.objects.get(key__startswith="SQ").last == 1


def test_the_period_is_that_of_the_company_not_of_the_server(time_machine):
    time_machine.move_to(dt.datetime(2026, 12, 31, 17, tzinfo=dt.UTC), tick=False)
    assert make.signed(make.sales_authorization()).number == "SQ-2027-0001"


def test_direct_deliveries_are_numbered_apart():
    direct = make.purchase(
        is_direct_delivery=True,
        direct_reason="large",
        direct_customer=make.qualified_customer(),
    )
    direct.submit(direct.made_by)
    other = make.purchase(contract=direct.contract)
    other.submit(other.made_by)
    assert direct.number.startswith("ZCG-")
    assert other.number.startswith("CG-")
    assert [n.rpartition("-")[2] for n in (direct.number, other.number)] == ["0001"] * 2
