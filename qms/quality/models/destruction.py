"""The approved destruction of condemned goods, with witnesses (GSP 69)."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from inventory import rules as stock_rules
from inventory.models import NonconformingRecord
from qms.core.models import (
    BatchLine,
    GoodsRecord,
    Place,
    money_field,
    move,
    move_back,
)
from qms.core.roles import Role
from qms.quality import rules
from qms.records import retention
from qms.records.models import Paper, Record, Series, Sign


class Destruction(GoodsRecord, Record):
    """Written off, destroyed or handed over, before the eyes of a second person."""

    nonconforming = models.ForeignKey(
        NonconformingRecord,
        models.PROTECT,
        related_name="destructions",
        verbose_name=_("record of the nonconforming goods"),
    )
    site = models.CharField(_("place of the destruction"), max_length=120)
    method = models.CharField(_("way of the destruction"), max_length=120)
    operator_unit = models.CharField(
        _("destroyed by (ourselves/a qualified firm)"), max_length=120
    )
    operator = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="+",
        verbose_name=_("carried out by"),
    )
    destroyed_at = models.DateTimeField(_("time of the destruction"), null=True)
    witness = models.CharField(_("witnesses of the destruction"), max_length=120)

    form_no = "QR-QM-14"
    series = Series("XH")
    kept = retention.r1
    follows = ("nonconforming",)
    #: It takes condemned goods out of the red zone, by a decision to destroy them.
    clears_red = True
    decided_as = NonconformingRecord.DESTROYED
    signed_by = (
        Sign(Role.STOREKEEPER, _("application")),
        Sign(Role.QUALITY_OFFICER, _("review"), apart=True),
        Sign(Role.QUALITY_HEAD, _("approval"), apart=True),
        Sign(Role.COMPANY_HEAD, _("approval"), apart=True),
        Sign(
            Role.DESTRUCTION_WITNESS,
            _("supervision of the destruction"),
            fills=("destroyed_at", "witness"),
            papers=("evidence",),
            apart=True,
        ),
    )
    rules = (
        stock_rules.condemned_goods_leave_as_decided,
        stock_rules.goods_leave_from_where_they_lie,
        stock_rules.quantities_are_above_zero,
        rules.destroyed_after_its_approval,
        rules.witness_is_not_the_operator,
    )
    proposes = {"destroyed_at": timezone.now}
    papers = (Paper("evidence", _("photos/video/receipt")),)

    class Meta(Record.Meta):
        verbose_name = _("write-off and destruction record")
        verbose_name_plural = _("write-off and destruction records")

    def begin(self):
        """Take over what of the case is still to be destroyed."""
        left = self.nonconforming.left()
        lines = self.nonconforming.lines.select_related("batch", "red_place")
        return [
            DestructionLine(
                batch=line.batch,
                place=line.red_place,
                quantity=min(line.quantity, left[line.batch_id]),
                amount=line.amount,
                reason=line.defect[:120],
            )
            for line in lines
            if left[line.batch_id] > 0
        ]

    def take_effect(self, by):
        """The goods are no more."""
        lines = self.lines.select_related("batch", "place")
        move([(x.batch, x.place, None, x.quantity) for x in lines], self, by)

    def cease_effect(self, by):
        move_back(self, by)


class DestructionLine(BatchLine):
    """A batch destroyed, and why."""

    record = models.ForeignKey(Destruction, models.CASCADE, related_name="lines")
    place = models.ForeignKey(
        Place, models.PROTECT, related_name="+", verbose_name=_("taken from location")
    )
    amount = money_field(_("amount"), null=True, blank=True)
    reason = models.CharField(
        _("reason of the write-off and destruction"), max_length=120
    )

    class Meta(BatchLine.Meta):
        verbose_name = _("destruction line")
        verbose_name_plural = _("destruction lines")
        indexes = [
            models.Index(fields=["batch", "record"], name="quality_destroyed_batch")
        ]
