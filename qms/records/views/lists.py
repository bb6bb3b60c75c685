"""Lists: search, filter, sort and export of exactly what is shown."""

from dataclasses import dataclass
from functools import cache, cached_property

import django_filters
from django import forms
from django.core.exceptions import FieldDoesNotExist
from django.core.paginator import Paginator
from django.db import models
from django.http import HttpResponse
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.generic import ListView
from django_filters.filterset import filterset_factory

from qms.records import printing, workbooks
from qms.records.forms import DAY
from qms.records.models import Trail
from qms.records.sheets import cell, plain

from .base import RegisterMixin

#: Beyond this a list says "more than"; nobody waits for a count of millions.
COUNTED = 10_000


class CappedPaginator(Paginator):
    """A paginator that counts no further than anybody leafs."""

    @cached_property
    def count(self):
        return self.object_list.order_by().values("pk")[: COUNTED + 1].count()

    @property
    def count_text(self):
        if self.count > COUNTED:
            return _("more than %(count)s") % {"count": COUNTED}
        return ngettext("%(count)s row", "%(count)s rows", self.count) % {
            "count": self.count
        }


def yes_or_no():
    return [("", _("all")), ("true", _("yes")), ("false", _("no"))]


class Filters(django_filters.FilterSet):
    """Dates are filtered by a range, all else by what it is."""

    class Meta:
        filter_overrides = {
            models.BooleanField: {
                "filter_class": django_filters.BooleanFilter,
                "extra": lambda f: {"widget": forms.Select(choices=yes_or_no)},
            },
            models.DateField: {
                "filter_class": django_filters.DateFromToRangeFilter,
                "extra": lambda f: {
                    "widget": django_filters.widgets.DateRangeWidget(
                        attrs=DAY | {"class": "form-control"}
                    )
                },
            },
        }


@cache
def filters_of(register):
    """The filters of a list, with its labels in whatever language is spoken."""
    # The base is passed again so that the overrides reach the factory's Meta.
    made = filterset_factory(register.model, Filters, register.filters)
    for name, each in made.base_filters.items():
        each.label = capfirst(cell(name).label(register.model))
        if isinstance(each.field.widget, forms.Select):
            each.field.widget.attrs["class"] = "form-select"
    return made


@dataclass
class Column:
    """A head of the table, with the address that sorts by it."""

    label: str
    key: str
    sorted: str
    url: str
    numeric: bool


@dataclass
class ShownRow:
    obj: object
    url: str
    cells: list
    state: str


class RecordList(RegisterMixin, ListView):
    page = "list"
    paginate_by = 50
    paginator_class = CappedPaginator

    def get_queryset(self):
        self.words = self.request.GET.get("q", "").strip()
        found = self.register.find(self.register.queryset(), self.words)
        self.filterset = self.filterset_class(self.request.GET, found)
        found = self.filterset.qs
        return found.order_by(self.sort, "-pk") if self.sort else found

    @property
    def filterset_class(self):
        return filters_of(self.register)

    @cached_property
    def sort(self):
        wanted = self.request.GET.get("sort", "")
        return wanted if wanted.lstrip("-") in self.sortable else ""

    @cached_property
    def sortable(self):
        return {
            c.path for c in self.register.cells if _is_column(self.register.model, c)
        }

    def columns(self, objects):
        for each in self.register.cells:
            direction = {each.path: "asc", f"-{each.path}": "desc"}.get(self.sort, "")
            query = self.request.GET.copy()
            query["sort"] = f"-{each.path}" if direction == "asc" else each.path
            query.pop("page", None)
            yield Column(
                label=capfirst(str(each.label(self.register.model))),
                key=each.path,
                sorted=direction,
                url=f"?{query.urlencode()}" if each.path in self.sortable else "",
                numeric=each.is_number(self.register.model, objects),
            )

    def rows(self, objects):
        for obj in objects:
            target = obj if hasattr(obj, "get_absolute_url") else None
            target = target or getattr(obj, "record", None)
            url = (
                target.get_absolute_url() if hasattr(target, "get_absolute_url") else ""
            )
            cells = [cell.text(obj, masked=True) for cell in self.register.cells]
            yield ShownRow(obj, url, cells, getattr(obj, "state", ""))

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        query = self.request.GET.copy()
        query.pop("page", None)
        add = self.register.permission("add")
        return context | {
            "columns": list(self.columns(context["object_list"])),
            "rows": list(self.rows(context["object_list"])),
            "words": self.words,
            "filterset": self.filterset,
            "count_text": context["paginator"].count_text,
            "can_add": self.request.user.has_perm(add),
            "links": self.register.links(self.request.user),
            "query": query.urlencode(),
        }


class Export(RecordList):
    """Everything that the list shows under the same filters, in one file."""

    paginate_by = None
    kind = ending = ""

    def get(self, request, *args, **kwargs):
        rows = self.get_queryset()
        response = HttpResponse(self.file(rows), content_type=self.kind)
        name = f"{self.register.slug}.{self.ending}"
        response["Content-Disposition"] = f'attachment; filename="{name}"'
        Trail.objects.note(
            Trail.Act.EXPORTED,
            request.user,
            register=self.register.key,
            query=request.GET.urlencode(),
            as_=self.ending,
        )
        return response


class ExcelExport(Export):
    kind = workbooks.XLSX
    ending = "xlsx"

    def file(self, rows):
        return workbooks.export(self.register, rows)


class PdfExport(Export):
    kind = "application/pdf"
    ending = "pdf"

    def file(self, rows):
        said = [self.words, *self._filters()]
        return printing.ledger_pdf(
            self.register,
            rows,
            self.request.user,
            title=str(self.register),
            subtitle=" · ".join(filter(None, said)),
        )

    def _filters(self):
        form = self.filterset.form
        form.is_valid()
        for name, value in form.cleaned_data.items():
            if value and name in form.fields:
                yield f"{form.fields[name].label}: {plain(value)}"


def _is_column(model, column):
    for name in column.path.split("__"):
        try:
            field = model._meta.get_field(name)
        except FieldDoesNotExist:
            return False
        model = field.related_model
    return True
