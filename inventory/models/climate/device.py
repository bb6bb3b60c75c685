"""Devices that report readings by themselves, each with a token of its own."""

import hashlib
import secrets

from django.conf import settings
from django.db import models, transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from qms.core.roles import QUALITY_STAFF, Role
from qms.records.models import Trail
from qms.records.rules import Problem, Refused
from qms.records.triggers import append_only, changed, columns

#: Who lets a device report, and stops it.
KEEPERS = (*QUALITY_STAFF, Role.SYSTEM_ADMIN)


def digest(token):
    """What is kept of a token: it is too long to be guessed from its hash."""
    return hashlib.sha256(token.encode()).hexdigest()


def demand(by, step, device=None):
    """Demand that a person may admit and stop devices; a refusal is trailed."""
    if by.has_role(*KEEPERS):
        return
    names = " / ".join(str(by.role_label(role)) for role in KEEPERS)
    sentence = _("This needs the role %(roles)s.")
    problem = Problem(sentence, {"roles": names}, rule="authority")
    Trail.objects.refuse(step, by, [problem], device)
    raise Refused([problem])


class DeviceManager(models.Manager):
    def admit(self, by, name):
        """Let a device report; return it with its token, to be shown once."""
        demand(by, "admit_device")
        token = secrets.token_urlsafe(32)
        with transaction.atomic():
            device = self.create(name=name, token=digest(token), admitted_by=by)
            Trail.objects.note(Trail.Act.RIGHTS, by, device, step="admit_device")
        return device, token

    def known_by(self, token):
        """The device that holds a token, also one that was stopped; else None."""
        return self.filter(token=digest(token)).first()


class Device(models.Model):
    """A gateway or logger on the network; its sensors name it."""

    name = models.CharField(_("device"), max_length=60, unique=True)
    token = models.CharField(max_length=64, unique=True)
    admitted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="+",
        verbose_name=_("admitted by"),
    )
    admitted_at = models.DateTimeField(_("admitted at"), default=timezone.now)
    revoked_at = models.DateTimeField(_("stopped at"), null=True)

    objects = DeviceManager()

    class Meta:
        ordering = ["name"]
        verbose_name = _("reporting device")
        verbose_name_plural = _("reporting devices")

    def __str__(self):
        return self.name

    def revoke(self, by, reason):
        """Let the device report no more; nothing makes its token good again."""
        demand(by, "revoke_device", self)
        with transaction.atomic():
            self.revoked_at = timezone.now()
            self.save(update_fields=["revoked_at"])
            Trail.objects.note(
                Trail.Act.RIGHTS, by, self, step="revoke_device", reason=reason
            )

    def get_absolute_url(self):
        if self.revoked_at is None:
            return reverse("climate-device-stop", args=[self.pk])
        return ""

    def status(self):
        return _("reports") if self.revoked_at is None else _("stopped")

    status.short_description = _("status")

    @property
    def colour(self):
        return "green" if self.revoked_at is None else "red"

    @classmethod
    def guards(cls):
        """A token is given once and stopped once."""
        content = changed(columns(cls, ["revoked_at"]))
        yield from append_only(cls, f"OLD.revoked_at IS NULL AND NOT {content}")
