"""The forms in which records are filled in and their steps are taken."""

from .fields import DAY, Chosen, NumberInput, plain_field
from .rows import entry_form, line_formset, record_form
from .signing import StepForm, signing_form, signing_formset

__all__ = [
    "DAY",
    "Chosen",
    "NumberInput",
    "StepForm",
    "entry_form",
    "line_formset",
    "plain_field",
    "record_form",
    "signing_form",
    "signing_formset",
]
