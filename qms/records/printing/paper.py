"""What sheets and ledgers have in common: the head, the foot, the room on a page."""

import json
import subprocess
import sys
from unicodedata import category

from django.conf import settings
from django.utils.module_loading import import_string
from django.utils.translation import get_language

from . import press

TEMPLATES = settings.BASE_DIR / "templates/print"
STYLESHEET = settings.BASE_DIR / "static/css/print.css"

#: Characters that are controls, halves, private or of no Unicode yet.
NO_GLYPH = {"Cc", "Cs", "Co", "Cn"}
#: Between the binding margin and the right one, in millimetres.
WIDTH = {False: 173, True: 260}


def company_name():
    """Whose paper it is; the project says where the name is to be found."""
    return import_string(settings.COMPANY_NAME)()


def script():
    """The script to be set in, as a language tag."""
    return {"zh-hant": "zh-Hant", "zh-hans": "zh-Hans"}.get(get_language(), "en")


def printable(text):
    """A text without what no font can show, for which printers set a block.

    A glyph that is missing would break the promise of PDF/A.
    """
    lost = [c for c in set(text) if c not in "\n\r\t" and category(c) in NO_GLYPH]
    return text.translate({ord(each): "〓" for each in lost})


def typeset(template, data):
    """The PDF/A of a Typst template with some data, in a process of its own."""
    done = subprocess.run(
        [sys.executable, "-I", press.__file__, TEMPLATES / template],
        input=json.dumps(_all_printable(data)).encode(),
        stdout=subprocess.PIPE,
        check=True,
    )
    return done.stdout


def _all_printable(data):
    """Data with every text in it fit for print."""
    if isinstance(data, str):
        return printable(data)
    if isinstance(data, dict):
        return {name: _all_printable(each) for name, each in data.items()}
    return [*map(_all_printable, data)] if isinstance(data, list | tuple) else data
