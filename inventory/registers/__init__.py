"""The warehouse: what comes in, where it lies, what leaves, what serves it."""

# ruff: noqa: F401, I001 - in the order of the menu
from . import inbound, stock, keeping, counting, outbound, transport, returns
from . import equipment, climate
