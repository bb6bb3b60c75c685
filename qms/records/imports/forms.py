"""What the user says about a file: what its columns are, and what they leave open."""

from django import forms
from django.utils.translation import gettext_lazy as _

from .files import admit
from .pages import term

#: In which order the days of a column are told, where its cells leave it open.
ORDERS = [
    ("", _("Which order?")),
    ("ymd", _("year, month, day")),
    ("dmy", _("day, month, year")),
    ("mdy", _("month, day, year")),
]


class UploadForm(forms.Form):
    """The file itself; it is kept only if it is a table."""

    file = forms.FileField(
        label=_("File"),
        allow_empty_file=True,
        widget=forms.FileInput(attrs={"accept": ".xlsx,.xls,.ods,.csv"}),
    )

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        self.user = user

    def clean_file(self):
        self.imported = admit(self.cleaned_data["file"], self.user)
        return self.imported.file


class ColumnsForm(forms.Form):
    """Which field each column is read into; each field from one column only."""

    def __init__(self, *args, layout, orders, **kwargs):
        super().__init__(*args, **kwargs)
        self.target, self.seen = layout.target, list(layout.columns())
        choices = [("", _("not brought in"))]
        choices += [(c.name, term(c.label)) for c in self.target.columns]
        for seen in self.seen:
            name = seen.match.name if seen.match else ""
            self._add(f"column-{seen.index}", choices, name, seen.head)
            if seen.is_ambiguous:
                said = orders.get(name, seen.order)
                self._add(f"order-{seen.index}", ORDERS, said, _("Order of the date"))

    def _add(self, name, choices, initial, label):
        field = forms.ChoiceField(choices=choices, required=False, label=label)
        field.widget.attrs["class"] = "form-select form-select-sm"
        self.fields[name], self.initial[name] = field, initial

    def rows(self):
        """Each column of the file with what is asked about it."""
        for seen in self.seen:
            order = f"order-{seen.index}"
            asked = self[order] if order in self.fields else None
            yield seen, self[f"column-{seen.index}"], asked

    def columns(self):
        """Index of a column → name of its field."""
        said = {seen.index: self._said("column", seen) for seen in self.seen}
        return {str(index): name for index, name in said.items() if name}

    def orders(self):
        """Name of a field → order of its dates."""
        said = {
            self._said("column", seen): self._said("order", seen) for seen in self.seen
        }
        return {name: order for name, order in said.items() if name and order}

    def _said(self, what, seen):
        return self.cleaned_data.get(f"{what}-{seen.index}", "")

    def clean(self):
        super().clean()
        names = list(self.columns().values())
        for column in self.target.columns:
            if names.count(column.name) > 1:
                sentence = _("“%(label)s” is given to several columns.")
                self.add_error(None, _named(sentence, column))
            elif column.required and column.name not in names:
                sentence = _("Say which column is “%(label)s”.")
                self.add_error(None, _named(sentence, column))


def _named(sentence, column):
    return forms.ValidationError(sentence, params={"label": term(column.label)})


def as_said(form):
    """The answers of a form as they are kept with an import."""
    if form is None:
        return {}
    return {name: getattr(said, "pk", said) for name, said in form.cleaned_data.items()}
