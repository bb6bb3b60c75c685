"""Tables that an office keeps in Excel, OpenDocument or CSV, read by their meaning."""

import csv
import re
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from io import BytesIO, StringIO
from pathlib import Path
from typing import NamedTuple

from django.utils.translation import gettext_lazy as _
from python_calamine import (
    CalamineError,
    CalamineWorkbook,
    PasswordError,
    SheetTypeEnum,
)

from qms.records.reading.cells import Unreadable
from qms.records.reading.errors import spell_errors
from qms.records.reading.text import clean, key, simplified
from qms.records.reading.values import read_text

PACKED_MARK = b"PK\x03\x04"
WORKBOOK_MARKS = (PACKED_MARK, b"\xd0\xcf\x11\xe0")
#: In what a locked xlsx is kept: calamine knows it by the name of its file alone.
LOCKED = "EncryptedPackage".encode("utf-16-le")
BYTE_ORDER_MARKS = (b"\xff\xfe", b"\xfe\xff")
#: Two bytes above ASCII together, as in all Chinese; in Latin ° and ü stand alone.
DOUBLE = re.compile(rb"[\x80-\xff]{2}")
SEPARATORS = ",;\t"
HEADER_DEPTH = 20

TOTAL = re.compile(
    r"(?:本[页月年日])?(?:合计|总计|小计|共计|总数|累计|grandtotal|subtotal|total)"
    r"(?:金额|数量)?[0-9]*[家种项行条件个]?"
)


class Sheet(NamedTuple):
    """A sheet of a file, as the user chooses it."""

    name: str
    rows: int
    columns: int


@dataclass(frozen=True)
class Column:
    """A column that a table may have, under any of the names that offices give it."""

    name: str
    label: str
    synonyms: tuple = ()
    read: Callable = read_text
    required: bool = False
    #: Whether only those may read it in full who bring it in.
    is_personal = False

    def names(self):
        """All its names, in the form in which headers are compared with them."""
        return {key(name) for name in (self.label, *self.synonyms)}


class Head:
    """A cell that may be the header of a column."""

    def __init__(self, cell):
        text = clean(cell)
        bare = re.sub(r"\([^)]*\)|\[[^]]*\]", "", text)
        self.forms = {key(text), key(bare)} - {""}
        self.parts = [key(part) for part in re.split("[/、]", text)]

    def likeness(self, names):
        """1 for one of the names, less for a name in part, else 0."""
        if self.forms & names:
            return 1
        for place, part in enumerate(self.parts):
            if part in names:
                return 0.9 / (place + 1)
        return _share(self.forms, names)


def _share(forms, names):
    """How much of a name a header has, or a header of a name."""
    pairs = [(form, name) for form in forms for name in names]
    shared = (min(p, key=len) for p in pairs if p[0] in p[1] or p[1] in p[0])
    longest = max(map(len, shared), default=0)
    # One sign in common, as 號 or 日, says nothing.
    return longest / (longest + 2) if longest > 1 else 0


class Match(NamedTuple):
    """The field that a column is read into; below 1 the user should look at it."""

    name: str
    score: float


@dataclass(frozen=True)
class Header:
    """Where the header stands, counted from 1 as Excel does, and what it means."""

    row: int
    matches: dict

    def missing(self, columns):
        """The required columns that the table does not have."""
        found = {match.name for match in self.matches.values() if match}
        return [c for c in columns if c.required and c.name not in found]


def match(header, columns):
    """Column index -> Match or None; each field once, the likest pair first."""
    heads, named = [Head(cell) for cell in header], [c.names() for c in columns]
    pairs = sorted(
        (-head.likeness(names), order, index)
        for index, head in enumerate(heads)
        for order, names in enumerate(named)
    )
    matches, taken = dict.fromkeys(range(len(header))), set()
    for score, order, index in pairs:
        if score and matches[index] is None and order not in taken:
            matches[index] = Match(columns[order].name, -score)
            taken.add(order)
    return matches


def find_header(rows, columns):
    """The row among the first that names most of the columns, or None."""
    best, most = None, 0
    for number, row in enumerate(rows[:HEADER_DEPTH], 1):
        matches = match(row, columns)
        found = [m.score for m in matches.values() if m]
        if len(found) >= min(2, len(columns)) and sum(found) > most:
            best, most = Header(number, matches), sum(found)
    return best


def is_blank_row(row):
    return not any(clean(cell) for cell in row)


def is_total_row(row):
    """Whether a row adds up the others."""
    first = next((cell for cell in row if clean(cell)), "")
    return TOTAL.fullmatch(key(first)) is not None


@dataclass(frozen=True)
class Table:
    """A sheet's cells as they are, row by row."""

    name: str
    rows: list

    @classmethod
    def read(cls, file, sheet=None):
        """Read one sheet, or the first."""
        tables = _tables(file)
        for table in tables:
            if sheet in (None, table.name):
                return table
        raise Unreadable(_("The file has no sheet {name}."), name=sheet)

    def rows_after(self, header):
        """Row number as in Excel and {field: raw cell}, without blanks and totals."""
        names = {i: m.name for i, m in header.matches.items() if m}
        for number, row in enumerate(self.rows[header.row :], header.row + 1):
            if not is_blank_row(row) and not is_total_row(row):
                cells = dict(enumerate(row))
                yield number, {name: cells.get(i, "") for i, name in names.items()}

    def totals_after(self, header):
        """The numbers of the rows that add up others."""
        below = enumerate(self.rows[header.row :], header.row + 1)
        return [number for number, row in below if is_total_row(row)]


def sheets(file):
    """The sheets of a file with their sizes."""
    return [
        Sheet(table.name, len(table.rows), max(map(len, table.rows), default=0))
        for table in _tables(file)
    ]


def _tables(file):
    content = _content(file)
    try:
        if content.startswith(WORKBOOK_MARKS):
            return list(_workbook_tables(content))
        return [Table("", _csv_rows(_decoded(content)))]
    except PasswordError as error:
        raise Unreadable(_("The file is locked with a password.")) from error
    except (CalamineError, csv.Error) as error:
        raise Unreadable(_("The file is not a table that can be read.")) from error


def _workbook_tables(content):
    if content.startswith(PACKED_MARK):
        content = spell_errors(content)
    elif LOCKED in content:
        raise PasswordError
    book = CalamineWorkbook.from_filelike(BytesIO(content))
    for sheet in book.sheets_metadata:
        if sheet.typ == SheetTypeEnum.WorkSheet:
            cells = book.get_sheet_by_name(sheet.name)
            yield Table(sheet.name, cells.to_python(skip_empty_area=False))


def _content(file):
    if isinstance(file, (str, Path)):
        return Path(file).read_bytes()
    file.seek(0)
    return file.read()


def _csv_rows(text):
    lines = text.splitlines()[:HEADER_DEPTH]
    separator = max(
        SEPARATORS,
        key=lambda mark: sum(len(row) for row in csv.reader(lines, delimiter=mark)),
    )
    return list(csv.reader(StringIO(text, newline=""), delimiter=separator))


def _decoded(content):
    """The text of a CSV file, in whichever encoding its office saves it."""
    sure = "utf-16" if content.startswith(BYTE_ORDER_MARKS) else "utf-8-sig"
    if b"\0" not in content and not DOUBLE.search(content):
        sure = "cp1252"
    texts = _decodings(content, sure) or _decodings(content, "gb18030", "big5hkscs")
    if not texts:
        raise Unreadable(_("The file is not a table that can be read."))
    return max(texts, key=_commonness)


def _decodings(content, *encodings):
    texts = []
    for encoding in encodings:
        with suppress(UnicodeDecodeError):
            texts.append(content.decode(encoding))
    return texts


def _commonness(text):
    """The share of everyday signs: in a wrong encoding they turn into rare ones."""
    signs = [sign for sign in simplified(text[:2000]) if not sign.isascii()]
    common = [
        s for s in signs if b"\xb0" <= s.encode("gb2312", "ignore")[:1] <= b"\xd7"
    ]
    return len(common) / max(1, len(signs))
