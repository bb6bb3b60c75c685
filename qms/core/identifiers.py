"""Numbers that the trade is known by, and what they say.

The forms of registration and filing numbers are those of articles 115 and 116 of the
registration measures (MRG). Cities write their licence numbers a little differently, so
a number that is not read asks for a second look and is not wrong for that alone.
"""

import re
from dataclasses import dataclass
from datetime import datetime

from biip.checksums import gs1_standard_check_digit
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from qms.core.catalogue import Scope
from qms.records.reading.text import clean, simplified

__all__ = [
    "Licence",
    "Registration",
    "Scope",
    "credit_code",
    "gtin14",
    "is_gtin",
    "is_id_number",
    "is_uscc",
    "licence",
    "registration",
    "validate_gtin",
    "validate_id_number",
    "validate_uscc",
]

PROVINCES = "京津沪渝冀晋蒙辽吉黑苏浙皖闽赣鲁豫鄂湘粤桂琼川贵云藏陕甘青宁新"
CITY = "[\u4e00-\u9fff]{0,2}"
USCC_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
USCC_WEIGHTS = (1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28)
ID_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)

USCC = re.compile(rf"[{USCC_ALPHABET}]{{2}}[0-9]{{6}}[{USCC_ALPHABET}]{{10}}")
REGISTRATION = re.compile(
    rf"(?:国械注(?P<how>[准进许])|[{PROVINCES}]械注准)"
    r"(?P<year>20\d\d)(?P<cls>[23])(?P<catalogue>\d\d)(?P<serial>\d{4})号?",
    re.ASCII,
)
FILING = re.compile(
    rf"(?:国|[{PROVINCES}]{CITY})械备(?P<year>20\d\d)(?P<serial>\d{{4,5}})号?", re.ASCII
)
OLD = re.compile(
    rf"[国{PROVINCES}]{CITY}食?药监械\([准进许]\)字(?P<year>(?:19|20)\d\d)"
    r"第(?P<cls>[123])(?P<catalogue>\d\d)(?P<serial>\d{4})号(?:\(更\))?",
    re.ASCII,
)
LICENCE = re.compile(
    rf"[{PROVINCES}]{CITY}食?药监械(?P<kind>(?:经营|生产)[许备])"
    r"(?P<year>20\d\d)(?P<serial>\d{4,6})号?",
    re.ASCII,
)

# The classes that a registration may name, by the sign after 国械注 (MRG 115); a
# province registers class II only.
CLASSES_BY_SIGN = {"准": {3}, "进": {2, 3}, "许": {2, 3}, None: {2}}

LICENCE_KINDS = {
    "经营许": "distribution",
    "经营备": "distribution_filing",
    "生产许": "manufacture",
    "生产备": "manufacture_filing",
}


def normal(text):
    """A number as it is compared: half-width, Simplified, without blanks."""
    return simplified(clean(text)).replace(" ", "")


def credit_code(text):
    """A unified social credit code in the spelling of its standard."""
    return re.sub(r"[\s-]", "", clean(text)).upper()


def is_uscc(text):
    """Whether a unified social credit code has its check digit (GB 32100-2015)."""
    code = credit_code(text)
    if not USCC.fullmatch(code):
        return False
    values = map(USCC_ALPHABET.index, code[:17])
    total = sum(v * w for v, w in zip(values, USCC_WEIGHTS, strict=True))
    return USCC_ALPHABET[-total % 31] == code[17]


def gtin14(text):
    """A GTIN of 8, 12, 13 or 14 digits as 14 digits, or None."""
    digits = clean(text).replace(" ", "")
    if not re.fullmatch(r"[0-9]{8}|[0-9]{12,14}", digits):
        return None
    digits = digits.zfill(14)
    right = gs1_standard_check_digit(digits[:13]) == int(digits[13])
    return digits if right else None


def is_gtin(text):
    return gtin14(text) is not None


def is_id_number(text):
    """Whether an identity number has a birthday and its check digit (GB 11643)."""
    number = clean(text).upper()
    if not re.fullmatch(r"[0-9]{17}[0-9X]", number):
        return False
    try:
        datetime.strptime(number[6:14], "%Y%m%d")
    except ValueError:
        return False
    total = sum(int(c) * w for c, w in zip(number[:17], ID_WEIGHTS, strict=True))
    return "10X98765432"[total % 11] == number[17]


def validate_uscc(value):
    if not is_uscc(value):
        raise ValidationError(
            _("%(value)s is not a unified social credit code: a digit is wrong."),
            params={"value": value},
        )


def validate_gtin(value):
    if not is_gtin(value):
        raise ValidationError(
            _("%(value)s is not a GTIN: a digit is wrong."), params={"value": value}
        )


def validate_id_number(value):
    if not is_id_number(value):
        raise ValidationError(_("This is not an identity number: a digit is wrong."))


@dataclass(frozen=True)
class Registration:
    """What a registration or filing number says (MRG 115, 116)."""

    kind: str  # "registration", "filing" or "old" (before October 2014)
    management_class: int
    catalogue: str
    year: int
    serial: str


def registration(text):
    """Read a registration or filing number; None if it has none of the known forms."""
    number = normal(text)
    if m := FILING.fullmatch(number):
        return Registration("filing", 1, "", int(m["year"]), m["serial"])
    m = REGISTRATION.fullmatch(number)
    if m and int(m["cls"]) not in CLASSES_BY_SIGN[m["how"]]:
        return None
    kind = "registration" if m else "old"
    m = m or OLD.fullmatch(number)
    return m and Registration(
        kind, int(m["cls"]), m["catalogue"], int(m["year"]), m["serial"]
    )


@dataclass(frozen=True)
class Licence:
    """What a licence or filing number of an enterprise says."""

    kind: str  # one of LICENCE_KINDS
    year: int
    serial: str


def licence(text):
    """Read a distribution or manufacturing licence or filing number, or None."""
    m = LICENCE.fullmatch(normal(text))
    return m and Licence(LICENCE_KINDS[m["kind"]], int(m["year"]), m["serial"])
