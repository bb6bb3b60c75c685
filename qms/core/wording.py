"""What an entry of the trail says, in words."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from qms.core.models import User
from qms.records.registers import registry

#: The order in which the details are read; PostgreSQL keeps none.
LABELS = {
    "step": gettext_lazy("step"),
    "user": gettext_lazy("account"),
    "username": gettext_lazy("account"),
    "given": gettext_lazy("roles given"),
    "taken": gettext_lazy("roles taken away"),
    "meaning": gettext_lazy("meaning"),
    "name": gettext_lazy("name"),
    "slot": gettext_lazy("paper"),
    "line": gettext_lazy("line of the record"),
    "held": gettext_lazy("what is held"),
    "hold": gettext_lazy("hold number"),
    "file": gettext_lazy("file"),
    "because": gettext_lazy("because of"),
    "by_record": gettext_lazy("corrected by"),
    "register": gettext_lazy("register"),
    "page": gettext_lazy("page"),
    "path": gettext_lazy("page"),
    "query": gettext_lazy("search"),
    "table": gettext_lazy("table"),
    "as_": gettext_lazy("file type"),
    "sheet": gettext_lazy("sheet"),
    "rows": gettext_lazy("rows"),
    "came_in": gettext_lazy("rows taken in"),
    "already_there": gettext_lazy("rows known before"),
    "stayed_out": gettext_lazy("rows left out"),
    "entered": gettext_lazy("entered afterwards"),
    "spans": gettext_lazy("digests of the history"),
    "sha256": "SHA-256",
    "reason": gettext_lazy("reason"),
    "address": gettext_lazy("network address"),
}
STEPS = {
    "add": gettext_lazy("add"),
    "admit_device": gettext_lazy("admit a device"),
    "amend": gettext_lazy("amend"),
    "attach": gettext_lazy("attach a paper"),
    "enter": gettext_lazy("enter afterwards"),
    "import": gettext_lazy("import"),
    "undo": gettext_lazy("undo an import"),
    "appoint": gettext_lazy("change of roles"),
    "change": gettext_lazy("change"),
    "choose_password": gettext_lazy("choose one’s own password"),
    "deactivate": gettext_lazy("close the account"),
    "discard": gettext_lazy("discard"),
    "edit": gettext_lazy("edit"),
    "engage": gettext_lazy("open an account"),
    "open": gettext_lazy("open a page"),
    "reactivate": gettext_lazy("open the account again"),
    "reject": gettext_lazy("reject"),
    "reset_password": gettext_lazy("new first password"),
    "revise": gettext_lazy("revise"),
    "revoke_device": gettext_lazy("shut a device out"),
    "send_back": gettext_lazy("send back"),
    "sign": gettext_lazy("sign"),
    "sign_in": gettext_lazy("sign in"),
    "submit": gettext_lazy("submit"),
    "view": gettext_lazy("view"),
    "void": gettext_lazy("void"),
    "write": gettext_lazy("write"),
}
#: What the pages and tables are called that somebody looked at or took away.
PAGES = {
    "batches": gettext_lazy("batches"),
    "blank": gettext_lazy("blank sheet"),
    "customers": gettext_lazy("customers"),
    "detail": gettext_lazy("record page"),
    "history": gettext_lazy("all versions"),
    "holds": gettext_lazy("holds"),
    "list": gettext_lazy("list page"),
    "notices": gettext_lazy("notices"),
    "paper": gettext_lazy("paper"),
    "records": gettext_lazy("records"),
    "sheet": gettext_lazy("printed sheet"),
}


def wording(details, model=None):
    """Yield the details of an entry about a model as sentences, none of them empty."""
    yield from map(_problem, details.get("problems", ()))
    yield from map(_change, details.get("changed", {}).items())
    others = details.keys() - LABELS.keys() - {"problems", "changed"}
    for name in [*LABELS, *sorted(others)]:
        if value := details.get(name):
            label = LABELS.get(name, name.replace("_", " "))
            yield _line(label, _said(name, value, model))


def _line(label, value):
    return _("%(label)s: %(value)s") % {"label": label, "value": value}


def _problem(problem):
    sentence = problem.get("sentence") or problem["rule"]
    clause = problem.get("clause")
    return f"{sentence} ({clause})" if clause else sentence


def _change(change):
    name, (before, after) = change
    return _line(User._meta.get_field(name).verbose_name, f"{before} → {after}")


def _said(name, value, model):
    if name == "slot":
        paper = model.slots().get(value) if hasattr(model, "slots") else None
        return paper.label if paper else value
    if name == "step":
        return STEPS.get(value, value)
    if name in ("page", "table", "as_"):
        return PAGES.get(value, value)
    if name == "register":
        return registry.get(value, value)
    if name == "spans":
        return _("of %(number)s kinds of rows") % {"number": len(value)}
    if name in ("given", "taken"):
        value = [User.role_label(role) for role in value]
    return ", ".join(map(str, value)) if isinstance(value, list) else value
