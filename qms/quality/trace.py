"""Where a batch came from and where it went (GSP 51(7)): one hop, one query."""

from collections import defaultdict
from dataclasses import dataclass, field

from django.utils.translation import gettext_lazy as _

from inventory.models import (
    DeliveryLine,
    InspectionLine,
    ReceiptLine,
    ReviewLine,
    StockInLine,
)
from sales.models import SaleLine


@dataclass
class Hop:
    """One step of the way: the lines of one kind of record about the batch."""

    title: str
    rows: list = field(default_factory=list)

    def total(self):
        return sum((row.quantity for row in self.rows), 0)


@dataclass
class BatchTrace:
    """The way of one batch: up to its suppliers, down to its customers."""

    batch: object
    receipts: list
    inspections: list
    entries: list
    sales: list
    reviews: list
    notes: list
    balances: list

    @property
    def suppliers(self):
        return list(dict.fromkeys(line.record.supplier for line in self.receipts))

    @property
    def customers(self):
        """Each customer with the quantity sold to it and what of it has left."""
        totals = defaultdict(lambda: [0, 0])
        for line in self.sales:
            totals[line.record.customer][0] += line.quantity
        for line in self.reviews:
            totals[line.record.customer][1] += line.quantity
        return [(customer, *sums) for customer, sums in totals.items()]

    def hops(self):
        """The lines in the order of the chain, for the table."""
        return [
            Hop(_("Goods receipt"), self.receipts),
            Hop(_("Incoming inspection"), self.inspections),
            Hop(_("Put-away"), self.entries),
            Hop(_("Sale"), self.sales),
            Hop(_("Outbound review"), self.reviews),
            Hop(_("Delivery note"), self.notes),
        ]


def trace(batch):
    """Follow a batch both ways, in eight queries whatever its history."""
    by_lot = {"product": batch.product_id, "lot": batch.lot}
    return BatchTrace(
        batch=batch,
        receipts=_lines(ReceiptLine, "supplier", "purchase", **by_lot),
        inspections=_lines(InspectionLine, "receipt", **by_lot),
        entries=_lines(StockInLine, "inspection", batch=batch),
        sales=_lines(SaleLine, "customer", batch=batch),
        reviews=_lines(ReviewLine, "customer", "sale", batch=batch),
        notes=_lines(DeliveryLine, "review", batch=batch),
        balances=list(
            batch.balances.filter(quantity__gt=0).select_related("place__warehouse")
        ),
    )


def _lines(model, *relations, **which):
    found = model.objects.filter(record__state="signed", **which)
    return list(found.select_related("record", *(f"record__{r}" for r in relations)))


@dataclass
class Node:
    """A box of the picture; columns run from supplier to customer."""

    label: str
    hint: str
    url: str
    column: int
    row: int = 0

    WIDTH, HEIGHT, STEP_X, STEP_Y = 148, 44, 182, 58

    @property
    def x(self):
        return 8 + self.column * self.STEP_X

    @property
    def y(self):
        return 40 + self.row * self.STEP_Y

    @property
    def left(self):
        return self.x, self.y + self.HEIGHT // 2

    @property
    def right(self):
        return self.x + self.WIDTH, self.y + self.HEIGHT // 2


class Picture:
    """The way of a batch as boxes and arrows; the page draws it as SVG."""

    heads = (
        _("Supplier"),
        _("Receipt"),
        _("Inspection"),
        _("Put-away"),
        _("Sale"),
        _("Outbound review"),
        _("Customer"),
    )

    def __init__(self, way):
        self.nodes, self.arrows = {}, []
        self._draw_up(way)
        self._draw_down(way)

    @property
    def columns(self):
        return [(8 + n * Node.STEP_X, head) for n, head in enumerate(self.heads)]

    @property
    def width(self):
        return 8 + len(self.heads) * Node.STEP_X

    @property
    def height(self):
        return 48 + max((n.row for n in self.nodes.values()), default=0) * 58 + 58

    def _draw_up(self, way):
        for line in way.receipts:
            self._box(line.record.supplier, 0, "")
            self._box(line.record, 1, line.received_qty, line.record.supplier)
        for line in way.inspections:
            self._box(line.record, 2, line.accepted_qty, line.record.receipt)
        for line in way.entries:
            self._box(line.record, 3, line.quantity, line.record.inspection)

    def _draw_down(self, way):
        entries = [line.record for line in way.entries]
        for line in way.sales:
            self._box(line.record, 4, line.quantity, *entries)
        for line in way.reviews:
            self._box(line.record, 5, line.quantity, line.record.sale)
            self._box(line.record.customer, 6, "", line.record)

    def _box(self, thing, column, quantity, *origins):
        key = (type(thing), thing.pk)
        if key not in self.nodes:
            row = sum(1 for n in self.nodes.values() if n.column == column)
            hint = f"× {quantity.normalize():f}" if quantity else ""
            label = thing.name if hasattr(thing, "name") else str(thing)
            url = thing.get_absolute_url()
            self.nodes[key] = Node(label, hint, url, column, row)
        for origin in filter(None, origins):
            start = self.nodes.get((type(origin), origin.pk))
            if start:
                arrow = (*start.right, *self.nodes[key].left)
                if arrow not in self.arrows:
                    self.arrows.append(arrow)
