"""One box for everything: a lot, a serial, a scanned code, a number, a name."""

from django.db.models import Q

from qms.core import scanning
from qms.core.models import Batch, Customer, Product, Supplier
from qms.core.scanned import product_of
from qms.records.registers import registry

#: So many things of each kind are offered.
OFFERED = 20


def find(words, user):
    """The things that words or a scanned code lead to, of each kind at most OFFERED."""
    read = scanning.read(words)
    if read.gtin:
        return _scanned(read)
    if records := list(_numbered(words, user)):
        return records
    return [*_batches(words), *_named(words, user)]


def _scanned(read):
    """The batch on a package; where only the product is known, all its batches."""
    product = product_of(read.gtin)
    found = Batch.objects.filter(product=product).select_related("product")
    lots = [lot for lot in (read.lot, read.serial) if lot]
    if lots and (named := list(found.filter(lot__in=lots))):
        return named
    return [product] if product and found.exists() else []


def _numbered(words, user):
    """The record that has just this number; its prefix tells the kind."""
    number = words.upper()
    for register in registry.registers():
        series = register.model.all_series()
        fits = any(number.startswith(f"{each.prefix}-") for each in series)
        if fits and register.admits(user, "view"):
            yield from register.model.objects.filter(number=number)


def _batches(words):
    known = Batch.objects.select_related("product")
    exact = Q(lot__in={words, words.upper()}) | Q(udi_pi=words)
    return list(known.filter(exact)[:OFFERED]) or list(
        known.filter(lot__icontains=words)[:OFFERED]
    )


def _named(words, user):
    for model in (Supplier, Customer, Product):
        register = registry.of(model)
        if register.admits(user, "view"):
            yield from register.find(model.objects.all(), words)[:OFFERED]
