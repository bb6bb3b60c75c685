"""What a customer may still bring back of the goods that left with one review."""

from collections import Counter, defaultdict
from decimal import Decimal

from qms.records.corrections import all_versions
from qms.records.models import State
from sales.models import SelectionUse


def returnable(record):
    """What of a review's goods is still with the customer, by batch.

    `record` is the sales return that asks; its own versions do not count.
    """
    review, left = record.review, defaultdict(Decimal)
    for line in review.lines.all():
        left[line.batch_id] += line.quantity
    lines = type(record)._meta.get_field("lines").related_model
    others = lines.objects.filter(
        record__review__in=review.versions(),
        record__state__in=(State.SUBMITTED, State.SIGNED),
    ).exclude(record__in=[each.pk for each in record.versions() if each.pk])
    sale = review.sale
    used = SelectionUse.objects.filter(record__in=all_versions(type(sale), sale.pk))
    for line in (*others, *(used if sale.is_selection() else ())):
        left[line.batch_id] -= line.quantity
    for batch, quantity in brought_back(sale).items():
        left[batch] -= quantity
    return left


def brought_back(sale):
    """What of a sale came back by other doors than a sales return, by batch.

    Lines of later departments about a sale tell of it by `brought_back()`.
    """
    found = Counter()
    for relation in type(sale)._meta.get_fields(include_hidden=True):
        if relation.one_to_many and hasattr(relation.related_model, "brought_back"):
            found.update(relation.related_model.brought_back(sale))
    return found
