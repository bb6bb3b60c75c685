"""A register says how one kind of record is listed, filled in, printed and kept."""

from .kind import Print, Register
from .listing import Listing
from .registry import register, registry

__all__ = ["Listing", "Print", "Register", "register", "registry"]
