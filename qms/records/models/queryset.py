"""What is asked of the records of a kind: which are in effect, followed, waiting."""

from django.contrib.contenttypes.models import ContentType
from django.db.models import Case, OuterRef, Q, Subquery, When

from qms.records.corrections import heirs

from .signature import Signature
from .state import State
from .trailed import TrailedQuerySet


class RecordQuerySet(TrailedQuerySet):
    def in_effect(self):
        return self.filter(state=State.SIGNED)

    def under_way(self):
        """Submitted or in effect: what others count on."""
        return self.filter(state__in=(State.SUBMITTED, State.SIGNED))

    def drafts_of(self, user):
        return self.filter(state=State.DRAFT, made_by=user)

    def ever(self, **condition):
        """Whether something is so of a record, or of one that it corrects."""
        so = self.model.objects.filter(**condition)
        return Q(**condition) | Q(pk__in=heirs(so))

    def followed(self, name, states=("draft", "submitted", "signed")):
        """Whether a record is followed by another, under way or in effect.

        Whatever followed it goes on to do so once it is corrected, and corrected again.
        """
        return self.ever(**{f"{name}__state__in": states})

    def with_stage(self):
        """The records with the place that each waits for, so that none asks for it."""
        waiting = Signature.objects.filter(
            kind=ContentType.objects.get_for_model(self.model),
            object_id=OuterRef("pk"),
            round=OuterRef("round"),
            signed_at=None,
        )
        first = Subquery(waiting.order_by("place").values("place")[:1])
        return self.annotate(waits_at=Case(When(state=State.SUBMITTED, then=first)))
