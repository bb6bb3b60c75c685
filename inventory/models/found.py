"""Where a report of nonconforming goods begins: what each source says of them."""

from django.utils.translation import gettext_lazy as _

from qms.core.models import Place, Zone

from .receipt_line import ReceiptLine


class Found:
    """The goods that a source stopped or rejected; a mixin of the report."""

    def begin(self):
        """Take over what was rejected, stopped, condemned, recalled or has expired."""
        if self.inspection:
            return self._begin_from_inspection()
        if self.review:
            return self._begin_from_review()
        if self.sales_return:
            return self._begin_from_return()
        if self.storage_inspection:
            return self._begin_from_rulings()
        if self.recalled:
            return self._begin_from_recall()
        self.found_stage = self.FoundStage.EXPIRY
        return self._lines(self._on_the_shelf(self.expired, _("past its use-by date")))

    def _begin_from_rulings(self):
        self.found_stage = self.FoundStage.STORAGE
        rulings = self.storage_inspection.condemned()
        return self._lines(
            found
            for ruling in rulings.select_related("doubted")
            for found in self._on_the_shelf(ruling.doubted, ruling.reason)
        )

    @staticmethod
    def _on_the_shelf(batch, defect):
        lying = batch.balances.filter(place__zone=Zone.QUALIFIED, quantity__gt=0)
        for balance in lying.select_related("place", "batch__product"):
            yield balance.batch, balance.place, balance.quantity, defect

    def _begin_from_inspection(self):
        self.found_stage = self.FoundStage.INSPECTION
        rejected = self.inspection.lines.filter(rejected_qty__gt=0)
        red = self.inspection.receipt.moved_to.red_place()
        return self._lines(
            (line.batch(), red, line.rejected_qty, line.failure_items)
            for line in rejected.select_related("product")
        )

    def _begin_from_review(self):
        self.found_stage = self.FoundStage.OUTBOUND
        apart = self.review.sale.set_apart()
        gates = {(batch, shelf): gate for batch, shelf, gate, _quantity in apart}
        return self._lines(
            (x.batch, gates.get((x.batch, x.place)), x.quantity, x.stop_reason)
            for x in self.review.stopped_lines()
        )

    def _begin_from_return(self):
        self.found_stage = self.FoundStage.RETURN
        red = self.sales_return.moved_to.red_place()
        lines = self.sales_return.lines.condemned().select_related("batch")
        return self._lines(
            (line.batch, red, line.condemned(), line.failure_items) for line in lines
        )

    def _begin_from_recall(self):
        self.found_stage = self.FoundStage.AFTERSALES
        stopped = self.recalled.holds.filter(lifted_at=None).order_by("pk")
        reasons = "; ".join(stopped.values_list("reason", flat=True))
        left = self.recalled_left(batch=self.recalled)
        red = Place.objects.in_bulk([place for _batch, place in left])
        return self._lines(
            (self.recalled, red[place], count, reasons)
            for (_batch, place), count in left.items()
            if count > 0
        )

    def _lines(self, found):
        line = type(self).lines.rel.related_model
        lines = [
            line(batch=batch, place=place, quantity=count, defect=defect)
            for batch, place, count, defect in found
        ]
        came = ReceiptLine.objects.of_batch(lines[0].batch).first() if lines else None
        self.supplier = came and came.record.supplier
        return lines
