"""People, the roles they hold and who may change what they hold."""

from contextlib import contextmanager
from itertools import groupby

from django.conf import settings
from django.contrib.auth.models import AbstractUser, UserManager
from django.db import models, transaction
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.crypto import get_random_string
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from qms.core.roles import Role
from qms.records.models import Trail, Trailed, TrailedQuerySet
from qms.records.rules import Problem, Refused
from qms.records.triggers import stays

#: For first passwords: no letters or digits that are taken for one another.
LEGIBLE = "abcdefghjkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789"


def unfit(roles):
    """Why nobody may hold these roles, or hold them together."""
    if Role.COUNTERPARTY in roles:
        yield _("A counterparty signs outside and has no account.")
    if Role.INSPECTOR in roles and len(roles) > 1:
        yield _("A licence inspector holds no other role.")


class People(UserManager):
    """Accounts are opened by an administrator, the first from the command line."""

    use_in_migrations = False

    def engage(self, by, roles, reason="", **values):
        """Open an account; return it with its first password, to be shown once."""
        user, password = self.model(**values), get_random_string(12, LEGIBLE)
        user.set_password(password)
        wanted = frozenset(roles)
        with user.change_of_rights(by, "engage", reason) as details:
            user._demand(by, wanted, user.is_active)
            user.save()
            details.update(user._appoint(wanted, by, reason))
        return user, password

    def create_superuser(self, username, password=None, **values):
        """Open the first administrator's account (manage.py createsuperuser)."""
        values["must_change_password"] = False
        user = self.create_user(username, password=password, **values)
        user.appoint({Role.SYSTEM_ADMIN}, by=None, reason="createsuperuser")
        return user


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

    #: What a lookup finds a person by.
    looked_up_by = ("full_name", "username")

    objects = People()
    REQUIRED_FIELDS = ["full_name"]

    class Meta:
        ordering = ["username"]
        verbose_name = _("user")
        verbose_name_plural = _("users")
        constraints = [
            models.UniqueConstraint(
                Lower("username"),
                name="core_user_username_once",
                violation_error_message=_("There is an account of this name already."),
            ),
        ]

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
        """Whether any of the roles is held; whoever works here is "any employee"."""
        held = self.roles
        if held - {Role.INSPECTOR}:
            held |= {Role.ANY_EMPLOYEE}
        return self.is_active and not held.isdisjoint(roles)

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
        wanted = frozenset(roles)
        if wanted == self.roles:
            return
        with self.change_of_rights(by, "appoint", reason) as details:
            self._demand(by, wanted, self.is_active)
            details.update(self._appoint(wanted, by, reason))

    def describe(self, by, reason, **values):
        """Correct what is said of a person; what was said before is kept."""
        said = {name: getattr(self, name) for name in values}
        if said == values:
            return
        with transaction.atomic():
            for name, value in values.items():
                setattr(self, name, value)
            self.save(update_fields=list(values))
            changed = {n: [said[n], v] for n, v in values.items() if said[n] != v}
            Trail.objects.note(
                Trail.Act.CHANGED, by, self, changed=changed, reason=reason
            )

    def deactivate(self, by, reason):
        """Close the account the day its holder leaves; nobody else ever gets it."""
        self._let_in(False, "deactivate", by, reason)

    def reactivate(self, by, reason):
        """Open the account again to the person whose it was."""
        self._let_in(True, "reactivate", by, reason)

    def reset_password(self, by, reason):
        """Set a new first password and return it, to be shown once."""
        password = get_random_string(12, LEGIBLE)
        with self.change_of_rights(by, "reset_password", reason):
            self._demand(by, self.roles, self.is_active)
            self.must_change_password = True
            self.set_password(password)
            self.save(update_fields=["password", "must_change_password"])
        return password

    def choose_password(self, password):
        """Take a password of one's own, other than the one before (21 CFR 11.300)."""
        if self.check_password(password):
            sentence = _("This is the password you have now; choose another.")
            raise Refused([Problem(sentence, field="new_password2")])
        with transaction.atomic():
            self.must_change_password = False
            self.set_password(password)
            self.save(update_fields=["password", "must_change_password"])
            Trail.objects.note(Trail.Act.CHANGED, self, self, step="choose_password")

    @classmethod
    def guards(cls):
        yield stays(cls)

    def delete(self, *args, **kwargs):
        raise TypeError("An account is closed; nobody else ever gets it.")

    def career(self):
        """The versions of each appointment, the latest appointment first."""
        versions = Appointment.history.filter(user=self).select_related("history_user")
        ordered = versions.order_by("-since", "id", "history_id")
        return [list(group) for _id, group in groupby(ordered, key=lambda v: v.id)]

    @contextmanager
    def change_of_rights(self, by, step, reason=""):
        """One transaction, entered in the trail; what refuses it is entered too.

        Changes queue up, so that no two of them take the last administrator.
        """
        details = {"user": self.username, "reason": reason}
        try:
            with transaction.atomic():
                everybody = User.objects.select_for_update(no_key=True).order_by("pk")
                list(everybody.values_list("pk"))
                yield details
                Trail.objects.note(Trail.Act.RIGHTS, by, self, step=step, **details)
        except Refused as refusal:
            known = self if self.pk else None
            Trail.objects.refuse(step, by, refusal.problems, known, **details)
            raise

    def _demand(self, by, roles, is_active):
        if problems := list(self._obstacles(by, roles, is_active)):
            raise Refused(problems)

    def _obstacles(self, by, roles, is_active):
        """Why a person may not give this one these rights."""
        if by == self:
            sentence = _("Nobody changes his or her own rights.")
            yield Problem(sentence, rule="independence", clause="GSP 51(2)")
        remains = is_active and Role.SYSTEM_ADMIN in roles
        if not remains and self._is_last_administrator():
            sentence = _("Somebody must remain who administers the accounts.")
            yield Problem(sentence, rule="last_administrator", clause="GSP 51(2)")
        for sentence in unfit(roles):
            yield Problem(sentence, field="roles", rule="roles", clause="INSP 5.51")

    def _is_last_administrator(self):
        holders = Appointment.objects.current().filter(
            role=Role.SYSTEM_ADMIN, user__is_active=True
        )
        return list(holders.values_list("user", flat=True)) == [self.pk]

    def _appoint(self, wanted, by, reason):
        held = frozenset(self.appointments.current().values_list("role", flat=True))
        for role in sorted(wanted - held):
            Appointment.objects.create(by=by, reason=reason, user=self, role=role)
        for appointment in self.appointments.current().filter(role__in=held - wanted):
            appointment.until = timezone.now()
            appointment.save(by=by, reason=reason)
        self.__dict__.pop("roles", None)
        return {"given": sorted(wanted - held), "taken": sorted(held - wanted)}

    def _let_in(self, is_active, step, by, reason):
        with self.change_of_rights(by, step, reason):
            self._demand(by, self.roles, is_active)
            self.is_active = is_active
            self.save(update_fields=["is_active"])


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
            models.CheckConstraint(
                condition=~Q(role=Role.COUNTERPARTY),
                name="core_appointment_not_of_a_counterparty",
            ),
        ]

    def __str__(self):
        return f"{self.user}: {self.get_role_display()}"
