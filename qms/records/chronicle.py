"""What the records of other kinds tell of a file: its history."""

from typing import NamedTuple

from django.db.models import CharField, F, Value
from django.db.models.functions import Cast
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from qms.records.registers import registry
from qms.records.sheets import Cell, Found


class Told(NamedTuple):
    """One record in effect that names the file."""

    day: object
    kind: str
    number: str
    what: str


class Chronicle(Found):
    """The last records in effect that name a file, of all kinds that tell of it.

    A register says in `told_on` by which path its records name a file, and what of
    them is told there. All kinds are asked in one statement.
    """

    LATEST = 30

    def __init__(self, title):
        self.title, self.relation = title, ""
        self.shown = [
            Cell("day", label=_("date")),
            Cell("kind", label=_("kind of record")),
            Cell("number", label=_("number")),
            Cell("what", label=_("what was recorded")),
        ]

    def model(self, record_model):
        return None

    def rows(self, record):
        tellers = [
            (register, path, what)
            for register in registry.registers()
            for path, what in register.told_on.items()
            if _leads_to(register.model, path) is type(record)
        ]
        if not tellers:
            return []
        asked = [self._told(*each, record, n) for n, each in enumerate(tellers)]
        found = asked[0].union(*asked[1:]).order_by("-day", "-said")
        for day, teller, number, what in found[: self.LATEST]:
            yield Told(day, capfirst(str(tellers[teller][0])), number, what)

    @staticmethod
    def _told(register, path, what, record, place):
        told = register.model.objects.in_effect().filter(**{path: record}).order_by()
        said = {"day": F("made_on"), "teller": Value(place), "said": F("number")}
        told = told.annotate(**said, what=Cast(what, CharField()))
        return told.values_list("day", "teller", "said", "what")


def _leads_to(model, path):
    """The model at the end of a path."""
    for name in path.split("__"):
        model = model._meta.get_field(name).related_model
    return model
