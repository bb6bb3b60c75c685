"""One thing that is measured."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Case:
    """A page and the statements that tell the same."""

    name: str
    url: str
    bare: tuple
