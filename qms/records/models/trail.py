"""The trail: one entry for each act, sealed in blocks into a chain of hashes."""

import hashlib
import json

from django.conf import settings
from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


def canonical(value):
    """The one JSON text of a value, as digests are taken of it."""
    return json.dumps(
        value,
        cls=DjangoJSONEncoder,
        sort_keys=True,
        ensure_ascii=False,
        separators=(",", ":"),
    )


def filled(values):
    """Of some values those that say something, for digests.

    A column that comes with an upgrade is empty in old rows, and so changes no
    digest of what was signed before it.
    """
    return {n: v for n, v in values.items() if v not in (None, "") and v is not False}


def sha256(text):
    return hashlib.sha256(text.encode()).hexdigest()


class Block(models.Model):
    """A run of trail entries, sealed with the hash of the block before."""

    previous = models.OneToOneField("self", models.PROTECT, null=True)
    sealed_at = models.DateTimeField(default=timezone.now)
    hash = models.CharField(max_length=64)

    def __str__(self):
        return f"{self.pk}: {self.hash[:12]}"

    def expected_hash(self, entries):
        """The hash that this block has if none of its entries was altered."""
        before = self.previous.hash if self.previous else ""
        return sha256("\n".join([before, *(entry.text() for entry in entries)]))


class TrailManager(models.Manager):
    def note(self, act, by=None, record=None, **details):
        """Enter an act in the trail; seal it as soon as the transaction is over."""
        entry = self.model(act=act, actor=by, details=details)
        entry.actor_name = by.printed_name if by else ""
        if record is not None:
            entry.kind = ContentType.objects.get_for_model(record)
            entry.object_id, entry.label = record.pk, str(record)[:200]
            if hasattr(record, "digest"):
                entry.digest = record.digest()
        entry.save(force_insert=True)
        transaction.on_commit(self.seal, robust=True)
        return entry

    def refuse(self, step, by, problems, record=None, **details):
        """Enter an act that was refused, with the rules that stopped it."""
        said = [
            {"rule": p.rule, "clause": p.clause, "sentence": str(p)} for p in problems
        ]
        act = self.model.Act.REFUSED
        return self.note(act, by, record, step=step, problems=said, **details)

    @transaction.atomic
    def seal(self):
        """Gather the entries that are not sealed yet into a new block.

        Writers do not queue behind the head of the chain: an entry is written
        without it, and whoever comes first seals for all. The first block is locked,
        so that a block follows one block only. Not the last: who has waited for its
        lock would not see which block has become the last in the meantime.
        """
        Block.objects.select_for_update().earliest("pk")
        head = Block.objects.latest("pk")
        entries = list(self.filter(block=None).order_by("pk")[:1000])
        if not entries:
            return
        block = Block(previous=head)
        block.hash = block.expected_hash(entries)
        block.save(force_insert=True)
        self.filter(pk__in=[entry.pk for entry in entries]).update(block=block)


class Trail(models.Model):
    """One act: who did what, to which record, when."""

    class Act(models.TextChoices):
        CREATED = "created", _("created")
        CHANGED = "changed", _("changed")
        DISCARDED = "discarded", _("discarded")
        SUBMITTED = "submitted", _("submitted")
        SIGNED = "signed", _("signed")
        TOOK_EFFECT = "took_effect", _("took effect")
        SENT_BACK = "sent_back", _("sent back")
        REJECTED = "rejected", _("rejected")
        VOIDED = "voided", _("voided")
        AMENDED = "amended", _("amended")
        REVISED = "revised", _("revised")
        ATTACHED = "attached", _("attached")
        DETACHED = "detached", _("detached")
        PRINTED = "printed", _("printed")
        EXPORTED = "exported", _("exported")
        IMPORTED = "imported", _("imported")
        UNDONE = "undone", _("import undone")
        VIEWED = "viewed", _("viewed")
        SIGNED_IN = "signed_in", _("signed in")
        REFUSED = "refused", _("refused")
        RIGHTS = "rights", _("rights changed")
        VERIFIED = "verified", _("verified")
        HELD = "held", _("held")
        LIFTED = "lifted", _("hold lifted")

    at = models.DateTimeField(_("time"), default=timezone.now)
    act = models.CharField(_("act"), max_length=20, choices=Act)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        verbose_name=_("person"),
        related_name="+",
    )
    actor_name = models.CharField(_("person"), max_length=100, blank=True)
    kind = models.ForeignKey(
        ContentType, models.PROTECT, null=True, verbose_name=_("kind")
    )
    object_id = models.PositiveBigIntegerField(null=True)
    record = GenericForeignKey("kind", "object_id")
    label = models.CharField(_("record"), max_length=200, blank=True)
    digest = models.CharField(max_length=64, blank=True)
    details = models.JSONField(_("details"), default=dict, encoder=DjangoJSONEncoder)
    block = models.ForeignKey(Block, models.PROTECT, null=True, editable=False)

    objects = TrailManager()

    class Meta:
        ordering = ["-pk"]
        verbose_name = _("trail")
        verbose_name_plural = _("trail")
        indexes = [
            models.Index(fields=["kind", "object_id"], name="records_trail_record"),
            models.Index(fields=["at"], name="records_trail_at"),
            models.Index(
                fields=["id"],
                condition=models.Q(block=None),
                name="records_trail_unsealed",
            ),
        ]

    def __str__(self):
        return f"{self.get_act_display()} {self.label}"

    def text(self):
        """What the block's hash covers of this entry."""
        columns = [f for f in self._meta.concrete_fields if f.name != "block"]
        return canonical(filled({f.attname: getattr(self, f.attname) for f in columns}))
