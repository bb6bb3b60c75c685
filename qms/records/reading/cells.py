"""What reading a cell comes to: a value, a value in doubt, or a reason why not."""

from dataclasses import dataclass

from django.utils.text import format_lazy

from qms.records.reading.text import clean, simplified

BLANKS = {"", "-", "--", "/", "\\", "—", "——", "–", "无"}


@dataclass(frozen=True)
class Value:
    """What a cell says; the doubt is a question that somebody has to answer."""

    value: object
    doubt: str = ""
    unit: str = ""
    text: str = ""


class Unreadable(ValueError):
    """A cell that says nothing of the wanted kind, with the reason for the user."""

    def __init__(self, message, **said):
        self.reason = format_lazy(message, **said)
        super().__init__(self.reason)


def is_blank(raw):
    """Whether a cell is empty or struck through."""
    return simplified(clean(raw)) in BLANKS
