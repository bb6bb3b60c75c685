"""Quality: what is proven, what is stopped, what went wrong."""

from . import calibration  # noqa: F401
