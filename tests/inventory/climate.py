"""A cold room with its people, sensors and a clock: what the climate tests share."""

import datetime as dt
from decimal import Decimal

from django.utils import timezone

from inventory.climate.storing import store
from inventory.models import ClimateRule, Device, Reading, Sensor
from qms.core.roles import Role
from qms.records.rules import Refused
from tests import make
from tests.world import teach

__all__ = ["Refused", "make"]

#: Noon of a day at the place of the company.
NOON = dt.datetime(2026, 10, 14, 12, tzinfo=timezone.get_default_timezone())


def at(minutes, since=NOON):
    return since + dt.timedelta(minutes=minutes)


def room(interval=30, alarm_after=30, interval_out=None, **values):
    """A room of 2 to 8 °C and 35 to 75 % with its climate rule."""
    made = make.warehouse(**values)
    ClimateRule.objects.create(
        by=make.user(),
        room=made,
        interval=interval,
        interval_out=interval_out,
        alarm_after=alarm_after,
        first_alarmed=make.user(Role.MAINTAINER),
        second_alarmed=make.user(Role.QUALITY_OFFICER),
    )
    return made


def instrument(calibrated=9999):
    """A measuring instrument in effect, calibrated for some days."""
    made = make.signed(make.equipment("climate", is_measuring=True))
    due = timezone.localdate() + dt.timedelta(days=calibrated)
    return teach(made, calibration_due=due)


def sensor(kind="logger", of=None, **values):
    if kind == "device":
        values.setdefault("device", device()[0])
    return Sensor.objects.create(
        **{
            "by": make.user(),
            "code": f"T{next(make.serial)}",
            "room": of or room(),
            "kind": kind,
            "equipment": values.get("equipment") or instrument(),
            "since": NOON.date() - dt.timedelta(days=365),
        }
        | values
    )


def device(name=None):
    """A device and its token."""
    by = make.user(Role.SYSTEM_ADMIN)
    return Device.objects.admit(by, name or f"Gateway {next(make.serial)}")


def readings(of, temperatures, interval=30, since=NOON, humidity=50):
    """Readings of a sensor, one an interval; None leaves one out."""
    return [
        Reading(
            sensor=of,
            at=at(interval * number, since),
            temperature=Decimal(str(temperature)),
            humidity=humidity,
            source=Reading.Source.FILE,
        )
        for number, temperature in enumerate(temperatures)
        if temperature is not None
    ]


def fed(of, temperatures, **values):
    return store(readings(of, temperatures, **values))
