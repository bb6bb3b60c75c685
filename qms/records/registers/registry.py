"""All lists and registers, and which of them belongs to a model or a permission."""

from django.urls import include, path

from .kind import Register
from .ledger import LedgerListing


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
