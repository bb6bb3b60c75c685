"""What the pages of a register share: who may see them, and that it is noted."""

from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from qms.records.models import Trail
from qms.records.rules import Problem


def demand(user, register, action, record=None):
    """Turn away who may not do this in a register; the attempt is trailed."""
    if user.has_perm(register.permission(action)):
        return
    problem = Problem(_("Your roles do not open this page."), rule="authority")
    Trail.objects.refuse(action, user, [problem], record, register=register.key)
    raise PermissionDenied


def note_look(user, register, page, record=None):
    """An inspector's look is an act of its own."""
    if user.is_inspector:
        act, key = Trail.Act.VIEWED, register.key
        Trail.objects.note(act, user, record, register=key, page=page)


class RegisterMixin:
    """A page of one register; `action` says which right it needs."""

    register = None
    action = "view"
    page = ""

    def dispatch(self, request, *args, **kwargs):
        record = self.told_of()
        demand(request.user, self.register, self.action, record)
        response = super().dispatch(request, *args, **kwargs)
        if request.method == "GET":
            note_look(request.user, self.register, self.page, record)
        return response

    def told_of(self):
        """The record that the trail tells of; none, where it is not saved yet."""
        record = getattr(self, "record", None)
        return record if record and record.pk else None

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
            self.record = get_object_or_404(self.register.records(), pk=kwargs["pk"])

    def get_context_data(self, **kwargs):
        kwargs.setdefault("record", getattr(self, "record", None))
        return super().get_context_data(**kwargs)
