"""Forms made from sheets: a draft may be incomplete, but never wrong."""

from decimal import Decimal

from django import forms
from django.db import models
from django.forms.utils import ErrorDict
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from qms.records.sheets import plain

#: A day is typed, and shown, as year-month-day in every language and browser.
DAY = {
    "data-day": "date",
    "inputmode": "numeric",
    "autocomplete": "off",
    "placeholder": _("YYYY-MM-DD"),
}


class Lookup(forms.Select):
    """A select that shows what is chosen and looks the rest up as a person types."""

    #: The row that is chosen already, where it has been read.
    known = None

    def __init__(self, url, field, **kwargs):
        self.field, self.url = field, url
        super().__init__(**kwargs)

    def get_context(self, name, value, attrs):
        context = super().get_context(name, value, attrs)
        context["widget"]["attrs"]["data-lookup"] = str(self.url)
        return context

    def optgroups(self, name, value, attrs=None):
        chosen = [v for v in value if v]
        options = [(str(each.pk), str(each)) for each in self._found(chosen)]
        return [
            (None, [self.create_option(name, "", "", not chosen, 0)], 0),
            *(
                (None, [self.create_option(name, pk, label, True, n)], n)
                for n, (pk, label) in enumerate(options, 1)
            ),
        ]

    def _found(self, chosen):
        """What is chosen; the database is asked only for what is not at hand."""
        if self.known and chosen == [str(self.known.pk)]:
            return [self.known]
        rows = self.field.remote_field.model._default_manager
        return rows.filter(pk__in=chosen) if chosen else []


class NumberInput(forms.TextInput):
    """A number without idle zeros, typed on a keypad where there is one."""

    def __init__(self, attrs=None):
        super().__init__({"inputmode": "decimal"} | (attrs or {}))

    def format_value(self, value):
        return (
            plain(value) if isinstance(value, Decimal) else super().format_value(value)
        )


class RowForm(forms.ModelForm):
    """The form of a record or a line: text may wait until submission."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            column = self._meta.model._meta.get_field(name)
            field.needed = not column.blank and not isinstance(
                field, forms.BooleanField
            )
            if isinstance(field, (forms.CharField, forms.TypedChoiceField)):
                field.required = False
            if field.needed:
                field.widget.attrs["data-needed"] = "true"
            if isinstance(field.widget, Lookup):
                field.widget.known = self._known(name, column)
        for name, (other, value) in self._asked():
            said = {"data-asked-by": other, "data-asked-for": value}
            self.fields[name].widget.attrs |= said

    def _asked(self):
        asked = self._meta.model.asked.items()
        return [(n, where) for n, where in asked if n in self.fields]

    def clean(self):
        """Forget what was typed into fields that are not asked for any more."""
        said = super().clean()
        for name, (other, value) in self._asked():
            if said.get(other, value) != value and said.get(name):
                said[name] = self.fields[name].to_python(None)
        return said

    def _known(self, name, column):
        """The row that a field begins with, if it was read together with this one."""
        begun = self.initial.get(name)
        if isinstance(begun, models.Model):
            return begun
        return column.get_cached_value(self.instance, default=None)

    def show(self, problems):
        """Put what the rules say next to the fields that they speak of."""
        if self._errors is None:
            self._errors = ErrorDict()
        for problem in problems:
            name = problem.field if problem.field in self.fields else "__all__"
            errors = self.errors.setdefault(name, self.error_class())
            errors.append(str(problem))


class RecordForm(RowForm):
    """The form of a record; it remembers which version it was opened on."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.initial["version"] = self.instance.version
        self.fields["version"].needed = False

    def seen_version(self):
        """The version that the user had before the eyes, as the browser says."""
        try:
            return int(self.data.get("version") or 0)
        except ValueError:
            return 0


class LineFormSet(forms.BaseInlineFormSet):
    """The lines of a record; they are saved with an actor, through their record."""

    @classmethod
    def get_default_prefix(cls):
        return cls.fk.remote_field.get_accessor_name(cls.model)

    def get_queryset(self):
        return self.lines

    @cached_property
    def lines(self):
        """The lines as they are saved, with all that they name."""
        return self.instance.lines_with(relation=self.get_default_prefix())

    def add_fields(self, form, index):
        """Let a line that was removed in another window be saved as a new one."""
        super().add_fields(form, index)
        if self.is_bound and form.instance._state.adding:
            form.fields["id"] = forms.Field(required=False, widget=forms.HiddenInput)

    def save(self, by):
        for form in self.forms:
            gone = form in self.deleted_forms
            if gone and form.instance.pk:
                form.instance.record = self.instance
                form.instance.delete(by=by)
            elif form.has_changed() and not gone:
                form.instance.record = self.instance
                form.instance.save(by=by)

    def show(self, problems):
        """Put what the rules say next to the lines that they speak of."""
        for form in self.forms:
            own = [p for p in problems if p.line and p.line.pk == form.instance.pk]
            if own and form.instance.pk:
                form.show(own)


class SigningFormSet(LineFormSet):
    """The lines on which a signer has something to say."""

    @cached_property
    def lines(self):
        return [line for line in super().lines if line.is_asked_about()]


def form_field(column, register, **kwargs):
    """The form field of a column, with the widget that suits a browser."""
    if isinstance(column, models.ForeignKey) and "widget" not in kwargs:
        url = reverse(
            "lookup", args=[register.key, column.model._meta.model_name, column.name]
        )
        field = column.formfield(widget=Lookup(url, column), **kwargs)
        return field
    widgets = {
        models.DateField: forms.DateInput(format="%Y-%m-%d", attrs=DAY),
        models.DateTimeField: forms.DateTimeInput(
            format="%Y-%m-%d %H:%M", attrs=DAY | {"data-day": "time"}
        ),
        models.DecimalField: NumberInput(),
        models.TextField: forms.Textarea(attrs={"rows": 2}),
    }
    widget = widgets.get(type(column))
    if widget and not column.choices:
        kwargs["widget"] = widget
    return column.formfield(**kwargs)


def record_form(register, fields=None, required=False):
    """The form class of a register's records, over all or some of its fields."""
    return forms.modelform_factory(
        register.model,
        form=RowForm if required else RecordForm,
        fields=register.form_fields if fields is None else fields,
        labels=register.model.labels,
        formfield_callback=lambda column, **kw: form_field(column, register, **kw),
    )


def line_formset(register, lines, extra=0):
    """The formset class of one table of lines."""
    fields = register.line_fields(lines)
    return _formset(register, lines, RowForm, fields, extra=extra, can_delete=True)


def _formset(register, lines, form, fields, formset=LineFormSet, **options):
    return forms.inlineformset_factory(
        register.model,
        lines.model(register.model),
        form=form,
        formset=formset,
        fields=fields,
        formfield_callback=lambda column, **kw: form_field(column, register, **kw),
        **options,
    )


def entry_form(register, entries, record):
    """The form of one row that is entered once a record is submitted."""
    model = entries.model(register.model)

    def field(column, **kwargs):
        if offer := model.offers.get(column.name):
            return Offered(offer(record), column)
        return form_field(column, register, **kwargs)

    return forms.modelform_factory(
        model, fields=entries.fields, formfield_callback=field
    )


class Offered(forms.ModelChoiceField):
    """A choice among the few things that a record itself leads to."""

    def __init__(self, queryset, column):
        # What stands for no choice is what the label says of it.
        super().__init__(queryset, label=column.verbose_name, required=not column.blank)

    def label_from_instance(self, thing):
        told = getattr(thing, "hint", None)
        return f"{thing} {told()}" if told else str(thing)


def signing_form(register, sign):
    """What one place in the signature row asks for, of what a person fills in."""
    typed = {field.name for field in register.opts.fields if field.editable}
    fields = [name for name in sign.fills if name in typed]
    form_class = record_form(register, fields, required=True)
    return type("SigningForm", (_Required, form_class), {})


def signing_formset(register, sign):
    """What one place in the signature row asks for on each line."""
    lines, fields = register.sheet.lines, sign.fills_lines
    options = {"extra": 0, "can_delete": False, "formset": SigningFormSet}
    return _formset(register, lines, _SigningRow, fields, **options)


class _SigningRow(RowForm):
    """A line as a signer fills it in: nothing waits any longer."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.required = getattr(field, "needed", field.required)


class _Required(forms.ModelForm):
    """All of it is required; what has a condition of its own is asked by that."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        conditional = {need.field for need in self._meta.model.needs}
        for name, field in self.fields.items():
            field.required = name not in conditional


class StepForm(forms.Form):
    """What a step asks for besides: opinion, reason, justification and password."""

    opinion = forms.CharField(
        label=_("Opinion"), required=False, widget=forms.Textarea(attrs={"rows": 2})
    )
    reason = forms.CharField(
        label=_("Reason"), widget=forms.Textarea(attrs={"rows": 2})
    )
    justification = forms.CharField(
        label=_("Why you go on despite the warnings"),
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    password = forms.CharField(
        label=_("Your password"),
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
        strip=False,
    )

    def __init__(self, *args, user, asks, **kwargs):
        super().__init__(*args, **kwargs)
        self.user = user
        for name in set(self.fields) - set(asks):
            del self.fields[name]

    def clean_password(self):
        if not self.user.check_password(self.cleaned_data["password"]):
            raise forms.ValidationError(_("That is not your password."))
        return ""
