"""The list of every line or entry of a kind of record."""

from .listing import Listing


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
