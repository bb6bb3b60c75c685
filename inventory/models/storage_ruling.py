"""What quality made of a doubt (GSP 19(6), 74)."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from qms.core.models import Batch, Hold
from qms.records.models import Entry, State
from qms.records.rules import Problem, Refused

from .storage_inspection import StorageInspection


class StorageRuling(Entry):
    """A batch that was doubted is let go, or stays stopped; only quality says so."""

    entered_while = (State.SUBMITTED, State.SIGNED)

    class Decision(models.TextChoices):
        CLEARED = "cleared", _("conforms, the stop is lifted")
        CONDEMNED = "condemned", _("does not conform, it stays stopped")

    record = models.ForeignKey(
        StorageInspection, models.PROTECT, related_name="rulings"
    )
    doubted = models.ForeignKey(
        Batch, models.PROTECT, related_name="+", verbose_name=_("batch in doubt")
    )
    decision = models.CharField(_("ruling"), max_length=10, choices=Decision)
    reason = models.TextField(_("grounds of the ruling"))
    ruled_at = models.DateTimeField(_("ruled at"), default=timezone.now, editable=False)
    ruled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        editable=False,
        related_name="+",
        verbose_name=_("ruled by"),
    )

    offers = {"doubted": lambda sheet: sheet.stopped_batches()}

    class Meta(Entry.Meta):
        verbose_name = _("ruling on a doubt")
        verbose_name_plural = _("rulings on doubts")

    def __str__(self):
        return f"{self.doubted}: {self.get_decision_display()}"

    @classmethod
    def is_awaited(cls, record):
        """Whether the sheet still stops a batch."""
        return record.stopped_batches().exists()

    def save(self, *args, by, **kwargs):
        self.ruled_by = by
        holds = Hold.objects.laid_by_record(self.record).of(Batch).standing()
        holds = list(holds.filter(object_id=self.doubted_id))
        if not holds:
            sentence = _("This sheet does not stop %(batch)s.")
            said = {"batch": self.doubted}
            raise Refused([Problem(sentence, said, field="doubted")])
        super().save(*args, by=by, **kwargs)
        if self.decision == self.Decision.CLEARED:
            for hold in holds:
                hold.lift(by, self.record)
