"""Many batches at once: what came of each, for a partner or for all."""

from decimal import Decimal
from functools import cached_property
from typing import NamedTuple

from django.db.models import Sum

from qms.core.models import Balance, Batch

from .graph import Sums
from .hops import HOPS


class Whereabouts(NamedTuple):
    """A batch, what became of it, and what of it lies in the house."""

    batch: Batch
    sums: Sums
    lying: Decimal


class Overview:
    """Some batches with what became of each, in two statements whatever their number.

    For a customer the sums are what that customer bought, got and gave back.
    """

    def __init__(self, batches, customer=None):
        self.batches, self.customer = list(batches), customer

    @cached_property
    def rows(self):
        """Each batch with what became of it."""
        sums = {(b.product_id, b.lot): Sums() for b in self.batches}
        for place, product, lot, total in self._totals():
            if (product, lot) in sums:
                sums[product, lot].add(HOPS[place], total or Decimal(0))
        lying = self._lying
        return [
            Whereabouts(b, sums[b.product_id, b.lot], lying.get(b.pk, Decimal(0)))
            for b in self.batches
        ]

    def _totals(self):
        customer = self.customer
        hops = [hop for hop in HOPS if hop.counts]
        if customer:
            hops = [hop for hop in hops if hop.partner_model is type(customer)]
        first, *others = (hop.totals(self.batches, customer) for hop in hops)
        return first.union(*others, all=True)

    @property
    def _lying(self):
        found = Balance.objects.filter(batch__in=self.batches).order_by()
        return dict(found.values_list("batch").annotate(Sum("quantity")))
