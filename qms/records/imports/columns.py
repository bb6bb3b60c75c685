"""Columns of a table that are fields of a model, known by every name they have."""

from dataclasses import dataclass
from functools import lru_cache

from django.db import models
from django.utils import translation
from django.utils.functional import lazy
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from qms.records.reading.cells import Unreadable, Value, is_blank
from qms.records.reading.moments import read_moment
from qms.records.reading.tables import Column
from qms.records.reading.text import clean, key, simplified
from qms.records.reading.values import (
    read_bool,
    read_date,
    read_decimal,
    read_text,
)

from .findings import LANGUAGES

#: Punctuation that belongs to a Chinese text; half-width it would look foreign.
PUNCTUATION = "（），；：？！～"
SHIELD = {ord(sign): 0xE000 + place for place, sign in enumerate(PUNCTUATION)}
UNSHIELD = {hidden: sign for sign, hidden in SHIELD.items()}

#: Signs that are typed for one another in a specification.
LOOKALIKES = str.maketrans(
    {"×": "x", "*": "x", "−": "-", "–": "-", "∼": "~", "〜": "~"}
)


@dataclass(frozen=True)
class FieldColumn(Column):
    """A column whose values go into a field, and must fit it."""

    field: models.Field = None

    @property
    def is_personal(self):
        return self.field.name in getattr(self.field.model, "masked", ())


def column(model, name, *synonyms, called=None, read=None, required=False):
    """The column of a field; all its labels are names of it, too."""
    field = model._meta.get_field(name)
    read = read or _reader(field)
    label, names = called_by(model, field)
    names = (*synonyms, *names)
    return FieldColumn(called or name, label, names, read, required, field)


def called_by(model, field):
    """How a model calls a field, and all names that it has in any language."""
    label = getattr(model, "labels", {}).get(field.name, field.verbose_name)
    return label, (*in_each_language(label), *in_each_language(field.verbose_name))


def in_each_language(label):
    """A label as each of the catalogues has it."""
    return tuple(_in_language(code, label) for code in LANGUAGES)


def _speak(code, text):
    with translation.override(code):
        return str(text)


_in_language = lazy(_speak, str)


def _reader(field):
    if field.choices:
        return read_choice(field)
    readers = {
        models.DateField: read_date,
        models.DateTimeField: read_moment,
        models.DecimalField: read_decimal,
        models.BooleanField: read_bool,
        models.PositiveSmallIntegerField: read_whole,
        models.TextField: read_words,
    }
    return readers.get(type(field), read_text)


def read_words(raw):
    """Text in its own punctuation: a name stays as the licence has it."""
    if isinstance(raw, str):
        return Value(clean(raw.translate(SHIELD)).translate(UNSHIELD))
    return read_text(raw)


def read_whole(raw):
    """A whole number, as of months."""
    value = read_decimal(raw)
    if value.value is not None and value.value % 1:
        raise Unreadable(_("{value} is not a whole number."), value=value.value)
    return value


def read_choice(field, words=None):
    """A reader of one of the field's choices, under any of its names."""
    words = words or {}

    @lru_cache
    def names():
        return {
            key(name): value
            for value, label in field.flatchoices
            for name in (
                str(value),
                *words.get(value, ()),
                *(_speak(code, label) for code in LANGUAGES),
            )
        }

    def read(raw):
        return Value(None) if is_blank(raw) else _chosen(clean(raw), names(), field)

    return read


def _chosen(text, names, field):
    labels = dict(field.flatchoices)
    if key(text) in names:
        return Value(names[key(text)])
    inside = [name for name in names if len(name) > 1 and name in key(text)]
    if not inside:
        choices = format_lazy(" / ".join("{}" for _ in labels), *labels.values())
        reason = _("{value} is none of: {choices}.")
        raise Unreadable(reason, value=text, choices=choices)
    value = names[max(inside, key=len)]
    said = {"value": text, "label": labels[value]}
    return Value(value, format_lazy(_("{value}: is {label} meant?"), **said))


@lru_cache(maxsize=20_000)
def spelling(text):
    """A specification or lot as it is compared: every sign of it counts but blanks."""
    said = simplified(clean(text)).translate(LOOKALIKES)
    return said.replace(" ", "").lower()
