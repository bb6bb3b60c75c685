"""My work: what waits for me, my drafts, what is due; and the search over all."""

from collections import Counter
from dataclasses import dataclass
from itertools import islice

from django.contrib import messages
from django.contrib.contenttypes.models import ContentType
from django.http import HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.generic import TemplateView, View

from qms.records.forms import StepForm
from qms.records.models import Signature, Stash, Trail
from qms.records.registers import registry
from qms.records.rules import Refused

#: How many lines of each kind the home page shows.
SHOWN = 10


@dataclass
class Todo:
    """Records that wait for the next sheet of the chain."""

    register: object
    name: str
    rows: list
    count: int
    #: Why a new sheet is due, where it waits for no record.
    asks: str = ""

    def hinted(self):
        """Each row with what is told of it."""
        return [(row, self.register.hint(row)) for row in self.rows]


@dataclass
class Due:
    """Things of a list that are somebody's duty."""

    listing: object
    things: list
    count: int

    def rows(self):
        """What the columns of the list say of each, and where it is shown."""
        for thing in self.things:
            name, *more = (cell.text(thing) for cell in self.listing.cells)
            yield name, " · ".join(filter(None, more)), self._url(thing)

    def _url(self, thing):
        return self.listing.leads_to(thing) or target(thing)


class Home(TemplateView):
    template_name = "home.html"

    def get_context_data(self, **kwargs):
        user = self.request.user
        waiting = self.waiting(user)
        return super().get_context_data(
            waiting=waiting,
            together=sum(place.is_plain() for place in waiting) > 1,
            figures=list(self.figures(user)),
            drafts=list(islice(self.drafts(user), SHOWN)),
            stashes=Stash.objects.filter(user=user).order_by("-at")[:SHOWN],
            todo=list(self.todo(user)),
            due=list(self.due(user)),
            **kwargs,
        )

    @staticmethod
    def waiting(user):
        found = Signature.objects.waiting_for(user).select_related("kind")
        return list(found.prefetch_related("record").order_by("-pk")[: 3 * SHOWN])

    @staticmethod
    def figures(user):
        """What took effect today, kind by kind, of the lists that a person may see."""
        today = timezone.localtime().replace(hour=0, minute=0, second=0)
        done = Trail.objects.filter(act=Trail.Act.TOOK_EFFECT, at__gte=today)
        for kind, count in Counter(done.values_list("kind", flat=True)).most_common(6):
            model = ContentType.objects.get_for_id(kind).model_class()
            register = registry.of(model)
            if register and register.admits(user, "view"):
                yield str(register), count, register.url()

    @staticmethod
    def drafts(user):
        for register in registry.registers():
            if register.admits(user, "add"):
                yield from register.model.objects.drafts_of(user)[:SHOWN]

    @staticmethod
    def todo(user):
        for register in registry.registers():
            if not register.calls(user):
                continue
            if asks := register.asks():
                yield Todo(register, "", [], 1, asks)
            for name, awaited in register.awaited():
                if rows := list(awaited[: SHOWN + 1]):
                    count = len(rows) if len(rows) <= SHOWN else awaited.count()
                    yield Todo(register, name, rows[:SHOWN], count)

    @staticmethod
    def due(user):
        for listing in registry.values():
            duties = listing.duties(user)
            rows = [] if duties is None else list(duties[: SHOWN + 1])
            if rows:
                count = len(rows) if len(rows) <= SHOWN else duties.count()
                yield Due(listing, rows[:SHOWN], count)


class SignTogether(View):
    """Sign several records with one password, each by its own verb."""

    def post(self, request):
        form = StepForm(request.POST, request=request, asks=["password"])
        chosen = request.POST.getlist("place")
        places = Signature.objects.waiting_for(request.user).filter(pk__in=chosen)
        if not form.is_valid():
            form.note_wrong_password("sign", *(place.record for place in places))
            messages.error(request, " ".join(form.errors["password"]))
            return HttpResponseRedirect(reverse("home"))
        done = sum(self.sign(place) for place in places)
        said = ngettext("%d record signed.", "%d records signed.", done) % done
        messages.success(request, said)
        return HttpResponseRedirect(reverse("home"))

    def sign(self, place):
        """Sign one record; a refusal is shown and does not stop the others."""
        try:
            if not place.is_plain():
                raise Refused([_("This signature asks for more; open the record.")])
            place.record.sign(self.request.user, seen=place.pk)
        except Refused as refusal:
            sentence = f"{place.record}: {' '.join(refusal.messages)}"
            messages.error(self.request, sentence)
            return False
        return True


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
            seen = listing.found_everywhere and listing.admits(
                self.request.user, "view"
            )
            if seen and (rows := self.rows_of(listing, words)):
                yield {"listing": listing, "rows": rows}

    @staticmethod
    def rows_of(listing, words):
        """What a list has of it, and where that is shown.

        Most lists have nothing: they are asked for keys alone, in a narrow statement.
        """
        listed = listing.queryset().prefetch_related(None).select_related(None)
        found = list(listing.find(listed, words).values_list("pk", flat=True)[:SHOWN])
        if not found:
            return []
        rows = listing.model._default_manager.filter(pk__in=found)
        rows = rows.select_related(*listing.named_with or [None])
        return [(row, target(row)) for row in rows]


def target(row):
    """Where a listed thing is shown: its own page, or its record's."""
    for shown in (row, getattr(row, "record", None), getattr(row, "batch", None)):
        if hasattr(shown, "get_absolute_url"):
            return shown.get_absolute_url()
    return ""
