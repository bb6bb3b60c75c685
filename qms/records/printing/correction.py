"""What a correction changes, value by value."""

from difflib import SequenceMatcher
from itertools import zip_longest
from typing import NamedTuple

from django.utils.text import capfirst
from django.utils.translation import gettext as _

from qms.records.sheets import Lines


class Change(NamedTuple):
    label: str
    old: str
    new: str


def changes(sheet, record, masked):
    """List each value on the sheet that differs from the record corrected."""
    found = list(_own_changes(sheet, record, masked))
    for part in sheet.parts:
        if isinstance(part, Lines):
            found += _line_changes(part, record, masked)
    return [change for change in found if change.old != change.new]


def _own_changes(sheet, record, masked):
    """What was filled in; what is computed follows from it."""
    names = {field.name for field in record._meta.concrete_fields}
    names -= {*record.STANDING, "number", "made_by", "made_at"}
    cells = [c for part in sheet.sections for row in part.rows for c in row]
    for cell in cells:
        if cell.path in names:
            label = capfirst(str(cell.label(type(record))))
            both = (cell.text(each, masked) for each in (record.corrects, record))
            yield Change(label, *both)


def _line_changes(lines, record, masked):
    """Lines are paired by what they say, so that one taken out shifts no other."""
    old, new = (_texts(lines, each, masked) for each in (record.corrects, record))
    labels = [cell.label(lines.model(type(record))) for cell in lines.shown]
    pairs = SequenceMatcher(None, old, new, autojunk=False)
    for _tag, a, a_end, b, b_end in pairs.get_opcodes():
        rows = zip_longest(old[a:a_end], new[b:b_end], fillvalue=())
        for number, (before, after) in enumerate(rows, b + 1):
            title = _("line %(number)s") % {"number": number}
            yield from _one_line(capfirst(title), labels, before, after)


def _one_line(title, labels, before, after):
    """The values that differ; a line that came or went is told as a whole."""
    if before and after:
        for label, old, new in zip(labels, before, after, strict=True):
            yield Change(f"{title}: {label}", old, new)
    else:
        yield Change(title, *("; ".join(filter(None, row)) for row in (before, after)))


def _texts(lines, record, masked):
    rows = lines.rows(record)
    return [tuple(cell.text(row, masked) for cell in lines.shown) for row in rows]
