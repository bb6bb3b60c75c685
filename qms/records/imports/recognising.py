"""What a sheet may be, guessed by its header and left to the user to correct."""

from dataclasses import dataclass
from itertools import islice

from xlsxwriter.utility import xl_col_to_name

from qms.records.reading.cells import is_blank
from qms.records.reading.tables import (
    HEADER_DEPTH,
    Match,
    Table,
    find_header,
    is_blank_row,
    match,
)
from qms.records.reading.text import clean

from .files import tables_in
from .targets import named_columns, targets

SAMPLES = 3
ORDERS = ("ymd", "dmy", "mdy")


@dataclass
class Guess:
    """A sheet, what it holds, and how much of the header speaks for that."""

    sheet: str
    target: str
    score: float


def sheets_of(imported):
    with imported.file.open("rb") as file:
        return tables_in(file)


def table_of(imported, sheet):
    with imported.file.open("rb") as file:
        return Table.read(file, sheet)


def guess(imported, keys, sheet=None):
    """The likeliest pair of a sheet and one of some targets.

    A sheet that seems to hold something else is guessed at only if all do.
    """
    names = [each.name for each in sheets_of(imported) if sheet in (None, each.name)]
    tables = [table_of(imported, name) for name in names]
    own = [each for each in tables if guess_target(each, targets).target in keys]
    guesses = [guess_target(table, keys) for table in own or tables]
    return max(guesses, key=lambda each: each.score)


def guess_target(table, keys):
    guesses = [Guess(table.name, each, _score(table, targets[each])) for each in keys]
    return max(guesses, key=lambda each: each.score)


def _score(table, target):
    """How much of a header speaks for a target; a column it lacks speaks against."""
    columns = named_columns(target)
    header = find_header(table.rows, columns)
    if header is None:
        return 0
    scores = [found.score for found in header.matches.values() if found]
    return sum(scores) * target.weight - len(header.missing(columns))


@dataclass
class Seen:
    """A column of the file as the user sees it before saying what it is."""

    index: int
    head: str
    samples: list
    match: Match | None
    #: Whether some of its days may be told in two orders.
    is_ambiguous: bool
    #: The only order in which all of them can be read.
    order: str = ""

    @property
    def letter(self):
        return xl_col_to_name(self.index)


class Layout:
    """The columns of a sheet: what is above them and what they seem to be."""

    def __init__(self, imported, sheet, target, header=None):
        self.rows = table_of(imported, sheet).rows
        self.target = target
        columns = named_columns(target)
        if header is None or header > len(self.rows):
            found = find_header(self.rows, columns)
            header = found.row if found else self._first_full_row()
        self.header = header
        self.head = self.rows[header - 1]
        self.matches = match(self.head, columns)

    def recall(self, columns):
        """Take the columns as the user has named them before."""
        self.matches = {int(i): Match(name, 1) for i, name in columns.items()}

    def _first_full_row(self):
        full = (n for n, row in enumerate(self.rows, 1) if not is_blank_row(row))
        return next(full, 1)

    def header_choices(self):
        """The rows among which the header is, each with what it says."""
        for number, row in enumerate(self.rows[:HEADER_DEPTH], 1):
            said = [clean(cell) for cell in row if clean(cell)]
            if said:
                yield number, f"{number}: {' · '.join(said[:6])}"[:90]

    def columns(self):
        width = max(map(len, self.rows), default=0)
        ordered = (c for c in self.target.columns if hasattr(c.read, "orders"))
        dates = {column.name: column.read.orders for column in ordered}
        below = self.rows[self.header :]
        for index in range(width):
            cells = [row[index] for row in below if index < len(row)]
            cells = [cell for cell in cells if not is_blank(cell)]
            head = clean(self.head[index]) if index < len(self.head) else ""
            found = self.matches.get(index)
            if head or cells:
                orders = dates.get(found.name) if found else None
                told = [orders(cell) for cell in cells] if orders else []
                yield Seen(
                    index,
                    head,
                    [clean(cell) for cell in islice(cells, SAMPLES)],
                    found,
                    any(len(set(days.values())) > 1 for days in told),
                    _common_order(told),
                )


def _common_order(told):
    """The one order in which all days of a column can be read, if it is only one."""
    told = [days for days in told if days]
    common = [order for order in ORDERS if all(order in days for days in told)]
    return common[0] if len(common) == 1 else ""
