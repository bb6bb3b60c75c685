"""How much a workbook holds, measured where nothing else can break.

A sheet is read from its first cell to its last: a stray one in the furthest corner of a
tiny file asks for more memory than there is, and that ends a process on the spot. So a
workbook is first opened in a small process of its own.
"""

import resource
import subprocess
import sys
from io import BytesIO

from python_calamine import CalamineError, CalamineWorkbook

#: More cells than any office's table has; all of them fit into memory.
CELLS = 5_000_000
BYTES, SECONDS = 2 << 30, 60


def is_measured(content):
    """Whether a workbook can be opened, and holds no more than can be read."""
    measuring = [sys.executable, "-I", __file__]
    try:
        done = subprocess.run(
            measuring, input=content, capture_output=True, timeout=SECONDS, check=False
        )
    except subprocess.TimeoutExpired:
        return False
    return done.returncode == 0


def measure(content):
    """The cells of all sheets; a file that is no workbook has none."""
    try:
        book = CalamineWorkbook.from_filelike(BytesIO(content))
        sheets = map(book.get_sheet_by_name, book.sheet_names)
        return sum(sheet.total_height * sheet.total_width for sheet in sheets)
    except CalamineError:
        return 0


if __name__ == "__main__":
    resource.setrlimit(resource.RLIMIT_AS, (BYTES, BYTES))
    sys.exit(measure(sys.stdin.buffer.read()) > CELLS)
