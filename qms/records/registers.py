"""A register says how one kind of record is listed, filled in, printed and kept."""

from dataclasses import dataclass
from functools import cache, cached_property

from django.shortcuts import get_object_or_404
from django.urls import get_script_prefix, include, path, reverse
from django.utils.functional import classproperty
from django.utils.text import capfirst

from qms.records.reading.text import spellings
from qms.records.sheets import cell


@cache
def _address(name, prefix):
    """Where a page without arguments is; the menu asks for every list of them.

    `prefix` is where the whole application is mounted.
    """
    return reverse(name)


class Listing:
    """A table of things that can be searched, filtered, sorted and exported."""

    model = None
    #: The register whose records these are the lines of, if it is a ledger.
    register = None
    #: Stands in the address and in the names of the pages; the model's name by default.
    slug = None
    title = None
    columns = ()
    filters = ()
    search = ()
    #: Whether the search over everything looks here too.
    found_everywhere = True
    #: Roles that may look; None for everyone employed.
    readers = None
    #: The department whose part of the menu leads here.
    department = None
    #: What else the rows are read with: paths for prefetch_related.
    prefetch = ()
    #: Roles for whom each row is a duty; the home page counts and shows them.
    remind = ()

    def __init__(self):
        self.opts = self.model._meta
        self.cells = [cell(column) for column in self.columns]
        self.slug = self.slug or self.opts.model_name
        self.title = self.title or self.opts.verbose_name

    def __str__(self):
        return capfirst(str(self.title))

    @property
    def key(self):
        return f"{self.opts.app_label}.{self.slug}"

    def admits(self, user, action):
        """Whether a person may take an action of the register: here, "view"."""
        return action == "view" and (
            self.readers is None or user.has_role(*self.readers, "inspector")
        )

    def duties(self, user):
        """The rows that are a person's duty, or None if no row can be."""
        return self.queryset() if user.has_role(*self.remind) else None

    def leads_to(self, row):
        """Where a duty is done, if not on the row's own page."""
        return ""

    def links(self, user):
        """What else there is to do from the list: label, icon and address of each."""
        return ()

    def permission(self, action):
        return f"{self.opts.app_label}.{action}_{self.slug}"

    def queryset(self):
        """What is listed, with everything that its columns read."""
        relations = {r for c in self.cells for r in c.relations(self.model)}
        rows = self.model._default_manager.select_related(*relations or [None])
        return rows.prefetch_related(*self.prefetch)

    def find(self, queryset, words):
        """Every word must occur in at least one of the searched fields."""
        for spelt in spellings(words) if self.search else ():
            queryset = queryset.filter(pk__in=self._hits(spelt))
        return queryset

    def _hits(self, spelt):
        """The rows that a word occurs in: each field is asked for itself, by its index.

        One condition over columns of several tables would have to read every row.
        """
        rows = self.model._base_manager.order_by().values("pk")
        first, *others = (
            rows.filter(**{f"{lookup}__icontains": word})
            for lookup in self.search
            for word in spelt
        )
        return first.union(*others) if others else first

    def url(self, page="list", *args):
        name = f"{self.opts.app_label}:{self.slug}-{page}"
        return reverse(name, args=args) if args else _address(name, get_script_prefix())

    def path(self, route, view, name):
        return path(
            f"{self.slug}/{route}",
            view.as_view(register=self),
            name=f"{self.slug}-{name}",
        )

    @property
    def urls(self):
        from qms.records.views import lists

        return [
            self.path("", lists.RecordList, "list"),
            self.path("export.xlsx", lists.ExcelExport, "excel"),
            self.path("export.pdf", lists.PdfExport, "pdf"),
        ]


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
            if pk := asked.get(name):
                model = self.opts.get_field(name).related_model
                setattr(record, name, get_object_or_404(model, pk=pk))
                lines = record.begin()
        for name, model in self.starts_with.items():
            if pk := asked.get(name):
                lines = record.begin_with(get_object_or_404(model, pk=pk))
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
        from qms.records.views import attachments, imports, records, steps

        return [
            *super().urls,
            self.path("new/", records.Create, "create"),
            self.path("blank.pdf", records.BlankSheet, "blank"),
            self.path("line/", records.NewLine, "line"),
            self.path("template.xlsx", imports.Template, "template"),
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


class LedgerListing(Listing):
    """All rows of a kind's ledger, one a line or entry; books have their own."""

    def __init__(self, register, book=None):
        self.register, self.book = register, book
        self.model = register.ledger_model
        if book:
            self.slug = f"{self.model._meta.model_name}-{book.slug}"
        self.columns = register.ledger_cells
        self.title = book.title if book else register.sheet_title
        self.department = register.department
        self.readers = register.readers
        self.search = ("record__number", *self.model.searched)
        self.prefetch = register.ledger_prefetch
        super().__init__()

    def queryset(self):
        rows = super().queryset().select_related("record")
        rows = rows.filter(record__state="signed").order_by("-pk")
        if self.book:
            return rows.filter(self.book.condition("record__"))
        for book in self.register.books:
            rows = rows.exclude(book.condition("record__"))
        return rows


class Registry(dict):
    """Every listing, by app label and slug; a model's own register by its model."""

    def add(self, listing_class):
        listing = listing_class()
        self[listing.key] = listing
        if isinstance(listing, Register) and listing.ledger_model:
            for book in (None, *listing.books):
                ledger = LedgerListing(listing, book)
                self[ledger.key] = ledger
        return listing_class

    def registers(self):
        return [each for each in self.values() if isinstance(each, Register)]

    def of(self, model):
        """The register or listing of a model, or None."""
        opts = (model if isinstance(model, type) else type(model))._meta
        return self.get(f"{opts.app_label}.{opts.model_name}")

    def followers(self, record):
        """The registers whose records may start from this one, with the key's name."""
        for register in self.registers():
            for name in register.begins_from():
                if isinstance(record, register.opts.get_field(name).related_model):
                    yield register, name

    def resolve(self, perm):
        """Split "app.action_slug" into the listing and the action."""
        app_label, _dot, codename = perm.partition(".")
        action, _underline, slug = codename.partition("_")
        return self.get(f"{app_label}.{slug}"), action

    @property
    def urls(self):
        apps = {}
        for listing in self.values():
            apps.setdefault(listing.opts.app_label, []).extend(listing.urls)
        return [
            path(f"{app}/", include((patterns, app))) for app, patterns in apps.items()
        ]


registry = Registry()
register = registry.add
