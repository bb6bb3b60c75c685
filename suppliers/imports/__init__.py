"""What this department brings in from tables."""

from . import products, suppliers

__all__ = ["products", "suppliers"]
