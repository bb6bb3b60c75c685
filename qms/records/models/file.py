"""Master data: files that live on and are revised in place."""

from django.db import models, transaction

from qms.records import retention

from .record import Record
from .row import Line
from .together import found_together
from .trail import Trail


class File(Record):
    """Master data: signed once, then revised in place by those who may.

    Every version is kept; a revision is a signature of its own (INSP 5.51: only
    designated quality staff change quality base data, after review).
    """

    kept = retention.r3

    class Meta(Record.Meta):
        abstract = True

    def later_records(self):
        """The numbers of some records in effect or under way that name this file.

        A file that is no longer wanted is held; struck out is what nobody used.
        """
        return [each.number for each in found_together(self._records_of_it(), most=5)]

    def _records_of_it(self):
        """Querysets of the records that refer to this file, themselves or in a line."""
        for relation in self._meta.get_fields(include_hidden=True):
            if not isinstance(relation, models.ManyToOneRel):
                continue
            model, name = relation.related_model, relation.field.name
            if issubclass(model, Record) and name != "corrects":
                yield model.objects.under_way().filter(**{name: self})
            elif issubclass(model, Line) and name != "record":
                of = model._meta.get_field("record").related_model
                lines = model.objects.filter(**{name: self})
                yield of.objects.under_way().filter(pk__in=lines.values("record"))

    @transaction.atomic
    def learn(self, by, record, rows=(), **values):
        """Take down what a record in effect says about this file and its rows.

        Whatever else the file has learned meanwhile stays.
        """
        self._hold()
        self._in_verb = True
        for name, value in values.items():
            setattr(self, name, value)
        self.save(by=by, reason=str(record))
        for row in rows:
            row.save(by=by, reason=str(record))
        self._in_verb = False
        Trail.objects.note(Trail.Act.REVISED, by, self, because=str(record))
