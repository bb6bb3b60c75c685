"""How one kind of record is listed, begun, filled in and printed."""

from dataclasses import dataclass
from functools import cached_property

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils.functional import classproperty
from django.utils.text import capfirst

from qms.records.sheets import cell

from .listing import Listing


@dataclass(frozen=True)
class Print:
    """One more sheet that a kind of record is printed on, beside its own."""

    slug: str
    sheet_title: str
    sheet: object
    landscape: bool = False
    ledger_cells: tuple = ()
    #: The method of the record that says whether it is printed of this one.
    when: str = ""

    def tells_of(self, record):
        return not self.when or getattr(record, self.when)()


class Register(Listing):
    """A listing of records, with the sheet each is filled in and printed on."""

    columns = ("number", "made_on", "stage")
    filters = ("made_on", "state")
    search = ("number",)
    found_everywhere = True
    sheet = None
    sheet_title = None
    #: The columns of the printed table, if the sheet is a ledger, line by line.
    ledger = ()
    #: Records that are kept apart from the others, each under a title of their own.
    books = ()
    #: The names of the copies that are printed of one sheet.
    copies = ()
    landscape = False
    #: Other sheets that a record of this kind is printed on.
    prints = ()
    #: What the ledger's rows are read with besides.
    ledger_prefetch = ()
    #: Foreign keys to others than records of its chain that fill in a new record.
    starts_from = ()
    #: Other things whose page leads to a new record: their name in the address → the
    #: model. `begin_with()` of the record fills it in and returns its lines.
    starts_with = {}
    #: Whom the first page reminds of what awaits this kind, if not all its writers.
    called = ()
    #: Whether a new record is filled in from the state of things, whoever begins it.
    begins_alone = False
    #: Files whose history tells of these records: path to the file → path to what is
    #: told of the record there.
    told_on = {}
    #: What a lookup offers for a field: name → function giving a queryset.
    offers = {}

    def __init__(self):
        super().__init__()
        self.ledger_cells = [cell(column) for column in self.ledger]
        self.sheet_title = self.sheet_title or self.title

    def title_of(self, record):
        """What is printed at the head of a record's sheet."""
        own = (book.title for book in self.books if record and book.holds(record))
        return next(own, self.sheet_title)

    def copies_of(self, record):
        """The names of the copies that are printed of a record; none, if it is one."""
        return self.copies or ("",)

    def prints_of(self, record):
        """The other sheets that a record is printed on."""
        return [each for each in self.prints if each.tells_of(record)]

    @classproperty
    def writers(cls):
        return cls.model.writers()

    def admits(self, user, action):
        if action in ("add", "change"):
            return user.has_role(*self.writers)
        return super().admits(user, action)

    def queryset(self):
        return super().queryset().with_stage()

    def records(self):
        """The records with all that their pages say of other rows."""
        cells = [c for section in self.sheet.sections for c in section.cells]
        shown = {r for c in cells for r in c.relations(self.model)}
        related = {"made_by", "corrects", *self.model.follows, *self.model.masters()}
        records = self.model.objects.select_related(*related | shown)
        return records.prefetch_related("signatures")

    def calls(self, user):
        """Whether a person is to be reminded of what awaits this kind."""
        return self.admits(user, "add") and user.has_role(*self.called or self.writers)

    def awaited(self):
        """The earlier records that this kind is to be made for, as querysets.

        Pairs of the foreign key's name and the records awaiting this step.
        """
        return []

    def hint(self, row):
        """What is told of an awaited row beside its name."""
        return capfirst(row._meta.verbose_name)

    def asks(self):
        """Why a new record is due now, where it follows from no other; or nothing."""
        return ""

    #: What the address of the form then says of it.
    asks_for = ""

    def tells(self, row):
        """What a lookup of the form says of a row that it offers, beside its name."""
        return row.hint() if hasattr(row, "hint") else getattr(row, "number", "")

    @classmethod
    def begins_from(cls):
        """The foreign keys whose record fills in a new one."""
        return (*cls.model.follows, *cls.starts_from)

    def obstacles(self, user):
        """Why a person may not begin a record of this kind."""
        if self.admits(user, "add"):
            return []
        return self.model._lacking(self.writers, user)

    def may_follow(self, name, record):
        """Whether a form may start from a record, as its lookup would offer it."""
        offered = self.offers.get(name)
        return offered is None or offered().filter(pk=record.pk).exists()

    def begin(self, record, asked):
        """Fill in a new record from what an address asks for; return its lines."""
        lines = record.begin() if self.begins_alone else []
        for name in self.begins_from():
            model = self.opts.get_field(name).related_model
            if found := named(model, asked.get(name)):
                setattr(record, name, found)
                lines = record.begin()
        for name, model in self.starts_with.items():
            if found := named(model, asked.get(name)):
                lines = record.begin_with(found)
        return lines

    @cached_property
    def form_fields(self):
        """What the form asks for: the sheet, less what later signers fill in."""
        later = {name for sign in self.model.signed_by for name in sign.fills}
        editable = {f.name for f in self.opts.fields if f.editable}
        return [n for n in self.sheet.fields if n in editable and n not in later]

    def line_fields(self, lines):
        """What a form asks for on each line of a table, less what signers fill in."""
        later = {name for sign in self.model.signed_by for name in sign.fills_lines}
        fields = lines.model(self.model)._meta.fields
        editable = {field.name for field in fields if field.editable}
        return [n for n in lines.fields if n in editable and n not in later]

    @cached_property
    def line_model(self):
        lines = self.sheet.lines
        return lines.model(self.model) if lines else None

    @cached_property
    def ledger_model(self):
        """What the rows of the ledger are, if the sheet is one."""
        table = self.sheet.ledger if self.ledger else None
        return table.model(self.model) if table else None

    @property
    def urls(self):
        from qms.records.views import attachments, records, steps

        return [
            *super().urls,
            self.path("new/", records.Create, "create"),
            self.path("blank.pdf", records.BlankSheet, "blank"),
            self.path("line/", records.NewLine, "line"),
            self.path("autosave/", records.Autosave, "autosave"),
            self.path("<int:pk>/", records.Detail, "detail"),
            self.path("<int:pk>/edit/", records.Edit, "edit"),
            self.path("<int:pk>/sheet.pdf", records.PdfSheet, "sheet"),
            self.path("<int:pk>/print/<slug:layout>.pdf", records.PdfSheet, "print"),
            self.path("<int:pk>/history/", records.History, "history"),
            self.path("<int:pk>/attach/", attachments.Attach, "attach"),
            self.path("<int:pk>/enter/<slug:relation>/", steps.Enter, "enter"),
            self.path("<int:pk>/<slug:step>/", steps.Step, "step"),
        ]


def named(model, said):
    """The row that an address names, if it names one."""
    try:
        return get_object_or_404(model, pk=said) if said else None
    except ValueError:
        raise Http404 from None
