"""What a signature covers, and whether it still matches."""

from django.contrib.contenttypes.models import ContentType
from django.db import models

from .glance import once_read
from .trail import Trail, canonical, filled, sha256

#: Acts whose digest says what a record in effect contains.
SEALS = (Trail.Act.TOOK_EFFECT, Trail.Act.REVISED)


class Evidence(models.Model):
    """The content of a record as text, and its digest."""

    #: Columns that tell where a record stands; no signature covers them. A kind adds
    #: those in which records that follow it speak (`tells`).
    STANDING = frozenset(
        [
            "state",
            "keep_until",
            "kept_for_ever",
            "version",
            "round",
            "submitted_at",
            "effective_at",
        ]
    )

    class Meta:
        abstract = True

    def content(self, place=None):
        """What a signature at a place covers: columns, lines and papers, as JSON.

        What later places fill in is left out, so that an earlier signature goes on
        to match; so is where the record stands.
        """
        later = self.signed_by[place + 1 :] if place is not None else ()
        open_fields = {name for sign in later for name in sign.fills}
        open_columns = {name for sign in later for name in sign.fills_lines}
        open_papers = {slot for sign in later for slot in sign.papers}
        papers = [
            tuple(filter(None, (paper.slot, paper.sha256, paper.line_id)))
            for paper in self.papers_here()
            if paper.slot not in open_papers
        ]
        return canonical(
            {
                "record": filled(self.values(without=self.STANDING | open_fields)),
                "lines": [filled(row.values(open_columns)) for row in self.rows()],
                "papers": sorted(papers),
            }
        )

    def digest(self, place=None):
        """The SHA-256 of the content as the database holds it."""
        return sha256(self.stored().content(place))

    def stored(self):
        """This record as the database holds it, read once for all that is asked of it.

        A record that was read for a glance is just that. Else it is read for its
        columns, and its lines without what they refer to.
        """
        if self.seen is not None:
            return self
        rows = type(self)._base_manager.prefetch_related(*self.line_relations())
        return rows.get(pk=self.pk).as_read()

    def is_intact(self):
        """Whether the content still is what the trail says took effect."""
        of_late = [entry for entry in self.last_acts() if entry.act in SEALS]
        sealed = of_late or self._acts().filter(act__in=SEALS)[:1]
        return all(entry.digest == self.digest() for entry in sealed[:1])

    @once_read
    def last_acts(self):
        """What the trail tells of it lately, the newest first."""
        return list(self._acts()[:30])

    def _acts(self):
        kind = ContentType.objects.get_for_model(self)
        return Trail.objects.filter(kind=kind, object_id=self.pk)
