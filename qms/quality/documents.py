"""The document that says what cannot happen."""

from qms.quality.impossible import LINES
from qms.records.documents import NOTE, document, table

SAID = (
    "A rule refuses with a sentence at every door, and its refusal is trailed; the "
    "constraint or trigger refuses whoever comes past it. The tests run on SQLite and "
    "on PostgreSQL.\n"
)


@document("impossible.md")
def impossible():
    """What cannot happen, with the rule, the constraint or trigger, and the test."""
    head = ("What cannot happen", "Rules", "Held by the database", "Tried by raw SQL")
    rows = [
        (
            line.what,
            _code(line.rules),
            _code(line.held_by) or f"no: {line.without}",
            _code(line.tried),
        )
        for line in LINES
    ]
    return f"# What must be impossible\n\n{NOTE}\n{SAID}\n{table(head, rows)}"


def _code(names):
    return ", ".join(f"`{name}`" for name in names)
