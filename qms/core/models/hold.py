"""Holds: what keeps a partner, product, batch or piece of equipment from its use."""

from django.conf import settings
from django.contrib.contenttypes.fields import GenericForeignKey, GenericRelation
from django.contrib.contenttypes.models import ContentType
from django.db import models, transaction
from django.db.models import Q, prefetch_related_objects
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from qms.core.roles import QUALITY_STAFF, Role
from qms.records.models import Trail
from qms.records.models.trail import canonical, filled, sha256
from qms.records.rules import Problem, Refused
from qms.records.sheets import plain
from qms.records.triggers import Guard, append_only, changed

#: The columns that lifting a hold fills in.
LIFTING = ("lifted_by_id", "lifted_at", "lifted_kind_id", "lifted_object_id")


class HoldQuerySet(models.QuerySet):
    def standing(self, or_lifted_by=None):
        """Those that stand, or that stood until a record lifted them."""
        standing = self.filter(lifted_at=None)
        if or_lifted_by:
            standing |= self.lifted_by_record(or_lifted_by)
        return standing

    def of(self, model):
        """The holds on a kind of thing."""
        return self.filter(kind=ContentType.objects.get_for_model(model))

    def about(self, batches):
        """The holds on some batches and on their products."""
        batches = list(batches)
        own = {batch.pk for batch in batches}
        of_products = {batch.product_id for batch in batches}
        return self._on("batch", own) | self._on("product", of_products)

    def _on(self, model, keys):
        kind = ContentType.objects.get_by_natural_key("core", model)
        return self.filter(kind=kind, object_id__in=keys)

    def laid_by_record(self, record):
        """The holds that a record laid, or a version of it that it corrects."""
        kind, versions = _versions(record)
        return self.filter(because_kind=kind, because_object_id__in=versions)

    def lifted_by_record(self, record):
        """The holds that a record lifted, or a version of it that it corrects."""
        kind, versions = _versions(record)
        return self.filter(lifted_kind=kind, lifted_object_id__in=versions)


def _versions(record):
    kind = ContentType.objects.get_for_model(record)
    return kind, [version.pk for version in record.versions()]


class Hold(models.Model):
    """A stop laid by a record: suspension, stop-sale, veto, recall, doubt.

    Only quality lifts it (GSP 18, 19(6)); a trigger refuses everybody else.
    """

    kind = models.ForeignKey(ContentType, models.PROTECT, related_name="+")
    object_id = models.PositiveBigIntegerField()
    held = GenericForeignKey("kind", "object_id")
    #: What is held and the number of the record that holds it, as they were called.
    thing = models.CharField(_("what is held"), max_length=200)
    number = models.CharField(_("held by the record"), max_length=24)
    reason = models.CharField(_("reason"), max_length=200)
    because_kind = models.ForeignKey(ContentType, models.PROTECT, related_name="+")
    because_object_id = models.PositiveBigIntegerField()
    #: The record that laid it.
    because = GenericForeignKey("because_kind", "because_object_id")
    laid_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+"
    )
    laid_at = models.DateTimeField(_("held since"), default=timezone.now)
    #: Who may lift it besides the head of quality: any quality staff, or nobody.
    lifted_by_staff = models.BooleanField(default=False)
    lifted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    lifted_at = models.DateTimeField(_("lifted at"), null=True)
    lifted_kind = models.ForeignKey(
        ContentType, models.PROTECT, null=True, related_name="+"
    )
    lifted_object_id = models.PositiveBigIntegerField(null=True)
    #: The record that lifted it.
    lifted_because = GenericForeignKey("lifted_kind", "lifted_object_id")

    objects = HoldQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        verbose_name = _("hold")
        verbose_name_plural = _("holds")
        indexes = [
            models.Index(
                fields=["kind", "object_id"],
                condition=Q(lifted_at=None),
                name="core_hold_standing",
            ),
            models.Index(
                fields=["because_kind", "because_object_id"],
                name="core_hold_because",
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(
                    lifted_at=None,
                    lifted_by=None,
                    lifted_kind=None,
                    lifted_object_id=None,
                )
                | Q(
                    lifted_at__isnull=False,
                    lifted_by__isnull=False,
                    lifted_kind__isnull=False,
                    lifted_object_id__isnull=False,
                ),
                name="core_hold_lifted_by_somebody_for_a_reason",
            ),
        ]

    def __str__(self):
        return f"{self.held}: {self.reason}"

    def get_absolute_url(self):
        """The record that laid it."""
        kind = ContentType.objects.get_for_id(self.because_kind_id)
        page = f"{kind.app_label}:{kind.model}-detail"
        return reverse(page, args=[self.because_object_id])

    def what(self):
        """What kind of thing is held."""
        kind = ContentType.objects.get_for_id(self.kind_id)
        return kind.model_class()._meta.verbose_name

    what.short_description = _("kind")

    @property
    def lifters(self):
        return QUALITY_STAFF if self.lifted_by_staff else (Role.QUALITY_HEAD,)

    def may_be_lifted_by(self, person):
        return person.has_role(*self.lifters)

    def who_may_lift(self):
        return " / ".join(str(Role(role).label) for role in self.lifters)

    who_may_lift.short_description = _("who may lift it")

    @transaction.atomic
    def lift(self, by, because):
        """Let the thing go, for a record that says why. Raises Refused."""
        if not self.may_be_lifted_by(by):
            sentence = _("Only quality lifts what stops %(thing)s.")
            problem = Problem(sentence, {"thing": self.held}, rule="authority")
            raise Refused([problem])
        self.refresh_from_db(from_queryset=Hold.objects.select_for_update())
        if self.lifted_at:
            sentence = _("%(thing)s has been let go meanwhile.")
            raise Refused([Problem(sentence, {"thing": self.held}, rule="state")])
        self.lifted_by, self.lifted_because = by, because
        self.lifted_at = timezone.now()
        self.save()
        self._note(Trail.Act.LIFTED, by, because)

    def _note(self, act, by, because):
        said = {"held": str(self.held), "reason": self.reason, "hold": self.pk}
        Trail.objects.note(act, by, because, **said, sha256=self.seal())

    def seal(self):
        """The SHA-256 of the row; the trail keeps it."""
        columns = self._meta.concrete_fields
        said = {f.attname: getattr(self, f.attname) for f in columns}
        return sha256(canonical(filled(said)))

    @classmethod
    def guards(cls):
        """A hold is laid unlifted, lifted once, by quality, and never goes away."""
        table = cls._meta.db_table
        others = [c.column for c in cls._meta.concrete_fields]
        others = [column for column in others if column not in LIFTING]
        once = f"OLD.lifted_at IS NULL AND NOT {changed(others)}"
        yield from append_only(cls, unless_update=once)
        sentence = "only quality lifts a hold"
        yield Guard(table, "INSERT", "NEW.lifted_at IS NOT NULL", sentence)
        staff = "(a.role = 'quality_officer' AND OLD.lifted_by_staff)"
        appointed = (
            'EXISTS (SELECT 1 FROM "core_appointment" a WHERE a.until IS NULL '
            "AND a.user_id = NEW.lifted_by_id "
            f"AND (a.role = 'quality_head' OR {staff}))"
        )
        when = f"NEW.lifted_at IS NOT NULL AND NOT {appointed}"
        yield Guard(table, "UPDATE", when, sentence, "_lifted")

    @classmethod
    def verify(cls):
        """Yield a sentence for each hold that the trail tells otherwise."""
        acts = Trail.objects.filter(act__in=(Trail.Act.HELD, Trail.Act.LIFTED))
        told = acts.order_by("pk").values_list("details__hold", "details__sha256")
        told = dict(told)
        for hold in cls.objects.iterator():
            if told.pop(hold.pk, None) != hold.seal():
                yield _("The hold %(id)s on %(thing)s was altered.") % {
                    "id": hold.pk,
                    "thing": hold.held,
                }
        for pk in told:
            yield _("The hold %s is gone.") % pk


class Holdable(models.Model):
    """Something that a hold can stop."""

    holds = GenericRelation(Hold, "object_id", "kind")

    class Meta:
        abstract = True

    def notices(self):
        """What its page says of the holds that stand; all else there shares them."""
        prefetch_related_objects([self], "holds")
        sentence = _("Stopped since %(since)s by %(record)s: %(reason)s")
        for hold in self.holds.all():
            if hold.lifted_at is None:
                said = {"since": plain(hold.laid_at), "record": hold.number}
                said["reason"] = hold.reason
                yield sentence % said, hold.get_absolute_url()

    def is_held(self):
        # Read through all(), so that a list may have prefetched the holds.
        return any(hold.lifted_at is None for hold in self.holds.all())

    @transaction.atomic
    def hold(self, by, reason, because, lifted_by_staff=False):
        """Stop it at once, for a record that says why."""
        self.lock_stock()
        laid = Hold.objects.create(
            held=self,
            thing=str(self)[:200],
            number=because.number,
            reason=str(reason)[:200],
            because=because,
            laid_by=by,
            lifted_by_staff=lifted_by_staff,
        )
        laid._note(Trail.Act.HELD, by, because)
        return laid

    def lock_stock(self):
        """Wait for whoever is moving it: what leaves after a hold meets the hold."""


def lift_holds_of(record, by, because=None):
    """Lift whatever a record still holds, for itself or for another record."""
    for hold in Hold.objects.laid_by_record(record).standing().order_by("pk"):
        hold.lift(by, because or record)
