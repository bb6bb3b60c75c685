"""What a barcode scanner types: GS1 element strings, and codes of other agencies.

A scanner may drop or rewrite FNC1, the separator after a field of variable length
(GS1 General Specifications 7.8.3). Where the text can then be read in several ways, all
of them are offered, and a field on which they differ stays empty.
"""

import re
import unicodedata
from contextlib import suppress
from dataclasses import dataclass
from datetime import date

from biip import ParseError
from biip.gs1_digital_link_uris import GS1DigitalLinkURI
from biip.gs1_element_strings import GS1ElementString

from qms.core.identifiers import gtin14

LONGEST = 300
GS = "\x1d"
SUBSTITUTES = re.compile(
    r"\^\]|\||~1|␝|[<{\[](?:GS|FNC1)[>}\]]|\\x1d|\\u001d|<0x1D>", re.IGNORECASE
)
AIM_PREFIX = re.compile(r"\]([A-Za-z][0-9])")
NOISE = re.compile(r"[\x00-\x08\x0e-\x1c\x1e\x1f\x7f\ufeff\u200b]")
BRACKETED = re.compile(r"[(\[]([0-9]{2,4})[)\]]")

# Symbology identifiers (ISO/IEC 15424) of what holds element strings, or a GTIN alone.
MESSAGE_CARRIERS = {"C1", "d2", "e0", "J1", "Q3"}
GTIN_CARRIERS = {"E0", "E3", "E4", "I1"}

MA = re.compile(r"(?:^|/)MA\.[0-9]{3}\.", re.IGNORECASE)
ALI_HEALTH = re.compile(r"AHM.+|8[1-9][0-9]{18}", re.IGNORECASE)

# Application identifiers of a device's label that may hide where FNC1 is missing.
HIDDEN = {"01", "10", "11", "17", "21"}
FEWEST_SIGNS = 3


@dataclass(frozen=True)
class Scan:
    """What a code says; `candidates` are its readings when there is more than one."""

    raw: str
    agency: str = "unknown"  # "gs1", "ma" (IDcode), "ahm" (Ali Health) or "unknown"
    gtin: str = ""
    lot: str = ""
    serial: str = ""
    produced: date | None = None
    expires: date | None = None
    quantity: int | None = None
    candidates: tuple = ()


FACTS = ("gtin", "lot", "serial", "produced", "expires", "quantity")


def read(text):
    """Read what a scanner has typed; what nobody can read is of an unknown agency."""
    raw = str(text or "")
    if len(raw) > LONGEST:
        return Scan(raw)
    typed = _normal(raw)
    prefix = AIM_PREFIX.match(typed)
    body = typed[prefix.end() :] if prefix else typed
    if MA.search(body):
        return Scan(raw, "ma")
    if ALI_HEALTH.fullmatch(body):
        return Scan(raw, "ahm")
    scans = _gs1_scans(raw, body, prefix and prefix[1])
    return scans[0] if len(scans) == 1 else _agreed(raw, scans)


def of_the_lot(text):
    """What a code says of a whole lot: a serial beside the lot is of one unit alone."""
    scan = read(text)
    if not (scan.lot and scan.serial):
        return text
    said = {
        "01": scan.gtin,
        "11": scan.produced and f"{scan.produced:%y%m%d}",
        "17": scan.expires and f"{scan.expires:%y%m%d}",
        "10": scan.lot,
    }
    return "".join(f"({number}){value}" for number, value in said.items() if value)


def _normal(text):
    text = unicodedata.normalize("NFKC", text)
    return SUBSTITUTES.sub(GS, NOISE.sub("", text)).strip(" \t\r\n")


def _agreed(raw, scans):
    """The facts on which all readings agree, and the readings."""
    if not scans:
        return Scan(raw)
    facts = {
        name: getattr(scans[0], name)
        for name in FACTS
        if len({getattr(scan, name) for scan in scans}) == 1
    }
    return Scan(raw, "gs1", candidates=tuple(scans), **facts)


def _gs1_scans(raw, body, symbology):
    """Every reading of a text by GS1, each once."""
    scans = []
    if symbology not in GTIN_CARRIERS:
        is_marked = symbology or GS in body or BRACKETED.match(body)
        scans = [_scan(raw, elements) for elements in _messages(body)]
        scans = [scan for scan in scans if _says_enough(scan, is_marked)]
    if any(scan.gtin for scan in scans):
        # The code of a device names the device, in whichever order.
        scans = [scan for scan in scans if scan.gtin]
    if symbology not in MESSAGE_CARRIERS and (gtin := gtin14(body)):
        scans.append(Scan(raw, "gs1", gtin))
    return list(dict.fromkeys(scans))


def _says_enough(scan, is_marked):
    """A lot or serial alone is not known from any other number that begins so."""
    if is_marked:
        return scan != Scan(scan.raw, "gs1")
    return scan.gtin or scan.produced or scan.expires


def _scan(raw, elements):
    said = {element.ai.ai: element.value for element in elements}
    days = {element.ai.ai: element.date for element in elements}
    count = said.get("30") or said.get("37")
    return Scan(
        raw,
        agency="gs1",
        gtin=gtin14(said.get("01")) or "",
        lot=said.get("10", ""),
        serial=said.get("21", ""),
        produced=days.get("11") or days.get("8008"),
        expires=days.get("17") or days.get("7003"),
        quantity=int(count) if count else None,
    )


def _messages(body):
    """The element strings that a text holds, reading by reading."""
    try:
        if body.startswith(("http://", "https://")):
            return [GS1DigitalLinkURI.parse(body).element_strings]
        if BRACKETED.match(body):
            return [_bracketed(body)]
    except ParseError:
        return []
    # A blank may stand for FNC1, or for nothing.
    separated, joined = re.sub(r"\s+", GS, body), re.sub(r"[^\S\x1d]+", "", body)
    return _readings(separated) or _readings(joined)


def _bracketed(body):
    _, *parts = BRACKETED.split("".join(body.split()))
    pairs = zip(parts[::2], parts[1::2], strict=True)
    return [GS1ElementString.parse(number + value) for number, value in pairs]


def _readings(text):
    as_written = list(_split(text, loose=False))
    if as_written and GS in text.strip(GS):
        return as_written
    return list(_split(text, loose=True))


def _split(text, *, loose, seen=frozenset(), hidden=False):
    """Every way to cut a text into element strings; `loose` doubts missing FNC1."""
    text = text.lstrip(GS)
    if not text:
        yield []
        return
    for element in _firsts(text, loose):
        number, rest = element.ai.ai, text[len(element) :]
        if number in seen or (hidden and not _is_plausible(element)):
            continue
        cut = element.ai.separator_required and not rest.startswith(GS)
        for others in _split(rest, loose=loose, seen=seen | {number}, hidden=cut):
            yield [element, *others]


def _firsts(text, loose):
    """The element string that a text begins with; if loose, its shorter forms too."""
    try:
        longest = GS1ElementString.extract(text)
    except ParseError:
        return
    if not longest.ai.separator_required or text[len(longest) :][:1] in ("", GS):
        yield longest
    if loose and longest.ai.separator_required:
        yield from _shorter(text, longest)


def _shorter(text, longest):
    """Forms of an element string that end where a hidden one may begin."""
    least = len(longest.ai) + (FEWEST_SIGNS if longest.ai.ai in HIDDEN else 1)
    for end in range(least, len(longest) + 1):
        if text[end : end + 2] in HIDDEN:
            with suppress(ParseError):
                yield GS1ElementString.parse(text[:end])


def _is_plausible(element):
    """Whether an element string that no FNC1 announces is one at all."""
    if element.ai.ai == "01":
        return element.gtin is not None
    return element.ai.ai in HIDDEN and len(element.value) >= FEWEST_SIGNS
