"""What the records of other kinds tell of a file: its history."""

from typing import NamedTuple

from django.db.models import (
    CharField,
    F,
    JSONField,
    OuterRef,
    Subquery,
    TextField,
    Value,
)
from django.db.models.functions import Cast, Concat, JSONArray
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
        tellers = _tellers(type(record))
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


def last_told(model, without):
    """The last record of each kind that tells of a row, but of one, as a list."""
    told = [
        register.model.objects.in_effect()
        .filter(**{path: OuterRef("pk")})
        .order_by("-made_on", "-pk")
        .annotate(said=Concat("number", Value(" "), what, output_field=TextField()))
        .values("said")[:1]
        for register, path, what in _tellers(model)
        if register.model is not without
    ]
    return JSONArray(*map(Subquery, told), output_field=JSONField())


def _tellers(model):
    """The registers that tell of a file: by which path, and what of a record."""
    return [
        (register, path, what)
        for register in registry.registers()
        for path, what in register.told_on.items()
        if _leads_to(register.model, path) is model
    ]


def _leads_to(model, path):
    """The model at the end of a path."""
    for name in path.split("__"):
        model = model._meta.get_field(name).related_model
    return model
