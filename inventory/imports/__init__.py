"""What this department brings in from tables."""

from . import equipment, readings, stock

__all__ = ["equipment", "readings", "stock"]
