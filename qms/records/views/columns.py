"""The page on which a sheet, what it holds and its columns are confirmed."""

from functools import cached_property

from django.shortcuts import redirect
from django.views.generic import TemplateView

from qms.records.imports import recognising, tasks
from qms.records.imports.forms import ColumnsForm, as_said
from qms.records.imports.targets import targets
from qms.records.models import Import

from .imports import ImportMixin

State = Import.State
#: So much of a header, counted in columns, says what a sheet holds.
LIKELY = 3


class Columns(ImportMixin, TemplateView):
    """Which sheet, what it holds, where its header is, and what its columns are."""

    template_name = "import/sheet.html"
    states = (State.UPLOADED, State.READ)
    #: Whether the header says what the sheet holds, if the user has not said it.
    is_likely = True

    def dispatch(self, request, *args, **kwargs):
        # What has begun to come in is not read anew.
        if self.imported.rows.exclude(object_id=None).exists():
            return self.elsewhere()
        return super().dispatch(request, *args, **kwargs)

    def get(self, request, *args, **kwargs):
        self.bind(None)
        return self.render_to_response(self.get_context_data())

    def post(self, request, *args, **kwargs):
        self.bind(request.POST)
        valid = [form.is_valid() for form in (self.form, self.options) if form]
        if not all(valid):
            return self.render_to_response(self.get_context_data())
        self.keep()
        tasks.start(self.imported, State.READING, request.user)
        return redirect("import-progress", self.imported.pk)

    @cached_property
    def said(self):
        """What the user has chosen, on this page or when the import was last read."""
        if said := self.request.POST or self.request.GET:
            return said
        kept = self.imported
        if not kept.target:
            return {}
        of = f"{kept.sheet}|{kept.target}"
        return {
            "sheet": kept.sheet,
            "target": kept.target,
            "header": str(kept.header),
            "of": of,
        }

    @cached_property
    def sheets(self):
        return recognising.sheets_of(self.imported)

    @cached_property
    def targets(self):
        """What the person may bring in; an inspector sees what anybody may."""
        user = self.request.user
        admitted = {key: each for key, each in targets.items() if each.admits(user)}
        return {key: each() for key, each in (admitted or targets).items()}

    @cached_property
    def choice(self):
        """The sheet and what it holds, by the user's word or by a guess."""
        sheet, key = self.said.get("sheet"), self.said.get("target")
        known = sheet if sheet in {each.name for each in self.sheets} else None
        if known is None or key not in self.targets:
            guess = recognising.guess(self.imported, self.targets, known)
            sheet, key = guess.sheet, guess.target
            self.is_likely = guess.score >= LIKELY
        return sheet, key

    @property
    def of(self):
        """What a row of the header was chosen for; for all else it is looked for."""
        return "|".join(self.choice)

    def header(self):
        given = self.said.get("header", "")
        is_meant = self.said.get("of") == self.of and given.isdecimal()
        return int(given) or None if is_meant else None

    def bind(self, data):
        sheet, key = self.choice
        kept, target = self.imported, targets[key]
        self.layout = recognising.Layout(kept, sheet, target, self.header())
        if (kept.sheet, kept.target, kept.header) == (sheet, key, self.layout.header):
            self.layout.recall(kept.columns)
        orders = kept.options.get("orders", {})
        self.form = ColumnsForm(data, layout=self.layout, orders=orders)
        above = target().suggest(self.layout)
        self.options = target.options_form and target.options_form(
            data, initial=above | kept.options
        )

    def keep(self):
        self.imported.sheet, self.imported.target = self.choice
        self.imported.header = self.layout.header
        self.imported.columns = self.form.columns()
        orders = {"orders": self.form.orders()}
        self.imported.options = as_said(self.options) | orders
        self.imported.save()

    def stranger(self):
        """What the sheet seems to hold, where this person may not bring that in."""
        guess = recognising.guess(self.imported, targets, self.choice[0])
        is_likely = guess.score >= LIKELY and guess.target not in self.targets
        return targets[guess.target]() if is_likely else None

    def get_context_data(self, **kwargs):
        sheet, key = self.choice
        return super().get_context_data(
            sheet=sheet,
            sheets=self.sheets,
            targets=self.targets,
            target=self.targets[key],
            of=self.of,
            layout=self.layout,
            form=self.form,
            options=self.options,
            earlier=self.imported.earlier(sheet),
            stranger=None if self.said else self.stranger(),
            is_likely=self.is_likely,
            **kwargs,
        )
