"""Several of some choices in one column."""

from django import forms
from django.db import models


class Choices(models.CharField):
    """Values of a choice joined by commas, ticked in a form, told by their labels."""

    def contribute_to_class(self, cls, name, **kwargs):
        super().contribute_to_class(cls, name, **kwargs)
        labels = dict(self.flatchoices)

        def display(row):
            chosen = filter(None, (getattr(row, name) or "").split(","))
            return ", ".join(str(labels.get(each, each)) for each in chosen)

        setattr(cls, f"get_{name}_display", display)

    def validate(self, value, model_instance):
        """Each of the values is one of the choices."""
        for each in (value or "").split(","):
            super().validate(each, model_instance)

    def formfield(self, **kwargs):
        return Ticked(
            choices=self.flatchoices,
            label=kwargs.get("label", self.verbose_name),
            required=False,
            widget=forms.CheckboxSelectMultiple,
        )


class Ticked(forms.MultipleChoiceField):
    """Boxes to tick, kept as one text."""

    def prepare_value(self, value):
        return value.split(",") if isinstance(value, str) else value

    def clean(self, value):
        return ",".join(super().clean(value))

    def has_changed(self, initial, data):
        return super().has_changed(self.prepare_value(initial or ""), data)
