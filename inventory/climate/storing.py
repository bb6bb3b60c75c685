"""Readings of loggers and devices on their way into the books."""

from dataclasses import dataclass, field
from itertools import groupby
from operator import attrgetter

from django.db import transaction
from django.utils import timezone

from inventory.models.climate import Reading, Sensor

from . import lawful, watching


@dataclass
class Outcome:
    """What became of some readings, each by its place in the order given."""

    stored: list = field(default_factory=list)
    #: The very same is in the books already.
    known: list = field(default_factory=list)
    #: Something else stands in the books at that time; that stays.
    differing: list = field(default_factory=list)


def store(readings, device=None):
    """Write the readings that are new, each once; find the events in them.

    `device` is who reports them, if one does. Raises Refused, and stores nothing,
    where one of them is not lawful.
    """
    lawful.demand(readings, device)
    return _store(readings)


@transaction.atomic
def _store(readings):
    """Lock the sensors, so that what comes in twice at once is stored once."""
    pks = {reading.sensor_id for reading in readings}
    locked = Sensor.objects.select_for_update(of=("self",)).order_by("pk")
    sensors = {s.pk: s for s in locked.select_related("room").filter(pk__in=pks)}
    outcome, new = _sort(readings, _known(readings))
    for reading in new:
        _complete(reading, sensors[reading.sensor_id])
    Reading.objects.bulk_create(new, batch_size=2000)
    by_sensor = attrgetter("sensor_id")
    for pk, own in groupby(sorted(new, key=by_sensor), by_sensor):
        times = [reading.at for reading in own]
        watching.follow(sensors[pk], min(times), max(times))
    return outcome


def _known(readings):
    """What the books say at the times of some readings."""
    known = {}
    for pk in {reading.sensor_id for reading in readings}:
        times = [r.at for r in readings if r.sensor_id == pk]
        span = Reading.objects.filter(sensor=pk, at__range=(min(times), max(times)))
        for at, *said in span.values_list("at", "temperature", "humidity"):
            known[pk, at] = tuple(said)
    return known


def _sort(readings, known):
    outcome, new = Outcome(), []
    for reading in readings:
        place = (reading.sensor_id, reading.at)
        said = (reading.temperature, reading.humidity)
        if place not in known:
            known[place] = said
            new.append(reading)
            outcome.stored.append(reading)
        elif known[place] == said:
            outcome.known.append(reading)
        else:
            outcome.differing.append(reading)
    return outcome, new


def _complete(reading, sensor):
    reading.sensor, reading.room = sensor, sensor.room
    reading.day = timezone.localdate(reading.at)
    reading.judge()
