"""Text as an office types it, brought to one form for comparing."""

import re
import unicodedata
from functools import lru_cache

from opencc import OpenCC

#: Signs that nobody sees: of no width, of control, and those that turn a text round.
INVISIBLE = dict.fromkeys(
    [
        *map(ord, "\u200b\u200c\u200d\u2060\ufeff"),
        *(code for code in range(32) if not chr(code).isspace()),
        *range(0x202A, 0x202F),
        *range(0x2066, 0x206A),
    ]
)


@lru_cache(maxsize=1)
def _converter():
    return OpenCC("t2s")


def clean(value):
    """Half-width, without stray blanks; a whole number without its ".0"."""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    text = unicodedata.normalize("NFKC", "" if value is None else str(value))
    return " ".join(text.translate(INVISIBLE).split())


@lru_cache(maxsize=20_000)
def simplified(text):
    """The Simplified form of a text."""
    return _converter().convert(text)


def spellings(words):
    """Each word as somebody types it, and as a search key keeps it."""
    return [{word, simplified(word)} for word in clean(words).split()]


@lru_cache(maxsize=20_000, typed=True)
def key(text):
    """What two spellings of one header or name have in common."""
    return re.sub(r"[\W_]+", "", simplified(clean(text))).lower()
