"""What of a batch is with customers: the question of a trace and of a recall."""

from decimal import Decimal

from django.db import models

from qms.records.models import State

from .outbound_review import ReviewLine
from .sales_return_line import SalesReturnLine


def still_out(batch):
    """What each customer has of a batch: delivered, less what came back.

    A dict of customer keys and quantities, read in two queries.
    """
    left = _by_customer(ReviewLine.objects.filter(record__state=State.SIGNED), batch)
    for customer, back in _by_customer(
        SalesReturnLine.objects.received(), batch
    ).items():
        left[customer] = left.get(customer, Decimal(0)) - back
    return {customer: quantity for customer, quantity in left.items() if quantity}


def _by_customer(lines, batch):
    sums = lines.filter(batch=batch).order_by().values_list("record__customer")
    return dict(sums.annotate(total=models.Sum("quantity")))
