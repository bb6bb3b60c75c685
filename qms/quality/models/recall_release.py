"""The sheet by which quality lets goods of a recall go (GSP 19(6), 106)."""

from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.utils.translation import gettext_lazy as _

from qms.core.models import (
    BatchLine,
    GoodsRecord,
    Hold,
    Place,
    Zone,
    move,
    move_back,
    quantity_field,
)
from qms.core.roles import Role
from qms.quality import rules
from qms.quality.rules.releasing import goes_back
from qms.records import retention
from qms.records.models import Record, Series, Sign
from qms.records.rules import Need, insist
from qms.records.triggers import Guard

from .recall import Recall


class RecallRelease(GoodsRecord, Record):
    """Lifts what a closed recall still holds, batch by batch.

    What is not named stays stopped. Recovered goods lie where nothing is sold from,
    until a line puts them on a shelf; others leave as nonconforming.
    """

    recall = models.ForeignKey(
        Recall,
        models.PROTECT,
        related_name="releases",
        verbose_name=_("recall record"),
    )
    grounds = models.TextField(_("why the goods may be sold again"))

    form_no = "QR-QM-15-1"
    series = Series("ZHJC")
    kept = retention.r1
    follows = ("recall",)
    labels = {"number": _("number of the release")}
    decisive = GoodsRecord.decisive | {"shelf_id"}
    signed_by = (
        Sign(Role.QUALITY_OFFICER, _("proposal of the release")),
        Sign(Role.QUALITY_HEAD, _("release of the goods"), apart=True),
    )
    rules = (
        rules.only_goods_of_a_closed_recall_are_let_go,
        rules.recalled_goods_go_to_a_shelf_if_sound,
        rules.released_goods_lie_there,
    )

    class Meta(Record.Meta):
        verbose_name = _("release of recalled goods")
        verbose_name_plural = _("releases of recalled goods")

    def begin(self):
        """Every batch that the recall holds, with what of it may be sold again."""
        held = set(self.recall.holds().values_list("object_id", flat=True))
        named = self.recall.batches.filter(batch__in=held)
        named = named.select_related("batch__product")
        return [line for each in named for line in self._begin_with(each.batch)]

    @staticmethod
    def _begin_with(batch):
        zones = [Zone.QUALIFIED, *([Zone.RETURNED] if goes_back(batch.product) else [])]
        lying = batch.balances.filter(quantity__gt=0, place__zone__in=zones)
        return [
            RecallReleaseLine(batch=batch, quantity=each.quantity, place=each.place)
            for each in lying.select_related("place")
        ] or [RecallReleaseLine(batch=batch, quantity=0)]

    def freed(self):
        """The batches that it lets go, by their keys."""
        return set(self.lines.values_list("batch", flat=True))

    def take_effect(self, by):
        """Lift the holds; put on the shelf what came back and is sound."""
        for hold in self.recall.holds().filter(object_id__in=self.freed()):
            hold.lift(by, self)
        # Another may have let them go since the rules were asked.
        insist(rules.only_goods_of_a_closed_recall_are_let_go(self))
        lines = self.lines.filter(shelf__isnull=False)
        lines = lines.select_related("batch", "place", "shelf")
        move([(x.batch, x.place, x.shelf, x.quantity) for x in lines], self, by)

    def cease_effect(self, by):
        """Stop again what was let go, and take it off the shelf."""
        for each in self.recall.batches.filter(batch__in=self.freed()):
            each.batch.hold(by, self.recall.reason, self.recall)
        move_back(self, by)

    @classmethod
    def guards(cls):
        """No other record lets recalled goods go before the recall is closed."""
        recall = Recall._meta
        running = (
            f'EXISTS (SELECT 1 FROM "{ContentType._meta.db_table}" t '
            f'JOIN "{recall.db_table}" r ON r.id = OLD.because_object_id '
            f"WHERE t.id = OLD.because_kind_id AND t.app_label = '{recall.app_label}' "
            f"AND t.model = '{recall.model_name}' AND r.state = 'submitted')"
        )
        itself = (
            "NEW.lifted_kind_id = OLD.because_kind_id "
            "AND NEW.lifted_object_id = OLD.because_object_id"
        )
        when = f"NEW.lifted_at IS NOT NULL AND NOT ({itself}) AND {running}"
        sentence = "recalled goods are not let go before the recall is closed"
        yield Guard(Hold._meta.db_table, "UPDATE", when, sentence, "_recall")


class RecallReleaseLine(BatchLine):
    """A batch that conforms, where it lies, and the shelf that it goes to."""

    record = models.ForeignKey(RecallRelease, models.CASCADE, related_name="lines")
    quantity = quantity_field(_("quantity"))
    place = models.ForeignKey(
        Place,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("lies at location"),
    )
    shelf = models.ForeignKey(
        Place,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        limit_choices_to={"zone": Zone.QUALIFIED},
        verbose_name=_("put to location"),
    )

    needs = (Need("shelf", when="lies_apart"),)

    class Meta(BatchLine.Meta):
        verbose_name = _("line of a release of recalled goods")
        verbose_name_plural = _("lines of a release of recalled goods")
        indexes = [
            models.Index(fields=["batch", "record"], name="quality_released_batch")
        ]

    def lies_apart(self):
        """Whether it lies where nothing is sold from."""
        return self.place is not None and self.place.zone == Zone.RETURNED
