"""The sheet of a record as a PDF, in the regulator's form."""

from functools import cache
from itertools import groupby

import segno
from django.contrib.contenttypes.models import ContentType
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from weasyprint import CSS, HTML

from qms.records.models import State, Trail

from .correction import changes
from .paper import STYLESHEET, WIDTH, company_name, printable, script
from .parts import on_the_back, part_of
from .signatures import Signatures

#: Files that can be kept for as long as the records.
VARIANT = {"pdf_variant": "pdf/a-2b"}
#: Up to so many pages a sheet is set twice, to see whether it goes on one less.
FEW = 3
#: States that the paper itself must tell.
MARKED = {State.DRAFT, State.REJECTED, State.AMENDED, State.VOID}


def sheet_pdf(record, register, by, layout=None, masked=False):
    """Print a record, with its signatures and whatever proves them, in all copies."""
    copies = ("",) if layout else register.copies_of(record)
    said = register, record, by, layout
    return _pdf(*(Printout(*said, copy, masked) for copy in copies))


def blank_pdf(register):
    """Print the form of a kind of record with nothing in it."""
    return _pdf(Printout(register))


def _pdf(*printouts):
    """Sheets one after the other in one file, each with its own numbers of pages."""
    documents = [_document(printout) for printout in printouts]
    pages = [page for document in documents for page in document.pages]
    return documents[0].copy(pages).write_pdf(**VARIANT)


def _document(printout):
    """A sheet on paper; set tighter if that saves one of a few pages."""
    document = _set(printout)
    if 1 < len(document.pages) <= FEW:
        tighter = _set(printout, tight=True)
        if len(tighter.pages) < len(document.pages):
            return tighter
    return document


def _set(printout, tight=False):
    said = {"sheet": printout, "tight": tight}
    text = printable(render_to_string("print/sheet.html", said))
    return HTML(string=text).render(stylesheets=[_stylesheet()], **VARIANT)


@cache
def _stylesheet():
    return CSS(filename=STYLESHEET)


class Printout:
    """What stands on a sheet; without a record, on the blank form."""

    def __init__(
        self, register, record=None, by=None, layout=None, copy="", masked=False
    ):
        #: Another sheet than the register's own, if the kind is printed in two ways.
        self.layout = layout or register
        self.register, self.record, self.by, self.copy = register, record, by, copy
        #: Whether personal data are hidden from whoever prints.
        self.masked = masked
        self.title = layout.sheet_title if layout else register.title_of(record)
        self.model = register.model
        self.width = WIDTH[self.layout.landscape]
        self.company, self.script = company_name(), script()
        self.printed_at = timezone.now()

    @cached_property
    def parts(self):
        parts = self.layout.sheet.parts_of(self.record)
        return [part_of(part, self) for part in parts if not on_the_back(part)]

    @cached_property
    def back(self):
        """What is drawn on the back of the paper, if there is something to draw."""
        parts = self.layout.sheet.parts_of(self.record)
        drawn = [part_of(part, self) for part in parts if on_the_back(part)]
        return [part for part in drawn if part.drawing]

    @property
    def mark(self):
        """The word across the page, if the record is not simply in effect."""
        if not self.record:
            return ""
        state = State(self.record.state)
        return state.label if state in MARKED else self.record.mark

    @cached_property
    def signatures(self):
        return Signatures(self.model, self.record)

    @property
    def signature_boxes(self):
        return self.signatures.boxes(self.layout.landscape)

    @property
    def papers(self):
        """Each kind of paper that is asked for, with the files that are there."""
        files = list(self.record.attachments()) if self.record else []
        numbers = self._line_numbers() if any(f.line_id for f in files) else {}
        for file in files:
            file.line = numbers.get((file.slot, file.line_id))
        slots = {slot: paper.label for slot, paper in self.model.slots().items()}
        slots |= {f.slot: _("other papers") for f in files if f.slot not in slots}
        return [
            (label, [file for file in files if file.slot == slot])
            for slot, label in slots.items()
        ]

    def _line_numbers(self):
        """The place of each line in its table, by the slots that it has."""
        return {
            (paper.slot, row.pk): number
            for _kind, rows in groupby(self.record.rows(), key=type)
            for number, row in enumerate(rows, 1)
            for paper in row.papers
        }

    @property
    def changes(self):
        """What this record corrects in an earlier one."""
        sheet, record = self.register.sheet, self.record
        return record.corrects_id and changes(sheet, record, self.masked)

    @property
    def successor(self):
        """The correction that took the place of this record."""
        return self.record.corrections.exclude(effective_at=None).first()

    @property
    def voided(self):
        """The trail entry that says who struck the record out, when and why."""
        kind = ContentType.objects.get_for_model(self.record)
        entries = Trail.objects.filter(kind=kind, object_id=self.record.pk)
        return entries.filter(act=Trail.Act.VOIDED).first()

    @cached_property
    def digest(self):
        return self.record.digest()

    @property
    def qr(self):
        """Number and digest, to check the paper against the system."""
        code = segno.make(f"{self.record.number} {self.digest}", error="m", micro=False)
        return mark_safe(code.svg_inline(border=0, omitsize=True))
