"""The papers of a record: which are asked for, who may attach them and when."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from qms.records.rules import Problem, Refused

from .attachment import Attachment
from .state import State
from .trail import Trail


class Papers(models.Model):
    """Slots for papers, declared by each kind of record."""

    papers = ()

    class Meta:
        abstract = True

    def attachments(self):
        return Attachment.objects.of(self).current()

    def open_slots(self, by):
        """The slots that a person may put papers into as the record stands."""
        if self.state == State.DRAFT and by.has_role(*self.writers()):
            later = {slot for s in self.signed_by for slot in s.papers}
            return {paper.slot for paper in self.papers} - later
        if (
            self.revised_by
            and self.state == State.SIGNED
            and by.has_role(*self.revised_by)
        ):
            return {paper.slot for paper in self.papers}
        place = self.next_signature() if self.state == State.SUBMITTED else None
        return set(place.sign.papers) if place and by.has_role(place.hand) else set()

    def attach(self, by, slot, upload):
        """Put a file into a slot. Raises Refused, or ValidationError for the file."""
        self._demand_slot(by, slot)
        paper = Attachment(record=self, slot=slot, added_by=by).take(upload)
        paper.save()
        act = Trail.Act.ATTACHED
        Trail.objects.note(
            act, by, self, slot=slot, name=paper.name, sha256=paper.sha256
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

    def _demand_slot(self, by, slot):
        if slot not in self.open_slots(by):
            refusal = Refused([_("No paper may be attached here as things stand.")])
            self._note_refusal("attach", by, refusal)
            raise refusal

    def _missing_papers(self):
        later = {slot for s in self.signed_by[self._place() :] for slot in s.papers}
        there = set(self.attachments().values_list("slot", flat=True))
        for paper in self.papers:
            if paper.slot in there | later or not paper.is_needed(self):
                continue
            yield Problem(
                _("%(paper)s is missing."),
                {"paper": paper.label},
                field=paper.slot,
                rule="papers",
            )
