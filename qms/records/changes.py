"""What changed from version to version, in the words of the sheet."""

from dataclasses import dataclass
from itertools import pairwise

from django.utils.text import capfirst

from qms.records.sheets import Cell, Lines, mask, plain

#: Columns that are bookkeeping and no news to a reader.
QUIET = {"id", "version", "search_key", "history_date"}


@dataclass
class Version:
    date: object
    person: object
    reason: str
    kind: str
    what: str
    changes: list


def versions_of(record, masked=False):
    """All versions of a record and its lines, the newest first."""
    own = record.history.select_related("history_user")
    found = list(_versions(own, type(record), masked))
    for name in record.line_relations():
        model = record._meta.get_field(name).related_model
        rows = model.history.filter(record_id=record.pk).select_related("history_user")
        by_row = {}
        for version in rows.order_by("history_date", "history_id"):
            by_row.setdefault(version.id, []).insert(0, version)
        for versions in by_row.values():
            found += _versions(versions, model, masked)
    return sorted(found, key=lambda v: v.date, reverse=True)


def _versions(history, model, masked):
    kept = [*history, None]
    for new, old in pairwise(kept):
        yield Version(
            date=new.history_date,
            person=new.history_user,
            reason=new.history_change_reason or "",
            kind=new.history_type,
            what=str(model._meta.verbose_name),
            changes=[] if old is None else list(_differences(new, old, model, masked)),
        )


def _differences(new, old, model, masked):
    hidden = getattr(model, "masked", ()) if masked else ()
    for field in model._meta.concrete_fields:
        before, after = getattr(old, field.attname), getattr(new, field.attname)
        if field.name not in QUIET and before != after:
            said = [_said(each, field) for each in (old, new)]
            if field.name in hidden:
                said = [each and mask(each) for each in said]
            yield (capfirst(str(field.verbose_name)), *said)


def _said(version, field):
    if field.is_relation:
        pk = getattr(version, field.attname)
        found = field.related_model._base_manager.filter(pk=pk).first()
        return plain(found and str(found))
    return (
        Cell(field.name).text(version)
        if field.choices
        else plain(getattr(version, field.attname))
    )


def between_form_and_record(form, record):
    """Field by field where what was typed differs from what is saved."""
    found = []
    for name, field in form.fields.items():
        if name == "version" or name not in form.data:
            continue
        mine = form.data[name]
        saved = form._meta.model._meta.get_field(name)
        theirs = saved.value_from_object(record)
        if field.has_changed(
            theirs, field.widget.value_from_datadict(form.data, {}, name)
        ):
            if saved.is_relation and mine:
                mine = saved.related_model._base_manager.filter(pk=mine).first()
            theirs = Cell(name).text(record)
            found.append((saved.verbose_name, plain(mine and str(mine)), theirs, name))
    return found


def lines_of(register, record):
    """The saved lines of a record as text, to be read beside the typed ones."""
    tables = [part for part in register.sheet.parts if isinstance(part, Lines)]
    return [
        [c.text(row) for c in table.cells]
        for table in tables
        if table.typed
        for row in table.rows(record)
    ]
