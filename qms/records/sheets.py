"""The layout of a record, declared once; form, page, PDF and Excel all read it."""

import datetime as dt
from decimal import Decimal
from functools import cache

from django.core.exceptions import FieldDoesNotExist
from django.db.models import Field
from django.utils import formats, timezone
from django.utils.translation import gettext as _

NUMBERS = (int, float, Decimal)
NUMBER_FIELDS = ("DecimalField", "IntegerField", "PositiveIntegerField")


class Cell:
    """One value of an object: a path in, label and display text out."""

    def __init__(self, *paths, label=None, wide=False):
        self.paths = paths
        self.path = paths[0]
        self.wide = wide
        self._label = label

    def label(self, model):
        """The label given here, or the one the model has for this place."""
        if self._label:
            return self._label
        *parents, last = self.path.split("__")
        for name in parents:
            model = model._meta.get_field(name).related_model
        if last in getattr(model, "labels", {}):
            return model.labels[last]
        attribute = getattr(model, last, None)
        if hasattr(attribute, "short_description"):
            return attribute.short_description
        if hasattr(getattr(attribute, "fget", None), "short_description"):
            return attribute.fget.short_description
        return model._meta.get_field(last).verbose_name

    def value(self, obj):
        """The value at the first path."""
        return self._at(obj, self.path)

    def text(self, obj, masked=False):
        """What a person reads: the values at all paths, joined."""
        said = [plain(self._at(obj, path)) for path in self.paths]
        said = [text for text in said if text]
        if masked and self.path in getattr(obj, "masked", ()):
            said = [mask(text) for text in said]
        return " / ".join(dict.fromkeys(said))

    def relations(self, model):
        """The paths to hand to select_related()."""
        for path in self.paths:
            found, here = [], model
            for name in path.split("__"):
                field = _field(here, name)
                if field is None or not field.is_relation:
                    break
                found.append(name)
                here = field.related_model
            if found:
                # A row may need more of its relations to say its name.
                for more in getattr(here, "named_with", ()):
                    yield "__".join((*found, more))
                yield "__".join(found)

    def is_number(self, model, objects):
        """Whether the values are numbers; where there are none, the field says."""
        for obj in objects:
            if (value := self.value(obj)) not in (None, ""):
                return type(value) in NUMBERS
        # What is listed need not be a model.
        field = _field(model, self.path) if model and "__" not in self.path else None
        return bool(field) and field.get_internal_type() in NUMBER_FIELDS

    @staticmethod
    def _at(obj, path):
        for name, display in _steps(path):
            if obj is None:
                return None
            shown = getattr(obj, display, None)
            obj = shown() if shown else getattr(obj, name)
        return obj() if callable(obj) else obj


@cache
def _steps(path):
    """The names on a path, each with that of the method that says it in words."""
    return [(name, f"get_{name}_display") for name in path.split("__")]


def cell(said):
    """A cell from a path, a tuple of paths or a cell."""
    if isinstance(said, Cell):
        return said
    return Cell(*said) if isinstance(said, tuple) else Cell(said)


def plain(value):
    """A value as text, in the user's language."""
    match value:
        case str():
            return value
        case None:
            return ""
        case bool():
            return _("yes") if value else _("no")
        case Decimal():
            # Money keeps its two places; quantities and readings lose idle zeros.
            money = value.as_tuple().exponent == -2
            return f"{value if money else value.normalize():f}"
        case dt.datetime():
            return formats.date_format(timezone.localtime(value), "DATETIME_FORMAT")
        case dt.date():
            return formats.date_format(value, "DATE_FORMAT")
        case list() | tuple():
            return "; ".join(filter(None, map(plain, value)))
    return str(value)


def mask(text):
    """Personal data as it is shown to those who need only recognise it."""
    return text[:4] + "*" * max(len(text) - 6, 3) + text[-2:]


def _field(model, name):
    try:
        field = model._meta.get_field(name)
    except FieldDoesNotExist:
        return None
    return field if isinstance(field, Field) else None


class Section:
    """A titled block of rows; a tuple puts several fields on one row."""

    template_name = "sheet/section.html"

    def __init__(self, title, *rows, typed=()):
        self.title = title
        self.rows = [
            [cell(each) for each in (row if isinstance(row, tuple) else (row,))]
            for row in rows
        ]
        #: What the form asks for besides, and the sheet says in other words.
        self.typed = [cell(each) for each in typed]

    @property
    def cells(self):
        return [c for row in self.rows for c in row]

    @property
    def fields(self):
        return [c.path for c in (*self.cells, *self.typed)]

    def form_rows(self, form):
        """The rows of this block that a form has fields for."""
        rows = [
            [form[c.path] for c in row if c.path in form.fields]
            for row in (*self.rows, self.typed)
        ]
        return [row for row in rows if row]


class Lines:
    """The table of a record's lines: what is filled in, and what is printed."""

    template_name = "sheet/lines.html"

    def __init__(
        self, title, *columns, relation="lines", shown=None, typed=True, prefetch=()
    ):
        #: Whether a person types the lines; else they are copied from another record.
        self.title, self.relation, self.typed = title, relation, typed
        #: What else the lines shown are read with: paths for prefetch_related.
        self.prefetch = prefetch
        self.cells = [cell(column) for column in columns]
        self.shown = [cell(column) for column in shown] if shown else self.cells

    @property
    def fields(self):
        return [c.path for c in self.cells]

    def model(self, record_model):
        return record_model._meta.get_field(self.relation).related_model

    def rows(self, record):
        model = self.model(type(record))
        relations = {r for c in self.shown for r in c.relations(model)}
        paths = (*relations, *self.prefetch)
        return record.lines_with(*paths, relation=self.relation)


class Entries(Lines):
    """A table that grows after the last signature: rows that are final once entered."""

    def __init__(self, title, *columns, relation, shown=None):
        super().__init__(title, *columns, relation=relation, shown=shown, typed=False)

    def begun(self, record):
        """Whether a record has rows of this table."""
        table = self.model(type(record))
        return table.may_stand_on(record) and bool(self.rows(record))


class Drawing:
    """A part that is drawn from the record as a whole, on the page and on paper.

    `look` takes the record, None for a blank form, and gives what the templates draw.
    What stands on the back of the paper is left out where there is nothing to draw.
    """

    def __init__(self, title, look, page, paper, on_the_back=False):
        self.title, self.look = title, look
        self.page, self.paper = page, paper
        self.on_the_back = on_the_back


class Found:
    """A table of other rows that the record tells of, found whenever it is read."""

    def __init__(self, title, *columns, model, rows):
        #: Whose rows they are, and the method of the record that finds them.
        self.title, self._model, self.relation = title, model, rows
        self.shown = [cell(column) for column in columns]

    def model(self, record_model):
        return self._model

    def rows(self, record):
        relations = {r for c in self.shown for r in c.relations(self._model)}
        return getattr(record, self.relation)().select_related(*relations or [None])


class Sheet:
    """The parts of a sheet, top to bottom."""

    def __init__(self, *parts):
        self.parts = parts

    def parts_of(self, record):
        """The parts that a record has: what is entered later, once there is a row."""
        if record is None:
            return self.parts
        return [p for p in self.parts if not isinstance(p, Entries) or p.begun(record)]

    @property
    def sections(self):
        return [part for part in self.parts if isinstance(part, Section)]

    @property
    def fields(self):
        return [name for part in self.sections for name in part.fields]

    @property
    def lines(self):
        tables = (part for part in self.parts if isinstance(part, Lines))
        return next((t for t in tables if not isinstance(t, Entries)), None)

    @property
    def entries(self):
        return [part for part in self.parts if isinstance(part, Entries)]

    @property
    def ledger(self):
        """The table that a ledger lists: the lines, or else the one that grows."""
        return self.lines or next(iter(self.entries), None)
