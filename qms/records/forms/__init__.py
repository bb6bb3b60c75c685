"""The forms in which records are filled in and their steps are taken."""

from .fields import DAY, NumberInput
from .rows import entry_form, line_formset, record_form
from .signing import StepForm, signing_form, signing_formset

__all__ = [
    "DAY",
    "NumberInput",
    "StepForm",
    "entry_form",
    "line_formset",
    "record_form",
    "signing_form",
    "signing_formset",
]
