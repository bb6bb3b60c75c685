"""Labels as the regulator words them: a term, often with its choices in brackets."""

import re
from typing import NamedTuple

from django import template

register = template.Library()
BRACKETED = re.compile(r"(.+?)\s*([(（].*[)）])", re.DOTALL)


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
