"""Quality: what is proven, what is stopped, what went wrong."""

from . import stopping, vetoes, holds, destruction, recall, incidents, calibration  # noqa: F401, I001 - in the order of the menu
