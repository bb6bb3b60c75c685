"""From whatever a person has in hand to the batches that it is about."""

from dataclasses import dataclass
from functools import cached_property

from django.apps import apps
from django.db.models import Exists, OuterRef, Q
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.text import capfirst

from qms.core.models import Batch, Customer, Product, Supplier
from qms.records.models import Record

from .hops import HOPS


@dataclass(frozen=True)
class Start:
    """A thing that a trace starts from: a batch, a partner, a product, a record."""

    thing: object

    @classmethod
    def at(cls, kind, pk):
        """The thing of a kind, such as "core.batch"; raises Http404."""
        try:
            model = apps.get_model(kind)
        except (LookupError, ValueError):
            raise Http404 from None
        if not issubclass(model, (Batch, Record)):
            raise Http404
        return cls(get_object_or_404(model, pk=pk))

    @property
    def kind(self):
        return self.thing._meta.label_lower

    @property
    def url(self):
        return reverse("trace", args=[self.kind, self.thing.pk])

    @property
    def title(self):
        """What kind of thing it is, in words."""
        return capfirst(self.thing._meta.verbose_name)

    def __str__(self):
        return str(self.thing)

    def is_narrow(self):
        """Whether only what passed between the company and one customer is told."""
        return self.customer is not None

    @property
    def batch(self):
        return self.thing if isinstance(self.thing, Batch) else None

    @property
    def customer(self):
        return self.thing if isinstance(self.thing, Customer) else None

    @cached_property
    def batches(self):
        """The batches that the thing is about, as a queryset, the newest first."""
        found = Batch.objects.select_related("product").order_by("-pk")
        thing = self.thing
        if isinstance(thing, Batch):
            return found.filter(pk=thing.pk)
        if isinstance(thing, Product):
            return found.filter(product=thing)
        if isinstance(thing, (Supplier, Customer)):
            return found.filter(self._exchanged_with(thing))
        return found.filter(_named_on(type(thing)._base_manager.filter(pk=thing.pk)))

    @staticmethod
    def _exchanged_with(partner):
        """Those that came from a supplier or were delivered to a customer."""
        model, wanted = type(partner), {"received", "sold", "delivered"}
        hops = [h for h in HOPS if h.partner_model is model and wanted & {*h.counts}]
        lines = (hop.in_effect().filter(**{hop.partner: partner}) for hop in hops)
        return _among(lines)


def _named_on(records):
    """Those that records of a kind are about, or else those that follow them."""
    model = records.model
    found = Q(pk__in=records.values("batch")) if _has(model, "batch") else None
    tables = map(model._meta.get_field, model.line_relations())
    lines = [t.related_model._base_manager.filter(record__in=records) for t in tables]
    if about := [each for each in lines if _has(each.model, "product", "lot")]:
        return _among(about) if found is None else found | _among(about)
    return _followed(records) if found is None else found


def _has(model, *names):
    return {*names} <= {field.name for field in model._meta.fields}


def _followed(records):
    """A purchase knows no lots yet; the receipts that follow it do."""
    found = Q(pk__in=())
    for relation in records.model._meta.related_objects:
        later, name = relation.related_model, relation.field.name
        if name in getattr(later, "follows", ()):
            followers = later._base_manager.filter(**{f"{name}__in": records})
            found |= _named_on(followers)
    return found


def _among(tables):
    """The condition that one of some tables of lines is about the batch."""
    found = Q(pk__in=())
    for lines in tables:
        lines = lines.order_by()
        if hasattr(lines.model, "batch_id"):
            found |= Q(pk__in=lines.values("batch"))
        else:
            own = lines.filter(product=OuterRef("product"), lot=OuterRef("lot"))
            found |= Q(Exists(own))
    return found
