"""What came back of each batch, and in which state."""

from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from qms.core.models import BatchLine, quantity_field
from qms.core.roles import Role
from qms.records.models import Signature, State, TrailedQuerySet
from qms.records.rules import Need

from .receipt_line import ReceiptLine
from .sales_return import SalesReturn


class SalesReturnLineQuerySet(TrailedQuerySet):
    def received(self):
        """Lines whose goods have come back: signed for by whoever receives goods."""
        kind = ContentType.objects.get_for_model(SalesReturn)
        under_way = SalesReturn.objects.filter(state=State.SUBMITTED, corrects=None)
        signed = Signature.objects.given().filter(kind=kind, role=Role.RECEIVER)
        signed = signed.filter(object_id=OuterRef("pk"), round=OuterRef("round"))
        here = Q(record__in=under_way.filter(Exists(signed)))
        return self.filter(here | Q(record__state=State.SIGNED))

    def condemned(self):
        """Lines of which something was found unfit to be sold again."""
        return self.filter(restocked_qty__lt=F("quantity"))


def _reading(label):
    return models.DecimalField(
        label, max_digits=5, decimal_places=1, null=True, blank=True
    )


class SalesReturnLine(BatchLine):
    """A batch that came back, and what the inspector found."""

    class QualityState(models.TextChoices):
        SOUND = "sound", _("sound, package closed")
        OPENED = "opened", _("package opened")
        DAMAGED = "damaged", _("damaged")
        FAULTY = "faulty", _("of faulty quality")

    record = models.ForeignKey(SalesReturn, models.CASCADE, related_name="lines")
    condition = models.CharField(
        _("conditions of transport and storage"),
        max_length=200,
        editable=False,
        blank=True,
    )
    supplier_name = models.CharField(
        _("supplying unit"), max_length=120, editable=False, blank=True
    )
    quality_state = models.CharField(
        _("state of quality of the product"), max_length=10, choices=QualityState
    )
    restocked_qty = quantity_field(_("quantity conforming, to stock"), null=True)
    failure_items = models.TextField(
        _("nonconforming items and their disposal"), blank=True
    )
    outside_temp_min = _reading(_("lowest temperature while out (°C)"))
    outside_temp_max = _reading(_("highest temperature while out (°C)"))

    needs = (Need("failure_items", when="condemned"),)
    copies = BatchLine.copies | {"condition": "product__transport_and_storage"}

    objects = SalesReturnLineQuerySet.as_manager()

    class Meta(BatchLine.Meta):
        verbose_name = _("sales return line")
        verbose_name_plural = _("sales return lines")
        indexes = [
            models.Index(fields=["batch", "record"], name="inventory_return_trace")
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(restocked_qty=None) | Q(restocked_qty__lte=F("quantity")),
                name="inventory_salesreturnline_restocks_what_came",
                violation_error_message=_("More is put to stock than came back."),
            ),
            models.CheckConstraint(
                condition=Q(restocked_qty=None)
                | Q(restocked_qty=0)
                | Q(quality_state="sound"),
                name="inventory_salesreturnline_restocks_sound_goods",
                violation_error_message=_("Only sound, closed goods go back to stock."),
            ),
        ]

    def save(self, *args, **kwargs):
        came = ReceiptLine.objects.of_batch(self.batch)
        names = dict.fromkeys(line.record.supplier.name for line in came)
        self.supplier_name = ", ".join(names)[:120]
        super().save(*args, **kwargs)

    def condemned(self):
        """How much of it may not be sold again; None until it was inspected."""
        if self.restocked_qty is None:
            return None
        return self.quantity - self.restocked_qty

    def readings(self):
        said = (self.outside_temp_min, self.outside_temp_max)
        return [reading for reading in said if reading is not None]
