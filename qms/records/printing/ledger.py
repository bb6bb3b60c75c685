"""Listings of any length as a PDF, through Typst: WeasyPrint is too slow for them."""

from django.utils import formats, timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from .paper import WIDTH, company_name, script, typeset
from .tables import CODE, EXTENT, Table, extent

#: So many columns at most stand upright.
PORTRAIT = 6
WIDEST = max(EXTENT.values())


def ledger_pdf(listing, rows, by, title=None, subtitle=""):
    """Print rows of a listing in its own columns, personal data masked.

    The text of the rows goes to Typst as data, never as markup.
    """
    landscape = len(listing.cells) > PORTRAIT
    table = Table(listing.cells, listing.model, rows, WIDTH[landscape], masked=True)
    words = _words(title or listing, subtitle, by)
    return typeset("ledger.typ", words | _layout(table) | {"landscape": landscape})


def _words(title, subtitle, by):
    now = formats.date_format(timezone.localtime(), "DATETIME_FORMAT")
    said = {"name": by.printed_name, "at": now}
    return {
        "script": script(),
        "company": company_name(),
        "title": capfirst(str(title)),
        "subtitle": str(subtitle),
        "printed": _("printed by %(name)s at %(at)s") % said,
        "page": _("page %(page)s of %(pages)s")
        % {"page": "{page}", "pages": "{pages}"},
        "serial": _("No."),
        "end": _("nothing below"),
    }


def _layout(table):
    return {
        "size": table.size,
        "shares": table.shares,
        "numeric": table.numeric,
        "heads": [[capfirst(main), rest] for main, rest in table.labels],
        "rows": [list(map(_breakable, row, table.units[1:])) for row in table.rows],
    }


def _breakable(text, units):
    """Let a code that is longer than its column go on in the next line."""
    if len(text) * WIDEST <= units:
        return text
    return CODE.sub(lambda code: _broken(code[0], units), text)


def _broken(code, units):
    if extent(code) <= units:
        return code
    room = max(int(units / WIDEST), 1)
    return "\u200b".join(code[i : i + room] for i in range(0, len(code), room))
