"""A table as text, with the size of type and the widths of columns that fit it."""

import re
from decimal import Decimal

from qms.records.templatetags.labels import split_label

#: Sizes of type in points, the largest that fits is taken.
SIZES = (9, 8, 7.5, 7, 6.5)
#: How many half ems a letter or digit takes.
LATIN = 1.2
NUMBERS = (int, float, Decimal)
#: How many rows tell the widths of columns.
SAMPLE = 200


class Table:
    """The texts of some cells of many objects, numbered, on paper of some width."""

    def __init__(self, cells, model, objects, width, masked=False):
        self.labels = [split_label(cell.label(model)) for cell in cells]
        self.numeric = [cell.is_number(model) for cell in cells]
        self.rows = []
        for obj in objects:
            if not self.rows:
                self.numeric = [type(cell.value(obj)) in NUMBERS for cell in cells]
            self.rows.append([cell.text(obj, masked) for cell in cells])
        self._fit(width)

    def texts(self):
        """Each row, as pairs of a text and whether its column holds numbers."""
        return [list(zip(row, self.numeric, strict=True)) for row in self.rows]

    def _fit(self, width):
        """Choose the type, and share out the width by what the columns hold."""
        heads = [label.main for label in self.labels]
        columns = list(zip(heads, *self.rows[:SAMPLE], strict=True))
        least = [4, *(_least(column) for column in columns)]
        wanted = [0, *(_wanted(column) for column in columns)]
        for size in SIZES:
            room = _room(size, width, len(least))
            if sum(least) + sum(wanted) / 2 <= room:
                break
        self.size = size
        part = max(room - sum(least), 0) / (sum(wanted) or 1)
        units = [a + min(part, 1) * b for a, b in zip(least, wanted, strict=True)]
        self.shares = [100 * unit / sum(units) for unit in units]
        self.units = [room * share / 100 for share in self.shares]


def extent(text):
    """Roughly the width of a text in half ems: Chinese takes two bytes a character."""
    return len(text.encode("gbk", "replace"))


def _room(size, width, columns):
    """How many half ems stand side by side on some millimetres, less the padding."""
    half_em = size * 0.3528 / 2
    return (width - columns * 1.7) / half_em


def _least(column):
    """What a column needs for its words, numbers and short texts to stay whole."""
    head, *texts = column
    longest = max(map(extent, texts), default=0)
    whole = longest if longest <= 8 else min(_longest(texts), 14)
    return max(5, LATIN * min(_longest([head]), 6), LATIN * whole)


def _longest(texts):
    return max(map(len, re.findall(r"[!-~]+", " ".join(texts))), default=0)


def _wanted(column):
    """What a column would like to have beyond that, within reason."""
    head, *texts = map(extent, column)
    return max(0, min(max([head / 2, *texts]), 60) - _least(column))
