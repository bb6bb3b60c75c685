"""The slots for papers as a page shows them, and what a form sends for them."""

from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import groupby

from django.contrib import messages
from django.utils.translation import gettext as _

from qms.records.models import Paper
from qms.records.rules import Refused

#: What begins the names of the fields that send files.
PREFIX = "paper:"


@dataclass
class Slot:
    """A slot of a record, of one of its lines, or of all of them together."""

    paper: Paper
    attachments: list = field(default_factory=list)
    is_needed: bool = False
    may_attach: bool = False
    #: The line, with its place in the table.
    line: object = None
    number: int = 0
    #: Whether what is put here speaks of all lines.
    is_shared: bool = False
    #: The prefix of the form that the line is typed in.
    prefix: str = ""

    @property
    def name(self):
        """The name of the field that sends files for this slot."""
        return f"{PREFIX}{self.paper.slot}:{self.prefix}"

    @property
    def is_missing(self):
        return self.is_needed and not self.attachments


class Slots:
    """All slots of a record, for one person."""

    def __init__(self, record, user):
        self.record, self.open = record, record.open_slots(user)
        self.attached = {}
        for each in record.papers_here():
            self.attached.setdefault((each.slot, each.line_id), []).append(each)

    def own(self):
        """The slots of the record itself."""
        for paper in self.record.papers:
            needed = bool(self.record.pk) and paper.is_needed(self.record)
            yield self._slot(paper, is_needed=needed)

    def shared(self):
        """The slots of the lines, for what speaks of all of them."""
        for model in self.record.rows_with_papers()[1:]:
            for paper in model.papers:
                yield self._slot(paper, is_shared=True)

    def of_line(self, line, **shown):
        """The slots of one line; a paper about all lines does for this one."""
        for paper in line.papers:
            shared = self.attached.get((paper.slot, None))
            needed = bool(line.pk) and not shared and paper.is_needed(line)
            yield self._slot(paper, line=line, is_needed=needed, **shown)

    def all(self):
        """The slots as the page of a record lists them, each paper's together."""
        yield from self.own()
        shared = list(self.shared())
        lines = list(self._of_lines()) if shared else []
        for slot in shared:
            yield slot
            yield from (each for each in lines if each.paper is slot.paper)

    def _of_lines(self):
        for _kind, rows in groupby(self.record.rows(), key=type):
            for number, row in enumerate(rows, 1):
                yield from self.of_line(row, number=number)

    def _slot(self, paper, line=None, **shown):
        return Slot(
            paper,
            self.attached.get((paper.slot, line.pk if line else None), []),
            may_attach=paper.slot in self.open,
            line=line,
            **shown,
        )


def take(request, record, line_forms):
    """Attach the files that came with a form, and take out what was ticked.

    Files of a record or line that is not saved find no place; their names are told.
    """
    lines = {form.prefix: form.instance for form in line_forms}
    homeless = []
    for name, files in request.FILES.lists():
        _paper, slot, prefix = f"{name}::".split(":")[:3]
        line = lines.get(prefix)
        if record.pk and (not prefix or (line and line.pk)):
            for upload in files:
                attach(request, record, slot, upload, line)
        else:
            homeless += [upload.name for upload in files]
    for paper in record.attachments().filter(pk__in=request.POST.getlist("withdraw")):
        withdraw(request, record, paper)
    if homeless:
        said = {"names": ", ".join(homeless)}
        messages.warning(request, _("Choose again after saving: %(names)s") % said)


def attach(request, record, slot, upload, line=None):
    """Attach one file, or say why not."""
    with _told(request):
        record.attach(request.user, slot, upload, line)


def withdraw(request, record, paper):
    """Take one file out, or say why not."""
    with _told(request):
        record.withdraw(request.user, paper)


@contextmanager
def _told(request):
    """Tell the person what refuses an act, and go on."""
    try:
        yield
    except Refused as refusal:
        messages.error(request, " ".join(refusal.messages))
