"""The warehouse: what comes in, where it lies, what leaves."""

from . import inbound, stock, outbound  # noqa: F401, I001 - in the order of the menu
