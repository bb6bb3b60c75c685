"""Quality: what is proven, what is stopped, what went wrong."""

from . import stopping, holds, destruction, recall, calibration  # noqa: F401, I001 - in the order of the menu
