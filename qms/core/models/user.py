"""People and the roles they hold."""

from django.conf import settings
from django.contrib.auth.models import AbstractUser, UserManager
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from qms.core.roles import Role
from qms.records.models import Trail, Trailed, TrailedQuerySet


class User(AbstractUser):
    """One account for one person; never shared, never given to another."""

    full_name = models.CharField(_("full name"), max_length=60)
    job_title = models.CharField(_("post"), max_length=60, blank=True)
    language = models.CharField(
        _("language"), max_length=10, choices=settings.LANGUAGES, blank=True
    )
    must_change_password = models.BooleanField(
        _("must change the password"), default=True
    )
    first_name = last_name = None

    objects = UserManager()
    REQUIRED_FIELDS = ["full_name"]

    class Meta:
        ordering = ["username"]
        verbose_name = _("user")
        verbose_name_plural = _("users")

    def __str__(self):
        return self.full_name or self.username

    @property
    def printed_name(self):
        return self.full_name or self.username

    @cached_property
    def roles(self):
        """The roles held today."""
        return frozenset(self.appointments.current().values_list("role", flat=True))

    def has_role(self, *roles):
        return self.is_active and not self.roles.isdisjoint(roles)

    @property
    def is_inspector(self):
        return Role.INSPECTOR in self.roles

    @staticmethod
    def role_label(role):
        return Role(role).label

    def role_labels(self):
        return [label for value, label in Role.choices if value in self.roles]

    def appoint(self, roles, by, reason=""):
        """Give a person just these roles; each change is kept and trailed."""
        held, wanted = self.roles, frozenset(roles)
        for role in sorted(wanted - held):
            Appointment.objects.create(by=by, reason=reason, user=self, role=role)
        for appointment in self.appointments.current().filter(role__in=held - wanted):
            appointment.until = timezone.now()
            appointment.save(by=by, reason=reason)
        self.__dict__.pop("roles", None)
        if held != wanted:
            Trail.objects.note(
                Trail.Act.RIGHTS,
                by,
                user=self.username,
                given=sorted(wanted - held),
                taken=sorted(held - wanted),
                reason=reason,
            )


class AppointmentQuerySet(TrailedQuerySet):
    def current(self):
        return self.filter(until=None)


class Appointment(Trailed):
    """A role held by a person, from a time and until another."""

    user = models.ForeignKey(User, models.PROTECT, related_name="appointments")
    role = models.CharField(_("role"), max_length=40, choices=Role)
    since = models.DateTimeField(_("since"), default=timezone.now, editable=False)
    until = models.DateTimeField(_("until"), null=True, editable=False)

    objects = AppointmentQuerySet.as_manager()

    class Meta:
        ordering = ["since"]
        verbose_name = _("appointment")
        constraints = [
            models.UniqueConstraint(
                fields=["user", "role"],
                condition=Q(until=None),
                name="core_appointment_held_once",
            ),
        ]

    def __str__(self):
        return f"{self.user}: {self.get_role_display()}"
