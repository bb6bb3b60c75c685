"""What this department brings in from tables."""

from . import stock

__all__ = ["stock"]
