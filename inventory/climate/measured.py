"""What loggers write: the names of their columns, and their numbers."""

import re
from decimal import ROUND_HALF_UP, Decimal

from django.utils.translation import gettext_lazy as _

from qms.records.reading.cells import Unreadable, Value, is_blank
from qms.records.reading.moments import read_moment
from qms.records.reading.tables import Column, Table, find_header
from qms.records.reading.text import clean, simplified

TIMES = (
    *("时间", "日期时间", "记录时间", "采集时间", "测量时间", "监测时间", "时间日期"),
    *("time", "date time", "datetime", "timestamp", "date/time", "record time"),
    *("datum uhrzeit", "zeit", "zeitstempel"),
)
WORDS = {
    "temperature": (*("温度", "温度值", "temp", "temperature", "temperatur", "t"),),
    "humidity": (
        *("湿度", "湿度值", "相对湿度", "humidity", "rh", "relative humidity"),
        *("feuchte", "relative feuchte", "luftfeuchte"),
    ),
}
PLACES = Decimal("0.001")
MEASURED = re.compile(
    r"(?P<number>[-+]?\d{1,4}(?:[.,]\d+)?)\s*(?P<unit>°\s?[CF]|[CF]|度|%\s?RH|%|RH)?",
    re.ASCII | re.IGNORECASE,
)


def read_measured(raw):
    """A temperature or humidity; the decimals may stand behind a comma."""
    if is_blank(raw):
        return Value(None)
    text = clean(raw).replace("−", "-")
    found = MEASURED.fullmatch(text)
    if found is None or isinstance(raw, bool):
        raise Unreadable(_("{value} is not a number."), value=text)
    number = Decimal(found["number"].replace(",", "."))
    unit = (found["unit"] or "").upper()
    return Value(_rounded(number), unit=unit[-1] if unit in DEGREES else "")


def _rounded(number):
    return number.quantize(PLACES, ROUND_HALF_UP).normalize() + 0


def told_in(words):
    """The unit, C or F, that a header or what stands above it names; "" for none."""
    said = {
        unit
        for cell in words
        for unit, pattern in UNITS.items()
        if pattern.search(simplified(clean(cell)))
    }
    return said.pop() if len(said) == 1 else ""


def celsius(value, unit):
    """A temperature as it is kept, of a cell that may name its own unit."""
    if (value.unit or unit) != "F" or value.value is None:
        return value.value
    return _rounded((value.value - 32) * 5 / 9)


#: What a cell may say of its unit, and a header or a line above it.
DEGREES = ("°C", "C", "°F", "F")
UNITS = {
    "F": re.compile(r"°\s?F|\[F\]|\(F\)|fahrenheit|华氏", re.IGNORECASE),
    "C": re.compile(r"°\s?C|\[C\]|\(C\)|celsius|centigrade|摄氏", re.IGNORECASE),
}

TRAVELLED = (
    Column("at", _("time of the reading"), TIMES, read_moment),
    Column("temperature", _("temperature"), WORDS["temperature"], read_measured),
)


def unit_of(rows, matches):
    """The unit of the temperatures by their own header, else by what stands above."""
    *above, head = rows
    named = [
        cell
        for index, cell in enumerate(head)
        if (found := matches.get(index)) and found.name.startswith("temperature")
    ]
    return told_in(named) or told_in(cell for row in above for cell in row)


def temperatures(file):
    """The pairs of a time and a temperature that a logger's file holds, in order.

    Raises Unreadable for a file that is no table of readings.
    """
    table = Table.read(file)
    header = find_header(table.rows, TRAVELLED)
    if header is None or len(list(filter(None, header.matches.values()))) < 2:
        raise Unreadable(_("No temperatures can be read in this file."))
    unit = unit_of(table.rows[: header.row], header.matches)
    readings = []
    for _number, row in table.rows_after(header):
        at, told = (c.read(row[c.name]) for c in TRAVELLED)
        if at.value is not None and told.value is not None:
            readings.append((at.value, celsius(told, unit)))
    if not readings:
        raise Unreadable(_("No temperatures can be read in this file."))
    return sorted(readings)
