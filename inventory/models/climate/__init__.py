"""The climate of the rooms: rules, sensors, readings, events, the monthly log."""

from .assessment import AssessmentLine, ClimateAssessment
from .device import Device
from .event import Alarm, ClimateEvent
from .log import ClimateLog
from .reading import Period, Reading, half_day
from .room import ClimateRule
from .sensor import Sensor
from .vehicle import VehicleRule

__all__ = [
    "Alarm",
    "AssessmentLine",
    "ClimateAssessment",
    "ClimateEvent",
    "ClimateLog",
    "ClimateRule",
    "Device",
    "Period",
    "Reading",
    "Sensor",
    "VehicleRule",
    "half_day",
]
