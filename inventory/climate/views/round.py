"""The round with a phone: every room, morning and afternoon."""

import datetime as dt
from typing import NamedTuple

from django.contrib import messages
from django.http import HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.generic import View

from inventory.climate.forms import ReadingForm
from inventory.climate.month import HALVES
from inventory.models import Reading
from inventory.models.climate import Period, half_day
from inventory.models.climate.reading import READERS
from qms.records.rules import Refused
from qms.records.views.base import RegisterMixin
from qms.records.views.lists import RecordList

#: So many days back a half-day that was missed may still be entered, marked as late.
LATE_DAYS = 3


class Missed(NamedTuple):
    """A half-day that went by without a reading."""

    day: dt.date
    period: Period

    @property
    def value(self):
        return f"{self.day} {self.period}"


class Point:
    """A point of the round: what was read today, what was missed, what is asked."""

    def __init__(self, sensor, readings, form=None):
        self.sensor, self.form = sensor, form
        self.day, self.period = half_day(timezone.now())
        told = {(r.day, r.period): r for r in reversed(readings)}
        self.today = [(Period(half), told.get((self.day, half))) for half in HALVES]
        self.is_read = (self.day, self.period) in told
        self.missed = list(self._missed(told))

    def _missed(self, told):
        """The half-days that went by without a reading, the latest first."""
        for back in range(LATE_DAYS + 1):
            day = self.day - dt.timedelta(days=back)
            for half in reversed(HALVES):
                is_over = back or HALVES.index(half) < HALVES.index(self.period)
                if is_over and day >= self.sensor.since and (day, half) not in told:
                    yield Missed(day, Period(half))

    def problems(self):
        """Why nobody may read here now."""
        return list(self.sensor.equipment.problems_on(self.day))


def points_of(sensors, form=None):
    """The points of some sensors, in one query for their readings."""
    since = timezone.localdate() - dt.timedelta(days=LATE_DAYS)
    found = Reading.objects.filter(sensor__in=sensors, day__gte=since)
    found = found.filter(source=Reading.Source.HAND).select_related("person")
    by_sensor = {}
    for reading in found.order_by("at"):
        by_sensor.setdefault(reading.sensor_id, []).append(reading)
    return [
        Point(each, by_sensor.get(each.pk, []), form or ReadingForm(sensor=each))
        for each in sensors
    ]


class RoundPage(RecordList):
    """All points that are read by hand, each with its form."""

    page = "round"

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        return context | {
            "points": points_of(context["object_list"]),
            "may_read": self.request.user.has_role(*READERS),
            "period": half_day(timezone.now())[1].label,
        }


class Take(RegisterMixin, View):
    """Take down a reading; htmx puts the point back, with what is still asked."""

    def post(self, request, pk):
        sensor = get_object_or_404(self.register.queryset(), pk=pk)
        form = ReadingForm(request.POST, sensor=sensor)
        if form.is_valid() and (reading := self.read(form)):
            said = _("%(reading)s is taken down.") % {"reading": reading}
            if not request.htmx:
                messages.success(request, said)
                return HttpResponseRedirect(self.register.url())
            return self.answer(sensor, None, said)
        return self.answer(sensor, form)

    def read(self, form):
        try:
            return form.take(self.request.user)
        except Refused as refusal:
            form.show(refusal.problems)
            return None

    def answer(self, sensor, form, said=""):
        [point] = points_of([sensor], form)
        context = {"point": point, "register": self.register, "said": said}
        context["may_read"] = self.request.user.has_role(*READERS)
        name = "point" if self.request.htmx else "one"
        return render(self.request, f"climate/{name}.html", context)
