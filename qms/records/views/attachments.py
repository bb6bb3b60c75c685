"""Papers: attached, shown, withdrawn."""

from django.http import FileResponse, Http404, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.utils.text import slugify
from django.views.generic import View

from qms.records.models import Attachment
from qms.records.registers import registry

from . import slots
from .base import RecordMixin, demand, note_look


class Attach(RecordMixin, View):
    """Put files into a slot of a record, or take one out again."""

    def post(self, request, pk):
        line = self.line()
        if withdrawn := request.POST.get("withdraw"):
            paper = get_object_or_404(self.record.attachments(), pk=withdrawn)
            slots.withdraw(request, self.record, paper)
        for upload in request.FILES.getlist("file"):
            slots.attach(
                request, self.record, request.POST.get("slot", ""), upload, line
            )
        return HttpResponseRedirect(f"{self.record.get_absolute_url()}#papers")

    def line(self):
        """The line that the slot belongs to, if it does to one."""
        wanted = (self.request.POST.get("slot"), self.request.POST.get("line"))
        if not wanted[1]:
            return None
        for row in self.record.rows():
            if wanted in {(paper.slot, str(row.pk)) for paper in row.papers}:
                return row
        raise Http404


def show(request, pk):
    """The content of an attachment, to those who may see its record."""
    paper = get_object_or_404(Attachment, pk=pk)
    if paper.record is None:
        raise Http404
    register = registry.of(paper.record)
    demand(request.user, register, "view", paper.record)
    note_look(request.user, register, "paper", paper.record)
    inline = bool(paper.preview) and "download" not in request.GET
    response = FileResponse(
        paper.file.open("rb"),
        as_attachment=not inline,
        filename=paper.name or slugify(paper.slot),
        content_type=paper.content_type,
    )
    # A paper is shown, never run: no script, no frame of another page, no guessing.
    response["Content-Security-Policy"] = (
        "default-src 'none'; style-src 'unsafe-inline'; sandbox"
    )
    response["X-Content-Type-Options"] = "nosniff"
    response["X-Frame-Options"] = "SAMEORIGIN"
    return response
