"""Goods that wait in dispatch for a customer: how they get there and back (GSP 88)."""

from collections import Counter

from qms.core.models import Balance, Zone, move, movements_of, place_in
from qms.records.models import State
from sales import rules


class SetsApart:
    """What a sale keeps in dispatch until it is reviewed out; a mixin of it."""

    def take_effect(self, by):
        """Set the goods apart: from their qualified places to dispatch."""
        if not self.is_direct_delivery:
            move(self.allotment(), self, by)

    def cease_effect(self, by):
        """Put back what still is set apart; what was condemned has its own record."""
        back = [(batch, gate, shelf, q) for batch, shelf, gate, q in self.set_apart()]
        move(back, self, by, back=True)

    def keeps_apart(self):
        """Whether what it set apart waits for it, or for a correction of it."""
        if self.state != State.AMENDED:
            return self.state == State.SIGNED
        taken_over = (State.SIGNED, State.AMENDED)
        heir = self.corrections.filter(state__in=taken_over).first()
        return bool(heir) and heir.effect() == self.effect() and heir.keeps_apart()

    def set_apart(self, besides=None):
        """The moves by which its goods went to dispatch, less what was condemned since.

        `besides` is a report of condemned goods that is not counted.
        """
        brought = movements_of(self).filter(target__zone=Zone.DISPATCH).order_by("pk")
        condemned = self._condemned(brought, besides)
        for each in brought:
            at = each.batch_id, each.target_id
            gone = min(condemned[at], each.quantity)
            condemned[at] -= gone
            if each.quantity > gone:
                yield each.batch, each.source, each.target, each.quantity - gone

    def _condemned(self, brought, besides):
        """What reports on its stopped reviews took from each gate, by batch."""
        since = min((each.object_id for each in brought), default=self.pk)
        # An earlier version, whose goods others were put in place of, is not asked.
        here = [each.pk for each in self.versions() if each.pk >= since]
        report = "reviews__condemnations__"
        found = type(self).objects.filter(
            pk__in=here, **{f"{report}state__in": (State.SUBMITTED, State.SIGNED)}
        )
        lines = [f"{report}lines__{name}" for name in ("batch", "place", "quantity")]
        own = {each.pk for each in besides.versions()} if besides else ()
        gone = Counter()
        for of, batch, place, quantity in found.values_list(f"{report}pk", *lines):
            if of not in own:
                gone[batch, place] += quantity
        return gone

    def allotment(self):
        """Which batch leaves which place: the fullest place first."""
        lines = list(self.lines.select_related("batch"))
        found = Balance.objects.filter(
            batch__in=[line.batch_id for line in lines],
            place__zone=Zone.QUALIFIED,
            quantity__gt=0,
        )
        shelves, gates = {}, {}
        for balance in found.select_related("place__warehouse").order_by("-quantity"):
            room = balance.place.warehouse
            if room not in gates:
                gates[room] = place_in(Zone.DISPATCH, room)
            balance.gate = gates[room]
            shelves.setdefault(balance.batch_id, []).append(balance)
        return [
            m for line in lines for m in _take(line, shelves.get(line.batch_id, []))
        ]


def _take(line, shelves):
    """The moves to dispatch that make up a line.

    A shortage is refused with the rule's sentence, whatever happened since the rule
    was asked; `move` refuses it again under lock.
    """
    wanted = line.quantity
    for balance in shelves:
        taken = min(wanted, balance.quantity)
        if taken:
            yield line.batch, balance.place, balance.gate, taken
        wanted -= taken
        balance.quantity -= taken
    if wanted > 0:
        raise rules.shortage(line, line.quantity - wanted)
