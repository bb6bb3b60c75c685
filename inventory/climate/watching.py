"""Events follow from the readings: written as these come in, closed as they go on."""

import datetime as dt

from django.db import models, transaction
from django.utils import timezone

from inventory.models.climate import Alarm, ClimateEvent, ClimateRule, Reading, Sensor

from .alarming import mail
from .detection import (
    Pace,
    Point,
    Span,
    count_missing,
    excursions,
    gaps,
    is_late,
    remainder,
    usual_step,
)

Kind = ClimateEvent.Kind
#: Where no rule is set up yet, a room is taken to be sampled so often.
CUSTOMARY = Pace(dt.timedelta(minutes=30))


def follow(sensor, since, until):
    """Work out anew what happened around new readings of a sensor.

    Call inside the transaction that wrote them, with the sensor locked.
    """
    first, last = _window(sensor, since, until)
    points = _points(sensor, first, last)
    events = list(_touching(sensor, first, last))
    _follow_excursions(sensor, points, [e for e in events if e.kind == Kind.EXCURSION])
    if sensor.kind != Sensor.Kind.HAND:
        known = [e for e in events if e.kind == Kind.GAP]
        _follow_gaps(sensor, points, known)


def _points(sensor, first, last):
    return _told(sensor.readings.filter(at__range=(first, last)))


def _told(readings):
    return [Point(at, ok or mended, t, h) for at, ok, mended, t, h in readings.told()]


def _window(sensor, since, until):
    """From the last good reading before to the first good one after."""
    good = models.Q(in_range=True) | models.Q(brought_back=True)
    fine = sensor.readings.filter(good).order_by("at").values_list("at", flat=True)
    before = fine.filter(at__lt=since).last()
    after = fine.filter(at__gt=until).first()
    own = sensor.readings.order_by("at").values_list("at", flat=True)
    return before or own.first(), after or own.last()


def _touching(sensor, first, last):
    going_on = models.Q(ended_at=None) | models.Q(ended_at__gte=first)
    return sensor.events.filter(going_on, began_at__lte=last).order_by("began_at")


def _follow_excursions(sensor, points, events):
    """Let each run have its event; what quality has judged stays as it was."""
    judged = [(e.began_at, e.ended_at) for e in events if e.is_judged()]
    open_events = [e for e in events if not e.is_judged()]
    for span in excursions(points):
        for part in remainder(span, judged):
            if part.points:
                event = _take_overlapping(open_events, part)
                _tell(event or _new(sensor, Kind.EXCURSION), part, **part.extremes())


def _take_overlapping(events, span):
    for event in events:
        ends = event.ended_at is None or event.ended_at > span.began
        begins = span.ended is None or event.began_at < span.ended
        if ends and begins:
            events.remove(event)
            return event
    return None


def _follow_gaps(sensor, points, events):
    """Let each gap have its event; late data fill one, but do not unmake it."""
    pace = pace_of(sensor.room)
    for event in events:
        if event.ended_at is None and points[-1].at > event.began_at:
            _end_silence(sensor, event, pace)
    taken = [(e.began_at, e.ended_at) for e in events if e.ended_at]
    for span in gaps(points, pace):
        for part in remainder(span, taken):
            inside = [p for p in points if part.began <= p.at <= part.ended]
            if missing := count_missing(inside, pace):
                if before := _goes_on(events, part):
                    _tell(before, Span(before.began_at, part.ended))
                else:
                    said = {"missing": missing, "step": usual_step(points, part)}
                    _tell(_new(sensor, Kind.GAP), part, **said)
    for event in events:
        _fill(sensor, event, pace)


def _end_silence(sensor, event, pace):
    """Close an open gap where readings come in time again."""
    points = _told(sensor.readings.filter(at__gte=event.began_at))
    late = next(gaps(points, pace), None)
    _tell(event, Span(event.began_at, late.ended if late else points[-1].at))


def _goes_on(events, part):
    """The event that a gap continues, as of a logger or device that is too slow."""
    open_events = (e for e in events if e.missing and e.ended_at == part.began)
    return next((e for e in open_events if not e.is_judged()), None)


def _fill(sensor, event, pace):
    """Note how many readings of a gap are still missing."""
    if event.ended_at is None:
        return
    span = Span(event.began_at, event.ended_at)
    points = _points(sensor, span.began, span.ended)
    missing = count_missing(points, pace)
    if missing != event.missing:
        filled = timezone.now() if missing == 0 else None
        step = usual_step(points, span) if missing else None
        _tell(event, missing=missing, step=step, filled_at=filled)


def _new(sensor, kind):
    return ClimateEvent(kind=kind, sensor=sensor, room=sensor.room)


def _tell(event, span=None, **facts):
    """Write what is known of an event, if that is news; alarm whom it concerns."""
    if span:
        facts |= {"began_at": span.began, "ended_at": span.ended}
    if event.pk and all(getattr(event, name) == said for name, said in facts.items()):
        return
    for name, said in facts.items():
        setattr(event, name, said)
    event.save(by=None, reason="")
    alarm(event)


def pace_of(room):
    rule = rule_of(room)
    return rule.pace if rule else CUSTOMARY


def rule_of(room):
    persons = ("first_alarmed", "second_alarmed", "third_alarmed")
    return (
        ClimateRule.objects.select_related("room", *persons).filter(room=room).first()
    )


def alarm(event, now=None):
    """Alarm the named persons once, when an event has lasted too long."""
    rule = rule_of(event.room)
    if event.alarmed_at or rule is None or event.lasted(now) < rule.patience:
        return
    event.alarmed_at = now or timezone.now()
    event.save(by=None, reason="")
    persons = rule.alarmed()
    Alarm.objects.bulk_create(Alarm(event=event, person=each) for each in persons)
    mail(persons, event, event.extreme())


def look(now=None):
    """Notice what no reading tells: silence, and excursions that go on.

    Run by cron (manage.py climate), and whenever a page of the climate is opened.
    """
    now = now or timezone.now()
    newest = Reading.objects.filter(sensor=models.OuterRef("pk")).order_by("-at")
    last = models.Subquery(newest.values("at")[:1])
    sensors = Sensor.objects.reporting().annotate(last=last).select_related("room")
    for sensor in sensors.exclude(last=None):
        if is_late(sensor.last, now, pace_of(sensor.room).usual):
            _notice_silence(sensor, now)
    for event in ClimateEvent.objects.filter(ended_at=None, alarmed_at=None):
        alarm(event, now)


@transaction.atomic
def _notice_silence(sensor, now):
    """Open an event for a sensor that does not report, or let the one before go on.

    A device that is known to be too slow has its event; it is silent only once it has
    missed a reading by its own step, and that is an event besides.
    """
    Sensor.objects.select_for_update().get(pk=sensor.pk)
    known = sensor.events.filter(kind=Kind.GAP)
    if known.filter(ended_at=None).exists():
        return
    before = _goes_on(known.filter(ended_at=sensor.last), Span(sensor.last))
    if before and before.step is None:
        _tell(before, Span(before.began_at))
    elif before is None or is_late(
        sensor.last, now, 2 * dt.timedelta(minutes=before.step)
    ):
        _tell(_new(sensor, Kind.GAP), Span(sensor.last), missing=1)
