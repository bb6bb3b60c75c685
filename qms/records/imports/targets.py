"""What the rows of a table may be."""

from dataclasses import replace
from functools import cached_property, lru_cache
from typing import NamedTuple

from django.utils.text import capfirst, format_lazy
from django.utils.translation import gettext_lazy as _

from .findings import wrong


class Known(NamedTuple):
    """What a row is recognised as: a record, or an earlier row of the same file."""

    text: str
    row: int | None = None


class ImportTarget:
    """A kind of thing that comes in from a table; made anew for each reading.

    A subclass says which columns it reads, by what it recognises a thing that is
    there already, what is doubtful or wrong about a row, and how rows become drafts.
    """

    key = ""
    title = ""
    model = None
    #: Roles whose holders may bring these in.
    roles = ()
    columns = ()
    #: Columns that no field takes: their text is kept with the first version.
    notes = ()
    #: How much its header counts for when a sheet is guessed at.
    weight = 1
    #: A form of what the user may say besides, or None.
    options_form = None
    #: Whether a row may become a new one, or only be known.
    takes_new = True
    #: Names of columns that a new one leaves blank.
    known_by = ()
    #: Whether an export of the register of what comes in is known again.
    knows_exports = True
    #: Whether what comes in is in the books for good: no drafts, no undoing.
    is_final = False

    def __init__(self, options=None):
        self.options = options or {}
        #: What things are recognised by → Known.
        self.index = {}
        self.rows = []

    def __str__(self):
        return capfirst(str(self.title))

    @classmethod
    def admits(cls, user):
        return user.has_role(*cls.roles)

    @classmethod
    def masked_for(cls, user):
        """The columns with personal data, for whom they are none of his business."""
        if cls.admits(user):
            return set()
        return {column.name for column in cls.columns if column.is_personal}

    @property
    def to_fill(self):
        """The columns of a table in which new ones are put down."""
        return [each for each in self.columns if each.name not in self.known_by]

    @cached_property
    def by_name(self):
        return {column.name: column for column in self.columns}

    def suggest(self, layout):
        """What the header and the rows above it say of the options."""
        return {}

    def outlook(self):
        """What is to be known of the whole once all rows are judged: sentences."""
        return ()

    def begin(self, rows):
        """Take in the rows of the file, and what they are compared with."""
        self.rows = rows
        self.load()

    def load(self):
        """Fill the index with what is there already."""

    def keys(self, row):
        """What a row is recognised by."""
        return []

    def recognise(self, row):
        """The Known that a row is, or None."""
        found = (self.index.get(each) for each in self.keys(row))
        return next(filter(None, found), None)

    def remember(self, row):
        for each in self.keys(row):
            self.index.setdefault(each, Known(self.describe(row), row.number))

    def describe(self, row):
        """The row in a few words."""
        return row.text("name")

    def repeated(self, row, earlier):
        """What is said of a row that an earlier one says already."""
        return wrong(format_lazy(_("Row {row} is the same one."), row=earlier.row))

    def check(self, row):
        """Yield what is doubtful or wrong about a row beyond its single cells."""
        return ()

    def take(self, rows, by, imported):
        """Make drafts of rows; return the record of each, in the same order."""
        raise NotImplementedError

    def values(self, name):
        """All that a column of the file holds."""
        if name not in self._values:
            self._values[name] = [row[name] for row in self.rows]
        return self._values[name]

    @cached_property
    def _values(self):
        return {}

    def note(self, row, imported):
        """The reason of a first version: the file, and what no field takes."""
        said = {name: row.words(name) or row.text(name) for name in self.notes}
        labels = {name: self.by_name[name].label for name in said if said[name]}
        told = [f"{label}: {said[name]}" for name, label in labels.items()]
        return "\n".join([str(imported), *told])


#: Every target, by its key.
targets = {}


def target(target_class):
    targets[target_class.key] = target_class
    return target_class


@lru_cache
def named_columns(target_class):
    """The columns with their names worked out, so that matching them is quick."""
    return [
        replace(each, label=str(each.label), synonyms=tuple(map(str, each.synonyms)))
        for each in target_class.columns
    ]
