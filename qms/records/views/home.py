"""My work: what waits for me, my drafts, what is due; and the search over all."""

from dataclasses import dataclass
from itertools import islice

from django.views.generic import TemplateView

from qms.records.models import Signature, Stash
from qms.records.registers import registry

#: How many lines of each kind the home page shows.
SHOWN = 10


@dataclass
class Todo:
    """Records that wait for the next sheet of the chain."""

    register: object
    name: str
    rows: list
    count: int


class Home(TemplateView):
    template_name = "home.html"

    def get_context_data(self, **kwargs):
        user = self.request.user
        return super().get_context_data(
            waiting=self.waiting(user),
            drafts=list(islice(self.drafts(user), SHOWN)),
            stashes=Stash.objects.filter(user=user).order_by("-at")[:SHOWN],
            todo=list(self.todo(user)),
            due=list(self.due(user)),
            **kwargs,
        )

    @staticmethod
    def waiting(user):
        found = Signature.objects.waiting_for(user).select_related("kind")
        return [s for s in found.order_by("-pk")[: 3 * SHOWN] if s.record]

    @staticmethod
    def drafts(user):
        for register in registry.registers():
            if register.admits(user, "add"):
                yield from register.model.objects.drafts_of(user)[:SHOWN]

    @staticmethod
    def todo(user):
        for register in registry.registers():
            if not register.admits(user, "add"):
                continue
            for name, awaited in register.awaited():
                if rows := list(awaited[: SHOWN + 1]):
                    count = len(rows) if len(rows) <= SHOWN else awaited.count()
                    yield Todo(register, name, rows[:SHOWN], count)

    @staticmethod
    def due(user):
        for listing in registry.values():
            if listing.remind and user.has_role(*listing.remind):
                rows = list(listing.queryset()[: SHOWN + 1])
                if rows:
                    count = (
                        len(rows) if len(rows) <= SHOWN else listing.queryset().count()
                    )
                    shown = [
                        [c.text(row) for c in listing.cells] for row in rows[:SHOWN]
                    ]
                    yield {"listing": listing, "rows": shown, "count": count}


class Search(TemplateView):
    """Words or a number, looked for in every list that a person may see."""

    template_name = "search.html"

    def get_context_data(self, **kwargs):
        words = self.request.GET.get("q", "").strip()
        return super().get_context_data(
            words=words, found=list(self.found(words)) if words else [], **kwargs
        )

    def found(self, words):
        for listing in registry.values():
            if listing.search and listing.admits(self.request.user, "view"):
                rows = listing.find(listing.queryset(), words)[:SHOWN]
                if rows := [(row, target(row)) for row in rows]:
                    yield {"listing": listing, "rows": rows}


def target(row):
    """Where a listed thing is shown: its own page, or its record's."""
    for shown in (row, getattr(row, "record", None), getattr(row, "batch", None)):
        if hasattr(shown, "get_absolute_url"):
            return shown.get_absolute_url()
    return ""
