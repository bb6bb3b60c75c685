"""Steps in the life of a record, each a POST to the record."""

from django.contrib import messages
from django.http import Http404, HttpResponseRedirect
from django.views.generic import TemplateView

from qms.records.forms import entry_form, line_formset, signing_formset
from qms.records.models import Stash
from qms.records.rules import Refused
from qms.records.sheets import Lines

from .base import RecordMixin
from .conflicts import conflict, is_stale
from .page import STEPS, step_forms


class Enter(RecordMixin, TemplateView):
    """Add a row to a table that grows after the last signature."""

    page = "enter"

    def dispatch(self, request, *args, **kwargs):
        tables = {part.relation: part for part in self.register.sheet.entries}
        self.entries = tables.get(kwargs["relation"])
        if self.entries is None:
            raise Http404
        return super().dispatch(request, *args, **kwargs)

    @property
    def form_class(self):
        return entry_form(self.register, self.entries, self.record)

    def get(self, request, *args, **kwargs):
        form = self.form_class(initial=request.GET.dict())
        return self.render_to_response(self.get_context_data(form=form))

    def post(self, request, *args, **kwargs):
        form = self.form_class(request.POST)
        if form.is_valid():
            try:
                self.record.enter(request.user, form.instance)
                return HttpResponseRedirect(self.record.get_absolute_url())
            except Refused as refusal:
                for problem in refusal.problems:
                    place = problem.field if problem.field in form.fields else None
                    form.add_error(place, str(problem))
        return self.render_to_response(self.get_context_data(form=form))

    def get_context_data(self, **kwargs):
        return super().get_context_data(entries=self.entries, **kwargs)


class Step(RecordMixin, TemplateView):
    """Ask for what a step needs, then take it, or say what stands against it."""

    page = "sign"

    @property
    def step(self):
        name = self.kwargs["step"].replace("-", "_")
        if name not in STEPS:
            raise Http404
        return name

    def get(self, request, *args, **kwargs):
        self.bind(None)
        return self.render_to_response(self.get_context_data())

    def post(self, request, *args, **kwargs):
        obstacles = self.record.obstacles(self.step, request.user)
        if not obstacles:
            self.bind(request.POST)
            if self.step == "revise" and is_stale(self.forms[0], self.record):
                both = conflict(self.forms[0], self.record, self.register)
                return self.render_to_response(self.get_context_data(**both))
            valid = [form.is_valid() for form in [*self.forms, *self.formsets]]
            if all(valid):
                return self.take()
            self.forms[-1].note_wrong_password(self.step, self.record)
        else:
            self.refuse(obstacles)
        return self.render_to_response(self.get_context_data(problems=obstacles))

    def bind(self, data):
        self.forms, self.formsets = [], []
        if self.record.state not in self.record.STEPS[self.step]:
            return
        record, register = self.record, self.register
        self.forms = step_forms(self.step, record, register, self.request, data)
        classes = self.formset_classes()
        self.formsets = [each(data, instance=self.record) for each in classes]

    def formset_classes(self):
        """The lines that this step writes, or fills in."""
        if self.step == "revise":
            parts = self.register.sheet.parts
            typed = [p for p in parts if isinstance(p, Lines) and p.typed]
            return [line_formset(self.register, part) for part in typed]
        sign = self.record.next_signature().sign if self.step == "sign" else None
        if sign and sign.fills_lines:
            return [signing_formset(self.register, sign)]
        return []

    def refuse(self, obstacles):
        """What is refused at the door leaves its trail as what the verb refuses."""
        self.bind(None)
        self.record._note_refusal(self.step, self.request.user, Refused(obstacles))

    def take(self):
        said = {}
        for form in self.forms:
            said |= form.cleaned_data
        said.pop("password", None)
        said.pop("version", None)
        if self.step == "revise":
            said |= {"lines": self.formsets, "seen": self.forms[0].seen_version()}
        elif self.formsets:
            said["lines"] = [f.instance for each in self.formsets for f in each.forms]
        try:
            made = getattr(self.record, self.step)(self.request.user, **said)
        except Refused as refusal:
            for formset in self.formsets:
                formset.show(refusal.problems)
            return self.render_to_response(
                self.get_context_data(problems=refusal.problems)
            )
        Stash.objects.close(self.register.key, str(self.kwargs["pk"]))
        messages.success(self.request, f"{self.record}: {STEPS[self.step][0]} ✓")
        return HttpResponseRedirect(self.where_next(made))

    def where_next(self, made):
        if self.step == "discard":
            return self.register.url()
        return (made or self.record).get_absolute_url()

    def get_context_data(self, **kwargs):
        label, icon, style, _asks = STEPS[self.step]
        context = {"step": self.step, "label": label, "style": style, "icon": icon}
        context |= {"forms": self.forms, "formsets": self.formsets}
        return super().get_context_data(**context | kwargs)
