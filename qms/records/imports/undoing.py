"""Drafts that came in from a file and that nobody has touched vanish again."""

from django.apps import apps
from django.db import transaction
from django.db.models import ProtectedError
from django.db.models.deletion import Collector
from django.utils.translation import gettext_lazy as _

from qms.records.models import Attachment, Import, Record, State, Trail
from qms.records.rules import Problem, Refused

from .taking import enter
from .targets import targets


@transaction.atomic
def undo(imported, by):
    """Delete all drafts that came in, unless something has built on one of them."""
    if targets[imported.target].is_final:
        raise Refused([_("What came in stands in the books for good.")])
    model = targets[imported.target].model
    pks = imported.rows.exclude(object_id=None).values("object_id")
    records = list(model._base_manager.filter(pk__in=pks))
    if problems := list(_touched(imported, records)):
        raise Refused(problems)
    for name in model.line_relations():
        lines = model._meta.get_field(name).related_model
        _erase(lines._base_manager.filter(record__in=pks), by, imported)
    _erase(records, by, imported)
    # What was made last may refer to what was made first.
    for label, made in reversed(imported.made.items()):
        found = apps.get_model(label)._base_manager.in_bulk(made)
        _erase(found.values(), by, imported)
    enter(Trail.Act.UNDONE, imported, by)
    imported.move(Import.State.UNDONE)


def _touched(imported, records):
    """What somebody has changed, handed in or put papers to since it came in."""
    pks = imported.rows.exclude(object_id=None).values("object_id")
    papers = Attachment.objects.filter(object_id__in=pks)
    filed = set(papers.values_list("kind__model", "object_id"))
    for record in records:
        has_papers = (record._meta.model_name, record.pk) in filed
        if record.state != State.DRAFT or record.version != 1 or has_papers:
            said = {"record": record, "row": _row_of(record, imported)}
            sentence = _("Row %(row)s: %(record)s was worked on since it came in.")
            yield Problem(sentence, said, rule="import")


def _row_of(record, imported):
    return imported.rows.filter(object_id=record.pk).first().number


def _erase(rows, by, imported):
    """Delete rows that nothing refers to; each leaves a last version."""
    rows = list(rows)
    for row in rows:
        row._history_user, row._change_reason = by, str(imported)
    collector = Collector(using="default", origin=rows)
    try:
        collector.collect(rows)
    except ProtectedError as error:
        raise Refused([_obstacle(error, rows, imported)]) from error
    collector.delete()


def _obstacle(error, rows, imported):
    """Which of the rows somebody refers to, and by what."""
    model = type(rows[0])
    later = min(error.protected_objects, key=lambda row: (row._meta.label, row.pk))
    links = [f.attname for f in later._meta.fields if f.related_model is model]
    pks = {getattr(later, name) for name in links}
    thing = next(row for row in rows if row.pk in pks)
    later = later if isinstance(later, Record) else getattr(later, "record", later)
    said = {"thing": thing, "later": later}
    if model is targets[imported.target].model:
        said["row"] = _row_of(thing, imported)
        sentence = _("Row %(row)s: %(later)s refers to %(thing)s.")
    else:
        sentence = _("%(later)s refers to %(thing)s.")
    return Problem(sentence, said, rule="import")
