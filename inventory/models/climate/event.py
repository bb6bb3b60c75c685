"""Excursions and gaps, found in the data; each waits for quality's assessment."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from inventory.climate.lying import batches_in
from qms.core.models import Warehouse
from qms.records.models import State, Trailed, TrailedQuerySet
from qms.records.triggers import append_only

from .reading import humidity_field, temperature_field
from .sensor import Sensor

#: States of an assessment that freeze its event, and those that spare another one.
JUDGED = (State.SUBMITTED, State.SIGNED, State.AMENDED)
STANDING = (State.DRAFT, State.SUBMITTED, State.SIGNED)


class ClimateEventQuerySet(TrailedQuerySet):
    def to_judge(self):
        """Those of which there is something to judge: not a gap that was filled."""
        return self.exclude(kind=ClimateEvent.Kind.GAP, missing=0)

    def awaiting_assessment(self):
        """Those that are over, and that nobody has begun to judge."""
        over = self.to_judge().exclude(ended_at=None)
        return over.exclude(assessments__state__in=STANDING)

    def alarming(self, person):
        """Those that somebody was alarmed of and that are not judged yet."""
        mine = self.to_judge().filter(alarms__person=person)
        return mine.exclude(assessments__state=State.SIGNED)

    def within(self, room, began, ended):
        """The events that touch a stretch of time in a room."""
        open_end = Q(ended_at=None) | Q(ended_at__gt=began)
        return self.filter(open_end, room=room, began_at__lt=ended)


class ClimateEvent(Trailed):
    """A stretch of time in which a room was out of its range, or nobody knows.

    It begins with the first reading that is out of range, or the last before a gap,
    and ends with the first that is good again. The system writes it; late data may
    still tell more of it, and every version is kept.
    """

    class Kind(models.TextChoices):
        EXCURSION = "excursion", _("out of range")
        GAP = "gap", _("gap in the data")

    kind = models.CharField(_("kind of event"), max_length=10, choices=Kind)
    sensor = models.ForeignKey(
        Sensor,
        models.PROTECT,
        related_name="events",
        verbose_name=_("measuring point"),
    )
    room = models.ForeignKey(
        Warehouse,
        models.PROTECT,
        related_name="climate_events",
        verbose_name=_("warehouse"),
    )
    began_at = models.DateTimeField(_("beginning"))
    ended_at = models.DateTimeField(_("end"), null=True)
    temperature_min = temperature_field(_("lowest temperature read (°C)"), null=True)
    temperature_max = temperature_field(_("highest temperature read (°C)"), null=True)
    humidity_min = humidity_field(_("lowest humidity (%)"))
    humidity_max = humidity_field(_("highest humidity (%)"))
    missing = models.PositiveIntegerField(_("readings missing"), null=True)
    #: Minutes, where many readings lie too far apart and so the interval is too long.
    step = models.PositiveIntegerField(
        _("interval of the readings (minutes)"), null=True
    )
    filled_at = models.DateTimeField(_("filled by late data"), null=True)
    alarmed_at = models.DateTimeField(_("alarm given"), null=True)

    objects = ClimateEventQuerySet.as_manager()

    class Meta:
        ordering = ["-began_at", "-pk"]
        verbose_name = _("climate event")
        verbose_name_plural = _("climate events")
        indexes = [
            models.Index(fields=["room", "began_at"], name="inventory_event_room"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["sensor", "kind", "began_at"], name="inventory_event_once"
            ),
            models.CheckConstraint(
                condition=Q(ended_at=None) | Q(ended_at__gte=F("began_at")),
                name="inventory_event_ends_after_it_began",
            ),
            models.CheckConstraint(
                condition=Q(kind="gap", missing__isnull=False)
                | Q(kind="excursion", temperature_min__isnull=False),
                name="inventory_event_says_what_is_known",
            ),
        ]

    def __str__(self):
        began = timezone.localtime(self.began_at)
        return f"{self.get_kind_display()} {self.room} {began:%Y-%m-%d %H:%M}"

    def get_absolute_url(self):
        return reverse("climate-event", args=[self.pk])

    def is_judged(self):
        """Whether an assessment of it is under way or in effect."""
        return self.assessments.filter(state__in=JUDGED).exists()

    def status(self):
        """Where the event stands."""
        said = [each for each in self.assessments.all() if each.state in STANDING]
        if said:
            signed = said[0].state == State.SIGNED
            return _("assessed") if signed else said[0].stage()
        if self.ended_at is None:
            return _("going on")
        if self.kind == self.Kind.GAP and not self.missing:
            return _("filled by late data")
        return _("to be assessed")

    status.short_description = _("status")

    @property
    def colour(self):
        states = {each.state for each in self.assessments.all()}
        if State.SIGNED in states or self.missing == 0:
            return "green"
        return "red" if self.ended_at is None else "yellow"

    def affected(self):
        """The batches that lay in the room then, with their quantities."""
        ended = self.ended_at or timezone.now()
        return batches_in(self.room, self.began_at, ended)

    def lasted(self, now=None):
        """How long it lasted, or has been lasting."""
        return (self.ended_at or now or timezone.now()) - self.began_at

    def minutes(self):
        return int(self.lasted().total_seconds() // 60)

    minutes.short_description = _("minutes")

    def extreme(self):
        """The value that lies farthest outside the range; of a gap, its interval."""
        if self.kind == self.Kind.GAP:
            every = _("interval too long: every %(minutes)s minutes")
            return every % {"minutes": self.step} if self.step else ""
        beyond = sorted(self._beyond(), key=lambda pair: pair[0], reverse=True)
        if beyond:
            return beyond[0][1]
        # The range has been changed since.
        said = (self.temperature_min, self.temperature_max)
        return "–".join(f"{value.normalize():f}" for value in said) + " °C"

    extreme.short_description = _("extreme")

    def _beyond(self):
        """How far each value lies outside the range, and the value in words."""
        room = self.room
        for value, low, high, unit in (
            (self.temperature_min, room.temp_min, None, "°C"),
            (self.temperature_max, None, room.temp_max, "°C"),
            (self.humidity_min, room.humidity_min, None, "%"),
            (self.humidity_max, None, room.humidity_max, "%"),
        ):
            if value is not None:
                by = low - value if low is not None else value - high
                if by > 0:
                    yield by, f"{value.normalize():f} {unit}"


class Alarm(models.Model):
    """A named person was told of an event, in the application and by mail if set."""

    event = models.ForeignKey(ClimateEvent, models.PROTECT, related_name="alarms")
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="climate_alarms"
    )
    at = models.DateTimeField(_("alarm given"), default=timezone.now)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["event", "person"], name="inventory_alarm_once"
            ),
        ]

    def __str__(self):
        return f"{self.person}: {self.event}"

    @classmethod
    def guards(cls):
        yield from append_only(cls)
