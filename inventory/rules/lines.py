"""What the rules of the warehouse say and count alike."""

from collections import defaultdict
from decimal import Decimal

from qms.records.rules import Problem


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
