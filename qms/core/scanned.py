"""What a scanned code fills in on a line (GSP 51(7))."""

from dataclasses import dataclass, field

from django.db.models import Q
from django.utils.translation import gettext as _

from qms.core import scanning


@dataclass
class Scanned:
    """The values for a new line, and what the person should know about them."""

    code: str
    values: dict = field(default_factory=dict)
    #: A sentence where the code could not be used, or not wholly.
    message: str = ""
    #: Other readings, where the code leaves more than one.
    candidates: list = field(default_factory=list)


def product_of(gtin):
    """The product that carries a GTIN on its smallest unit or on a package level."""
    from qms.core.models import Product

    named = Q(udi_di=gtin) | Q(udi_di_levels__contains=gtin)
    return Product.objects.exclude(state__in=("void", "rejected")).filter(named).first()


def looked_up(words, lot=False):
    """What to look for where a code on a package is scanned: product, or batch."""
    read = scanning.read(words)
    product = product_of(read.gtin) if read.gtin else None
    if product is None:
        return words
    of_lot = (read.lot or read.serial) if lot else ""
    return f"{product.udi_di or product.number} {of_lot}"


def scan_lot(code):
    """Fill a line about goods as they are labelled: product, lot, dates, UDI."""
    read = scanning.read(code)
    scanned = Scanned(code, candidates=read.candidates)
    if not read.gtin:
        scanned.message = _("No product identifier can be read from this code.")
        return scanned
    product = product_of(read.gtin)
    if product is None:
        scanned.message = _("No product file has the identifier %s.") % read.gtin
    scanned.values = {
        "product": product and product.pk,
        "lot": read.lot or read.serial or "",
        "produced_on": read.produced,
        "expires_on": read.expires,
        "udi_di": read.gtin,
        "udi_pi": read.raw,
    }
    if read.candidates:
        scanned.message = _("The code can be read in more than one way; please check.")
    return scanned


def scan_product(code):
    """Fill a line about a product only: its lot is not known yet."""
    scanned = scan_lot(code)
    scanned.values = {"product": scanned.values.get("product")}
    return scanned


def scan_batch(code):
    """Fill a line about a batch in the books from the code on its package."""
    from qms.core.models import Batch

    scanned = scan_lot(code)
    values = scanned.values
    if not values.get("product"):
        return scanned
    batch = Batch.objects.filter(product=values["product"], lot=values["lot"]).first()
    if batch is None:
        scanned.message = _("Batch %s is not in the books.") % values["lot"]
    scanned.values = {"batch": batch and batch.pk, "udi_scanned": True}
    return scanned
