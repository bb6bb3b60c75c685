"""The classification catalogues of devices, and the scope that a licence names."""

import re
from dataclasses import dataclass

from qms.records.reading.text import clean, simplified

# 2017: the 22 sub-catalogues. Reagents have a catalogue of their own; the digits 40
# stand for it in their registration numbers.
CODES_2017 = frozenset(f"{number:02}" for number in range(1, 23))
REAGENTS_2017 = "40"

# 2002: the codes that older licences and registrations still print.
CODES_2002 = frozenset(
    f"68{number:02}"
    for first, last in (
        *((1, 10), (12, 13), (15, 16), (20, 28), (30, 34), (40, 41), (45, 46)),
        *((54, 58), (63, 66), (70, 70), (77, 77)),
    )
    for number in range(first, last + 1)
)
REAGENTS_2002 = "6840"

NUMERALS = {
    "I": 1,
    "II": 2,
    "III": 3,
    "一": 1,
    "二": 2,
    "三": 3,
    "1": 1,
    "2": 2,
    "3": 3,
}
CLASS_NAMES = {1: "Ⅰ类", 2: "Ⅱ类", 3: "Ⅲ类"}

NUMERAL = r"第?(?:I{1,3}|[一二三]|(?<!\d)[123](?=类))"
CLASSES = rf"(?:{NUMERAL}类?[、,/和及与]?)*{NUMERAL}类"
WORD = re.compile(
    r"(?<!\d)(?P<era>20\d\d)(?!\d)(?:年(?:\d{1,2}月(?:\d{1,2}日)?)?)?"
    rf"|(?P<whole>全部|所有)(?:{CLASSES})?"
    rf"|(?P<classes>{CLASSES})"
    r"|(?P<no_reagents>不含(?:体外)?诊断试剂|(?:体外)?诊断试剂除外)"
    r"|(?P<reagents>体外诊断试剂)"
    r"|(?<!\d)(?P<old>68\d\d)(?!\d)"
    r"|(?<![\d-])(?P<new>\d\d)(?!\d)",
    re.ASCII,
)


@dataclass(frozen=True)
class Clause:
    """What a scope grants for some management classes; no class named means all."""

    classes: frozenset = frozenset()
    codes_2002: frozenset = frozenset()
    codes_2017: frozenset = frozenset()
    ivd: bool = False
    whole: bool = False

    def covers(self, code_2002, code_2017, management_class=None):
        if management_class and self.classes and management_class not in self.classes:
            return False
        if code_2017[:2] == REAGENTS_2017:
            return self.ivd
        inside = code_2002[:4] in self.codes_2002 or code_2017[:2] in self.codes_2017
        return self.whole or inside

    def __str__(self):
        classes = "、".join(CLASS_NAMES[number] for number in sorted(self.classes))
        said = ["全部" + classes] if self.whole else []
        if self.codes_2002:
            said.append(",".join(sorted(self.codes_2002)))
        if self.codes_2017:
            said.append("2017年分类：" + ",".join(sorted(self.codes_2017)))
        if self.ivd != (self.whole or REAGENTS_2002 in self.codes_2002):
            said.append("体外诊断试剂" if self.ivd else "体外诊断试剂除外")
        head = f"{classes}：" if classes and not self.whole else ""
        return head + "；".join(said)


@dataclass(frozen=True)
class Scope:
    """The scope of business of a licence (O54 art. 14): codes of both catalogues."""

    clauses: tuple = ()

    @classmethod
    def parse(cls, text):
        """Read a scope; one that names no codes (medical departments) is empty."""
        reader = _Reader()
        for word in WORD.finditer(simplified(clean(text))):
            getattr(reader, word.lastgroup)(word[word.lastgroup], word[0])
        return cls(tuple(reader.clauses()))

    @property
    def is_catalogue(self):
        return bool(self.clauses)

    @property
    def codes_2002(self):
        return frozenset().union(*(clause.codes_2002 for clause in self.clauses))

    @property
    def codes_2017(self):
        return frozenset().union(*(clause.codes_2017 for clause in self.clauses))

    @property
    def ivd(self):
        return any(clause.ivd for clause in self.clauses)

    @property
    def classes(self):
        """The management classes named; empty means all."""
        if not all(clause.classes for clause in self.clauses):
            return frozenset()
        return frozenset().union(*(clause.classes for clause in self.clauses))

    def covers(self, code_2002, code_2017, management_class=None):
        """Whether a product with these codes lies inside, by either catalogue.

        A licence lists the same business under both catalogues, and a product may be
        known by one of them only. Reagents lie inside where the scope names 6840 or
        in-vitro diagnostic reagents and does not except them.
        """
        return any(
            clause.covers(code_2002, code_2017, management_class)
            for clause in self.clauses
        )

    def __str__(self):
        return "；".join(map(str, self.clauses))


class _Reader:
    """Collects the words of a scope in their order; one method for each kind."""

    def __init__(self):
        self.year = ""
        self.said = {}
        self.current = frozenset()

    def _add(self, *words):
        self.said.setdefault(self.current, set()).update(words)

    def era(self, year, _):
        if year in ("2002", "2017"):
            self.year = year

    def classes(self, said, _):
        self.current = frozenset(
            NUMERALS[numeral] for numeral in re.findall("I{1,3}|[一二三123]", said)
        )

    def whole(self, _, said):
        if "类" in said:
            self.classes(said, said)
        self._add("whole")

    def reagents(self, *_):
        self._add("reagents")

    def no_reagents(self, *_):
        self._add("no reagents")

    def old(self, code, _):
        self._add(*CODES_2002 & {code})

    def new(self, code, _):
        # After codes of 2002 two digits alone may be short for 68NN.
        if self.year == "2017" or not any(CODES_2002 & w for w in self.said.values()):
            self._add(*CODES_2017 & {code})

    def clauses(self):
        for classes, words in self.said.items():
            old, new, whole = words & CODES_2002, words & CODES_2017, "whole" in words
            named = whole or REAGENTS_2002 in old or "reagents" in words
            clause = Clause(
                classes,
                frozenset(old),
                frozenset(new),
                named and "no reagents" not in words,
                whole,
            )
            if clause != Clause(classes):
                yield clause
