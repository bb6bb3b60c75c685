"""The warehouse: what comes in, where it lies, what leaves, what serves it."""

# ruff: noqa: F401, I001 - in the order of the menu
from . import inbound, put_away, stock, keeping, counting, outbound, transport, returns
from . import condemned
from . import equipment, climate
