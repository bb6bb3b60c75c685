"""Small tags that the pages are drawn with."""

from django import template
from django.templatetags.static import static
from django.utils.html import escape, format_html
from django.utils.safestring import mark_safe
from django.utils.text import capfirst

from qms.records.registers import registry

register = template.Library()

SPRITE = "vendor/tabler-icons/sprite.svg"

DEPARTMENT_ICONS = {
    "quality": "shield-check",
    "procurement": "shopping-cart",
    "warehouse": "building-warehouse",
    "sales": "building-store",
    "aftersales": "refresh",
    "hr": "id-badge-2",
}


@register.simple_tag
def icon(name):
    """A decorative icon; the text beside it says what is meant."""
    return format_html(
        '<svg class="icon" aria-hidden="true"><use href="{}#{}"></use></svg>',
        static(SPRITE),
        name,
    )


@register.filter
def department_icon(department):
    return DEPARTMENT_ICONS.get(department, "file-text")


@register.simple_tag
def page(listing, name, *args):
    """The address of a page of a listing."""
    return listing.url(name, *args)


@register.filter
def listing(key):
    """The listing that is known by a key, such as "procurement.purchase"."""
    return registry[key]


@register.filter
def can_scan(formset):
    """Whether a scanned code fills in a line of a formset."""
    return hasattr(formset.model, "from_scan")


@register.filter
def kind(record):
    """What kind of record or thing this is, in words."""
    return capfirst(record._meta.verbose_name)


@register.filter
def alongside(columns, cells):
    """Each column with the cell that stands under it."""
    return zip(columns, cells, strict=False)


@register.filter
def breadth(text):
    """How a text is set: not broken if it is a date or a lot, broad if it is long."""
    if len(text) <= (18 if text.isascii() else 9):
        return "short"
    return "long" if len(text) > 24 else ""


@register.simple_tag
def row_cells(columns, row):
    """The cells of a row of a list: a page has 500, too many for template code.

    A thing may say the colour that its status is shown in: green, yellow or red.
    """
    tags = {"status": getattr(row.obj, "colour", "")}
    tags["stage"] = tags["state"] = row.state
    cells = zip(columns, row.cells, strict=True)
    drawn = [_cell(column, text, tags.get(column.key)) for column, text in cells]
    if row.url:
        first = escape(row.cells[0]) or "—"
        drawn[0] = f'<td><a href="{escape(row.url)}">{first}</a></td>'
    return mark_safe("".join(drawn))


def _cell(column, text, tag):
    if tag and text:
        return f'<td><span class="tag tag-{tag}">{escape(text)}</span></td>'
    name = "num" if column.numeric else breadth(text)
    return f'<td class="{name}">{escape(text)}</td>'


class CaptureNode(template.Node):
    def __init__(self, nodes, name):
        self.nodes, self.name = nodes, name

    def render(self, context):
        context[self.name] = mark_safe(self.nodes.render(context).strip())
        return ""


@register.tag
def capture(parser, token):
    """Keep what the enclosed part renders to: {% capture as name %}…{% endcapture %}.

    A block may stand in a template only once; the title of a page is wanted twice.
    """
    try:
        _tag, _as, name = token.split_contents()
    except ValueError:
        said = "capture is written {% capture as name %}"
        raise template.TemplateSyntaxError(said) from None
    nodes = parser.parse(("endcapture",))
    parser.delete_first_token()
    return CaptureNode(nodes, name)
