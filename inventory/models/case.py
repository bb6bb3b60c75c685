"""What becomes of condemned goods: computed from the records by which they leave."""

from collections import defaultdict
from decimal import Decimal

from django.db.models import Q, Value
from django.utils.translation import gettext_lazy as _

from qms.core.models import Balance, Zone
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
        parts = [
            _told(1, lying),
            _told(-1, self._reported_elsewhere(same), "red_place"),
            *(_told(1, lines) for lines in self._gone(same)),
        ]
        left = defaultdict(Decimal)
        for sign, batch, place, quantity in parts[0].union(*parts[1:], all=True):
            left[batch, place] += sign * quantity
        return left

    def _reported_elsewhere(self, which):
        """The lines of other reports; what is being corrected counts by what stands."""
        counts = Q(record__state=State.SIGNED)
        counts |= Q(record__state=State.SUBMITTED, record__corrects=None)
        own = [version.pk for version in self.versions() if version.pk]
        lines = type(self).lines.rel.related_model.objects.filter(which & counts)
        return lines.exclude(record__in=own)

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


def _told(sign, lines, place="place"):
    """What lines add to the goods at a place, or take from them."""
    return lines.order_by().values_list(Value(sign), "batch", place, "quantity")


def _quantity(record):
    """How much a record is about; a list has it counted by the database."""
    if hasattr(record, "gone"):
        return record.gone
    return sum(line.quantity for line in record.lines.all())
