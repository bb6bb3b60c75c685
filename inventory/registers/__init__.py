"""The warehouse: what comes in, where it lies, what leaves, what serves it."""

from . import inbound, stock, keeping, outbound, returns, equipment, climate  # noqa: F401, I001 - in the order of the menu
