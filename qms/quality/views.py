"""Pages that look across all departments."""

from typing import NamedTuple

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _
from django.views.generic import TemplateView, View

from qms.quality.notices import notices_pdf
from qms.quality.trace import Graph, Overview, Picture, Start, find, tables
from qms.records import printing, workbooks
from qms.records.models import Trail
from qms.records.registers import registry
from qms.records.views.base import RecordMixin
from qms.records.views.lists import CappedPaginator

#: Batches on a page; so few at most are drawn as one picture.
SHOWN, DRAWN = 50, 10


class Action(NamedTuple):
    """A form that a page leads to, or why it does not."""

    label: str
    icon: str
    style: str
    url: str
    obstacles: list


class ForEmployees:
    """A page for everybody with a role."""

    def dispatch(self, request, *args, **kwargs):
        if not request.user.roles:
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)


class TraceSearch(ForEmployees, TemplateView):
    """One box for lot, serial, scanned code, number or name."""

    template_name = "trace/search.html"

    def get(self, request):
        words = request.GET.get("q", "").strip()
        found = find(words, request.user) if words else []
        if len(found) == 1:
            return HttpResponseRedirect(Start(found[0]).url)
        starts = [Start(each) for each in found]
        return self.render_to_response(
            self.get_context_data(words=words, starts=starts)
        )


class Trace(ForEmployees, TemplateView):
    """The way of a batch, or of the batches that a partner or a record is about."""

    template_name = "trace/page.html"

    def get(self, request, kind, pk):
        start = Start.at(kind, pk)
        page = CappedPaginator(start.batches, SHOWN).get_page(request.GET.get("page"))
        batches = list(page)
        if len(batches) == 1 and not start.is_narrow():
            start = Start(batches[0])
            if start.kind != kind:
                return HttpResponseRedirect(start.url)
        return self.render_to_response(self.context(start, page, batches))

    def context(self, start, page, batches):
        graph = Graph(batches, start.customer)
        is_drawn = len(batches) <= DRAWN and not start.is_narrow()
        is_told = is_drawn or start.is_narrow()
        return self.get_context_data(
            start=start,
            page_obj=page,
            actions=list(self.actions(batches)) if batches else [],
            holds=tables.holds(batches),
            graph=graph,
            picture=Picture(graph) if is_drawn and batches else None,
            customers=tables.customers(graph) if is_drawn else None,
            overview=self.overview(start, batches),
            records=tables.records(graph) if is_told else None,
        )

    def actions(self, batches):
        """The forms that begin with the batches on the page."""
        scope = "&".join(f"batch={batch.pk}" for batch in batches)
        offered = [
            ("stopsale", _("Stop the sale"), "lock", "outline-danger", scope),
            ("recall", _("Start a recall"), "alert-triangle", "danger", scope),
            ("recall", _("Recall drill"), "clock", "", f"kind=drill&{scope}"),
        ]
        # A notice begins with one batch, a recall with any number.
        for slug, label, icon, style, told in offered[len(batches) != 1 :]:
            form = registry[f"quality.{slug}"]
            url = f"{form.url('create')}?{told}"
            yield Action(label, icon, style, url, form.obstacles(self.request.user))

    @staticmethod
    def overview(start, batches):
        """What came of each batch, where it is not just one."""
        if not start.batch:
            return tables.batches(Overview(batches, start.customer))


class TraceTable(ForEmployees, View):
    """One table of a trace, whole, as a workbook or on paper."""

    def get(self, request, kind, pk, table, ending):
        start = Start.at(kind, pk)
        made = self.table(start, table)
        file, content_type = self.file(made, start, ending)
        response = HttpResponse(file, content_type=content_type)
        name = f"trace-{table}.{ending}"
        response["Content-Disposition"] = f'attachment; filename="{name}"'
        Trail.objects.note(
            Trail.Act.EXPORTED, request.user, start.thing, table=table, as_=ending
        )
        return response

    @staticmethod
    def table(start, name):
        if name == "batches":
            return tables.batches(Overview(start.batches, start.customer))
        if name == "customers":
            return tables.customers(Graph.of_exchanges(start.batches))
        if name == "holds":
            return tables.holds(start.batches)
        if name == "records":
            return tables.records(Graph(start.batches, start.customer))
        raise Http404

    def file(self, table, start, ending):
        if ending == "xlsx":
            return workbooks.export(table, table.objects), workbooks.XLSX
        by = self.request.user
        pdf = printing.ledger_pdf(
            table, table.objects, by, title=table, subtitle=str(start)
        )
        return pdf, "application/pdf"


class Notices(RecordMixin, View):
    """The notices of a recall: a page for each customer, in one file."""

    page = "notices"

    def get(self, request, *args, **kwargs):
        pdf = notices_pdf(self.record, request.user)
        Trail.objects.note(Trail.Act.PRINTED, request.user, self.record, as_="notices")
        return HttpResponse(pdf, content_type="application/pdf")
