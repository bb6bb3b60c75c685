"""The door for devices: readings by the call, each stored once.

What a device is told is a protocol, not a page: it is English in any house.
"""

import json
from decimal import Decimal

from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import RequestDataTooBig
from django.http import JsonResponse
from django.utils import translation
from django.utils.dateparse import parse_datetime
from django.utils.decorators import method_decorator
from django.views.decorators.csrf import csrf_exempt
from django.views.generic import View

from inventory.models import Device, Reading, Sensor
from qms.records.rules import Refused

from . import lawful
from .openapi import ERRORS, MOST_BYTES, MOST_READINGS, READING, document
from .storing import store

PLACES = Decimal("0.001")
#: A call tells of no more faults than somebody would read.
MOST_FAULTS = 100


class Turned(Exception):
    """A call that is turned away, with its status and what is wrong where."""

    def __init__(self, status, error="", details=()):
        self.status, self.error = status, error or ERRORS[str(status)]
        self.details = list(details)

    def answer(self):
        said = {"error": self.error, "details": self.details}
        response = JsonResponse(said, status=self.status)
        if self.status == 401:
            response["WWW-Authenticate"] = "Bearer"
        if self.status == 405:
            response["Allow"] = "POST"
        return response


@method_decorator([csrf_exempt, login_not_required], name="dispatch")
class Readings(View):
    """POST /api/readings/: all readings of a call are stored, or none."""

    def dispatch(self, request):
        try:
            return self.take(request)
        except Turned as turned:
            return turned.answer()

    def take(self, request):
        if request.method != "POST":
            raise Turned(405)
        device = _device(request)
        said = _items(_body(request))
        readings = Reader().read(said)
        outcome = _stored(readings, device)
        place = {id(reading): index for index, reading in enumerate(readings)}
        return JsonResponse(
            {
                "stored": len(outcome.stored),
                "known": len(outcome.known),
                "differing": [place[id(reading)] for reading in outcome.differing],
            }
        )


@login_not_required
def description(request):
    """GET /api/openapi.json."""
    return JsonResponse(document())


def _device(request):
    scheme, _blank, token = request.headers.get("Authorization", "").partition(" ")
    device = scheme.lower() == "bearer" and Device.objects.known_by(token.strip())
    if not device:
        raise Turned(401)
    try:
        lawful.demand((), device)
    except Refused:
        raise Turned(401) from None
    return device


def _stored(readings, device):
    """Store what a device reports, or say what is wrong with which reading."""
    place = {id(reading): index for index, reading in enumerate(readings)}
    try:
        return store(readings, device)
    except Refused as refusal:
        faults = [_fault(place[id(p.line)], p.field, p) for p in refusal.problems]
        raise Turned(400, details=faults[:MOST_FAULTS]) from None


def _fault(index, field, sentence):
    with translation.override("en"):
        return {"index": index, "field": field, "message": str(sentence)}


def _body(request):
    if request.content_type != "application/json":
        raise Turned(415)
    length = request.headers.get("Content-Length", "")
    if length.isdecimal() and int(length) > MOST_BYTES:
        raise Turned(413)
    try:
        text = request.body.decode()
        return json.loads(
            text, parse_float=Decimal, parse_int=Decimal, parse_constant=_refuse
        )
    except RequestDataTooBig:
        raise Turned(413) from None
    except (ValueError, RecursionError) as error:
        raise Turned(400, f"The body is not JSON: {error}") from None


def _refuse(constant):
    raise ValueError(f"{constant} is not a number")


def _items(body):
    readings = body.get("readings") if isinstance(body, dict) else None
    if not isinstance(readings, list) or not readings or set(body) != {"readings"}:
        sentence = "The body is an object with a list of at least one reading."
        raise Turned(400, sentence)
    if len(readings) > MOST_READINGS:
        raise Turned(413)
    return readings


class Reader:
    """Reads the items of a call; collects what is wrong with each of them."""

    def __init__(self):
        self.sensors = {sensor.code: sensor for sensor in Sensor.objects.all()}
        self.faults = []

    def read(self, items):
        readings = [self._reading(place, item) for place, item in enumerate(items)]
        if self.faults:
            raise Turned(400, details=self.faults[:MOST_FAULTS])
        return readings

    def _reading(self, index, item):
        found = len(self.faults)
        if not isinstance(item, dict):
            self._fault(index, "", "This is not an object.")
            return None
        for name in sorted(item.keys() - READING["properties"].keys()):
            self._fault(index, name, "This field is not known.")
        for name in READING["required"]:
            if name not in item:
                self._fault(index, name, "This field is missing.")
        if len(self.faults) > found:
            return None
        return Reading(
            sensor=self._sensor(index, item["sensor"]),
            at=self._time(index, item["at"]),
            temperature=self._number(index, "temperature", item["temperature"]),
            humidity=self._humidity(index, item.get("humidity")),
            source=Reading.Source.DEVICE,
        )

    def _fault(self, index, field, message):
        self.faults.append(_fault(index, field, message))

    def _sensor(self, index, code):
        sensor = self.sensors.get(code) if isinstance(code, str) else None
        if sensor is None:
            self._fault(index, "sensor", lawful.NO_SUCH_POINT)
        return sensor

    def _time(self, index, text):
        try:
            at = parse_datetime(text) if isinstance(text, str) else None
        except ValueError:
            at = None
        if at is None or at.tzinfo is None:
            sentence = "This is not a time with its offset, as 2026-10-14T12:00:00Z."
            self._fault(index, "at", sentence)
        return at

    def _humidity(self, index, value):
        return None if value is None else self._number(index, "humidity", value)

    def _number(self, index, name, value):
        limits = READING["properties"][name]
        low, high = limits["minimum"], limits["maximum"]
        if not isinstance(value, Decimal):
            self._fault(index, name, "This is not a number.")
        elif not low <= value <= high:
            self._fault(index, name, f"This is not between {low} and {high}.")
        elif value != value.quantize(PLACES):
            self._fault(index, name, "There are more than three decimal places.")
        return value
