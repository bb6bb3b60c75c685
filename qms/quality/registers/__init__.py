"""Quality: what is proven, what is stopped, what went wrong, who is trusted."""

# ruff: noqa: F401, I001 - in the order of the menu
from . import stopping, vetoes, holds, destruction, recall, incidents, calibration
from . import evaluation
