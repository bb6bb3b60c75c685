"""What was found of each lot that came in."""

from django.db import models
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from qms.core.models import Batch, LotLine, Place, Zone, quantity_field
from qms.records.models import Paper, TrailedQuerySet
from qms.records.rules import Need

from .incoming_inspection import IncomingInspection


class Check(models.TextChoices):
    """The verdict on one thing that was looked at; nobody prefills it."""

    GOOD = "good", _("conforms")
    BAD = "bad", _("does not conform")


class InspectionLineQuerySet(TrailedQuerySet):
    def accepted_in(self, keys):
        """The inspection in effect that accepted last of some lots: key → number."""
        said = self.filter(
            record__state="signed",
            accepted_qty__gt=0,
            product__in={product for product, _lot in keys},
            lot__in={lot for _product, lot in keys},
        ).order_by("record__effective_at", "record")
        found = said.values_list("product", "lot", "record__number")
        return {(product, lot): number for product, lot, number in found}


class InspectionLine(LotLine):
    """One lot, looked at, and what of it was accepted."""

    class Conclusion(models.TextChoices):
        ACCEPTED = "accepted", _("conforming")
        REJECTED = "rejected", _("nonconforming")
        REFUSED = "refused", _("acceptance refused")

    record = models.ForeignKey(IncomingInspection, models.CASCADE, related_name="lines")
    received_qty = quantity_field(_("quantity arrived"))
    sampled_qty = quantity_field(_("quantity sampled"), null=True, blank=True)
    certificate_no = models.CharField(
        _("number of the certificate/inspection report"), max_length=60
    )
    appearance = models.CharField(_("appearance"), max_length=6, choices=Check)
    packaging = models.CharField(_("packaging"), max_length=6, choices=Check)
    labelling = models.CharField(
        _("label and instructions"), max_length=6, choices=Check
    )
    import_docs = models.CharField(
        _("Chinese label and instructions/import papers of imported products"),
        max_length=6,
        choices=Check,
        blank=True,
    )
    transport_mode = models.CharField(
        _("mode of transport"), max_length=20, editable=False, blank=True
    )
    arrival_temp = models.DecimalField(
        _("temperature on arrival (°C)"),
        max_digits=5,
        decimal_places=1,
        null=True,
        editable=False,
    )
    accepted_qty = quantity_field(_("quantity accepted"))
    rejected_qty = quantity_field(_("quantity rejected"), default=0)
    conclusion = models.CharField(
        _("conclusion of the inspection"), max_length=10, choices=Conclusion
    )
    failure_items = models.TextField(_("nonconforming items"), blank=True)
    disposal = models.TextField(_("measures of disposal"), blank=True)
    place = models.ForeignKey(
        Place,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        limit_choices_to={"zone": Zone.QUALIFIED},
        verbose_name=_("location to be stored at"),
    )

    objects = InspectionLineQuerySet.as_manager()

    needs = (
        Need("import_docs", when=lambda line: line.product.is_imported),
        Need("failure_items", when="rejected_qty"),
        Need("disposal", when="rejected_qty"),
        Need("place", when="accepted_qty"),
    )
    papers = (
        Paper("certificate_file", _("certificates of conformity"), "accepted_qty"),
        Paper(
            "transit_temp_file",
            _("temperature record in transit"),
            "is_cold_and_accepted",
            taken_from="receipt",
        ),
    )
    copies = LotLine.copies | {
        "transport_mode": "record__receipt__get_transport_mode_display",
        "arrival_temp": "record__receipt__arrival_temp",
    }

    class Meta(LotLine.Meta):
        verbose_name = _("inspection line")
        verbose_name_plural = _("inspection lines")
        indexes = [
            models.Index(fields=["lot", "product"], name="inventory_inspection_trace")
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(received_qty=F("accepted_qty") + F("rejected_qty")),
                name="inventory_inspectionline_adds_up",
                violation_error_message=_(
                    "Accepted and rejected add up to what was received."
                ),
            ),
        ]

    def is_cold_and_accepted(self):
        return self.accepted_qty and self.product.is_cold_chain

    def checks(self):
        """Appearance, packaging and label in one column, as the sheet has them."""
        said = (self.appearance, self.packaging, self.labelling)
        return " / ".join(str(Check(each).label) for each in said if each)

    checks.short_description = _("appearance/packaging/label")

    def transit_time(self):
        receipt = self.record.receipt
        return receipt.departed_at and receipt.arrived_at - receipt.departed_at

    transit_time.short_description = _("time in transit")

    def batch(self):
        """The batch in the books; it was entered when the goods were received."""
        return Batch.objects.filter(product=self.product_id, lot=self.lot).first()
