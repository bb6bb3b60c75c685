"""What the rows of an import say, cell by cell."""

from django import template
from django.utils.html import format_html

from qms.records.imports.pages import told
from qms.records.sheets import mask

register = template.Library()
register.filter("reasons", told)


@register.simple_tag
def import_cell(row, name, masked):
    """A cell as it is in the file, marked by the gravest thing to be said of it."""
    levels = {f["level"] for f in row.findings if f["column"] == name}
    order = ("wrong", "question", "doubt", "remark")
    level = next((each for each in order if each in levels), "")
    said = row.cells.get(name, "")
    said = mask(said) if said and name in masked else said
    return format_html('<td class="{}">{}</td>', level and f"cell-{level}", said)
