from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qms.records.dates import add_months
from qms.records.reading.cross import doubt_expiry, lot_days, swapped

MADE = date(2025, 11, 1)
days = st.dates(date(2000, 1, 1), date(2060, 12, 31))


def doubts(produced=MADE, expires=None, months=None, lot="", others=()):
    return [str(d) for d in doubt_expiry(produced, expires, months, lot, list(others))]


def test_nothing_is_doubted_where_all_agrees():
    others = [date(2027, 10, 31)] * 5
    assert doubts(MADE, date(2027, 10, 31), 24, "20251101A", others) == []


@pytest.mark.parametrize(
    ("produced", "expires"), [(None, None), (MADE, None), (None, date(2027, 1, 1))]
)
def test_nothing_is_doubted_where_nothing_is_known(produced, expires):
    assert doubts(produced, expires, 24, "20251101") == []


def test_expiry_lies_after_production():
    [doubt] = doubts(expires=date(2025, 11, 1))
    assert doubt == "Expiry 2025-11-01 is not after production 2025-11-01."


def test_an_expired_lot_is_no_doubt():
    assert doubts(date(2015, 1, 1), date(2017, 1, 1), 24) == []


class TestShelfLife:
    @given(days, st.integers(1, 120), st.integers(-31, 31))
    def test_a_month_more_or_less_is_no_doubt(self, produced, months, off):
        expires = add_months(produced, months) + timedelta(days=off)
        said = doubts(produced, expires, months)
        assert not [doubt for doubt in said if "months" in doubt]

    def test_more_is_a_doubt(self):
        [doubt] = doubts(MADE, date(2028, 11, 1), 24)
        assert doubt == (
            "Expiry 2028-11-01 is not 24 months after production: 2027-11-01?"
        )

    def test_a_swap_that_makes_it_agree_is_named(self):
        said = doubts(MADE, date(2026, 1, 11), 12)
        assert said[1] == "Have day and month been swapped: 2026-01-11 or 2026-11-01?"


class TestLot:
    @pytest.mark.parametrize(
        "lot",
        [
            "20251101",
            "20251101A",
            "2025110101",
            "251101",
            "251101-3",
            "２０２５１１０１",
        ],
    )
    def test_a_lot_that_tells_the_day(self, lot):
        assert doubts(lot=lot) == []

    @pytest.mark.parametrize(
        "lot", ["", None, "A20251102", "20251399", "123456", "ABC"]
    )
    def test_a_lot_that_tells_no_day(self, lot):
        assert doubts(lot=lot) == []

    def test_another_day_is_a_doubt(self):
        [doubt] = doubts(lot="20251103B")
        assert doubt == "Lot 20251103B tells 2025-11-03, but production is 2025-11-01."

    @pytest.mark.parametrize("lot", ["20251101", "251101"])
    def test_a_swap_that_makes_it_agree_is_named(self, lot):
        said = doubts(date(2025, 1, 11), lot=lot)
        assert said[1] == "Have day and month been swapped: 2025-01-11 or 2025-11-01?"

    def test_eight_digits_may_be_six_and_a_number(self):
        assert lot_days("20010512", date(2020, 1, 5)) == [
            date(2001, 5, 12),
            date(2020, 1, 5),
        ]
        assert doubts(date(2020, 1, 5), lot="20010512") == []

    @given(days)
    def test_a_day_in_a_lot_is_found(self, day):
        assert day in lot_days(f"{day:%Y%m%d}01", day)
        assert day in lot_days(f"{day:%y%m%d}", day)


class TestOthers:
    OTHERS = (date(2027, 1, 1), date(2028, 1, 1), None, date(2029, 1, 1))

    def test_a_year_far_from_the_others_is_a_doubt(self):
        [doubt] = doubts(expires=date(2072, 1, 1), others=self.OTHERS)
        assert doubt == "Expiry 2072-01-01 lies far from the others, around 2028."

    def test_a_year_among_them_is_none(self):
        assert doubts(expires=date(2040, 1, 1), others=self.OTHERS) == []

    def test_two_others_say_nothing(self):
        assert doubts(expires=date(2072, 1, 1), others=self.OTHERS[:3]) == []


@given(days)
def test_swapping_twice_gives_the_day(day):
    other = swapped(day)
    assert other is None or swapped(other) == day
