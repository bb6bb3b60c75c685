"""An incident filled in from the record that gives rise to it (GSP 99, GSP 77)."""

from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from inventory.models import ClimateAssessment, Stocktake, TransportRecord
from qms.records.sheets import plain


def awaiting_incident():
    """What is worth an incident that nobody has reported: by key, querysets."""
    judged = ClimateAssessment.objects.in_effect()
    worth = {
        "assessment": judged.filter(judgement=ClimateAssessment.Judgement.INCIDENT),
        "stocktake": Stocktake.objects.with_losses(),
        "transport": TransportRecord.objects.with_anomalies(),
    }
    return {
        name: rows.exclude(rows.followed("incidents")).distinct()
        for name, rows in worth.items()
    }


class Proposed:
    """What of an incident is known from the record before it; a mixin of it."""

    def source(self):
        """The record that proposed it."""
        return self.assessment or self.stocktake or self.transport

    source.short_description = gettext_lazy("source record")

    def begin(self):
        """Take over when, where and what happened, and the goods that it touched."""
        if self.assessment:
            return self._begin_from_climate()
        if self.stocktake:
            return self._begin_from_losses()
        return self._begin_from_transport()

    def _begin_from_climate(self):
        said = self.assessment
        self.occurred_at, self.place = said.began_at, said.room_name
        self.cause, self.correction = said.cause, said.measure
        sentence = _("%(kind)s from %(began)s to %(ended)s, at worst %(extreme)s.")
        told = {"kind": said.get_kind_display(), "extreme": said.extreme or "–"}
        told |= {"began": plain(said.began_at), "ended": plain(said.ended_at)}
        self.description = "\n".join((sentence % told, said.measure))
        return self._affected(said.lines.select_related("batch__product"))

    def _begin_from_losses(self):
        count = self.stocktake
        short = [
            line for line in count.lines_with("batch", "product") if line.is_short()
        ]
        self.occurred_at, self.place = count.submitted_at, str(count.warehouse)
        sentence = _("%(batch)s: %(counted)s counted, %(books)s in the books.")
        self.description = "\n".join(
            sentence
            % {
                "batch": line.batch,
                "counted": plain(line.quantity) or 0,
                "books": plain(line.book_qty),
            }
            + f" {line.reason}"
            for line in short
        )
        self.loss = sum((_worth(line) for line in short), Decimal("0.00")) or None
        return self._affected(short, quantity=lambda line: -line.difference())

    def _begin_from_transport(self):
        way = self.transport
        self.occurred_at = way.arrived_at
        self.place = _("transport to %(name)s") % {"name": way.consignee_name}
        self.description = way.abnormal
        customer = way.note.review.customer
        lines = way.lines.select_related("batch__product")
        return self._affected(lines, customer=customer)

    def _affected(self, lines, quantity=lambda line: line.quantity, customer=None):
        model = type(self)._meta.get_field("lines").related_model
        return [
            model(batch=line.batch, quantity=quantity(line), customer=customer)
            for line in lines
        ]


def _worth(line):
    """What the missing goods of a line of a count have cost."""
    price = line.product.purchase_price or 0
    return round(-line.difference() * price, 2)
