"""Holds: what keeps a partner, product or batch from being traded."""

from django.conf import settings
from django.contrib.contenttypes.fields import GenericForeignKey, GenericRelation
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class HoldQuerySet(models.QuerySet):
    def standing(self):
        return self.filter(lifted_at=None)


class Hold(models.Model):
    """A stop laid by a record: suspension, stop-sale, veto. Quality lifts it."""

    kind = models.ForeignKey(ContentType, models.PROTECT)
    object_id = models.PositiveBigIntegerField()
    held = GenericForeignKey("kind", "object_id")
    reason = models.CharField(_("reason"), max_length=200)
    because = models.CharField(_("because of"), max_length=40)
    laid_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+"
    )
    laid_at = models.DateTimeField(default=timezone.now)
    lifted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    lifted_at = models.DateTimeField(null=True)
    lifted_because = models.CharField(max_length=40, blank=True)

    objects = HoldQuerySet.as_manager()

    class Meta:
        verbose_name = _("hold")
        indexes = [
            models.Index(
                fields=["kind", "object_id"],
                condition=models.Q(lifted_at=None),
                name="core_hold_standing",
            ),
        ]

    def __str__(self):
        return f"{self.held}: {self.reason}"

    def lift(self, by, because):
        self.lifted_by, self.lifted_because = by, because
        self.lifted_at = timezone.now()
        self.save()


class Holdable(models.Model):
    """Something that a hold can stop."""

    holds = GenericRelation(Hold, "object_id", "kind")

    class Meta:
        abstract = True

    def is_held(self):
        # Read through all(), so that a list may have prefetched the holds.
        return any(hold.lifted_at is None for hold in self.holds.all())

    def hold(self, by, reason, because=""):
        return Hold.objects.create(
            held=self, reason=reason, because=because, laid_by=by
        )
