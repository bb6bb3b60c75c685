"""What loggers write: the names of their columns, and their numbers."""

import re
from decimal import ROUND_HALF_UP, Decimal

from django.utils.translation import gettext_lazy as _

from qms.records.reading.cells import Unreadable, Value, is_blank
from qms.records.reading.moments import read_moment
from qms.records.reading.tables import Column, Table, find_header
from qms.records.reading.text import clean

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
    r"(?P<number>[-+]?\d{1,4}(?:[.,]\d+)?)\s*(?P<unit>°[CF]|[CF]|度|%\s?RH|%|RH)?",
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
    if (found["unit"] or "").upper().endswith("F"):
        raise Unreadable(_("{value} is told in Fahrenheit."), value=text)
    number = Decimal(found["number"].replace(",", "."))
    return Value(number.quantize(PLACES, ROUND_HALF_UP).normalize() + 0)


TRAVELLED = (
    Column("at", _("time of the reading"), TIMES, read_moment),
    Column("temperature", _("temperature"), WORDS["temperature"], read_measured),
)


def temperatures(file):
    """The pairs of a time and a temperature that a logger's file holds, in order.

    Raises Unreadable for a file that is no table of readings.
    """
    table = Table.read(file)
    header = find_header(table.rows, TRAVELLED)
    if header is None or len(list(filter(None, header.matches.values()))) < 2:
        raise Unreadable(_("No temperatures can be read in this file."))
    readings = []
    for _number, row in table.rows_after(header):
        at, told = (c.read(row[c.name]).value for c in TRAVELLED)
        if at is not None and told is not None:
            readings.append((at, told))
    if not readings:
        raise Unreadable(_("No temperatures can be read in this file."))
    return sorted(readings)
