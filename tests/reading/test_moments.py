"""Times as loggers write them."""

import datetime as dt

import pytest
from django.utils import timezone

from qms.records.reading.cells import Unreadable
from qms.records.reading.moments import read_moment, read_time

NOON = dt.datetime(2026, 10, 14, 12, 5, tzinfo=timezone.get_default_timezone())


@pytest.mark.parametrize(
    "raw",
    [
        "2026-10-14 12:05",
        "2026-10-14 12:05:00",
        "2026/10/14 12:05:00.000",
        "2026-10-14T12:05:00",
        "2026-10-14T04:05:00Z",
        "2026-10-14T12:05:00+08:00",
        "2026年10月14日 12时05分",
        "2026年10月14日 下午 12:05",
        "14.10.2026 12:05",
        "10/14/2026 12:05 PM",
        "２０２６-１０-１４　１２：０５",
        dt.datetime(2026, 10, 14, 12, 5),
        46309.50347222222,
    ],
)
def test_a_moment_is_read(raw):
    assert read_moment(raw).value == NOON


@pytest.mark.parametrize(
    "raw",
    ["2026-10-14", "never", "2026-10-14 25:00", "2026-10-32 12:00", "1826-1-1 1:00"],
)
def test_what_is_no_moment_is_refused(raw):
    with pytest.raises(Unreadable):
        read_moment(raw)


def test_a_day_that_may_be_two_is_asked_for():
    assert read_moment("03/04/2026 12:00").value is None
    assert read_moment("03/04/2026 12:00").doubt
    assert read_moment("03/04/2026 12:00", prefer="dmy").value.month == 4
    assert read_moment("03/04/2026 12:00", prefer="mdy").value.month == 3


@pytest.mark.parametrize(
    ("raw", "hour"),
    [("12:05 AM", 0), ("上午 9:05", 9), ("21:05", 21), (dt.time(7, 5), 7), (0.5, 12)],
)
def test_a_time_of_the_day_is_read(raw, hour):
    assert read_time(raw).value.hour == hour


@pytest.mark.parametrize("raw", ["noon", "24:30", 7.5])
def test_what_is_no_time_is_refused(raw):
    with pytest.raises(Unreadable):
        read_time(raw)


@pytest.mark.parametrize("raw", ["", "-", None])
def test_nothing_is_nothing(raw):
    assert read_moment(raw).value is None
    assert read_time(raw).value is None
