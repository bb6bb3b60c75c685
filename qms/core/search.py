"""What a lookup finds a name by, besides the name itself."""

from pypinyin import Style, lazy_pinyin

from qms.records.reading.text import clean, simplified


def search_text(*names):
    """The pinyin initials and the Simplified form of some names, in lower case."""
    said = clean(" ".join(filter(None, names)))
    initials = "".join(lazy_pinyin(said, style=Style.FIRST_LETTER))
    return f"{simplified(said)} {initials}".lower()
