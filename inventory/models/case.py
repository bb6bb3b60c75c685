"""What becomes of condemned goods: computed from the records by which they leave."""

from collections import defaultdict
from decimal import Decimal

from django.contrib.contenttypes.models import ContentType
from django.db.models import F, Q, Value
from django.utils.translation import gettext_lazy as _

from qms.core.models import Balance, Batch, Movement, Zone
from qms.core.roles import Role
from qms.records.models import State, once_read


class Case:
    """The end of a nonconforming record; a mixin of it."""

    @classmethod
    def ways_out(cls):
        """The relations to the records by which condemned goods leave the house."""
        return [
            relation
            for relation in cls._meta.related_objects
            if getattr(relation.related_model, "clears_red", False)
        ]

    @once_read
    def disposals(self):
        """The records in effect by which these goods left, the first of them first."""
        found = [
            record
            for version in self.versions()
            for way in self.ways_out()
            for record in getattr(version, way.get_accessor_name()).all()
            if record.state == State.SIGNED
        ]
        return sorted(found, key=lambda record: record.effective_at)

    @once_read
    def disposed(self):
        """How much of each batch has left."""
        sums = defaultdict(Decimal)
        for record in self.disposals():
            for line in record.lines.all():
                sums[line.batch_id] += line.quantity
        return sums

    @once_read
    def found(self):
        sums = defaultdict(Decimal)
        for line in self.lines.all():
            sums[line.batch_id] += line.quantity
        return sums

    def left(self):
        """What of each batch is still to be disposed of."""
        gone = self.disposed()
        return {batch: found - gone[batch] for batch, found in self.found().items()}

    def unreported(self):
        """What lies of each batch at a red place that no other report is about."""
        same = Q(batch__in=self.found())
        lying = Balance.objects.filter(same, place__zone=Zone.REJECTED)
        return _left(
            _told(1, lying),
            _told(-1, self._reported(same, self._own()), "red_place"),
            *(_told(1, lines) for lines in self._gone(same)),
        )

    def recalled_unreported(self):
        """What recalls put of each batch there that no other report is about."""
        return self.recalled_left(self._own(), batch__in=self.found())

    @classmethod
    def awaiting_report(cls):
        """Batches of which a recall put into the red zone what nobody has reported.

        It leaves by a decision only: a report that quality refused is asked for anew.
        """
        left = {batch for (batch, _), count in cls.recalled_left().items() if count > 0}
        some = Batch.objects.filter(pk__in=left)
        return some.exclude(recall_condemnations__state=State.DRAFT)

    @classmethod
    def recalled_left(cls, besides=(), **which):
        """What recalls put at red places, less what other reports tell of it."""
        after = Q(record__found_stage=cls.FoundStage.AFTERSALES, place=F("red_place"))
        told = cls._reported(after & Q(**which), besides)
        came = cls.brought(**which)
        return _left(_told(1, came, "target"), _told(-1, told, "red_place"))

    @classmethod
    def brought(cls, **which):
        """How goods came to the red zone past any inspection: by a recall (GSP 106).

        What undoes the way out of a case brings its goods there too.
        """
        ways = [way.related_model for way in cls.ways_out()]
        kinds = ContentType.objects.get_for_models(*ways).values()
        came = Movement.objects.filter(source=None, target__zone=Zone.REJECTED, **which)
        return came.exclude(kind__in=kinds).order_by("pk")

    def _own(self):
        return [version.pk for version in self.versions() if version.pk]

    @classmethod
    def _reported(cls, which, besides):
        """The lines of reports; what is being corrected counts by what stands."""
        counts = Q(record__state=State.SIGNED)
        counts |= Q(record__state=State.SUBMITTED, record__corrects=None)
        lines = cls.lines.rel.related_model.objects.filter(which & counts)
        return lines.exclude(record__in=besides)

    def _gone(self, which):
        """The lines by which goods left the red zone, of whatever case."""
        for way in self.ways_out():
            lines = way.related_model.lines.rel.related_model.objects.filter(which)
            decided = {f"record__{way.field.name}__isnull": False}
            yield lines.filter(record__state=State.SIGNED, **decided)

    def is_closed(self):
        """Whether all that was found has left: what a case cannot be closed before."""
        gone = sum(map(_quantity, self.disposals()))
        return self.state == State.SIGNED and _quantity(self) == gone

    is_closed.short_description = _("closed")

    def closed_at(self):
        return (
            max(r.effective_at for r in self.disposals()) if self.is_closed() else None
        )

    closed_at.short_description = _("date of closing")

    def disposal_record(self):
        return ", ".join(record.number for record in self.disposals())

    disposal_record.short_description = _("record of the return or destruction")

    def disposal_approved_by(self):
        signed = self.signature_of(Role.QUALITY_HEAD)
        return signed.printed_name if signed else ""

    disposal_approved_by.short_description = _("disposal approved by")


def _left(*parts):
    """How much of each batch at a place is left of what was told of it."""
    left = defaultdict(Decimal)
    for sign, batch, place, quantity in parts[0].union(*parts[1:], all=True):
        left[batch, place] += sign * quantity
    return left


def _told(sign, lines, place="place"):
    """What lines add to the goods at a place, or take from them."""
    return lines.order_by().values_list(Value(sign), "batch", place, "quantity")


def _quantity(record):
    """How much a record is about; a list has it counted by the database."""
    if hasattr(record, "gone"):
        return record.gone
    return sum(line.quantity for line in record.lines.all())
