"""Who must sign a record, as what, and who did."""

from dataclasses import dataclass

from django.conf import settings
from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from qms.records.rules import Problem, Refused

from .trail import canonical, filled, sha256


@dataclass(frozen=True)
class Sign:
    """A place in the signature row of a sheet: whose, and what signing there means."""

    role: str
    meaning: str
    #: Fields of the record that are filled in when signing here, each required.
    fills: tuple = ()
    #: Fields that are filled in on each line when signing here.
    fills_lines: tuple = ()
    #: Papers that may be attached while the record waits for this place.
    papers: tuple = ()
    #: The method of the record by which signing here acts at once, not at the end.
    acts: str = ""
    #: What must hold besides when signing here.
    rules: tuple = ()
    #: Whoever signs here takes note of what is decided: nothing goes back from here.
    notes: bool = False
    #: The first signer may not sign here (independence of approval).
    apart: bool = False
    #: For somebody outside the company: the role that takes the signature down …
    witness: str = ""
    #: … and the field that names the person outside.
    named_in: str = ""

    @property
    def hand(self):
        """The role of the employee who acts at this place."""
        return self.witness or self.role


class SignatureQuerySet(models.QuerySet):
    def pending(self):
        return self.filter(signed_at=None)

    def given(self):
        return self.exclude(signed_at=None)

    def waiting_for(self, user):
        """Places whose turn has come and whose role a person holds, of all kinds."""
        earlier = Signature.objects.pending().filter(
            kind=models.OuterRef("kind"),
            object_id=models.OuterRef("object_id"),
            round=models.OuterRef("round"),
            place__lt=models.OuterRef("place"),
        )
        own = Q(apart_from=user.pk)
        turn = self.pending().filter(hand__in=user.roles).exclude(own)
        return turn.filter(~models.Exists(earlier))


class Signature(models.Model):
    """A place in the signature row of one record; signed once `signed_at` is set.

    Rows are kept for ever once signed: a trigger refuses to change or delete them.
    """

    class Verdict(models.TextChoices):
        AGREED = "agreed", _("agreed")
        REFUSED = "refused", _("refused")

    kind = models.ForeignKey(ContentType, models.PROTECT)
    object_id = models.PositiveBigIntegerField()
    record = GenericForeignKey("kind", "object_id")
    #: Each submission asks for signatures anew; earlier ones stay.
    round = models.PositiveSmallIntegerField()
    place = models.PositiveSmallIntegerField()
    role = models.CharField(_("role"), max_length=40)
    hand = models.CharField(max_length=40)
    apart_from = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    signer = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        verbose_name=_("signer"),
        related_name="signatures",
    )
    printed_name = models.CharField(_("printed name"), max_length=100, blank=True)
    verdict = models.CharField(max_length=10, choices=Verdict, blank=True)
    signed_at = models.DateTimeField(_("signed at"), null=True)
    opinion = models.TextField(_("opinion"), blank=True)
    digest = models.CharField(max_length=64, blank=True)

    objects = SignatureQuerySet.as_manager()

    class Meta:
        ordering = ["round", "place"]
        indexes = [
            models.Index(
                fields=["hand"],
                condition=Q(signed_at=None),
                name="records_signature_waiting",
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "object_id", "round", "place"],
                name="records_signature_one_for_each_place",
            ),
            models.CheckConstraint(
                condition=Q(signer=None)
                | Q(apart_from=None)
                | ~Q(signer=F("apart_from")),
                name="records_signature_not_of_ones_own_application",
            ),
            models.CheckConstraint(
                condition=Q(signed_at=None)
                | (~Q(printed_name="") & ~Q(digest="") & Q(signer__isnull=False)),
                name="records_signature_complete",
            ),
        ]

    def __str__(self):
        return f"{self.meaning}: {self.printed_name or '—'}"

    @property
    def sign(self):
        """The declaration of this place; None for a revision of a file."""
        signed_by = self.record.signed_by
        return signed_by[self.place] if self.place < len(signed_by) else None

    @property
    def meaning(self):
        return self.sign.meaning if self.sign else _("revision")

    def is_plain(self):
        """Whether signing here asks for nothing but the password."""
        sign = self.sign
        asks = sign and (sign.fills or sign.fills_lines or sign.papers or sign.witness)
        return bool(sign) and not asks

    def obstacles(self, by):
        """Why a person may not sign here."""
        if not by.has_role(self.hand):
            yield Problem(
                _("This is for the role %(role)s to sign."),
                {"role": by.role_label(self.hand)},
                rule="authority",
            )
        if self.apart_from_id == by.pk:
            yield Problem(
                _("Nobody approves what he or she applied for."), rule="independence"
            )

    def write(self, by, digest, opinion="", verdict=Verdict.AGREED, printed_name=""):
        """Sign, as a person who may, with the server's time."""
        if problems := list(self.obstacles(by)):
            raise Refused(problems)
        self.signer, self.opinion, self.digest, self.verdict = (
            by,
            opinion,
            digest,
            verdict,
        )
        self.printed_name = printed_name or by.printed_name
        self.signed_at = timezone.now()
        self.save()

    def seal(self):
        """The SHA-256 of the signature itself; the trail keeps it."""
        columns = self._meta.concrete_fields
        said = {f.attname: getattr(self, f.attname) for f in columns}
        return sha256(canonical(filled(said)))
