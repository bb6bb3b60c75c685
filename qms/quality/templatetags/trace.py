"""What the picture and the tables of a trace need."""

from django import template
from django.utils.safestring import mark_safe

from qms.records.sheets import plain
from qms.records.templatetags.sheets import row_cells

register = template.Library()


@register.simple_tag
def table_rows(table):
    """The rows of a table: two hundred customers are too many for template code."""
    columns = list(table.columns())
    rows = (f"<tr>{row_cells(columns, row)}</tr>" for row in table.rows())
    return mark_safe("".join(rows))


@register.filter
def fit(text, room):
    """As much of a text as fits; a Chinese character takes the room of two."""
    taken = 0
    for place, character in enumerate(str(text)):
        taken += 2 if ord(character) > 0x2E7F else 1
        if taken > room:
            return f"{text[: place - 1]}…"
    return text


@register.filter
def number(value):
    """A quantity without idle zeros."""
    return plain(value) if value else "0"
