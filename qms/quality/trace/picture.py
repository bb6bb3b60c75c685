"""The graph as boxes and arrows, which the page draws as SVG: many are folded."""

from collections import defaultdict
from dataclasses import dataclass, field
from decimal import Decimal

from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import ngettext

from qms.core.models import Customer
from qms.records.registers import registry
from qms.records.sheets import plain

from .hops import PARTNERS, Stage

#: More boxes than this in one column are folded into groups.
ROOM = 8
#: The picture's measures, in units of its own.
WIDTH, HEIGHT, STEP_X, STEP_Y, TOP, LEFT, GUTTER = 148, 44, 182, 58, 40, 8, 17


@dataclass
class Box:
    """A record, a partner, or a group of either."""

    key: tuple
    column: int
    label: str
    #: The names of the groups that it may be folded into, the smallest first.
    groups: tuple
    quantity: Decimal = Decimal(0)
    row: int = 0
    members: list = field(default_factory=list)

    @property
    def url(self):
        """Its own page; of a group, the table that names its members."""
        if self.members:
            return "#customers" if self.column == Stage.CUSTOMER else "#records"
        model, pk = self.key
        listing = registry.of(model)
        return listing.url("detail", pk) if listing else ""

    @property
    def hint(self):
        counted = len(self.members)
        said = [ngettext("%d item", "%d items", counted) % counted] if counted else []
        said += [f"× {plain(self.quantity)}"] if self.quantity else []
        return " · ".join(said)

    @property
    def x(self):
        return LEFT + self.column * STEP_X

    @property
    def y(self):
        return TOP + self.row * STEP_Y


class Picture:
    """The way of some batches; columns run from the supplier to the customer."""

    box = {"width": WIDTH, "height": HEIGHT}

    def __init__(self, graph):
        self.graph = graph
        self._boxes, self._links = {}, {}
        for partner, stage in PARTNERS.items():
            people = graph.customers if partner is Customer else graph.suppliers
            for each in people.values():
                self._add_partner(each, stage)
        for step in graph.steps:
            if step.hop.stage is not None:
                self._add_record(step)
        for step in graph.steps:
            if step.hop.stage is not None:
                self._link(step)

    def _add_partner(self, partner, stage):
        key = partner.model, partner.pk
        kinds = dict(partner.model._meta.get_field("kind").flatchoices)
        group = str(kinds.get(partner.kind, partner.kind))
        self._boxes[key] = Box(key, stage, partner.name, (group,))

    def _add_record(self, step):
        if step.key not in self._boxes:
            month = timezone.localtime(step.at).strftime("%Y-%m")
            own = step.key, step.hop.stage, step.number, (month, month[:4])
            self._boxes[step.key] = Box(*own)
        self._boxes[step.key].quantity += step.quantity

    # Arrows

    def _link(self, step):
        hop, partner = step.hop, (step.hop.partner_model, step.partner)
        if {"received", "returned"} & {*hop.counts}:
            self._arrow(partner, step.key)
        if "delivered" in hop.counts:
            self._arrow(step.key, partner)
        if step.origin and "returned" not in hop.counts:
            newest = self.graph.newest(hop.origin_model, step.origin)
            self._arrow((hop.origin_model, newest), step.key)
        if hop.after is not None:
            for key in self._before(hop.after, step.at):
                self._arrow(key, step.key)

    def _before(self, stage, moment):
        return [key for at, key in self._dated[stage] if at <= moment]

    @cached_property
    def _dated(self):
        """The records of each stage, with the moment since when they are in effect."""
        found = defaultdict(dict)
        for step in self.graph.steps:
            found[step.hop.stage][step.at, step.key] = None
        return found

    def _arrow(self, origin, target):
        if origin in self._boxes and target in self._boxes:
            self._links[origin, target] = None

    # Folding

    @cached_property
    def _folded(self):
        """Each box's key with the box that stands for it."""
        columns = defaultdict(list)
        for each in self._boxes.values():
            columns[each.column].append(each)
        stands = {}
        for column, boxes in columns.items():
            stands |= self._fold(column, boxes)
        return stands

    def _fold(self, column, boxes):
        if len(boxes) <= ROOM:
            return {each.key: each for each in boxes}
        groups = _grouped(boxes)
        shown = [
            group[0] if len(group) == 1 else _group(column, name, group)
            for name, group in groups.items()
        ]
        return {
            member.key: each
            for each, group in zip(shown, groups.values(), strict=True)
            for member in group
        }

    @cached_property
    def boxes(self):
        """What is drawn, column by column, from the top down."""
        rows = defaultdict(int)
        drawn = {id(each): each for each in self._folded.values()}
        for each in drawn.values():
            each.row = rows[each.column]
            rows[each.column] += 1
        return list(drawn.values())

    @cached_property
    def arrows(self):
        """The lines of the arrows, each once; the way back runs below all boxes.

        So does what would run through the boxes of its row.
        """
        found, taken = {}, {(box.column, box.row) for box in self.boxes}
        for origin, target in self._links:
            start, end = self._folded[origin], self._folded[target]
            if start is not end:
                is_back = start.column >= end.column
                below = self.height - LEFT if is_back or _hits(start, end, taken) else 0
                found[_line(start, end, below)] = is_back
        return list(found.items())

    # The whole

    @cached_property
    def columns(self):
        """The columns that anything stands in, and all up to the customer."""
        used = max((each.column for each in self._boxes.values()), default=0)
        last = max(used, Stage.CUSTOMER)
        return [(LEFT + s * STEP_X, s.label) for s in Stage if s <= last]

    @property
    def width(self):
        return 2 * LEFT + len(self.columns) * STEP_X - (STEP_X - WIDTH)

    @cached_property
    def height(self):
        rows = max((each.row for each in self.boxes), default=0) + 1
        return TOP + rows * STEP_Y + LEFT


def _grouped(boxes):
    """By month, or by year where the months are too many; partners by their kind."""
    for names in zip(*(each.groups for each in boxes), strict=True):
        groups = defaultdict(list)
        for name, each in zip(names, boxes, strict=True):
            groups[name].append(each)
        if len(groups) <= ROOM:
            break
    return groups


def _group(column, name, boxes):
    total = sum((each.quantity for each in boxes), Decimal(0))
    return Box(("group", column, name), column, name, (), total, 0, boxes)


def _hits(start, end, taken):
    """Whether a level arrow would run through a box that it does not lead to."""
    between = range(start.column + 1, end.column)
    return start.row == end.row and any((c, end.row) in taken for c in between)


def _line(start, end, below):
    """The path of an arrow that leaves and arrives level, if not below all boxes."""
    x1, y1 = start.x + WIDTH, start.y + HEIGHT // 2
    x2, y2 = end.x - 2, end.y + HEIGHT // 2
    if not below:
        middle = (x1 + x2) // 2
        return f"M{x1} {y1} C{middle} {y1} {middle} {y2} {x2} {y2}"
    out, back = x1 + GUTTER, end.x - GUTTER
    return f"M{x1} {y1} H{out} V{below} H{back} V{y2} H{x2}"
