"""How a party did in a period, counted from the records in effect (GSP 103)."""

from decimal import Decimal

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from inventory.models import InspectionLine, NonconformingRecord
from qms.core.models import Batch

from .recall import Recall


class Performance(models.Model):
    """The figures of an evaluation; what is counted is None without a period."""

    period_from = models.DateField(_("period from"), null=True, blank=True)
    period_to = models.DateField(_("period to"), null=True, blank=True)
    deliveries = models.PositiveIntegerField(
        _("lots that arrived"), null=True, editable=False
    )
    acceptance_rate = models.DecimalField(
        _("rate of acceptance (%)"),
        max_digits=5,
        decimal_places=2,
        null=True,
        editable=False,
    )
    ontime_rate = models.DecimalField(
        _("rate of deliveries on time (%)"),
        max_digits=5,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[MinValueValidator(Decimal(0)), MaxValueValidator(Decimal(100))],
    )
    complaints = models.PositiveIntegerField(
        _("complaints/problems of quality"), null=True, editable=False
    )
    recalls = models.PositiveIntegerField(
        _("adverse events/recalls"), null=True, editable=False
    )

    copies = {
        "deliveries": "count_deliveries",
        "acceptance_rate": "rate_of_acceptance",
        "complaints": "count_complaints",
        "recalls": "count_recalls",
    }

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                condition=models.Q(ontime_rate__range=(0, 100)),
                name="%(app_label)s_%(class)s_on_time_is_a_rate",
            ),
        ]

    def has_period(self):
        return bool(self.period_from and self.period_to)

    def _of_the_period(self, rows, path=""):
        return rows.filter(
            **{
                f"{path}made_on__gte": self.period_from,
                f"{path}made_on__lte": self.period_to,
            }
        )

    def _inspected(self):
        """The lots of this supplier that were inspected in the period."""
        lots = InspectionLine.objects.filter(
            record__state="signed", record__receipt__supplier=self.party
        )
        return self._of_the_period(lots, "record__")

    def count_deliveries(self):
        return self._inspected().count() if self.has_period() else None

    def rate_of_acceptance(self):
        """How many of a hundred lots had nothing rejected; None where none came."""
        if not (self.has_period() and (came := self._inspected().count())):
            return None
        sound = self._inspected().filter(rejected_qty=0).count()
        return round(100 * Decimal(sound) / came, 2)

    def count_complaints(self):
        """The reports of nonconforming goods that name it."""
        if not self.has_period():
            return None
        reports = NonconformingRecord.objects.in_effect().filter(supplier=self.party)
        return self._of_the_period(reports).count()

    def count_recalls(self):
        """The recalls of batches that came from it; drills apart."""
        if not self.has_period():
            return None
        came = InspectionLine.objects.filter(
            record__state="signed",
            record__receipt__supplier=self.party,
            product=models.OuterRef("product"),
            lot=models.OuterRef("lot"),
        )
        own = Batch.objects.filter(models.Exists(came))
        begun = Recall.objects.filter(state__in=("submitted", "signed"))
        begun = begun.exclude(kind=Recall.Kind.DRILL)
        named = begun.filter(batches__batch__in=own)
        return self._of_the_period(named).distinct().count()
