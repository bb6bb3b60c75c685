"""What every list has: columns, filters, a search, readers and an address."""

from functools import cache

from django.urls import get_script_prefix, path, reverse
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
    #: Whether the search over everything looks here: once for each thing, so neither
    #: in ledgers, whose records are found, nor in lists of what is to be done.
    found_everywhere = False
    #: What the rows are read with to be named by that search.
    named_with = ()
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
        """The rows of a queryset that words are found in."""
        return found_by(words, queryset, self.search)

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


def found_by(words, queryset, searched):
    """Every word must occur in at least one of the searched fields.

    Words may be a code that only the model can read.
    """
    model = queryset.model
    words = getattr(model, "looked_up_as", str)(words)
    for spelt in spellings(words) if searched else ():
        queryset = queryset.filter(pk__in=_hits(model, searched, spelt))
    return queryset


def _hits(model, searched, spelt):
    """The rows that a word occurs in: each field is asked for itself, by its index.

    One condition over columns of several tables would have to read every row.
    """
    rows = model._base_manager.order_by().values("pk")
    first, *others = (
        rows.filter(**{f"{lookup}__icontains": word})
        for lookup in searched
        for word in spelt
    )
    return first.union(*others) if others else first
