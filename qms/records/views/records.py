"""The pages of one record: the form, the sheet, its history."""

from dataclasses import dataclass
from functools import cached_property

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.generic import TemplateView, View

from qms.records import changes, printing
from qms.records.forms import line_formset, record_form
from qms.records.models import Stash, State, Trail
from qms.records.registers.kind import named
from qms.records.sheets import Lines, Section

from . import conflicts, page, slots
from .base import RecordMixin, RegisterMixin


@dataclass
class Part:
    """A part of the sheet with the fields to be filled in on it."""

    kind: str
    title: str
    rows: list = None
    formset: object = None
    relation: str = ""


class FormPage(RecordMixin, TemplateView):
    """Fill in a draft; what is typed is kept whatever is wrong with it."""

    page = "form"

    def get(self, request, *args, **kwargs):
        typed = self.put_back() if "restore" in request.GET else None
        self.record.as_read()
        self.bind(typed)
        if not self.record._state.adding and typed is None:
            self.show_problems()
        return self.render_to_response(self.get_context_data())

    def put_back(self):
        """What was typed and not saved, as if it were sent again."""
        stash = Stash.objects.of(self.request.user, self.register.key, self.stash_key)
        if stash is None:
            return None
        typed = QueryDict(mutable=True)
        for name, values in stash.data.items():
            typed.setlist(name, values)
        return typed

    def post(self, request, *args, **kwargs):
        self.bind(request.POST)
        if self.is_stale():
            both = conflicts.conflict(self.form, self.record, self.register)
            return self.render_to_response(self.get_context_data(**both))
        forms = [self.form, *self.formsets.values()]
        # Every form is asked, so that all of them show what is wrong.
        valid = [each.is_valid() for each in forms]
        if not all(valid):
            slots.take(request, self.record, self.line_forms())
            return self.render_to_response(self.get_context_data())
        kept_as = self.stash_key
        self.form.instance.save(by=request.user, lines=self.formsets.values())
        Stash.objects.forget(request.user, self.register.key, kept_as)
        slots.take(request, self.record, self.line_forms())
        return self.answer()

    def line_forms(self):
        return [form for formset in self.formsets.values() for form in formset.forms]

    def bind(self, data):
        form_class = record_form(self.register)
        self.form = form_class(data, instance=self.record, initial=self.initial())
        # Once typed, every line is a new one, also if it is as it was begun.
        begun = self.begun_lines if data is None else None
        self.formsets = {
            part.relation: line_formset(
                self.register, part, extra=len(self.begun_lines)
            )(data, instance=self.record, initial=begun)
            for part in self.register.sheet.parts
            if isinstance(part, Lines) and self.is_typed(part)
        }
        for form in self.line_forms():
            form.instance.record = self.record

    @staticmethod
    def is_typed(part):
        """Whether anybody types the lines; those of a delivery note are copied."""
        return part.typed

    begun_lines = ()

    def initial(self):
        return {}

    def show_problems(self):
        problems = self.record.problems()
        self.form.show([p for p in problems if p.line is None])
        for formset in self.formsets.values():
            formset.show(problems)

    def is_stale(self):
        return False

    def answer(self):
        """Back to the form while something is wrong, else on to the record."""
        record = self.form.instance
        if self.request.POST.get("action") == "check" and record.problems():
            messages.warning(
                self.request, _("Saved as a draft; these points are still open.")
            )
            return HttpResponseRedirect(self.register.url("edit", record.pk))
        messages.success(self.request, _("Saved."))
        return HttpResponseRedirect(record.get_absolute_url())

    def parts(self):
        for part in self.register.sheet.parts:
            if isinstance(part, Section):
                if rows := part.form_rows(self.form):
                    yield Part("section", part.title, rows=rows)
            elif isinstance(part, Lines) and part.relation in self.formsets:
                formset = self.formsets[part.relation]
                yield Part("lines", part.title, formset=formset, relation=part.relation)

    @property
    def stash_key(self):
        return str(self.record.pk or "new")

    def lay_slots(self):
        """Give each line its slots for papers; return those of the record."""
        found = slots.Slots(self.record, self.request.user)
        for form in self.line_forms():
            form.slots = list(found.of_line(form.instance, prefix=form.prefix))
        return [*found.own(), *found.shared()]

    def get_context_data(self, **kwargs):
        context = {
            "papers": self.lay_slots(),
            "form": self.form,
            "parts": list(self.parts()),
            "stash_key": self.stash_key,
            "stash": Stash.objects.of(
                self.request.user, self.register.key, self.stash_key
            ),
            "problems": [],
        }
        return super().get_context_data(**context | kwargs)


class Create(FormPage):
    """A new draft, begun from an earlier record where the address names one."""

    action = "add"

    def setup(self, request, *args, **kwargs):
        super().setup(request, *args, **kwargs)
        self.record = self.register.model()

    def bind(self, data):
        self.begin()
        super().bind(data)

    def begin(self):
        """Fill in all that is known of what the address names."""
        self.record.made_by = self.request.user
        lines = self.register.begin(self.record, self.request.GET)
        self.begun_lines = [self._typed(line) for line in lines]

    @staticmethod
    def _typed(line):
        def read(field):
            return field.is_relation and field.is_cached(line)

        fields = [f for f in line._meta.fields if f.editable and not f.primary_key]
        return {f.name: getattr(line, f.name if read(f) else f.attname) for f in fields}

    def answer(self):
        self.copy_untyped_lines()
        return super().answer()

    def copy_untyped_lines(self):
        """Take over from the earlier record the lines that nobody types."""
        lines = self.register.sheet.lines
        if lines is None or lines.typed:
            return
        for line in self.form.instance.begin():
            line.record = self.form.instance
            line.save(by=self.request.user)


class Edit(FormPage):
    """A draft again, or a file in effect under revision."""

    action = "change"

    def setup(self, request, *args, **kwargs):
        super().setup(request, *args, **kwargs)
        if getattr(self, "record", None) and self.record.state != State.DRAFT:
            raise Http404

    def is_stale(self):
        return conflicts.is_stale(self.form, self.record)


class NewLine(RegisterMixin, View):
    """One empty line, or one filled from a scanned code, for the form (htmx)."""

    action = "add"

    def get(self, request):
        tables = (p for p in self.register.sheet.parts if isinstance(p, Lines))
        parts = {part.relation: part for part in tables}
        part = parts.get(request.GET.get("relation", "lines"))
        index = request.GET.get("index", "0")
        if part is None or not index.isdecimal():
            raise Http404
        formset = line_formset(self.register, part)(instance=self.register.model())
        form = formset.empty_form
        form.prefix = formset.add_prefix(index)
        record = self.register.model()
        found = slots.Slots(record, request.user)
        form.slots = list(found.of_line(form.instance, prefix=form.prefix))
        context = {"register": self.register, "form": form, "line_form": form}
        if code := request.GET.get("scan"):
            scanned = part.model(self.register.model).from_scan(code)
            context["scan"] = scanned
            form.initial = scanned.values
        return render(request, "register/line.html", context)


class Autosave(RegisterMixin, View):
    """Keep what is typed until it is saved or let go (htmx)."""

    action = "add"

    def post(self, request):
        key = request.POST.get("stash_key", "new")
        if key != "new":
            named(self.register.model, key)
        if "forget" in request.POST:
            Stash.objects.forget(request.user, self.register.key, key)
            return HttpResponse()
        Stash.objects.keep(request.user, self.register.key, key, request.POST)
        return render(request, "register/kept.html")


class Detail(RecordMixin, TemplateView):
    page = "detail"

    def get_context_data(self, **kwargs):
        record = self.record.as_read()
        shown = page.record_page(record, self.register, self.request)
        return super().get_context_data(**shown, **kwargs)


class PdfSheet(RecordMixin, View):
    page = "sheet"

    def get(self, request, pk, layout=None):
        prints = {each.slug: each for each in self.register.prints_of(self.record)}
        if layout and layout not in prints:
            raise Http404
        Trail.objects.note(Trail.Act.PRINTED, request.user, self.record)
        record, by = self.record, request.user
        told = prints.get(layout), record.is_masked_for(by)
        sheet = printing.sheet_pdf(record, self.register, by, *told)
        response = HttpResponse(sheet, content_type="application/pdf")
        name = f"{self.record.number or self.register.slug}.pdf"
        response["Content-Disposition"] = f'inline; filename="{name}"'
        return response


class BlankSheet(RegisterMixin, View):
    page = "blank"

    def get(self, request):
        sheet = printing.blank_pdf(self.register)
        response = HttpResponse(sheet, content_type="application/pdf")
        name = f"{self.register.model.form_no}.pdf"
        response["Content-Disposition"] = f'inline; filename="{name}"'
        return response


class History(RecordMixin, TemplateView):
    page = "history"

    @cached_property
    def versions(self):
        masked = self.record.is_masked_for(self.request.user)
        return changes.versions_of(self.record, masked)

    def get_context_data(self, **kwargs):
        return super().get_context_data(versions=self.versions, **kwargs)
