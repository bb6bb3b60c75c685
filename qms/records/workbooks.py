"""Excel out: what a list shows, and empty tables to fill in and bring back."""

import datetime as dt
from decimal import Decimal
from io import BytesIO

import xlsxwriter
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.text import capfirst

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def export(listing, rows):
    """A workbook of some rows of a listing: a column a cell, a line a row."""
    titles = [capfirst(str(cell.label(listing.model))) for cell in listing.cells]
    found = rows.iterator(2000) if isinstance(rows, QuerySet) else rows
    values = ([_value(cell, row) for cell in listing.cells] for row in found)
    return write(str(listing), titles, values)


def empty(target):
    """A workbook with the columns of what is new, for whoever has no table yet."""
    titles = [capfirst(str(column.label)) for column in target.to_fill]
    return write(str(target), titles, [])


def write(title, titles, rows):
    """A workbook with a head that stays in view and columns one can read."""
    buffer = BytesIO()
    options = {
        "in_memory": True,
        "remove_timezone": True,
        "default_date_format": "yyyy-mm-dd",
        # What a user typed is text, never a formula or a link.
        "strings_to_formulas": False,
        "strings_to_urls": False,
    }
    with xlsxwriter.Workbook(buffer, options) as book:
        page = book.add_worksheet(_sheet_name(title))
        head = book.add_format({"bold": True, "bottom": 1, "text_wrap": True})
        widths = [_width(each) for each in titles]
        page.write_row(0, 0, titles, head)
        for number, row in enumerate(rows, 1):
            page.write_row(number, 0, row)
            widths = [max(w, _width(v)) for w, v in zip(widths, row, strict=True)]
        for column, width in enumerate(widths):
            page.set_column(column, column, min(width, 48))
        page.freeze_panes(1, 0)
    return buffer.getvalue()


def _value(cell, row):
    value = cell.value(row)
    if len(cell.paths) > 1 or cell.path in getattr(row, "masked", ()):
        return cell.text(row, masked=True)
    if isinstance(value, dt.datetime):
        return timezone.localtime(value)
    if isinstance(value, (int, float, Decimal, dt.date)) and not isinstance(
        value, bool
    ):
        return value
    return cell.text(row, masked=True)


def _width(value):
    return 2 + sum(2 if ord(c) > 255 else 1 for c in str(value or "").split("\n")[0])


def _sheet_name(title):
    return "".join(c for c in title if c not in "[]:*?/\\")[:31] or "1"
