"""What the life of a record does to its lines."""

from itertools import groupby

from django.db import models

from qms.records.rules import Refused, forbidden


class Filling(models.Model):
    """Lines are filled in, copied and emptied, always together with their record."""

    class Meta:
        abstract = True

    @classmethod
    def filled_on(cls, model):
        """The columns of a kind of lines that signers fill in."""
        names = {name for sign in cls.signed_by for name in sign.fills_lines}
        return [f for f in model._meta.concrete_fields if f.name in names]

    def _copy_lines(self, by):
        """Take down what the masters say by now, where it is not what they said."""
        for rows in self._rows_by_model():
            names, model = list(rows[0].copies), type(rows[0])
            if new := [row for row in rows if row.renew() and names]:
                model.objects.bulk_update(new, names, by=by, reason="submitted")

    def _copy_rows(self, draft, by, reason):
        """Give a draft lines like those of this record; say which became which.

        The answer leads from a slot and the key of a line to the key of its copy.
        """
        copies = {}
        for rows in self._rows_by_model():
            keys = [row.pk for row in rows]
            for row in rows:
                row.pk, row._state.adding, row.record = None, True, draft
                row.empty(self.filled_on(type(row)))
            type(rows[0]).objects.bulk_create(rows, by=by, reason=reason)
            for paper in rows[0].papers:
                pairs = zip(keys, rows, strict=True)
                copies |= {(paper.slot, key): row.pk for key, row in pairs}
        return copies

    def _fill_lines(self, by, names, said):
        """Take over what a place fills in on the lines, and nothing else of them."""
        said = {(type(row), row.pk): row for row in said}
        for rows in self._rows_by_model() if names else ():
            own = [f.name for f in self.filled_on(type(rows[0])) if f.name in names]
            for row in rows:
                filled = said.get((type(row), row.pk), row)
                for name in own:
                    setattr(row, name, getattr(filled, name))
            self._write_lines(by, rows, own, "signed")

    def _empty_lines(self, by, reason):
        """What signers filled in on the lines is asked for anew."""
        for rows in self._rows_by_model():
            fields = self.filled_on(type(rows[0]))
            for row in rows:
                row.empty(fields)
            self._write_lines(by, rows, [f.name for f in fields], reason)

    @staticmethod
    def _write_lines(by, rows, names, reason):
        """Write some columns of lines, unless the database will not have them."""
        problems = [problem for row in rows for problem in forbidden(row)]
        if problems:
            raise Refused(problems)
        if names:
            type(rows[0]).objects.bulk_update(rows, names, by=by, reason=reason)

    def _rows_by_model(self):
        return [list(rows) for _type, rows in groupby(self.rows(), key=type)]
