from .attachment import Attachment, Paper
from .choices import Choices
from .file import File
from .glance import at_a_glance, once_read
from .imported import Import, ImportRow
from .queryset import RecordQuerySet
from .record import Record
from .row import Entry, Line, Row
from .series import Counter, Series
from .signature import Sign, Signature
from .stash import Stash
from .state import FROZEN, State
from .together import found_together
from .trail import Block, Trail, canonical, filled, sha256
from .trailed import Trailed, TrailedQuerySet

__all__ = [
    "FROZEN",
    "Attachment",
    "Block",
    "Choices",
    "Counter",
    "Entry",
    "File",
    "Import",
    "ImportRow",
    "Line",
    "Paper",
    "Record",
    "RecordQuerySet",
    "Row",
    "Series",
    "Sign",
    "Signature",
    "Stash",
    "State",
    "Trail",
    "Trailed",
    "TrailedQuerySet",
    "at_a_glance",
    "once_read",
    "canonical",
    "filled",
    "found_together",
    "sha256",
]
