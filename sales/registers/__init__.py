"""Customers, and what is sold to them."""

# ruff: noqa: F401
from . import customers, selling
