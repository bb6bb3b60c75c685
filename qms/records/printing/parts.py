"""The parts of a sheet as the templates draw them."""

from typing import NamedTuple

from django.core.exceptions import FieldDoesNotExist
from django.db.models import BooleanField, TextField
from django.utils.translation import gettext as _

from qms.records.sheets import Drawing, Found, Section
from qms.records.templatetags.labels import Label, split_label

from .tables import Table

#: A row of a grid has this many columns, which its labels and values share.
GRID = 24


class Box(NamedTuple):
    """A label and the value beside it."""

    label: Label
    text: str
    label_span: int
    span: int
    #: Whether it is prose, for which a blank form leaves more room.
    prose: bool


class Grid:
    """A section: labels and values in boxes."""

    template = "print/grid.html"

    def __init__(self, section, printout):
        self.title, self.printout = section.title, printout
        self.rows = [list(self._row(row)) for row in section.rows]

    def _row(self, cells):
        share = GRID // len(cells)
        narrow = self.printout.layout.landscape or len(cells) > 2
        label = min(3 if narrow else 5, share // 2)
        for place, cell in enumerate(cells, 1):
            rest = GRID - share * len(cells) if place == len(cells) else 0
            yield self._box(cell, label, share - label + rest)

    def _box(self, cell, label_span, span):
        model, record = self.printout.model, self.printout.record
        field = _field(model, cell.path)
        masked = self.printout.masked
        text = cell.text(record, masked) if record else "\u2003".join(_choices(field))
        prose = cell.wide or isinstance(field, TextField)
        return Box(split_label(cell.label(model)), text, label_span, span, prose)


class Drawn:
    """What is drawn from the record as a whole, by a template of its own."""

    def __init__(self, part, printout):
        self.title, self.template = part.title, part.paper
        self.drawing = part.look(printout.record)


class LineTable:
    """The lines of a record, in the columns of the ledger if its form is one."""

    template = "print/lines.html"
    #: So many empty rows stand on a blank form, upright and across, in all its tables.
    EMPTY = {False: 8, True: 6}

    def __init__(self, lines, printout):
        self.title, self.record = lines.title, printout.record
        layout, model = printout.layout, lines.model(printout.model)
        self.empty = self.EMPTY[layout.landscape]
        self.tables = sum(hasattr(part, "shown") for part in layout.sheet.parts)
        ledger = layout.ledger_cells if lines is layout.sheet.ledger else ()
        cells = ledger or lines.shown
        rows = self._objects(lines, cells, model)
        self.table = Table(cells, model, rows, printout.width, printout.masked)

    def _objects(self, lines, cells, model):
        """The lines; what they say of the record is read from the record at hand."""
        if self.record is None:
            return ()
        if isinstance(lines, Found):
            return lines.rows(self.record)
        relations = {r for cell in cells for r in cell.relations(model)}
        relations = [r for r in relations if r.split("__")[0] != "record"]
        rows = getattr(self.record, lines.relation)
        return rows.select_related(*relations or [None])

    @property
    def empty_rows(self):
        return range(1, self.empty // self.tables + 1)


def on_the_back(part):
    return isinstance(part, Drawing) and part.on_the_back


def part_of(part, printout):
    """A part of a sheet on paper."""
    if isinstance(part, Drawing):
        return Drawn(part, printout)
    return (Grid if isinstance(part, Section) else LineTable)(part, printout)


def _field(model, name):
    try:
        return model._meta.get_field(name)
    except FieldDoesNotExist:
        return None


def _choices(field):
    """What is ticked by hand on a blank form."""
    if isinstance(field, BooleanField):
        labels = [_("yes"), _("no")]
    else:
        labels = [label for _value, label in getattr(field, "choices", None) or ()]
    return [f"□\u00a0{label}" for label in labels]
