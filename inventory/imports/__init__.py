"""What this department brings in from tables."""

from . import readings, stock

__all__ = ["readings", "stock"]
