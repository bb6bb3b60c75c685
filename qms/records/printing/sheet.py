"""The sheet of a record as a PDF, in the regulator's form (GSP 21)."""

import segno
from django.contrib.auth import get_user_model
from django.contrib.contenttypes.models import ContentType
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.safestring import mark_safe
from weasyprint import CSS, HTML
from weasyprint.text.fonts import FontConfiguration

from qms.records.models import State, Trail
from qms.records.sheets import Lines

from .correction import changes
from .paper import STYLESHEET, WIDTH, company_name, script
from .parts import Grid, LineTable

#: States of which the paper itself must tell.
MARKED = {State.DRAFT, State.REJECTED, State.AMENDED, State.VOID}


def sheet_pdf(record, register, by):
    """Print a record, with its signatures and whatever proves them."""
    return _pdf(Printout(register, record, by))


def blank_pdf(register):
    """Print the form of a kind of record with nothing in it."""
    return _pdf(Printout(register))
