"""Excel in: what an office keeps becomes drafts, row by row and never by a guess.

A target says what the rows of a table may be; each app declares its own in a module
called imports.py.
"""

from .columns import column, read_choice, read_words, spelling
from .findings import doubt, forbidden, misfits, question, remark, wrong
from .saving import save_drafts, save_rows
from .targets import ImportTarget, Known, target, targets

__all__ = [
    "ImportTarget",
    "Known",
    "column",
    "doubt",
    "forbidden",
    "misfits",
    "question",
    "read_choice",
    "read_words",
    "remark",
    "save_drafts",
    "save_rows",
    "spelling",
    "target",
    "targets",
    "wrong",
]
