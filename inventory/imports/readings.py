"""The files of loggers: recognised, looked through, and in the books for good."""

import datetime as dt
from collections import defaultdict

from django import forms
from django.utils import timezone
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from inventory.climate.detection import (
    Point,
    count_missing,
    excursions,
    gaps,
    usual_step,
)
from inventory.climate.lawful import TO_COME, is_to_come
from inventory.climate.measured import ZONES, celsius, in_zone, unit_of, when, zone_of
from inventory.climate.storing import store
from inventory.climate.watching import pace_of
from inventory.models import Reading, Sensor
from inventory.models.climate.reading import READERS
from qms.core.roles import QUALITY_STAFF
from qms.records.forms import Chosen
from qms.records.imports import (
    ImportTarget,
    Known,
    forbidden,
    remark,
    target,
    wrong,
)
from qms.records.reading.text import key

from .channels import CHANNELS, COLUMNS, tail

#: So many excursions and gaps are named one by one.
NAMED = 12
UNITS = [("C", "°C"), ("F", _("°F, to be converted to °C"))]
AS_THE_FIRST = ("", _("the unit of channel 1"))


class ReadingOptions(forms.Form):
    """Which measuring point each channel of the file is, and what it measures in."""

    zone = forms.ChoiceField(
        label=_("Times are told in"),
        choices=[("", _("the time of the company")), *ZONES],
        required=False,
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        loggers = Sensor.objects.in_use().exclude(kind=Sensor.Kind.HAND)
        for number in CHANNELS:
            self.fields[f"sensor_{number}"] = Chosen(
                loggers.select_related("room"),
                label=format_lazy(_("Measuring point of channel {}"), number),
                required=False,
            )
            self.fields[f"unit{tail(number)}"] = forms.ChoiceField(
                label=format_lazy(_("Temperatures of channel {} are told in"), number),
                choices=UNITS if number == 1 else [AS_THE_FIRST, *UNITS],
                required=False,
            )
        self.fields["zone"] = self.fields.pop("zone")


@target
class ReadingsTarget(ImportTarget):
    """Readings of loggers, known by measuring point and time."""

    key = "readings"
    title = _("readings of a logger")
    model = Reading
    roles = (*READERS, *QUALITY_STAFF)
    options_form = ReadingOptions
    is_final = True
    columns = COLUMNS

    def suggest(self, layout):
        """The unit and time zone that are named, and the point that is."""
        rows = layout.rows[: layout.header]
        below = layout.rows[layout.header : layout.header + 1]
        said = {"zone": zone_of(rows)} | self._sensor_named(rows[:-1])
        for number in CHANNELS:
            name = f"temperature{tail(number)}"
            unit = unit_of(rows, layout.matches, *below, name=name)
            said[f"unit{tail(number)}"] = unit
        return said | {"unit": said["unit"] or "C"}

    @staticmethod
    def _sensor_named(above):
        said = {key(cell) for row in above for cell in row if key(cell)}
        loggers = Sensor.objects.in_use().exclude(kind=Sensor.Kind.HAND)
        for sensor in loggers:
            if {key(sensor.code), key(sensor.serial)} & said:
                return {"sensor_1": sensor.pk}
        return {"sensor_1": loggers.get().pk} if loggers.count() == 1 else {}

    def load(self):
        found = Sensor.objects.select_related("room").in_use()
        found = list(found.exclude(kind=Sensor.Kind.HAND))
        by_pk = {sensor.pk: sensor for sensor in found}
        self.channels = {
            n: by_pk.get(self.options.get(f"sensor_{n}")) for n in CHANNELS
        }
        self.points = {key(s): sensor for sensor in found for s in (sensor.code,)}
        self.points |= {key(s.serial): s for s in found if s.serial}
        #: A temperature in °F, and what it is in °C.
        self.converted = None
        for row in self.rows:
            row.found["pieces"] = list(self._pieces(row))
        self.books = self._books()
        self.seen = {}

    def _pieces(self, row):
        """Each sensor of a row with its time, temperature and humidity."""
        at = when(row["at"], row["date"], row["clock"])
        at = in_zone(at, self.options.get("zone"))
        for number in CHANNELS:
            temperature = self._celsius(row, number)
            humidity = row[f"humidity{tail(number)}"]
            sensor = self.channels[number]
            if number == 1 and row["point"]:
                sensor = self.points.get(key(row.text("point")), sensor)
            if temperature is not None:
                yield sensor, at, temperature, humidity

    def _celsius(self, row, number):
        """The temperature of a channel, in whichever unit cell or file tell it."""
        if (said := row.said.get(f"temperature{tail(number)}")) is None:
            return None
        own = self.options.get(f"unit{tail(number)}")
        kept = celsius(said, own or self.options.get("unit"))
        if kept != said.value and self.converted is None:
            self.converted = {"said": said.value, "kept": kept}
        return kept

    def _books(self):
        """What is in the books at the times of the file."""
        times = defaultdict(list)
        for row in self.rows:
            for sensor, at, *_said in row.found["pieces"]:
                if sensor and at:
                    times[sensor].append(at)
        books = {}
        for sensor, told in times.items():
            known = sensor.readings.filter(at__range=(min(told), max(told)))
            for at, *said in known.values_list("at", "temperature", "humidity"):
                books[sensor.pk, at] = tuple(said)
        return books

    def keys(self, row):
        return [(s.pk, at) for s, at, *_said in row.found["pieces"] if s and at]

    def recognise(self, row):
        """A row is known if all that it says is in the books."""
        places = self.keys(row)
        if places and all(place in self.books for place in places):
            return Known(str(row["at"] or places[0][1]))
        earlier = [self.seen[place] for place in places if place in self.seen]
        return Known("", earlier[0]) if earlier else None

    def remember(self, row):
        for place in self.keys(row):
            self.seen.setdefault(place, row.number)

    def check(self, row):
        pieces = row.found["pieces"]
        if not pieces and not row.findings:
            yield wrong(_("There is no temperature."), "temperature")
        for sensor, at, temperature, humidity in pieces:
            if at is None:
                yield from self._untimed(row)
            elif is_to_come(at):
                yield forbidden(TO_COME)
            elif sensor is None:
                sentence = _("Say beside the columns which measuring point this is.")
                yield wrong(sentence, "temperature")
            else:
                yield from self._compared(sensor, at, temperature, humidity)

    @staticmethod
    def _untimed(row):
        has_clock = isinstance(row["at"], dt.time) or not row.is_blank("clock")
        is_whole = not (row.is_blank("at") or isinstance(row["at"], dt.time))
        if not is_whole and (row.is_blank("date") or not has_clock):
            yield wrong(_("There is no time."), "at")

    def _compared(self, sensor, at, temperature, humidity):
        known = self.books.get((sensor.pk, at))
        if known and known != (temperature, humidity):
            sentence = _("The books say {said} °C at this time, and that stays.")
            said = f"{known[0].normalize():f}"
            yield remark(format_lazy(sentence, said=said), "temperature")
        if not sensor.room.is_in_range(temperature, humidity):
            yield remark(_("Out of range."), "temperature")

    def outlook(self):
        """How many readings there are, and what excursions and gaps they tell of."""
        if self.converted:
            sentence = _("Temperatures in °F are converted: {said} °F is {kept} °C.")
            yield format_lazy(sentence, **self.converted)
        if zone := self.options.get("zone"):
            sentence = _("Times in UTC{zone} are brought to the time of the company.")
            yield format_lazy(sentence, zone=zone)
        by_sensor = defaultdict(dict)
        for row in self.rows:
            for sensor, at, *said in row.found["pieces"]:
                if sensor and at:
                    by_sensor[sensor][at] = said
        for sensor, told in by_sensor.items():
            yield from self._of_sensor(sensor, told)

    def _of_sensor(self, sensor, told):
        times = sorted(told)
        said = {"sensor": sensor, "room": sensor.room, "count": len(times)}
        span = {"first": _local(times[0]), "last": _local(times[-1])}
        yield format_lazy(
            _("{sensor} ({room}): {count} readings from {first} to {last}."),
            **said,
            **span,
        )
        known = sum((sensor.pk, at) in self.books for at in times)
        if known:
            sentence = _(
                "{known} of them are in the books already; they change nothing."
            )
            yield format_lazy(sentence, known=known)
        fits = sensor.room.is_in_range
        points = [Point(at, fits(*told[at]), *told[at]) for at in times]
        yield from _gaps(points, pace_of(sensor.room))
        sentence = _("Out of range: {began} to {ended}, {lowest} to {highest} °C.")
        yield from _listed(excursions(points), sentence)

    def take(self, rows, by, imported):
        readings = [list(self._readings(row, imported)) for row in rows]
        store([reading for each in readings for reading in each])
        return [each[0] for each in readings]

    @staticmethod
    def _readings(row, imported):
        for sensor, at, temperature, humidity in row.found["pieces"]:
            yield Reading(
                sensor=sensor,
                at=at,
                temperature=temperature,
                humidity=humidity,
                source=Reading.Source.FILE,
                file=imported,
            )


def _local(moment):
    return f"{timezone.localtime(moment):%Y-%m-%d %H:%M}" if moment else "…"


def _gaps(points, pace):
    """One sentence for each gap; a logger that is too slow has a single one."""
    found = [(span, usual_step(points, span)) for span in gaps(points, pace)]
    for span, step in found:
        if step:
            inside = [p for p in points if span.began <= p.at <= span.ended]
            yield format_lazy(
                _(
                    "The interval of the logger is too long: a reading every {step} "
                    "minutes from {began} to {ended}, {missing} are missing."
                ),
                step=step,
                missing=count_missing(inside, pace),
                began=_local(span.began),
                ended=_local(span.ended),
            )
    short = [span for span, step in found if not step]
    yield from _listed(short, _("Gap: {began} to {ended}."))


def _listed(spans, sentence):
    """A sentence for each of some spans, up to a number of them."""
    spans = list(spans)
    for span in spans[:NAMED]:
        extremes = {n: v and f"{v:f}" for n, v in span.extremes().items()}
        yield format_lazy(
            sentence,
            began=_local(span.began),
            ended=_local(span.ended),
            lowest=extremes["temperature_min"],
            highest=extremes["temperature_max"],
        )
    if more := len(spans[NAMED:]):
        yield format_lazy(_("{more} more of them."), more=more)
