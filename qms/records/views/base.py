"""What the pages of a register share: who may see them, and that it is noted."""

from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from qms.records.models import Trail
from qms.records.rules import Problem


class RegisterMixin:
    """A page of one register; `action` says which right it needs."""

    register = None
    action = "view"
    page = ""

    def dispatch(self, request, *args, **kwargs):
        if not request.user.has_perm(self.register.permission(self.action)):
            sentence = _("Your roles do not open this page.")
            Trail.objects.refuse(
                self.action,
                request.user,
                [Problem(sentence, rule="authority")],
                register=self.register.key,
            )
            raise PermissionDenied
        response = super().dispatch(request, *args, **kwargs)
        if request.user.is_inspector and request.method == "GET":
            self.note_view()
        return response

    def note_view(self):
        """An inspector's look is an act of its own."""
        record = getattr(self, "record", None)
        Trail.objects.note(
            Trail.Act.VIEWED,
            self.request.user,
            record,
            register=self.register.key,
            page=self.page,
        )

    def get_template_names(self):
        opts = self.register.opts
        return [
            f"{opts.app_label}/{opts.model_name}_{self.page}.html",
            f"register/{self.page}.html",
        ]

    def get_context_data(self, **kwargs):
        return super().get_context_data(register=self.register, **kwargs)


class RecordMixin(RegisterMixin):
    """A page of one record."""

    def setup(self, request, *args, **kwargs):
        super().setup(request, *args, **kwargs)
        if "pk" in kwargs and request.user.is_authenticated:
            related = ("made_by", "corrects", *self.register.model.follows)
            records = self.register.model.objects.select_related(*related)
            self.record = get_object_or_404(
                records.prefetch_related("signatures__signer"), pk=kwargs["pk"]
            )

    def get_context_data(self, **kwargs):
        kwargs.setdefault("record", getattr(self, "record", None))
        return super().get_context_data(**kwargs)
