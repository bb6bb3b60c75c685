"""Labels as the regulator words them: a term, often with its choices in brackets."""

import re
from typing import NamedTuple

from django import template
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

register = template.Library()
BRACKETED = re.compile(r"(.+?)\s*([(（].*[)）])", re.DOTALL)
#: What rules name as their source beside articles of the law, as users are told it.
SOURCES = {
    "seed": _("own requirement"),
    "company rule": _("company rule"),
    "company policy": _("company policy"),
    "common practice": _("common practice"),
    "two persons": _("two persons"),
    "separation of duties": _("separation of duties"),
    "guideline": _("guideline"),
    "cold chain": _("cold chain"),
}
WORDS = re.compile("|".join(SOURCES))


class Label(NamedTuple):
    """The term, and what stands in brackets behind it."""

    main: str
    rest: str


@register.filter
def split_label(label):
    """Part a label before its closing bracketed part, so that it can be set small.

    "category (filer/agent)" gives "category" and "(filer/agent)".
    """
    found = BRACKETED.fullmatch(str(label))
    return Label(*found.groups()) if found else Label(str(label), "")


@register.filter
def breakable(choices):
    """A row of choices, which a narrow column may break behind each of them."""
    return choices.replace("/", "/\u200b")


@register.filter
def told_of(problem, record):
    """A problem as it stands in a list: what is not complete says what and where."""
    if problem.rule != "complete" or not problem.field:
        return str(problem)
    row = problem.line or record
    label = getattr(row, "labels", {}).get(problem.field)
    label = label or row._meta.get_field(problem.field).verbose_name
    where = [str(problem.line)] if problem.line else []
    return ": ".join([*where, capfirst(split_label(label).main), str(problem)])


@register.filter
def in_words(clause):
    """The source of a rule in the user's language; articles are cited as they are."""
    return WORDS.sub(lambda found: str(SOURCES[found[0]]), clause)
