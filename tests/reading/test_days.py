from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qms.records.reading.values import LONG_TERM, Unreadable, Value, read_date

DAY = date(2027, 8, 16)
FORMATS = [
    *["%Y-%m-%d", "%Y.%m.%d", "%Y/%m/%d", "%Y%m%d", "%Y年%m月%d日"],
    *["%Y 年 %m 月 %d 日", "%Y-%m-%d 00:00:00", "%Y-%m-%dT08:30", "至%Y年%m月%d日止"],
]
DIGITS_TO_FULL_WIDTH = str.maketrans("0123456789-./", "０１２３４５６７８９－．／")


@pytest.mark.parametrize(
    "raw",
    [
        DAY,
        datetime(2027, 8, 16, 9, 30),
        "2027.08.16",
        "2027-8-16",
        "20270816",
        "2027年8月16日",
        "2027年8月16號",
        "2027/8/16",
        "2027 08 16",
        "2027。8。16",
        "２０２７年８月１６日",
        "\u30002027-08-16 ",
        "有效期至2027年8月16日",
        "27年8月16日",
        "16/8/2027",  # no sixteenth month
        "8-16-2027",
        "16082027",
        20270816,
        20270816.0,
    ],
)
def test_one_reading_is_certain(raw):
    assert read_date(raw) == Value(DAY)


@given(st.dates(date(1950, 1, 1), date(2099, 12, 31)), st.sampled_from(FORMATS))
def test_a_written_day_reads_back(day, form):
    text = day.strftime(form)
    assert read_date(text) == Value(day)
    assert read_date(text.translate(DIGITS_TO_FULL_WIDTH)) == Value(day)


@given(st.dates(date(1950, 1, 1), date(2099, 12, 31)))
def test_a_number_of_a_sheet_is_a_day_in_doubt(day):
    number = (day - date(1899, 12, 30)).days
    for raw in (number, float(number), number + 0.75, str(number)):
        assert read_date(raw).value == day
        assert str(day) in str(read_date(raw).doubt)


@pytest.mark.parametrize(
    ("raw", "readings"),
    [
        ("03/04/2027", ["2027-03-04", "2027-04-03"]),
        ("4.3.27", ["2027-03-04", "2027-04-03"]),
        ("3-4-2027", ["2027-03-04", "2027-04-03"]),
        ("27.08.16", ["2016-08-27", "2027-08-16"]),
        ("270816", ["2016-08-27", "2027-08-16"]),
        ("03042027", ["2027-03-04", "2027-04-03"]),
        ("10/11/12", ["2010-11-12", "2012-10-11", "2012-11-10"]),
    ],
)
def test_two_readings_are_a_question(raw, readings):
    read = read_date(raw)
    assert read.value is None
    assert str(read.doubt) == (
        f"{raw} may be {' / '.join(readings)}: which day is meant?"
    )


@pytest.mark.parametrize(
    ("order", "day"),
    [
        ("ymd", date(2010, 11, 12)),
        ("dmy", date(2012, 11, 10)),
        ("mdy", date(2012, 10, 11)),
    ],
)
def test_the_order_of_a_column_answers_it(order, day):
    assert read_date("10/11/12", prefer=order) == Value(day)


def test_an_order_that_gives_no_day_answers_nothing():
    assert read_date("27.08.16", prefer="mdy").doubt
    assert read_date("16/8/2027", prefer="mdy") == Value(DAY)


def test_the_same_day_in_any_order_is_certain():
    assert read_date("5/5/2027") == Value(date(2027, 5, 5))


@pytest.mark.parametrize("raw", ["2027.08", "2027年8月", "202708", "2027-8", 2027.1])
def test_a_month_is_a_question(raw):
    read = read_date(raw)
    assert read.value is None
    assert "only a month" in str(read.doubt)


@pytest.mark.parametrize("raw", ["長期", "长期 ", "永久", "long-term", "長期有效"])
def test_long_term(raw):
    assert read_date(raw) is LONG_TERM
    assert Value(None) != LONG_TERM


@pytest.mark.parametrize(
    "raw", ["2026-02-30", "20260230", "2027年13月1日", "31/6/2027", "2027-8-0"]
)
def test_a_day_that_never_was(raw):
    with pytest.raises(Unreadable, match="is not a day of the calendar"):
        read_date(raw)


@pytest.mark.parametrize(
    "raw",
    [
        "待定",
        "8月16日",
        "#N/A",
        "12盒",
        7,
        -5,
        1e300,
        float("nan"),
        True,
        time(9),
        timedelta(3),
    ],
)
def test_what_is_no_date(raw):
    with pytest.raises(Unreadable, match="is not a date"):
        read_date(raw)


def test_a_day_out_of_all_measure():
    with pytest.raises(Unreadable, match="too long ago"):
        read_date(date(1900, 1, 16))
