"""What has not come in, as a workbook to be put right and brought in again."""

from django.utils.translation import gettext as _

from qms.records import workbooks
from qms.records.reading.text import clean

from .pages import told
from .recognising import table_of


def workbook(imported):
    """The rows that are left, in their own columns, and why in one more."""
    table = table_of(imported, imported.sheet)
    width = max(map(len, table.rows), default=0)
    head = [clean(cell) for cell in _padded(table.rows[imported.header - 1], width)]
    rows = [
        [*_padded(table.rows[row.number - 1], width), "\n".join(reasons(row, imported))]
        for row in imported.rows.left()
    ]
    return workbooks.write(imported.sheet or imported.name, [*head, _("Reasons")], rows)


def _padded(cells, width):
    return [*cells, *[""] * (width - len(cells))]


def reasons(row, imported):
    for place, _level, said in told(row, imported):
        yield f"{place}: {said}" if place else said
