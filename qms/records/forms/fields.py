"""How single values are typed: days, numbers, and what is looked up."""

from decimal import Decimal

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from qms.records.models import Line
from qms.records.printing.tables import extent
from qms.records.reading.days import YEARS
from qms.records.reading.text import clean
from qms.records.sheets import plain

#: A day is typed, and shown, as year-month-day in every language and browser.
DAY = {
    "data-day": "date",
    "inputmode": "numeric",
    "autocomplete": "off",
    "placeholder": _("YYYY-MM-DD"),
}


#: How many half ems a select shows of a choice: in a form, on a line of it.
ROOM = {False: 28, True: 15}


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


class LongSelect(forms.Select):
    """A select whose choices are longer than a field of its form usually is wide."""


def _has_long_choices(column):
    room = ROOM[issubclass(column.model, Line)]
    return any(extent(str(label)) > room for _value, label in column.flatchoices)


class NumberInput(forms.TextInput):
    """A number without idle zeros, typed on a keypad where there is one."""

    def __init__(self, attrs=None):
        super().__init__({"inputmode": "decimal"} | (attrs or {}))

    def value_from_datadict(self, data, files, name):
        """A number as an input method for Chinese types it is one, too."""
        said = super().value_from_datadict(data, files, name)
        return said and clean(said)

    def format_value(self, value):
        return (
            plain(value) if isinstance(value, Decimal) else super().format_value(value)
        )


#: What a select says while nothing is chosen.
NOTHING = _("choose …")


class Chosen(forms.ModelChoiceField):
    """A choice among things."""

    def __init__(self, queryset, *, empty_label=NOTHING, **kwargs):
        super().__init__(queryset, empty_label=empty_label, **kwargs)


class Offered(Chosen):
    """A choice among the few things that a record itself leads to."""

    def __init__(self, queryset, column):
        said = {"label": column.verbose_name, "help_text": column.help_text}
        super().__init__(queryset, required=not column.blank, **said)

    def label_from_instance(self, thing):
        told = getattr(thing, "hint", None)
        return f"{thing} {told()}" if told else str(thing)


def within_years(day):
    """Refuse a year that nobody means, as 9999 for a paper that does not lapse."""
    if day.year not in YEARS:
        said = {"first": YEARS[0], "last": YEARS[-1]}
        sentence = _("A year between %(first)s and %(last)s is needed.")
        raise ValidationError(sentence, params=said)


def plain_field(column, **kwargs):
    """The form field of a column, whose select says so while nothing is chosen."""
    if isinstance(column, models.ForeignKey):
        kwargs.setdefault("form_class", Chosen)
    field = column.formfield(**kwargs)
    if column.choices and field.choices and field.choices[0][0] == "":
        field.choices = [("", NOTHING), *field.choices[1:]]
    return field


def form_field(column, register, **kwargs):
    """The form field of a column, with the widget that suits a browser."""
    if isinstance(column, models.ForeignKey) and "widget" not in kwargs:
        url = reverse(
            "lookup", args=[register.key, column.model._meta.model_name, column.name]
        )
        field = column.formfield(widget=Lookup(url, column), **kwargs)
        return field
    if column.choices and _has_long_choices(column):
        kwargs["widget"] = LongSelect
    widgets = {
        models.DateField: forms.DateInput(format="%Y-%m-%d", attrs=DAY),
        models.DateTimeField: forms.DateTimeInput(
            format="%Y-%m-%d %H:%M", attrs=DAY | {"data-day": "time"}
        ),
        models.DecimalField: NumberInput(),
        models.TextField: forms.Textarea(attrs={"rows": 2}),
    }
    if isinstance(column, models.DateField):
        kwargs["validators"] = [within_years]
    widget = widgets.get(type(column))
    if widget and not column.choices:
        kwargs["widget"] = widget
    return plain_field(column, **kwargs)
