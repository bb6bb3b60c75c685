"""Records of a kind that are kept apart from the others."""

from dataclasses import dataclass

from django.db.models import Q


@dataclass(frozen=True)
class Book:
    """Records of a kind with a title and a ledger of their own.

    `where` says by which values a record belongs here.
    """

    slug: str
    title: str
    where: dict

    def holds(self, record):
        return all(getattr(record, name) == said for name, said in self.where.items())

    def condition(self, prefix=""):
        return Q(**{f"{prefix}{name}": said for name, said in self.where.items()})
