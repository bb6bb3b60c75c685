"""Numbers that the trade is known by, and what they say (domain facts, section 9)."""

import re
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from qms.records.reading.text import clean, simplified

PROVINCES = "京津沪渝冀晋蒙辽吉黑苏浙皖闽赣鲁豫鄂湘粤桂琼川贵云藏陕甘青宁新"
USCC_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
USCC_WEIGHTS = [1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28]
ID_WEIGHTS = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2]

REGISTRATION = re.compile(
    rf"^(?:(?P<state>国)械注(?P<how>[准进许])|[{PROVINCES}]械注准)"
    r"(?P<year>\d{4})(?P<cls>[23])(?P<catalogue>\d{2})(?P<serial>\d{4})$"
)
FILING = re.compile(
    rf"^(?:国|[{PROVINCES}][\u4e00-\u9fff]{{0,2}})械备"
    r"(?P<year>\d{4})(?P<serial>\d{4,5})号?$"
)
OLD = re.compile(
    rf"^[国{PROVINCES}][\u4e00-\u9fff]{{0,2}}食?药监械\((?:准|进|许)\)字"
    r"(?P<year>\d{4})第(?P<cls>[123])(?P<catalogue>\d{2})(?P<serial>\d{4})号(?:\(更\))?$"
)
LICENCE = re.compile(
    rf"^[{PROVINCES}][\u4e00-\u9fff]{{0,2}}食?药监械(?P<what>经营|生产)(?P<kind>许|备)"
    r"(?P<year>\d{4})(?P<serial>\d{4,6})号?$"
)


def normal(text):
    """A number as it is compared: half-width, Simplified, without blanks."""
    return simplified(clean(text)).replace(" ", "")


def is_uscc(text):
    """Whether a unified social credit code has its check digit (GB 32100-2015)."""
    code = re.sub(r"[\s-]", "", clean(text)).upper()
    if not re.fullmatch(r"[0-9A-HJ-NPQRTUWXY]{2}\d{6}[0-9A-HJ-NPQRTUWXY]{10}", code):
        return False
    total = sum(
        USCC_ALPHABET.index(c) * w for c, w in zip(code, USCC_WEIGHTS, strict=False)
    )
    return USCC_ALPHABET[-total % 31] == code[17]


def gtin14(text):
    """A GTIN of 8, 12, 13 or 14 digits as 14 digits, or None."""
    digits = clean(text)
    if not re.fullmatch(r"\d{8}|\d{12,14}", digits):
        return None
    digits = digits.zfill(14)
    total = sum(int(c) * (1 if i % 2 else 3) for i, c in enumerate(digits[:13]))
    return digits if -total % 10 == int(digits[13]) else None


def is_id_number(text):
    """Whether a resident identity number has its check digit (GB 11643)."""
    number = clean(text).upper()
    if not re.fullmatch(r"\d{17}[\dX]", number):
        return False
    total = sum(int(c) * w for c, w in zip(number, ID_WEIGHTS, strict=False))
    return "10X98765432"[total % 11] == number[17]


def validate_uscc(value):
    if not is_uscc(value):
        raise ValidationError(
            _("%(value)s is not a unified social credit code: a digit is wrong."),
            params={"value": value},
        )


def validate_gtin(value):
    if gtin14(value) is None:
        raise ValidationError(
            _("%(value)s is not a GTIN: a digit is wrong."), params={"value": value}
        )


def validate_id_number(value):
    if not is_id_number(value):
        raise ValidationError(_("This is not an identity number: a digit is wrong."))


@dataclass(frozen=True)
class Registration:
    """What a registration or filing number says (MRG 115, 116)."""

    kind: str
    management_class: int
    catalogue: str
    year: int
    serial: str


def registration(text):
    """Read a registration or filing number; None if it has none of the known forms."""
    number = normal(text)
    if m := REGISTRATION.match(number):
        management_class = int(m["cls"])
        lawful = {(True, "准"): {3}, (False, None): {2}}
        if management_class not in lawful.get((bool(m["state"]), m["how"]), {2, 3}):
            return None
        kind = "registration"
    elif m := OLD.match(number):
        kind, management_class = "old", int(m["cls"])
    elif m := FILING.match(number):
        return Registration("filing", 1, "", int(m["year"]), m["serial"])
    else:
        return None
    return Registration(
        kind, management_class, m["catalogue"], int(m["year"]), m["serial"]
    )


@dataclass(frozen=True)
class Licence:
    """What a licence or filing number of an enterprise says."""

    kind: str
    year: int
    serial: str


def licence(text):
    """Read a distribution or manufacturing licence or filing number, or None."""
    m = LICENCE.match(normal(text))
    if m is None:
        return None
    what = {"经营": "distribution", "生产": "manufacture"}[m["what"]]
    kind = what if m["kind"] == "许" else f"{what}_filing"
    return Licence(kind, int(m["year"]), m["serial"])


@dataclass(frozen=True)
class Scope:
    """The codes of both catalogues that a licence names; empty if it names none."""

    codes_2002: frozenset = frozenset()
    codes_2017: frozenset = frozenset()

    @classmethod
    def parse(cls, text):
        said = normal(text)
        old = frozenset(re.findall(r"(?<!\d)68\d\d(?!\d)", said))
        rest = re.sub(r"20(?:02|17)年?", " ", said)
        new = frozenset(re.findall(r"(?<!\d)(?:0[1-9]|1\d|2[0-2])(?!\d)", rest))
        if "体外诊断试剂" in said:
            old |= {"6840"}
        return cls(old, new)

    @property
    def is_catalogue(self):
        return bool(self.codes_2002 or self.codes_2017)

    def covers(self, code_2002, code_2017):
        """Whether a product with these codes lies inside, by either catalogue."""
        return code_2002[:4] in self.codes_2002 or (code_2017[:2] in self.codes_2017)

    def __str__(self):
        old, new = (",".join(sorted(c)) for c in (self.codes_2002, self.codes_2017))
        return "; ".join(filter(None, (old, new)))
