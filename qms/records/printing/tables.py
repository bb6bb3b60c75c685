"""A table as text, with the size of type and the widths of columns that fit it."""

import re
from itertools import chain, islice
from string import ascii_uppercase, digits, printable

from qms.records.templatetags.labels import Label, split_label

#: What no line breaks in: words and codes, with the signs of measures.
CODE = re.compile("[!-~×°±µ²³]+")
#: Sizes of type in points: the first that fits is taken, in a crowd the last.
SIZES = (9, 8, 7.5, 7, 6.5, 6.3)
#: A code of so many half ems stays in one line, such as a credit code; longer ones
#: are broken.
WHOLE_CODE = 21
#: A word of a heading of so many half ems stays whole; a longer one is hyphenated.
WHOLE_HEAD = 9
#: How much smaller than the text a heading is set.
HEAD = 0.9
#: Beside a text, in ems, and what the rules between columns take, in millimetres.
PADDING, RULE = 0.22, 0.2
#: What is left beside the widest, in half ems: fonts are measured roughly.
SLACK = 0.8
#: How many rows tell the widths of columns.
SAMPLE = 200
#: How many half ems a character takes in the fonts used; a Chinese one takes two.
EXTENT = (
    dict.fromkeys(printable, 1.2)
    | dict.fromkeys(ascii_uppercase, 1.5)
    | dict.fromkeys(digits, 1.1)
    | dict.fromkeys(" !\"'(),-./:;I[\\]fijlrt{|}", 0.8)
    | dict.fromkeys("MWmw%@", 1.9)
)


class Table:
    """The texts of some cells of many objects, numbered, on paper of some width."""

    def __init__(self, cells, model, objects, width, masked=False):
        self.labels = [split_label(cell.label(model)) for cell in cells]
        objects = iter(objects)
        first = list(islice(objects, SAMPLE))
        self.numeric = [cell.is_number(model, first) for cell in cells]
        self.rows = [
            [cell.text(obj, masked) for cell in cells] for obj in chain(first, objects)
        ]
        self._fit(width)

    def texts(self):
        """Each row, as pairs of a text and whether its column holds numbers."""
        return [list(zip(row, self.numeric, strict=True)) for row in self.rows]

    def _fit(self, width):
        """Choose the type, and share out the width by what the columns hold."""
        sample = self.rows[:SAMPLE]
        held = [(Label("", ""), [str(len(self.rows))])] + [
            (label, [row[place] for row in sample])
            for place, label in enumerate(self.labels)
        ]
        columns = [Column(*each) for each in held]
        for self.size in SIZES:
            room = _room(self.size, width, len(columns))
            if sum((c.least + c.wanted) / 2 for c in columns) <= room:
                break
        self.units = _share(columns, room)
        self.shares = [100 * units / sum(self.units) for units in self.units]


class Column:
    """What a column holds, and so how wide it must be and would like to be."""

    def __init__(self, head, texts):
        longest = max(map(extent, texts), default=0)
        #: Words, numbers and short texts stay whole.
        whole = longest if longest <= 9 else min(_longest_word(texts), WHOLE_CODE)
        word = HEAD * min(_longest_word([head.main]), WHOLE_HEAD)
        #: What is small in a heading takes some four lines.
        small = min(extent(head.rest) / 4, WHOLE_HEAD)
        self.least = SLACK + max(4, word, whole, small)
        #: A heading may take two lines; prose takes several.
        self.wanted = max(self.least, min(longest, 60), HEAD * extent(head.main) / 2)


def extent(text):
    """Roughly the width of a text, in half ems."""
    return sum(EXTENT.get(character, 2) for character in text)


def _longest_word(texts):
    words = CODE.findall(" ".join(texts))
    return max(map(extent, words), default=0)


def _room(size, width, columns):
    """How many half ems stand side by side on some millimetres, less the padding."""
    em = size * 0.3528
    return (width - columns * (2 * PADDING * em + RULE)) / (em / 2)


def _share(columns, room):
    """Widths in half ems: what is left over goes where most lines would be needed.

    The first column numbers the rows and is as wide as its numbers.
    """
    serial, *widths = (column.least for column in columns)
    while serial + sum(widths) < room:
        lines = [c.wanted / w for c, w in zip(columns[1:], widths, strict=True)]
        widths[lines.index(max(lines))] += 1
    return [serial, *widths]
