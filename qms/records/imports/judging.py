"""A table read row by row: what each row says, and what is to be said of it."""

from dataclasses import dataclass, field

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from xlsxwriter.utility import xl_col_to_name

from qms.records.models import ImportRow
from qms.records.reading.cells import Unreadable, Value
from qms.records.reading.errors import ERRORS
from qms.records.reading.tables import Header, Match, Table

from .columns import read_words
from .findings import (
    Finding,
    Level,
    doubt,
    in_every_language,
    misfits,
    question,
    remark,
    wrong,
)
from .targets import targets

Verdict = ImportRow.Verdict
NOTHING = Value(None)


@dataclass
class Row:
    """One row of the file: its cells as they are, and what has been read in them."""

    number: int
    raw: dict
    said: dict = field(default_factory=dict)
    #: What the target recognises in it: a product, a location.
    found: dict = field(default_factory=dict)
    findings: list = field(default_factory=list)
    verdict: str = ""

    def __getitem__(self, name):
        return self.said.get(name, NOTHING).value

    def text(self, name):
        """What a cell says, as text; empty where there is none."""
        value = self[name]
        return "" if value is None else str(value)

    def words(self, name):
        """What a cell says besides its value, as 長期 or a storage condition."""
        return self.said.get(name, NOTHING).text

    def unit(self, name):
        """The unit that stands in a cell behind its number."""
        return self.said.get(name, NOTHING).unit

    def is_blank(self, name):
        """Whether a cell says nothing at all, and nothing is wrong with it."""
        about = {finding.column for finding in self.findings}
        return self[name] is None and not self.words(name) and name not in about

    def filled(self, *names):
        """The values that there are, for fields of these names."""
        return {n: self[n] for n in names if self[n] not in (None, "")}

    def has(self, level):
        return any(finding.level == level for finding in self.findings)

    def is_acceptable(self):
        """Whether somebody's tick lets this doubtful row in."""
        return self.verdict == Verdict.DOUBTFUL and not self.has(Level.QUESTION)


class Reading:
    """The rows of an import, read into the columns that the user has confirmed."""

    def __init__(self, imported):
        self.target = targets[imported.target](imported.options)
        self.columns = self.target.by_name
        self.orders = imported.options.get("orders", {})
        self.places = {name: int(i) for i, name in imported.columns.items()}
        matches = {i: Match(name, 1) for name, i in self.places.items()}
        with imported.file.open("rb") as file:
            table = Table.read(file, imported.sheet)
        header = Header(imported.header, matches)
        self.totals = table.totals_after(header)
        self.rows = [self._row(*each) for each in table.rows_after(header)]

    def judged(self):
        """Each row with its verdict, in the order of the file."""
        self.target.begin(self.rows)
        for row in self.rows:
            self._judge(row)
            yield row

    def _row(self, number, raw):
        row = Row(number, raw)
        for name, cell in raw.items():
            self._read(row, self.columns[name], cell)
        return row

    def _read(self, row, column, cell):
        try:
            value = self._value(column, cell)
        except Unreadable as unreadable:
            row.findings.append(wrong(unreadable.reason, column.name))
            return
        row.said[column.name] = value
        row.findings += self._doubts(column, value)

    def _value(self, column, cell):
        if cell in ERRORS:
            sentence = _("{value}: the sheet could not work this out.")
            raise Unreadable(sentence, value=cell)
        if hasattr(column.read, "orders"):
            return column.read(cell, prefer=self.orders.get(column.name))
        return column.read(cell)

    @staticmethod
    def _doubts(column, value):
        if value.doubt:
            # Where nothing could be read, a tick would let nothing in.
            ask = question if value.value is None else doubt
            yield ask(value.doubt, column.name)
        elif value.value in (None, ""):
            if column.required and not value.text:
                yield wrong(_("This is needed."), column.name)
        elif checked := getattr(column, "field", None):
            yield from misfits(checked, value.value, column.name)

    def _judge(self, row):
        row.findings += list(self.target.check(row))
        found = self.target.recognise(row)
        if found and found.row is None:
            there = format_lazy(
                _("Already there: {thing}; the row changes nothing."), thing=found.text
            )
            row.findings.append(remark(there))
        elif found:
            row.findings += filter(None, [self.target.repeated(row, found)])
        self.target.remember(row)
        row.verdict = _verdict(row, found)

    def stored(self, row, source):
        """The row as it is kept for the page that shows it."""
        return ImportRow(
            source=source,
            number=row.number,
            cells={name: read_words(cell).value for name, cell in row.raw.items()},
            findings=[self._told(row, each) for each in row.findings],
            verdict=row.verdict,
            acceptable=row.is_acceptable(),
        )

    def _told(self, row, finding: Finding):
        place = self.places.get(finding.column)
        cell = "" if place is None else f"{xl_col_to_name(place)}{row.number}"
        return {
            "column": finding.column,
            "cell": cell,
            "level": str(finding.level),
            "said": in_every_language(finding.sentence),
        }


def _verdict(row, found):
    if found and found.row is None:
        return Verdict.KNOWN
    if row.has(Level.WRONG):
        return Verdict.WRONG
    is_doubted = row.has(Level.DOUBT) or row.has(Level.QUESTION)
    return Verdict.DOUBTFUL if is_doubted else Verdict.GOOD
