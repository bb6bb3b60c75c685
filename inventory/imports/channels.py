"""The columns of loggers' files, channel by channel, under all of their names."""

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from inventory.climate.measured import (
    CLOCKS,
    DAYS,
    TIMES,
    WORDS,
    read_at,
    read_measured,
)
from inventory.models import Reading
from qms.records.imports import column
from qms.records.reading.days import read_date
from qms.records.reading.moments import read_time
from qms.records.reading.tables import Column

POINTS = (
    *("测点", "测点编号", "探头", "探头编号", "设备编号", "通道", "通道号"),
    *("sensor", "probe", "channel", "device id", "fühler", "kanal"),
)
#: How many sensors one row may tell of.
CHANNELS = (1, 2, 3, 4)


def named(what, number):
    """The names that offices give to a quantity of a channel."""
    words = {
        "temperature": ("温度", "温度值", "temp", "temperature", "temperatur", "t")
    }
    words["humidity"] = (
        *("湿度", "湿度值", "相对湿度", "humidity", "rh", "relative humidity"),
        *("feuchte", "relative feuchte", "luftfeuchte"),
    )
    numbered = [
        pattern.format(word, number)
        for word in words[what]
        for pattern in ("{0}{1}", "{1}{0}", "通道{1}{0}", "ch{1}{0}", "{1}号{0}")
        + ("channel{1}{0}", "探头{1}{0}", "kanal{1}{0}", "{0}ch{1}")
    ]
    return (*WORDS[what], *numbered) if number == 1 else tuple(numbered)


def tail(number):
    """What is hung on the name of a field for a channel."""
    return "" if number == 1 else f"_{number}"


def channel_columns(number):
    for what in ("temperature", "humidity"):
        called = f"{what}{tail(number)}"
        made = column(Reading, what, called=called, read=read_measured)
        label = made.label if number == 1 else format_lazy("{} {}", made.label, number)
        names = named(what, number)
        yield type(made)(called, label, names, read_measured, False, made.field)


COLUMNS = (
    Column("at", _("time of the reading"), TIMES, read_at),
    Column("date", _("date"), DAYS, read_date),
    Column("clock", _("time of the day"), CLOCKS, read_time),
    Column("point", _("measuring point"), POINTS),
    *(each for number in CHANNELS for each in channel_columns(number)),
)
