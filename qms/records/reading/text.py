"""Text as an office types it, brought to one form for comparing."""

import re
import unicodedata
from functools import lru_cache

from opencc import OpenCC


@lru_cache(maxsize=1)
def _converter():
    return OpenCC("t2s")


def clean(value):
    """Half-width, without stray blanks."""
    text = unicodedata.normalize("NFKC", "" if value is None else str(value))
    return " ".join(text.split())


@lru_cache(maxsize=20_000)
def simplified(text):
    """The Simplified form of a text."""
    return _converter().convert(text)


def key(text):
    """What two spellings of one header or name have in common."""
    return re.sub(r"[\W_]+", "", simplified(clean(text))).lower()
