"""The way of some batches as values: steps, partners, sums."""

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from operator import attrgetter
from typing import NamedTuple

from qms.core.models import Balance, Customer, Supplier
from qms.records.models import FROZEN
from sales.models import Sale

from .hops import HOPS

#: How a partner is reached.
CONTACT = ("name", "contact_person", "phone", "address", "kind")


class Step(NamedTuple):
    """One line of one record about a batch."""

    place: int
    product: int
    lot: str
    record: int
    number: str
    at: dt.datetime
    quantity: Decimal
    origin: int | None
    partner: int | None

    @property
    def hop(self):
        return HOPS[self.place]

    @property
    def key(self):
        return self.hop.record_model, self.record


@dataclass
class Sums:
    """What became of goods, in quantities."""

    received: Decimal = Decimal(0)
    sold: Decimal = Decimal(0)
    delivered: Decimal = Decimal(0)
    returned: Decimal = Decimal(0)
    gone: Decimal = Decimal(0)

    @property
    def out(self):
        """What is still outside the house."""
        return self.delivered - self.returned

    def add(self, hop, quantity):
        for name in hop.counts:
            setattr(self, name, getattr(self, name) + quantity)


class Delivery(NamedTuple):
    """What a customer got of a batch by one sale, and what of it came back."""

    sale: int
    customer: int
    batch: object
    sums: Sums


class Graph:
    """Where some batches came from and where they went: one statement a question.

    With a partner, only what passed between it and the company.
    """

    def __init__(self, batches, partner=None, hops=HOPS):
        self.batches, self.partner, self.hops = list(batches), partner, hops
        self._by_lot = {(b.product_id, b.lot): b for b in self.batches}

    @classmethod
    def of_exchanges(cls, batches):
        """Only what passed between the company and its partners."""
        return cls(batches, hops=[hop for hop in HOPS if hop.partner])

    def batch(self, step):
        return self._by_lot[step.product, step.lot]

    @cached_property
    def steps(self):
        """Every line of every kind of record in effect, the oldest first."""
        hops = self.hops
        if self.partner:
            hops = [hop for hop in hops if hop.partner_model is type(self.partner)]
        first, *others = (hop.steps(self.batches, self.partner) for hop in hops)
        found = [Step(*row) for row in first.union(*others, all=True)]
        own = [step for step in found if (step.product, step.lot) in self._by_lot]
        return sorted(own, key=attrgetter("at", "place"))

    @cached_property
    def customers(self):
        """Each customer with what it was sold, got and gave back, the first first."""
        return self._partners(Customer, *CONTACT)

    @cached_property
    def suppliers(self):
        return self._partners(Supplier, *CONTACT)

    def _partners(self, model, *columns):
        sums = defaultdict(Sums)
        for step in self.steps:
            if step.hop.partner_model is model:
                sums[step.partner].add(step.hop, step.quantity)
        rows = model._base_manager.order_by().filter(pk__in=sums).values("pk", *columns)
        known = {row["pk"]: row for row in rows}
        return {pk: Partner(model, sums=each, **known[pk]) for pk, each in sums.items()}

    def partner_of(self, step):
        """With whom a step was an exchange, or None."""
        people = self.customers if step.hop.partner_model is Customer else {}
        people = self.suppliers if step.hop.partner_model is Supplier else people
        return people.get(step.partner)

    @cached_property
    def sums(self):
        """What became of all these batches together."""
        total = Sums()
        for step in self.steps:
            total.add(step.hop, step.quantity)
        return total

    @cached_property
    def balances(self):
        found = Balance.objects.filter(batch__in=self.batches, quantity__gt=0)
        return list(found.select_related("place__warehouse", "batch__product"))

    @property
    def in_stock(self):
        return sum((balance.quantity for balance in self.balances), Decimal(0))

    def deliveries(self):
        """What each customer got by each sale, batch by batch, less what came back."""
        found = {}
        for step in self.steps:
            if not {"delivered", "returned"} & set(step.hop.counts):
                continue
            sale = self.newest(Sale, self._sale(step))
            key = sale, step.partner, self.batch(step)
            each = found.setdefault(key, Delivery(*key, Sums()))
            each.sums.add(step.hop, step.quantity)
        return list(found.values())

    @staticmethod
    def _sale(step):
        return step.record if step.hop.record_model is Sale else step.origin

    def newest(self, model, pk):
        """The record that took the place of one that was corrected."""
        return self._successors.get((model, pk), pk)

    @cached_property
    def _successors(self):
        """Corrected records that later ones still name, each with its last version."""
        there = {step.key for step in self.steps}
        named = defaultdict(set)
        for step in self.steps:
            if step.origin and (step.hop.origin_model, step.origin) not in there:
                named[step.hop.origin_model].add(step.origin)
        return {
            (model, old): new
            for model, pks in named.items()
            for old, new in _last_versions(model, pks).items()
        }


@dataclass(frozen=True)
class Partner:
    """A supplier or customer, with what was exchanged with it."""

    model: type
    pk: int
    name: str
    contact_person: str
    phone: str
    address: str
    kind: str
    sums: Sums

    @property
    def contact(self):
        return " ".join(filter(None, (self.contact_person, self.phone)))


def _last_versions(model, pks):
    """Follow corrections to their end: {old primary key: newest primary key}."""
    ends = {pk: pk for pk in pks}
    front = set(pks)
    while front:
        rows = model._base_manager.filter(corrects__in=front, state__in=FROZEN)
        later = dict(rows.exclude(state="rejected").values_list("corrects", "pk"))
        ends = {old: later.get(end, end) for old, end in ends.items()}
        front = set(later.values())
    return ends
