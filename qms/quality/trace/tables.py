"""What a trace tells, table by table: on the page, in Excel and on paper alike."""

from dataclasses import dataclass, field

from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from qms.core.models import Customer, Hold
from qms.records.registers import registry
from qms.records.sheets import Cell
from qms.records.views.lists import Column, ShownRow

#: A page shows so many rows of a table; nobody reads on.
SHOWN = 250


@dataclass
class Table:
    """Rows of values under some columns; it prints and exports like a listing."""

    slug: str
    title: str
    cells: list
    objects: list
    #: The address that a row leads to.
    url: object = field(default=lambda row: "")
    model = None

    def __str__(self):
        return str(self.title)

    def columns(self):
        for cell in self.cells:
            is_number = cell.is_number(None, self.objects)
            yield Column(cell.label(None), cell.path, "", "", is_number)

    def is_cut(self):
        return len(self.objects) > SHOWN

    def rows(self):
        """As many rows as a page shows; files have all of them."""
        for each in self.objects[:SHOWN]:
            texts = [cell.text(each) for cell in self.cells]
            yield ShownRow(each, self.url(each), texts, "")


RECEIVED = Cell("sums__received", label=_("Came in"))
SOLD = Cell("sums__sold", label=_("Sold"))
DELIVERED = Cell("sums__delivered", label=_("Left the house"))
RETURNED = Cell("sums__returned", label=_("Came back"))
OUT = Cell("sums__out", label=_("Still out"))
LYING = Cell("lying", label=_("In the house"))
GONE = Cell("sums__gone", label=_("Sent back, destroyed or missing"))


def customers(graph):
    """Each customer with how it is reached and what it got, gave back and has."""
    base = registry.of(Customer)
    return Table(
        "customers",
        _("Customers"),
        [
            Cell("name", label=_("Customer")),
            Cell("contact", label=_("Contact")),
            Cell("address", label=_("Address")),
            SOLD,
            DELIVERED,
            RETURNED,
            OUT,
        ],
        list(graph.customers.values()),
        lambda row: base.url("detail", row.pk),
    )


@dataclass(frozen=True)
class Entry:
    """A step of the graph in words."""

    title: str
    number: str
    at: object
    lot: str
    partner: str
    quantity: object
    key: tuple


def records(graph):
    """Every record on the way, the oldest first."""
    return Table(
        "records",
        _("Records"),
        [
            Cell("title", label=_("Step")),
            Cell("number", label=_("Number")),
            Cell("at", label=_("Date")),
            Cell("lot", label=_("Batch")),
            Cell("partner", label=_("Supplier or customer")),
            Cell("quantity", label=_("Quantity")),
        ],
        [_entry(step, graph) for step in graph.steps],
        lambda row: registry.of(row.key[0]).url("detail", row.key[1]),
    )


def _entry(step, graph):
    partner = graph.partner_of(step)
    said = step.number, step.at, step.lot, partner.name if partner else ""
    return Entry(capfirst(step.hop.title), *said, step.quantity, step.key)


def holds(batches):
    """What stops some batches, or stopped them, the first first."""
    found = Hold.objects.about(batches).order_by("pk")
    found = found.select_related("laid_by", "lifted_by")
    return Table(
        "holds",
        _("Holds"),
        [
            Cell("thing", label=_("What is held")),
            Cell("number", label=_("Held by")),
            Cell("reason", label=_("Reason")),
            Cell("laid_at", label=_("Held since")),
            Cell("laid_by", label=_("Laid by")),
            Cell("lifted_at", label=_("Lifted at")),
            Cell("lifted_by", label=_("Lifted by")),
            Cell("lifted_because", label=_("Lifted for")),
        ],
        list(found.prefetch_related("lifted_because")),
        lambda row: row.get_absolute_url(),
    )


def batches(overview):
    """Each batch with what came of it."""
    return Table(
        "batches",
        _("Batches"),
        [
            Cell("batch__product", label=_("Product")),
            Cell("batch__lot", label=_("Batch")),
            Cell("batch__expires_on", label=_("Use by")),
            *(() if overview.customer else (RECEIVED,)),
            SOLD,
            DELIVERED,
            RETURNED,
            OUT,
            *(() if overview.customer else (GONE, LYING)),
        ],
        overview.rows,
        lambda row: row.batch.get_absolute_url(),
    )
