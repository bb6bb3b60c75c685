"""What an entry of the trail says, in words."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from qms.core.models import User
from qms.records.registers import registry

LABELS = {
    "address": gettext_lazy("network address"),
    "because": gettext_lazy("because of"),
    "by_record": gettext_lazy("corrected by"),
    "given": gettext_lazy("roles given"),
    "meaning": gettext_lazy("meaning"),
    "name": gettext_lazy("printed name"),
    "page": gettext_lazy("page"),
    "path": gettext_lazy("page"),
    "query": gettext_lazy("search"),
    "reason": gettext_lazy("reason"),
    "register": gettext_lazy("register"),
    "step": gettext_lazy("step"),
    "taken": gettext_lazy("roles taken away"),
    "user": gettext_lazy("account"),
    "username": gettext_lazy("account"),
}
STEPS = {
    "add": gettext_lazy("add"),
    "amend": gettext_lazy("amend"),
    "appoint": gettext_lazy("change of roles"),
    "change": gettext_lazy("change"),
    "choose_password": gettext_lazy("own password chosen"),
    "deactivate": gettext_lazy("account closed"),
    "discard": gettext_lazy("discard"),
    "edit": gettext_lazy("edit"),
    "engage": gettext_lazy("account opened"),
    "open": gettext_lazy("open a page"),
    "reactivate": gettext_lazy("account opened again"),
    "reject": gettext_lazy("reject"),
    "reset_password": gettext_lazy("new first password"),
    "revise": gettext_lazy("revise"),
    "send_back": gettext_lazy("send back"),
    "sign": gettext_lazy("sign"),
    "sign_in": gettext_lazy("sign in"),
    "submit": gettext_lazy("submit"),
    "view": gettext_lazy("view"),
    "void": gettext_lazy("void"),
    "write": gettext_lazy("write"),
}


def wording(details):
    """Yield the details of an entry as sentences, the empty ones left out."""
    for name, value in details.items():
        if name == "problems":
            yield from map(_problem, value)
        elif name == "changed":
            yield from (_change(*each) for each in value.items())
        elif value:
            yield _line(LABELS.get(name, name.replace("_", " ")), _said(name, value))


def _line(label, value):
    return _("%(label)s: %(value)s") % {"label": label, "value": value}


def _problem(problem):
    sentence = problem.get("sentence") or problem["rule"]
    clause = problem.get("clause")
    return f"{sentence} ({clause})" if clause else sentence


def _change(name, values):
    before, after = values
    return _line(User._meta.get_field(name).verbose_name, f"{before} → {after}")


def _said(name, value):
    if name == "step":
        return STEPS.get(value, value)
    if name == "register":
        return registry.get(value, value)
    if name in ("given", "taken"):
        value = [User.role_label(role) for role in value]
    return ", ".join(map(str, value)) if isinstance(value, list) else value
