"""Companies: what suppliers, customers and the company itself have in common."""

from django.db import models
from django.db.models import Q, prefetch_related_objects
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from qms.core.catalogue import Scope
from qms.core.fields import CreditCodeField
from qms.core.search import search_text
from qms.records.models import File, Line, State


class Status(models.TextChoices):
    """What a partner's papers and approvals amount to on a day."""

    PENDING = "pending", _("pending")
    QUALIFIED = "qualified", _("qualified")
    SUSPENDED = "suspended", _("suspended")
    ENDED = "ended", _("ended")


class Enterprise(File):
    """A company with a unified social credit code; its file lives on."""

    name = models.CharField(_("name"), max_length=120)
    uscc = CreditCodeField(
        _("unified social credit code"),
        max_length=18,
        blank=True,
    )
    address = models.CharField(_("address"), max_length=200)
    phone = models.CharField(_("telephone"), max_length=40)
    contact_person = models.CharField(_("contact person"), max_length=60)
    #: What a lookup searches besides the name: the pinyin initials, both scripts.
    search_key = models.TextField(blank=True, editable=False)

    #: The relations that its status follows from.
    decisive = ("holds",)

    class Meta(File.Meta):
        abstract = True
        constraints = [
            *File.Meta.constraints,
            models.UniqueConstraint(
                fields=["uscc"],
                condition=~Q(uscc="") & ~Q(state__in=("void", "rejected")),
                name="%(app_label)s_%(class)s_uscc_once",
                violation_error_message=_("This credit code has a file already."),
            ),
        ]

    def __str__(self):
        return self.name

    def at_hand(self):
        """This file with all that its status follows from, read but once."""
        prefetch_related_objects([self], *self.decisive)
        return self

    def is_closed(self):
        """Whether its file was struck out or refused."""
        return self.state in (State.VOID, State.REJECTED)

    def is_approved_on(self, day):
        """Whether it was approved by a day, and its file is in effect."""
        since = self.approved_on
        return self.state == State.SIGNED and since is not None and since <= day

    def is_admitted_on(self, day):
        """Whether the company has decided to deal with it."""
        return self.is_approved_on(day)

    def has_lapsed_on(self, day):
        """Whether a paper that it needs is not valid on a day; each kind says which."""
        raise NotImplementedError

    def status_on(self, day):
        """The status that follows from approval, papers and holds; nobody sets it."""
        if self.is_closed():
            return Status.ENDED
        if self.is_held():
            return Status.SUSPENDED
        if not self.is_admitted_on(day):
            return Status.PENDING
        return Status.SUSPENDED if self.has_lapsed_on(day) else Status.QUALIFIED

    def status(self):
        return self.status_on(timezone.localdate()).label

    status.short_description = _("status (pending/qualified/suspended/ended)")

    def save(self, *args, **kwargs):
        self.search_key = search_text(self.name, self.uscc)
        super().save(*args, **kwargs)


class CertificateQuerySet(models.QuerySet):
    def expiring(self, day):
        return self.filter(valid_until__isnull=False, valid_until__lte=day)


class Certificate(Line):
    """A licence, filing or permit of an enterprise, with its scope and term."""

    number = models.CharField(_("certificate number"), max_length=80, blank=True)
    scope = models.TextField(_("scope (catalogue codes)"), blank=True)
    issuer = models.CharField(_("issued by"), max_length=120, blank=True)
    valid_from = models.DateField(_("valid from"), null=True, blank=True)
    valid_until = models.DateField(
        _("valid until"), null=True, blank=True, help_text=_("Empty: long-term.")
    )

    class Meta(Line.Meta):
        abstract = True

    def __str__(self):
        return f"{self.get_kind_display()} {self.number}"

    def is_valid_on(self, day):
        begun = self.valid_from is None or self.valid_from <= day
        return begun and (self.valid_until is None or day <= self.valid_until)

    def covers(self, product):
        """Whether its scope names the product's codes, by either catalogue."""
        return Scope.parse(self.scope).covers(*product.codes())

    def days_left(self):
        """Days until the certificate lapses; negative once it has."""
        return self.valid_until and (self.valid_until - timezone.localdate()).days

    days_left.short_description = _("days left")
