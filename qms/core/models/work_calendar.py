"""The public holidays of a year, as the State Council announces them."""

import datetime as dt

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from qms.core import rules
from qms.core.roles import QUALITY_STAFF, Role
from qms.records import retention
from qms.records.models import File, Line, Series, Sign


class WorkCalendar(File):
    """The days of a year on which offices work otherwise than Monday to Friday.

    Where a year has no calendar in effect, its weekends alone count as free: terms in
    working days are then told too late rather than too early.
    """

    year = models.PositiveSmallIntegerField(_("year"))
    notice = models.CharField(_("notice that announces the holidays"), max_length=120)

    form_no = "QR-QM-22-1"
    series = Series("GZR", period="")
    signed_by = (
        Sign(Role.QUALITY_OFFICER, _("registration")),
        Sign(Role.QUALITY_HEAD, _("confirmation")),
    )
    revised_by = QUALITY_STAFF
    rules = (rules.one_calendar_for_a_year, rules.days_lie_in_the_year)
    kept = retention.r5

    class Meta(File.Meta):
        verbose_name = _("calendar of working days")
        verbose_name_plural = _("calendars of working days")
        constraints = [
            *File.Meta.constraints,
            models.UniqueConstraint(
                fields=["year"],
                condition=Q(state="signed"),
                name="core_workcalendar_one_for_a_year",
            ),
        ]

    def __str__(self):
        return f"{self._meta.verbose_name} {self.year or ''}".strip()


class SpecialDays(Line):
    """A run of days that are free, or worked although they are a weekend's."""

    class Kind(models.TextChoices):
        FREE = "free", _("holiday")
        WORKED = "worked", _("worked weekend")

    record = models.ForeignKey(WorkCalendar, models.CASCADE, related_name="days")
    kind = models.CharField(
        _("kind of day"), max_length=6, choices=Kind, default=Kind.FREE
    )
    name = models.CharField(_("name of the holiday"), max_length=30, blank=True)
    first = models.DateField(_("first day"))
    last = models.DateField(_("last day"))

    class Meta(Line.Meta):
        verbose_name = _("holidays and worked weekends")
        verbose_name_plural = _("holidays and worked weekends")
        constraints = [
            models.CheckConstraint(
                condition=Q(first__lte=F("last")),
                name="core_specialdays_in_order",
                violation_error_message=_("The last day lies before the first."),
            ),
        ]

    def __str__(self):
        return f"{self.name or self.get_kind_display()} {self.first}"

    def each(self):
        """Every day of the run."""
        length = (self.last - self.first).days
        return [self.first + dt.timedelta(days=n) for n in range(length + 1)]


class WorkingDays:
    """Which days offices work on: Monday to Friday, and what the calendars say."""

    def __init__(self):
        self.years, self.special = set(), {}
        for calendar in WorkCalendar.objects.in_effect().prefetch_related("days"):
            self.years.add(calendar.year)
            for run in calendar.days.all():
                self.special |= dict.fromkeys(run.each(), run.kind)

    def is_working(self, day):
        kind = self.special.get(day)
        return day.weekday() < 5 if kind is None else kind == SpecialDays.Kind.WORKED

    def before(self, day, number):
        """The day that is some working days before another."""
        while number:
            day -= dt.timedelta(days=1)
            number -= self.is_working(day)
        return day

    def unknown(self, first, last):
        """The years of a span whose holidays are not on file."""
        return [y for y in range(first.year, last.year + 1) if y not in self.years]
