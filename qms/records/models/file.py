"""Master data: files that live on and are revised in place."""

from qms.records import retention

from .record import Record
from .trail import Trail


class File(Record):
    """Master data: signed once, then revised in place by those who may.

    Every version is kept; a revision is a signature of its own (INSP 5.51: only
    designated quality staff change quality base data, after review).
    """

    kept = retention.r3

    class Meta(Record.Meta):
        abstract = True

    def learn(self, by, record, rows=(), **values):
        """Take down what a record in effect says about this file and its rows."""
        self._in_verb = True
        for name, value in values.items():
            setattr(self, name, value)
        self.save(by=by, reason=str(record))
        for row in rows:
            row.save(by=by, reason=str(record))
        self._in_verb = False
        Trail.objects.note(Trail.Act.REVISED, by, self, because=str(record))
