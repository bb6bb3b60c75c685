"""Excel in: the empty workbook of a register."""

from django.http import HttpResponse
from django.views.generic import View

from qms.records import workbooks

from .base import RegisterMixin


class Template(RegisterMixin, View):
    """An empty workbook to be filled in and imported."""

    action = "add"

    def get(self, request):
        book = workbooks.template(self.register)
        response = HttpResponse(book, content_type=workbooks.XLSX)
        name = f"{self.register.slug}-template.xlsx"
        response["Content-Disposition"] = f'attachment; filename="{name}"'
        return response
