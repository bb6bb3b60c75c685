"""What a customer may still bring back of the goods that left with one review."""

from collections import defaultdict
from decimal import Decimal
from itertools import chain

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
    used = used if sale.is_selection() else ()
    for line in chain(others, used, *sale.back_otherwise(sale.pk)):
        left[line.batch_id] -= line.quantity
    return left
