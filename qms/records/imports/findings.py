"""What is to be said of a row, in the language of whoever reads it."""

from dataclasses import dataclass
from functools import partial

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.utils import translation
from django.utils.functional import lazystr
from django.utils.translation import gettext_lazy as _

LANGUAGES = [code for code, _name in settings.LANGUAGES]


class Level(models.TextChoices):
    #: Good to know; the row goes in all the same.
    REMARK = "remark", _("remark")
    #: Goes in if somebody says so.
    DOUBT = "doubt", _("doubt")
    #: Goes in once it is answered, in the file or beside its column.
    QUESTION = "question", _("question")
    WRONG = "wrong", _("wrong")


@dataclass(frozen=True)
class Finding:
    level: str
    sentence: object
    #: The name of the column that it is about, if it is about one.
    column: str = ""
    #: What a rule has against it, if one forbids it.
    problem: object = None


remark = partial(Finding, Level.REMARK)
doubt = partial(Finding, Level.DOUBT)
question = partial(Finding, Level.QUESTION)
wrong = partial(Finding, Level.WRONG)


def forbidden(problem):
    """What a rule forbids, and not a slip of the pen: its refusal is trailed."""
    return Finding(Level.WRONG, problem.sentence, problem.field, problem)


def misfits(field, value, column):
    """What a field has against a value that is to go into it: length, check digit."""
    try:
        field.run_validators(value)
    except ValidationError as error:
        yield wrong(lazystr(_Messages(error)), column)


class _Messages:
    """The sentences of an error, put in words when they are asked for."""

    def __init__(self, error):
        self.error = error

    def __str__(self):
        return " ".join(self.error.messages)


def in_every_language(sentence):
    """A lazy sentence as {language: text}, for whoever may come to read it."""
    said = {}
    for code in LANGUAGES:
        with translation.override(code):
            said[code] = str(sentence)
    return said
