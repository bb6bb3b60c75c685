"""What loggers write: the names of their columns, and their numbers."""

import datetime as dt
import re
from contextlib import suppress
from decimal import ROUND_HALF_UP, Decimal

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from qms.records.reading.cells import Unreadable, Value, is_blank
from qms.records.reading.days import read_date
from qms.records.reading.moments import at_time, read_moment, read_time
from qms.records.reading.tables import Column, Table, find_header
from qms.records.reading.text import clean, simplified

TIMES = (
    *("时间", "日期时间", "记录时间", "采集时间", "测量时间", "监测时间", "时间日期"),
    *("time", "date time", "datetime", "timestamp", "date/time", "record time"),
    *("datum uhrzeit", "zeit", "zeitstempel"),
)
DAYS = ("日期", "记录日期", "date", "datum")
CLOCKS = ("时刻", "钟点", "time of day", "uhrzeit")
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

#: Where the clock of a logger stands, as hours from UTC, if it says so.
CLOCK = re.compile(
    r"\b(?:UTC|GMT)\b\s*(?P<hours>[+-]\d{1,2})?(?::?(?P<minutes>\d{2}))?"
)
ZONES = [(f"{hours:+03d}:00", f"UTC{hours:+d}") for hours in range(-12, 15)]


def unit_of(rows, matches, below=(), name="temperature"):
    """The unit of a temperature: C or F, or "" where nothing names one.

    Its own header goes before those of other channels, and these before what stands
    above. Some loggers name their units in the row below the header.
    """
    *above, head = rows
    named = {
        match.name: [row[i] for row in (head, below) if i < len(row)]
        for i, match in matches.items()
        if match and match.name.startswith("temperature")
    }
    every = [cell for cells in named.values() for cell in cells]
    said = (named.get(name, ()), every, [cell for row in above for cell in row])
    return next(filter(None, map(told_in, said)), "")


def zone_of(rows):
    """The zone of the times, as +00:00, if it is named and not the company's own."""
    for cell in (clean(cell) for row in rows for cell in row):
        if found := CLOCK.search(cell):
            zone = f"{int(found['hours'] or 0):+03d}:{found['minutes'] or '00'}"
            own = timezone.localtime().utcoffset()
            return "" if _offset(zone).utcoffset(None) == own else zone
    return ""


def _offset(zone):
    return dt.datetime.fromisoformat(f"2000-01-01T00:00{zone}").tzinfo


def read_at(raw, *, prefer=None):
    """A moment; or the time alone, where the day stands in a column of its own."""
    if isinstance(raw, (str, dt.time)):
        with suppress(Unreadable):
            return read_time(raw)
    return read_moment(raw, prefer=prefer)


read_at.orders = read_moment.orders


def when(at, day, clock):
    """The moment that a row tells, in one cell or in two; None if it does not."""
    if isinstance(at, dt.datetime):
        return at
    clock = clock if at is None else at
    return at_time(day, clock) if day and clock else None


def in_zone(at, zone):
    """A moment that was read by the company's clock, if it was told by another."""
    is_plain = at is not None and at.tzinfo == timezone.get_current_timezone()
    return at.replace(tzinfo=_offset(zone)) if zone and is_plain else at


TRAVELLED = (
    Column("at", _("time of the reading"), TIMES, read_at),
    Column("date", _("date"), DAYS, read_date),
    Column("clock", _("time of the day"), CLOCKS, read_time),
    Column("temperature", _("temperature"), WORDS["temperature"], read_measured),
)


def temperatures(file, near):
    """The pairs of a time and a temperature that a logger's file holds, in order.

    `near` is the day to which an order of year, month and day that is left open must
    come nearest. Rows without a time or temperature are left out, as gaps will show.
    Raises Unreadable for a file that is no table of readings.
    """
    table = Table.read(file)
    header = find_header(table.rows, TRAVELLED)
    rows = [row for _number, row in table.rows_after(header)] if header else []
    readings = list(_read(table, header, rows, near)) if rows else []
    if not readings:
        raise Unreadable(_("No temperatures can be read in this file."))
    return sorted(dict(readings).items())


def _read(table, header, rows, near):
    above = table.rows[: header.row]
    unit = unit_of(above, header.matches, table.rows[header.row])
    zone = zone_of(above)
    cells = [row.get(name, "") for row in rows for name in ("at", "date")]
    order = _order(cells, near)
    for row in rows:
        with suppress(Unreadable):
            told = read_measured(row.get("temperature", ""))
            at = in_zone(_moment(row, order), zone)
            if at is not None and told.value is not None:
                yield at, celsius(told, unit)


def _moment(row, order):
    at = read_at(row.get("at", ""), prefer=order).value
    day = read_date(row.get("date", ""), prefer=order).value
    return when(at, day, read_time(row.get("clock", "")).value)


def _order(cells, near):
    """In which order all days can be read, and come nearest to a day."""
    told = [read_moment.orders(cell) or read_date.orders(cell) for cell in cells]
    told = [days for days in told if days]
    fit = [o for o in told[0] if all(o in days for days in told)] if told else []
    return min(fit, key=lambda order: abs(told[0][order] - near), default=None)
