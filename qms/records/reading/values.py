"""Values as an office types them into a sheet, read without a silent guess.

A reader returns a Value, says its doubt beside it, or raises Unreadable. Where two
readings are possible the value is None and the doubt names both.
"""

import re
from decimal import Decimal, InvalidOperation

from biip.checksums import gs1_standard_check_digit
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from qms.records.reading.cells import Unreadable, Value, is_blank
from qms.records.reading.days import LONG_TERM, read_date
from qms.records.reading.text import clean, key, simplified

__all__ = [
    "LONG_TERM",
    "Unreadable",
    "Value",
    "is_blank",
    "read_bool",
    "read_date",
    "read_decimal",
    "read_gtin",
    "read_range",
    "read_text",
]

YES = {"是", "有", "√", "✓", "✔", "对", "yes", "y", "true", "1"}
NO = {"否", "无", "没有", "×", "✗", "✘", "x", "no", "n", "false", "0"}

NUMBER = re.compile(
    r"¥?(?P<number>[-+]?(?:[0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)(?:\.[0-9]+)?|[-+]?\.[0-9]+)"
    r"\s*(?P<unit>[^0-9.,+*/-]*)"
)
#: 1.2万 is no 1.2 of anything.
MULTIPLE = re.compile("[十百万亿打]|千(?!克)")
SCIENTIFIC = re.compile(r"([0-9](?:\.[0-9]+)?)E\+?([0-9]{1,2})", re.IGNORECASE)


def read_text(raw):
    return Value(clean(raw))


def read_decimal(raw):
    """A number; what stands behind it is kept as the unit and put in doubt."""
    if isinstance(raw, bool):
        raise Unreadable(_("{value} is not a number."), value=raw)
    text = clean(raw).replace("−", "-")
    if is_blank(raw):
        return Value(None)
    if isinstance(raw, (int, float, Decimal)):
        return Value(_exact(text))
    match = NUMBER.fullmatch(text)
    if match is None or MULTIPLE.match(simplified(match["unit"])):
        raise Unreadable(_("{value} is not a number."), value=text)
    number, unit = _exact(match["number"].replace(",", "")), match["unit"]
    doubt = _("{value} holds a number and a unit: is {number} {unit} meant?")
    said = {"value": text, "number": number, "unit": unit}
    return Value(number, format_lazy(doubt, **said) if unit else "", unit)


def _exact(text):
    try:
        number = Decimal(text)
    except InvalidOperation:
        number = Decimal("nan")
    if not number.is_finite():
        raise Unreadable(_("{value} is not a number."), value=text)
    return number


def read_gtin(raw):
    """A GTIN as 14 digits, also where a sheet has made a number of it."""
    if is_blank(raw):
        return Value("")
    text = _article_number(raw)
    if not re.fullmatch("[0-9]{8,14}", text):
        raise Unreadable(_("{value} is not a GTIN."), value=clean(raw))
    digits = text.zfill(14)
    wanted = gs1_standard_check_digit(digits[:13])
    if wanted != int(digits[13]):
        doubt = _("The last digit of {value} should be {digit}: is a digit mistyped?")
        return Value(digits, format_lazy(doubt, value=text, digit=wanted))
    if len(text) in (9, 10, 11):
        doubt = _("{value} is short for a GTIN: have leading zeros been lost?")
        return Value(digits, format_lazy(doubt, value=text))
    return Value(digits)


def _article_number(raw):
    """The digits of a number; not those that a sheet has rounded away."""
    text = re.sub(r"[\s-]", "", clean(raw))
    match = SCIENTIFIC.fullmatch(text)
    if match is None:
        return text
    digits, power = match[1].replace(".", ""), int(match[2])
    if len(digits) != power + 1:
        reason = _("{value} has lost digits in the sheet: read them from the label.")
        raise Unreadable(reason, value=text)
    return digits


def read_bool(raw):
    text = simplified(clean(raw)).lower()
    if text in YES:
        return Value(True)
    if text in NO:
        return Value(False)
    if is_blank(raw):
        return Value(None)
    raise Unreadable(_("{value} is neither yes nor no."), value=text)


DEGREES = "(?:°C|°|C|度|%RH|%)?"
FIGURE = r"-?[0-9]+(?:\.[0-9]+)?"
BETWEEN = re.compile(
    rf"(?P<low>{FIGURE})\s*{DEGREES}\s*(?:~|〜|∼|∽|-|–|—|至|到)\s*(?P<high>{FIGURE})"
)
AT_MOST = re.compile(
    rf"(?:≤|≦|<=?|不高于|不超过|低于|小于|最高)\s*(?P<a>{FIGURE})"
    rf"|(?P<b>{FIGURE})\s*{DEGREES}\s*(?:以下|及以下)"
)
AT_LEAST = re.compile(
    rf"(?:≥|≧|>=?|不低于|高于|大于|最低)\s*(?P<a>{FIGURE})"
    rf"|(?P<b>{FIGURE})\s*{DEGREES}\s*(?:以上|及以上)"
)

# What the pharmacopoeia understands by the words that labels use instead of figures.
CUSTOMARY = {
    "常温": (Decimal(10), Decimal(30)),
    "阴凉": (None, Decimal(20)),
    "冷藏": (Decimal(2), Decimal(8)),
}
UNMEASURED = ("干燥", "通风", "避光", "密封", "防潮")
BESIDES = ("处", "库", "保存", "储存", "贮存", "存放", "条件", "环境", "置于")
KNOWN_WORDS = re.compile("|".join((*CUSTOMARY, *UNMEASURED, *BESIDES)))


def read_range(raw):
    """Lowest and highest storage temperature; the words of the label are kept."""
    text = clean(raw)
    said = simplified(text)
    if is_blank(raw):
        return Value((None, None))
    bounds = _figures(said) if re.search("[0-9]", said) else _customary(said)
    if bounds is None or (None not in bounds and bounds[0] > bounds[1]):
        raise Unreadable(_("{value} is not a range."), value=text)
    return Value(bounds, text=text)


def _figures(said):
    """The bounds that figures name; None unless they name exactly one range."""
    count = len(re.findall(r"[0-9]+(?:\.[0-9]+)?", said))
    if "°F" in said or "华氏" in said:
        return None
    if count == 2 and (match := BETWEEN.search(said)):
        return Decimal(match["low"]), Decimal(match["high"])
    if count == 1 and (match := AT_MOST.search(said)):
        return None, Decimal(match["a"] or match["b"])
    if count == 1 and (match := AT_LEAST.search(said)):
        return Decimal(match["a"] or match["b"]), None
    return None


def _customary(said):
    """The bounds that words name; None if there are others, which may deny them."""
    if KNOWN_WORDS.sub("", key(said)):
        return None
    named = [bounds for word, bounds in CUSTOMARY.items() if word in said]
    if not named:
        return None, None
    return named[0] if len(named) == 1 else None
