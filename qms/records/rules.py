"""A rule is a function of a record that yields what is wrong with it."""

from dataclasses import dataclass, field, replace
from functools import wraps

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _


@dataclass(frozen=True)
class Problem:
    """A sentence that says why a record may not go on, and where to look."""

    sentence: str
    params: dict = field(default_factory=dict)
    #: The name of the field that the sentence is about, if it is about one …
    field: str = ""
    #: … and the line that the field belongs to, if it is not the record's own.
    line: object = None
    rule: str = ""
    clause: str = ""

    def __str__(self):
        text = str(self.sentence)
        return text % self.params if self.params else text


class Refused(ValidationError):
    """An act that the rules forbid. Its messages are sentences for the user."""

    def __init__(self, problems):
        self.problems = [
            p if isinstance(p, Problem) else Problem(str(p)) for p in problems
        ]
        super().__init__([str(problem) for problem in self.problems])


def insist(problems):
    """Raise Refused with some problems, if there are any."""
    if found := list(problems):
        raise Refused(found)


def rule(clause):
    """Mark a function as a rule with the article it enforces.

    The function takes a record and yields sentences or problems; calling it gives
    problems that know their rule and clause.
    """
    return _marker(clause, "block")


def warning(clause):
    """Mark a rule that does not block, but asks for a typed reason."""
    return _marker(clause, "warn")


def _marker(clause, level):
    def mark(function):
        @wraps(function)
        def problems(record):
            for found in function(record) or ():
                if not isinstance(found, Problem):
                    found = Problem(found)
                yield replace(found, rule=function.__name__, clause=clause)

        problems.clause, problems.level = clause, level
        return problems

    return mark


@dataclass(frozen=True)
class Need:
    """A field that must be filled in under a condition.

    `when` is the name of a field or method of the row, or a function of the row.
    """

    field: str
    when: object

    def missing(self, row):
        value = self.when(row) if callable(self.when) else getattr(row, self.when)
        if callable(value):
            value = value()
        return bool(value) and getattr(row, self.field) in (None, "")


def forbidden(line):
    """Yield a problem for each constraint of the database that a line breaks."""
    try:
        line.validate_constraints()
    except ValidationError as error:
        for message in error.messages:
            yield Problem(message, line=line, rule="constraint")


def incomplete(row, line=None, later=()):
    """Yield a problem for each field that a row still lacks or has wrong.

    `later` names the fields that are not asked for yet.
    Constraints and foreign keys are the database's: it has refused them already.
    """
    links = [f for f in row._meta.fields if f.remote_field]
    for link in links:
        missing = not link.blank and getattr(row, link.attname) is None
        if link.editable and missing and link.name not in later:
            yield _needed(link.name, line)
    automatic = [f for f in row._meta.fields if not f.editable]
    aside = {*later, *(f.name for f in (*links, *automatic))}
    try:
        row.clean_fields(exclude=aside)
        row.clean()
    except ValidationError as error:
        for name, messages in error.message_dict.items():
            place = "" if name == "__all__" else name
            for message in messages:
                yield Problem(message, field=place, line=line, rule="complete")
    asked = [Need(name, _says(*where)) for name, where in row.asked.items()]
    for need in (*row.needs, *asked):
        if need.field not in later and need.missing(row):
            yield _needed(need.field, line)


def _needed(name, line):
    sentence = _("This is needed here.")
    return Problem(sentence, field=name, line=line, rule="complete")


def _says(name, value):
    return lambda row: getattr(row, name) == value
