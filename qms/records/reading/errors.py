"""What a sheet could not work out: to be seen, and not to be taken for a blank."""

import re
import zlib
from io import BytesIO
from zipfile import BadZipFile, ZipFile

ERRORS = {"#N/A", "#REF!", "#VALUE!", "#DIV/0!", "#NAME?", "#NUM!", "#NULL!"}
SHEET = re.compile(r"xl/worksheets/[^/]+\.xml")
ERROR_CELL = re.compile(rb'(<c\b[^<>]*\bt=)"e"')


def spell_errors(content):
    """An xlsx whose errors are text: calamine hands out an error as an empty cell."""
    try:
        return _with_errors_spelt(content)
    except (BadZipFile, EOFError, RuntimeError, zlib.error):
        # What is wrong with such a file is for whoever opens it to say.
        return content


def _with_errors_spelt(content):
    with ZipFile(BytesIO(content)) as packed:
        names = packed.namelist()
        told = {n: _spelt(packed.read(n)) for n in names if SHEET.fullmatch(n)}
        if not any(told.values()):
            return content
        spelt = BytesIO()
        with ZipFile(spelt, "w") as book:
            for name in names:
                book.writestr(name, told.get(name) or packed.read(name))
    return spelt.getvalue()


def _spelt(sheet):
    """The sheet with its errors as text; nothing if it has none."""
    spelt, count = ERROR_CELL.subn(rb'\1"str"', sheet)
    return spelt if count else b""
