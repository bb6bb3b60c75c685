"""Pages that look across all departments."""

from django.apps import apps
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.generic import TemplateView

from qms.core.models import Batch
from qms.quality.trace import Picture, trace
from qms.records.models import Record


class Trace(TemplateView):
    """The way of a batch, or of the batches that a record is about."""

    template_name = "trace.html"

    def get(self, request, kind, pk):
        if not request.user.roles:
            raise PermissionDenied
        batches = list(batches_of(kind, pk))
        if kind != "core.batch" and len(batches) == 1:
            return HttpResponseRedirect(
                reverse("trace", args=["core.batch", batches[0].pk])
            )
        ways = [trace(batch) for batch in batches[:20]]
        return self.render_to_response(
            self.get_context_data(ways=[(way, Picture(way)) for way in ways])
        )


def batches_of(kind, pk):
    """The batches of a batch, a product or any record with lines about goods."""
    try:
        model = apps.get_model(kind)
    except (LookupError, ValueError):
        raise Http404 from None
    thing = get_object_or_404(model, pk=pk)
    if isinstance(thing, Batch):
        return [thing]
    if hasattr(thing, "batches"):
        return thing.batches.select_related("product")
    if not isinstance(thing, Record) or "lines" not in thing.line_relations():
        return []
    found = Batch.objects.select_related("product")
    if hasattr(thing.lines.model, "batch_id"):
        return found.filter(pk__in=thing.lines.values("batch"))
    if hasattr(thing.lines.model, "lot"):
        pairs = thing.lines.values_list("product", "lot")
        return [
            b for product, lot in pairs for b in found.filter(product=product, lot=lot)
        ]
    return []
