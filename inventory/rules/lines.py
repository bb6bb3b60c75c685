"""What the rules of the warehouse say and count alike."""

from collections import defaultdict
from decimal import Decimal

from django.utils.translation import gettext as _

from qms.core.models import Balance, movements_of
from qms.records.rules import Problem, rule
from qms.records.sheets import plain


def of_line(sentence, line, field="product", **said):
    """A problem about a field of a line; the sentence may name the product and lot."""
    said = {"product": line.product, "lot": line.lot, **said}
    return Problem(sentence, said, field=field, line=line)


def lot(line):
    return line.product_id, line.lot


def totals(lines, name, key=lot):
    """How much some lines say in a column, by lot or by another key."""
    sums = defaultdict(Decimal)
    for line in lines:
        sums[key(line)] += getattr(line, name)
    return sums


def lying(record):
    """What lies of each batch at each place, were what a record corrects undone."""
    batches = [line.batch_id for line in record.lines_with()]
    there = defaultdict(Decimal)
    for balance in Balance.objects.filter(batch__in=batches):
        there[balance.batch_id, balance.place_id] = balance.quantity
    for movement in movements_of(record.corrects) if record.corrects else ():
        there[movement.batch_id, movement.source_id] += movement.quantity
        there[movement.batch_id, movement.target_id] -= movement.quantity
    return there


def short_of_stock(record, origin=None):
    """A problem for each line that takes more from its place than lies there.

    `origin` is the place, where one is left by all lines.
    """
    there, taken = lying(record), defaultdict(int)
    for line in record.lines_with("product", "place__warehouse"):
        place = origin or line.place
        at = line.batch_id, place and place.pk
        taken[at] += line.quantity
        if taken[at] > there[at]:
            sentence = _("Of %(product)s, batch %(lot)s, %(left)s lie at %(place)s.")
            said = {"left": plain(there[at]) or "0", "place": place}
            yield of_line(sentence, line, "quantity", **said)


@rule("GSP 70, GSP 77")
def quantities_are_above_zero(record):
    """A record about goods has lines, each of a quantity above zero."""
    lines = record.lines_with()
    if not lines:
        yield _("Enter at least one line.")
    for line in lines:
        if line.quantity <= 0:
            yield Problem(_("The quantity is above zero."), field="quantity", line=line)


def out_of_range(product, readings):
    """Whether one of some temperatures lies outside a product's storage range."""
    return any(
        (product.temp_min is not None and reading < product.temp_min)
        or (product.temp_max is not None and reading > product.temp_max)
        for reading in readings
    )


def others(record, name):
    """The other records in effect that follow the same one, in any of its versions."""
    followed = getattr(record, name).versions()
    same = type(record).objects.in_effect().filter(**{f"{name}__in": followed})
    return same.exclude(pk__in=[version.pk for version in record.versions()])
