"""What a record and its lines have in common: fields, copies, values."""

from django.utils.translation import gettext_lazy as _

from qms.records.rules import Refused, incomplete

from .state import State
from .trailed import Trailed


class Row(Trailed):
    """A row of a record or a record itself: what both know of their fields."""

    #: Fields that must be filled in under a condition.
    needs = ()
    #: Fields asked for, and then needed, only where another field says so: name of
    #: the field → the other's name and the value that it must have.
    asked = {}
    #: Values copied from the masters: field of the row → path to the value.
    copies = {}
    #: Slots for papers.
    papers = ()

    class Meta:
        abstract = True

    @classmethod
    def masters(cls):
        """The relations that values are copied from."""
        paths = [path.rpartition("__")[0] for path in cls.copies.values()]
        others = (path for path in paths if not path.startswith("record"))
        return sorted(set(filter(None, others)))

    def empty(self, fields):
        """Set some columns to what a new row has in them."""
        for field in fields:
            setattr(self, field.attname, field.get_default())

    def copy_masters(self):
        """Take down what the masters say now, so that the sheet keeps saying it."""
        for name, path in self.copies.items():
            value = self
            for step in path.split("__"):
                value = getattr(value, step, None)
                if callable(value):
                    value = value()
            if value is None and not self._meta.get_field(name).null:
                value = ""
            setattr(self, name, value)

    def renew(self):
        """Copy the masters once more; say whether that was any news."""
        before = self.values()
        self.copy_masters()
        return self.values() != before

    def values(self, without=()):
        """The row's own columns, fit for JSON."""
        return {
            f.attname: getattr(self, f.attname)
            for f in self._meta.concrete_fields
            if f.name not in without
        }


class Line(Row):
    """A row of a record; a concrete line adds a foreign key called "record"."""

    class Meta:
        abstract = True
        ordering = ["pk"]

    @classmethod
    def related(cls):
        """What a line is read with: its masters, and all else that it names."""
        links = [f for f in cls._meta.fields if f.many_to_one and f.name != "record"]
        named = [
            f"{link.name}__{name}"
            for link in links
            for name in getattr(link.related_model, "named_with", ())
        ]
        return [*cls.masters(), *(link.name for link in links), *named]

    def save(self, *args, by, **kwargs):
        self.must_be_open()
        self.copy_masters()
        super().save(*args, by=by, **kwargs)

    def is_asked_about(self):
        """Whether a signer who fills in columns of lines has to say something of it."""
        return True

    def delete(self, *args, by, **kwargs):
        self.must_be_open()
        for paper in self.record.attachments_of(self):
            self.record.withdraw(by, paper)
        return self.erase(*args, by=by, **kwargs)

    def must_be_open(self):
        self.record.must_be_open()


class Entry(Line):
    """A line that is added to a record in effect and final once written."""

    #: In which states of the record it may be added …
    entered_while = (State.SIGNED,)
    #: … and by which roles, if by others than add to the record in general.
    entered_by = ()
    #: What must hold of it, with what is known of the record by then.
    rules = ()
    #: What its form offers for a foreign key: name → function of the record.
    offers = {}

    class Meta(Line.Meta):
        abstract = True

    @classmethod
    def may_stand_on(cls, record):
        """Whether a record may have such rows: none are entered before their time."""
        early = State.SUBMITTED in cls.entered_while
        return bool(record.number if early else record.effective_at)

    @classmethod
    def is_awaited(cls, record):
        """Whether something of a record is left that a new row could be about."""
        return True

    def must_be_open(self):
        if not self._state.adding:
            raise Refused([_("An entry is final; add a new one that corrects it.")])

    def problems(self):
        """Everything that keeps it from being entered."""
        return list(incomplete(self)) or [p for rule in self.rules for p in rule(self)]
