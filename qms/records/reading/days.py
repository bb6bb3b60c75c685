"""Days as an office types them into a sheet."""

import re
from datetime import date, datetime, timedelta

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from qms.records.reading.cells import Unreadable, Value, is_blank
from qms.records.reading.text import clean, key, simplified

# Stands for a day that never comes, and differs from what a blank cell says.
LONG_TERM = Value(None, text="长期")
LONG_TERM_WORDS = {
    *("长期", "长期有效", "永久", "永久有效", "无限期", "无固定期限"),
    *("longterm", "permanent", "indefinite"),
}

YEARS = range(1950, 2100)
SHEET_EPOCH = date(1899, 12, 30)

TIME_OF_DAY = r"[ T]\d{1,2}:\d\d(?::\d\d(?:\.\d+)?)?Z?$"
ASIDES = re.compile(
    rf"^(?:有效期)?至|止$|{TIME_OF_DAY}|\s+(?=[年月日号])|(?<=[年月])\s+", re.ASCII
)
MARK = r"\s*[-./。,、–—\s]\s*"
SEPARATED = re.compile(rf"(\d{{1,4}}){MARK}(\d{{1,2}}){MARK}(\d{{1,4}})", re.ASCII)
SPELT = re.compile(r"(\d{4}|\d\d)年(\d{1,2})月(\d{1,2})[日号]?", re.ASCII)
MONTH = re.compile(
    r"(?:19|20)\d\d(?:\s?[-./年]\s?(?:0?[1-9]|1[0-2])月?|0[1-9]|1[0-2])", re.ASCII
)


def read_date(raw, *, prefer=None):
    """A day; where day, month and year may be told in two orders, a doubt.

    Once the user has said in which order a column tells its days, `prefer` is that
    order: "ymd", "dmy" or "mdy".
    """
    if is_blank(raw):
        return Value(None)
    if isinstance(raw, date):
        return Value(_within_years(raw))
    if isinstance(raw, (int, float)) and (day := _sheet_day(raw)):
        return _counted(day, raw)
    text = ASIDES.sub("", simplified(clean(raw)))
    if key(text) in LONG_TERM_WORDS:
        return LONG_TERM
    return _read_text(text, prefer)


def day_in_each_order(raw):
    """What a typed day is in each order in which it may be told; or {}."""
    if is_blank(raw) or not isinstance(raw, str):
        return {}
    text = ASIDES.sub("", simplified(clean(raw)))
    return {order: day for order, day in _readings(text).items() if day}


#: In which order days are told may have to be said by the user.
read_date.orders = day_in_each_order


def _within_years(moment):
    day = moment.date() if isinstance(moment, datetime) else moment
    if day.year not in YEARS:
        raise Unreadable(_("{value} is too long ago or too far ahead."), value=day)
    return day


def _sheet_day(number):
    """The day that a number is when a sheet has lost the format of the cell."""
    if not 10_000 < number < 100_000:
        return None
    day = SHEET_EPOCH + timedelta(days=int(number))
    return day if day.year in YEARS else None


def _read_text(text, prefer):
    readings = _readings(text)
    days = sorted(set(filter(None, readings.values())))
    if len(days) > 1 and readings.get(prefer):
        return Value(readings[prefer])
    if len(days) > 1:
        doubt = _("{value} may be {readings}: which day is meant?")
        said = " / ".join(map(str, days))
        return Value(None, format_lazy(doubt, value=text, readings=said))
    if days:
        return Value(days[0])
    if MONTH.fullmatch(text):
        doubt = _("{value} names only a month: which day is meant?")
        return Value(None, format_lazy(doubt, value=text))
    return _read_bare_number(text, bool(readings))


def _read_bare_number(text, is_shaped):
    day = text.isdecimal() and len(text) == 5 and _sheet_day(int(text))
    if day:
        return _counted(day, text)
    if is_shaped:
        raise Unreadable(_("{value} is not a day of the calendar."), value=text)
    raise Unreadable(_("{value} is not a date."), value=text)


def _counted(day, number):
    """A number may be a day that has lost its format, or stand in a wrong column."""
    doubt = _("{value} counts the days of a sheet: is {day} meant?")
    return Value(day, format_lazy(doubt, value=clean(number), day=day))


def _readings(text):
    """The day, or None, that a text is in each order in which it may be told."""
    if match := SPELT.fullmatch(text):
        return {"ymd": _day(*match.groups())}
    readings = {}
    for first, second, third in _splits(text):
        orders = {
            "ymd": (first, second, third),
            "dmy": (third, second, first),
            "mdy": (third, first, second),
        }
        for order, (year, month, day) in orders.items():
            if _is_shaped(year, month, day):
                readings[order] = readings.get(order) or _day(year, month, day)
    return readings


def _splits(text):
    if match := SEPARATED.fullmatch(text):
        yield match.groups()
    elif re.fullmatch("[0-9]{8}", text):
        yield text[:4], text[4:6], text[6:]
        yield text[:2], text[2:4], text[4:]
    elif re.fullmatch("[0-9]{6}", text):
        yield text[:2], text[2:4], text[4:]


def _is_shaped(year, month, day):
    return len(year) in (2, 4) and len(month) < 3 and len(day) < 3


def _day(year, month, day):
    year = int(year)
    if year < 100:
        year += 2000 if year < 70 else 1900
    try:
        found = date(year, int(month), int(day))
    except ValueError:
        return None
    return found if found.year in YEARS else None
