"""Excel in: from an office's own table to drafts, page by page."""

from functools import cached_property

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.decorators import method_decorator
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.generic import FormView, ListView, TemplateView, View
from django_htmx.http import HttpResponseClientRedirect

from qms.records import workbooks
from qms.records.imports import files, rejects, tasks
from qms.records.imports.forms import UploadForm
from qms.records.imports.pages import figures, is_stuck, made_from, shown
from qms.records.imports.targets import targets
from qms.records.models import Import, Trail
from qms.records.registers import registry
from qms.records.rules import Problem

from .lists import CappedPaginator

State = Import.State


def offered(user):
    """What a person may bring in."""
    return [each() for each in targets.values() if each.admits(user)]


class ImportMixin:
    """A page of the import: whom it opens to, and in which state it makes sense."""

    #: The states that the page is for; an import in another has its own page.
    states = ()
    #: Whether everybody employed may look.
    is_open = False

    def dispatch(self, request, *args, **kwargs):
        if not self.admits(request.user):
            sentence = _("Your roles do not open this page.")
            problem = Problem(sentence, rule="authority")
            Trail.objects.refuse("import", request.user, [problem], self.imported)
            raise PermissionDenied
        if self.imported and self.states and self.imported.state not in self.states:
            return self.elsewhere()
        return super().dispatch(request, *args, **kwargs)

    @cached_property
    def imported(self):
        if "pk" not in self.kwargs:
            return None
        return get_object_or_404(Import, pk=self.kwargs["pk"])

    def admits(self, user):
        if self.is_open or (user.is_inspector and self.request.method == "GET"):
            return True
        if self.imported and self.imported.target:
            return targets[self.imported.target].admits(user)
        is_own = not self.imported or self.imported.made_by == user
        return is_own and bool(offered(user))

    def elsewhere(self):
        return redirect(self.imported.get_absolute_url())

    def get_context_data(self, **kwargs):
        if self.imported and self.imported.target:
            kwargs.setdefault("target", targets[self.imported.target]())
        if target := kwargs.get("target"):
            kwargs["may_work"] = target.admits(self.request.user)
        return super().get_context_data(imported=self.imported, **kwargs)


class ImportList(ImportMixin, ListView):
    """What was brought in, the latest first."""

    is_open = True
    template_name = "import/list.html"
    paginate_by = 50
    paginator_class = CappedPaginator
    queryset = Import.objects.select_related("made_by")

    def get_context_data(self, **kwargs):
        can_add = bool(offered(self.request.user))
        context = super().get_context_data(can_add=can_add, **kwargs)
        for each in context["object_list"]:
            each.title = targets[each.target]() if each.target else ""
        return context


class Upload(ImportMixin, FormView):
    """A file comes in, or another sheet of one that is there."""

    template_name = "import/new.html"
    form_class = UploadForm

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"user": self.request.user}

    def form_valid(self, form):
        return redirect("import-sheet", form.imported.pk)

    def get_context_data(self, **kwargs):
        new = [target for target in offered(self.request.user) if target.takes_new]
        return super().get_context_data(offered=new, **kwargs)


def _download(book, name):
    response = HttpResponse(book, content_type=workbooks.XLSX)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


class EmptyWorkbook(ImportMixin, View):
    """A workbook with the columns of a target, for whoever has no table yet."""

    def get(self, request, key):
        if key not in targets:
            raise Http404
        return _download(workbooks.empty(targets[key]()), f"{key}.xlsx")


class Again(ImportMixin, View):
    def post(self, request, pk):
        return redirect("import-sheet", files.again(self.imported, request.user).pk)


class Rows(ImportMixin, ListView):
    """The rows of an import with what is to be said of each, verdict by verdict."""

    paginate_by = 50
    paginator_class = CappedPaginator

    def get_queryset(self):
        rows = self.imported.rows.all()
        verdict = self.request.GET.get("verdict", "")
        if verdict == "taken":
            return rows.exclude(object_id=None)
        return rows.filter(verdict=verdict) if verdict else rows

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        counts = self.imported.counts()
        return context | {
            "counts": counts,
            "figures": figures(counts, self.imported),
            "verdict": self.request.GET.get("verdict", ""),
            "columns": shown(self.imported),
            "masked": context["target"].masked_for(self.request.user),
            "waiting": self.imported.rows.waiting().count(),
            "left": self.imported.rows.left().exists(),
        }


class Preview(Rows):
    """What would come in; doubts are agreed to here, row by row."""

    template_name = "import/preview.html"
    states = (State.READ,)

    def post(self, request, pk):
        match request.POST.get("action"):
            case "take" if request.POST.get("seen") != self.seen():
                said = _("The file was read anew meanwhile: look at its rows again.")
                messages.warning(request, said)
                return redirect("import-preview", pk)
            case "take":
                tasks.start(self.imported, State.TAKING, request.user)
                return redirect("import-progress", pk)
            case "agree":
                self._agree(request.POST.getlist("row"), True)
                return HttpResponseRedirect(request.get_full_path())
        self._agree(request.POST.getlist("row"), "accepted" in request.POST)
        waiting = self.imported.rows.waiting().count()
        context = {"imported": self.imported, "waiting": waiting}
        return render(request, "import/take.html", context)

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        rows = context["object_list"]
        asked = [row.pk for row in rows if row.acceptable and not row.accepted]
        return context | {"asked": asked, "seen": self.seen()}

    def seen(self):
        """Which reading of the file is on the page; in another window is another."""
        return str(self.imported.moved_at.timestamp())

    def _agree(self, pks, accepted):
        doubtful = self.imported.rows.filter(acceptable=True, object_id=None)
        known = doubtful.values_list("pk", flat=True)
        meant = [pk for pk in known if str(pk) in pks]
        doubtful.filter(pk__in=meant).update(accepted=accepted)


# Else who goes back comes to the last answer for htmx, which is an empty page.
@method_decorator(never_cache, name="dispatch")
class Progress(ImportMixin, TemplateView):
    """A bar that fills while a worker is at it; asked for again every second."""

    states = tuple(Import.UNDER_WAY)

    def get_template_names(self):
        return "import/bar.html" if self.request.htmx else "import/progress.html"

    def elsewhere(self):
        url = self.imported.get_absolute_url()
        return HttpResponseClientRedirect(url) if self.request.htmx else redirect(url)

    def post(self, request, pk):
        """Hand the work over once more, where the worker was stopped in the middle."""
        if is_stuck(self.imported):
            tasks.hand_over(self.imported, request.user)
        return redirect("import-progress", pk)

    def get_context_data(self, **kwargs):
        return super().get_context_data(is_stuck=is_stuck(self.imported), **kwargs)


class Done(Rows):
    """What came in, what did not, and the way back."""

    is_open = True
    template_name = "import/done.html"
    states = (State.TAKEN, State.UNDONE)

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        target = context["target"]
        made_from(context["object_list"], target.model)
        return context | {
            "register": registry.of(target.model),
            "may_undo": self.imported.state == State.TAKEN
            and not target.is_final
            and context["counts"]["taken"]
            and context["may_work"],
        }


class Undo(ImportMixin, View):
    states = (State.TAKEN,)

    def post(self, request, pk):
        tasks.start(self.imported, State.UNDOING, request.user)
        return redirect("import-progress", pk)


class Rejects(ImportMixin, View):
    """The rows that are left, as a workbook with their reasons."""

    states = (State.READ, State.TAKEN, State.UNDONE)

    def get(self, request, pk):
        name = slugify(self.imported.name.rpartition(".")[0]) or "import"
        return _download(rejects.workbook(self.imported), f"{name}-{pk}.xlsx")
