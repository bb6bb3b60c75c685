"""Forms made from sheets: a draft may be incomplete, but never wrong."""

from django import forms
from django.db import models
from django.forms.utils import ErrorDict
from django.utils.functional import cached_property

from .fields import Lookup, Offered, form_field


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
    return formset_of(register, lines, RowForm, fields, extra=extra, can_delete=True)


def formset_of(register, lines, form, fields, formset=LineFormSet, **options):
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
