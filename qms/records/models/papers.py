"""The papers of a record: which are asked for, who may attach them and when."""

from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from qms.records.rules import Problem, Refused

from .attachment import Attachment
from .glance import at_a_glance
from .state import State
from .trail import Trail


class Papers(models.Model):
    """Slots for papers, declared by each kind of record and by its lines.

    A paper in a slot of the lines belongs to one line, or speaks of all of them.
    """

    class Meta:
        abstract = True

    @classmethod
    def rows_with_papers(cls):
        """This kind and the kinds of its lines."""
        fields = map(cls._meta.get_field, cls.line_relations())
        return [cls, *(field.related_model for field in fields)]

    @classmethod
    def slots(cls):
        """Every slot by its name, the record's own and those of its lines."""
        return {p.slot: p for row in cls.rows_with_papers() for p in row.papers}

    def attachments(self):
        return Attachment.objects.of(self).current()

    @at_a_glance
    def papers_here(self):
        """The papers in the slots as they stand, as a list."""
        return list(self.attachments()) if self.pk and self.slots() else []

    def attachments_of(self, line):
        """The papers that belong to one line alone."""
        slots = [paper.slot for paper in line.papers]
        own = self.attachments().filter(slot__in=slots, line_id=line.pk)
        return list(own) if slots else []

    def open_slots(self, by):
        """The slots that a person may put papers into as the record stands."""
        if self.state == State.DRAFT and by.has_role(*self.writers()):
            later = {slot for s in self.signed_by for slot in s.papers}
            return set(self.slots()) - later
        if (
            self.revised_by
            and self.state == State.SIGNED
            and by.has_role(*self.revised_by)
        ):
            return set(self.slots())
        place = self.next_signature() if self.state == State.SUBMITTED else None
        return set(place.sign.papers) if place and by.has_role(place.hand) else set()

    def attach(self, by, slot, upload, line=None):
        """Put a file into a slot, of one line if the slot is one of lines.

        Raises Refused, for the slot or for the file.
        """
        self._demand_slot(by, slot)
        key = line and line.pk
        paper = Attachment(record=self, slot=slot, line_id=key, added_by=by)
        try:
            paper.take(upload).save()
        except ValidationError as error:
            raise self.no_paper(by, *error.messages) from error
        Trail.objects.note(
            Trail.Act.ATTACHED,
            by,
            self,
            slot=slot,
            name=paper.name,
            sha256=paper.sha256,
            **({"line": str(line)} if line else {}),
        )
        return paper

    def withdraw(self, by, paper):
        """Take a wrong file out of its slot; it stays on record."""
        self._demand_slot(by, paper.slot)
        paper.withdrawn_by, paper.withdrawn_at = by, timezone.now()
        paper.save()
        Trail.objects.note(
            Trail.Act.DETACHED, by, self, slot=paper.slot, name=paper.name
        )

    def take_over_papers(self, by):
        """Begin with the papers that the records followed have of the same names."""
        for slot, paper in self.slots().items():
            followed = getattr(self, paper.taken_from) if paper.taken_from else None
            if followed:
                self._copy(followed.attachments().filter(slot=slot, line_id=None), by)

    def _copy_papers(self, draft, by, lines):
        """Hand on the papers of a draft; what signers add is asked for anew.

        `lines` leads from a slot and the key of a line to the key of its copy.
        """
        found = self.attachments().filter(slot__in=draft.open_slots(by))
        draft._copy(found, by, lines)

    def _copy(self, papers, by, lines=None):
        lines = lines or {}
        for paper in papers:
            paper.pk, paper.record = None, self
            paper.added_by, paper.added_at = by, timezone.now()
            paper.line_id = lines.get((paper.slot, paper.line_id))
            paper.save()

    def _demand_slot(self, by, slot):
        if slot not in self.open_slots(by):
            raise self.no_paper(by, _("No paper may be attached here as things stand."))

    def no_paper(self, by, *sentences):
        """The refusal of a paper, entered in the trail."""
        refusal = Refused([Problem(each, rule="paper") for each in sentences])
        self._note_refusal("attach", by, refusal)
        return refusal

    def _missing_papers(self, lines):
        """What is wanted and not there; a paper about all lines does for each."""
        later = {slot for s in self.signed_by[self._place() :] for slot in s.papers}
        there = {(paper.slot, paper.line_id) for paper in self.papers_here()}
        for row in (self, *lines):
            line = None if row is self else row
            for paper in row.papers:
                places = {(paper.slot, None), (paper.slot, line and line.pk)}
                if paper.slot in later or there & places or not paper.is_needed(row):
                    continue
                yield missing(paper, line)


def missing(paper, line=None):
    """The problem that a paper is missing, of the record or of a line."""
    said = {"paper": paper.label, "line": line}
    of_line = _("%(line)s: %(paper)s is missing.")
    sentence = of_line if line else _("%(paper)s is missing.")
    return Problem(sentence, said, field=paper.slot, line=line, rule="papers")
