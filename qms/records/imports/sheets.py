"""Any register's records, in the columns of its own template and of its exports."""

from dataclasses import replace
from functools import cached_property, lru_cache
from itertools import groupby

from django.db.models import ForeignKey
from django.utils.functional import lazystr
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from qms.records.reading.cells import Unreadable, Value, is_blank
from qms.records.reading.tables import Column
from qms.records.reading.text import clean, key
from qms.records.reading.values import read_text
from qms.records.registers import registry

from .columns import called_by, column, in_each_language
from .findings import doubt, wrong
from .targets import ImportTarget, Known, targets

LINE = "line__"


class SheetTarget(ImportTarget):
    """A register's records as drafts; a number that is in the books is known.

    Rows that agree in everything but the line are one record with several lines.
    """

    register = None
    #: Columns without which there is no draft.
    needed = ()
    #: An office's own list is likelier one of the targets made for such lists.
    weight = 0.8

    @classmethod
    def of(cls, register):
        """The target of a register; its columns are those of its sheet."""
        return type(
            f"{register.model.__name__}Target",
            (cls,),
            {
                "key": register.key,
                "title": register.title,
                "model": register.model,
                "register": register,
                "roles": register.writers,
                "columns": tuple(_columns(register)),
                "known_by": ("number",),
                "takes_new": register.sheet.lines is None or register.sheet.lines.typed,
                "needed": [n for n, f in _fields(register) if _is_needed(f)],
            },
        )

    @cached_property
    def by_name(self):
        return {each.name: _for_one_reading(each) for each in self.columns}

    def load(self):
        numbered = self.model.objects.exclude(number="")
        for number in numbered.values_list("number", flat=True):
            self.index[number] = Known(number)

    def keys(self, row):
        return [row["number"]] if row["number"] else []

    def describe(self, row):
        return row.text("number") or str(row.number)

    def repeated(self, row, earlier):
        return None

    def check(self, row):
        if row["number"] and row["number"] not in self.index:
            sentence = _("No record has the number {number}; new ones get theirs here.")
            yield wrong(format_lazy(sentence, number=row["number"]), "number")
        elif not row["number"] and not self.takes_new:
            sentence = _(
                "New ones are not brought in: they begin from what they follow."
            )
            yield wrong(sentence, "number")
        elif not row["number"]:
            # An export has fewer columns; its rows are known by their numbers.
            for name in filter(row.is_blank, self.needed):
                yield wrong(_("This is needed."), name)
            if "number" in row.raw:
                sentence = _("It has no number: is it no draft that is here already?")
                yield doubt(sentence, "number")

    def remember(self, row):
        """A new row is known by nothing until it has a number."""

    def take(self, rows, by, imported):
        taken = []
        for _values, group in groupby(rows, self._header):
            group = list(group)
            record = self.model(**self._values(group[0], self._names()))
            record.save(by=by, reason=str(imported))
            for row in group:
                self._save_line(record, row, by, imported)
                taken.append(record)
        return taken

    def _header(self, row):
        return [row.text(name) for name in self._names()]

    def _names(self):
        return [n for n in self.by_name if n != "number" and not n.startswith(LINE)]

    def _save_line(self, record, row, by, imported):
        names = [name for name in self.by_name if name.startswith(LINE)]
        if said := self._values(row, names):
            line = self.register.line_model(record=record, **said)
            line.save(by=by, reason=str(imported))

    def _values(self, row, names):
        return {n.removeprefix(LINE): v for n, v in row.filled(*names).items()}


def _fields(register):
    """What the sheet asks for: the name of each column, and its field."""
    for name in register.form_fields:
        yield name, register.opts.get_field(name)
    lines = register.sheet.lines
    if lines and lines.typed:
        for name in register.line_fields(lines):
            yield f"{LINE}{name}", register.line_model._meta.get_field(name)


def _columns(register):
    label, _names = called_by(register.model, register.opts.get_field("number"))
    yield Column("number", label, in_each_language(label), read_text)
    for called, field in _fields(register):
        if isinstance(field, ForeignKey):
            label, names = called_by(field.model, field)
            yield Column(called, label, names, Reference(register, field))
        else:
            yield column(field.model, field.name, called=called)


def _for_one_reading(column):
    read = column.read
    return replace(column, read=read.anew()) if isinstance(read, Reference) else column


def _is_needed(field):
    """Empty text may wait until submission; nothing else has an empty value."""
    optional = field.null or field.blank or field.empty_strings_allowed
    return not (optional or field.has_default())


class Reference:
    """Reads what a foreign key points at: by number, name or all of its words."""

    def __init__(self, register, field):
        self.register, self.field = register, field
        self.find = lru_cache(maxsize=5000)(self._find)

    def anew(self):
        """The same, with nothing found yet: the books change between readings."""
        return Reference(self.register, self.field)

    def __call__(self, raw):
        if is_blank(raw):
            return Value(None)
        text = clean(raw)
        found = self.find(text)
        if len(found) == 1:
            return Value(found[0], text=text)
        sentence = _("{value} is not in the books.")
        if found:
            sentence = _("{value} may be several: {found}.")
        names = lazystr(" / ".join(map(str, found[:3])))
        raise Unreadable(sentence, value=text, found=names)

    def _find(self, text):
        found = self._offered(text)
        same = self._called(text, found)
        # A lookup does not know every word of a name that the books print.
        words = [] if found else sorted(text.split(), key=len, reverse=True)
        for word in words:
            same = same or self._called(text, self._offered(word))
        return same or found

    def _offered(self, words):
        from qms.records.views.lookup import offered

        return list(offered(self.register, self.field, words)[:20])

    @staticmethod
    def _called(text, found):
        return [each for each in found if key(str(each)) == key(text)]


def offer_sheets():
    """Make a target of every register that has none which knows its exports."""
    known = {target.model for target in targets.values() if target.knows_exports}
    for register in registry.registers():
        if register.model not in known:
            targets[register.key] = SheetTarget.of(register)
