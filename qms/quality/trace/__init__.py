"""Where goods came from and where they went (GSP 51(7), seed C2)."""

from . import tables
from .finding import find
from .graph import Graph
from .overview import Overview
from .picture import Picture
from .starting import Start

__all__ = ["Graph", "Overview", "Picture", "Start", "find", "tables"]
