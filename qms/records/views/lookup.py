"""What a select offers as a person types."""

from django.apps import apps
from django.core.exceptions import FieldDoesNotExist
from django.http import Http404, JsonResponse

from qms.records.registers import registry
from qms.records.registers.listing import found_by

from .base import demand

OFFERED = 30


def lookup(request, register, model, field):
    """Offer up to thirty rows for a foreign key, by name, code or pinyin initials."""
    form = registry.get(register)
    if form is None:
        raise Http404
    try:
        column = apps.get_model(form.opts.app_label, model)._meta.get_field(field)
    except (LookupError, FieldDoesNotExist):
        raise Http404 from None
    if not request.user.has_role(*_fillers(form, column)):
        demand(request.user, form, "add")
    found = offered(form, column, request.GET.get("q", ""))
    results = [
        {"value": each.pk, "text": str(each), "hint": str(form.tells(each))}
        for each in found
    ]
    return JsonResponse({"results": results})


def _fillers(form, column):
    """The roles that fill in a column later: by revising, signing, entering."""
    yield from form.model.revised_by
    for sign in form.model.signed_by:
        if column.name in (*sign.fills, *sign.fills_lines):
            yield sign.hand
    for table in (part.model(form.model) for part in form.sheet.entries):
        if table is column.model:
            yield from table.entered_by or form.model.entered_by


def offered(form, column, words):
    """The rows that a form offers for a column, narrowed down by words."""
    model = column.related_model
    queryset = form.offers.get(column.name, model._default_manager.all)()
    queryset = queryset.complex_filter(column.get_limit_choices_to())
    searched = getattr(model, "looked_up_by", None) or _searched(model)
    return found_by(words, queryset, searched)[:OFFERED]


def _searched(model):
    names = {f.name for f in model._meta.fields}
    return [
        n for n in ("search_key", "number", "code", "name", "username") if n in names
    ]
