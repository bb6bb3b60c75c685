"""Rows become drafts, and drafts that nobody has touched vanish again."""

from contextlib import contextmanager
from itertools import groupby

from django.apps import apps
from django.db import transaction
from django.db.models import ProtectedError
from django.db.models.deletion import Collector
from django.utils.translation import gettext_lazy as _

from qms.records.models import Attachment, Import, ImportRow, Record, State, Trail
from qms.records.rules import Problem, Refused

from .judging import Reading
from .targets import targets

CHUNK = 500


def chunks(rows):
    """Rows by the hundred, so that the progress can be seen and others get a turn."""
    for _number, chunk in groupby(enumerate(rows), lambda pair: pair[0] // CHUNK):
        yield [row for _place, row in chunk]


@contextmanager
def turn(imported, state):
    """A piece of the work, in one transaction, while nobody else works at it."""
    with transaction.atomic():
        held = Import.objects.select_for_update().get(pk=imported.pk)
        if held.state != state:
            raise Refused([_("Somebody has gone on with this import meanwhile.")])
        yield held


def read(imported):
    """Read and judge all rows of the sheet, for somebody to look through."""
    reading = Reading(imported)
    imported.rows.all().delete()
    Import.objects.filter(pk=imported.pk).update(total=len(reading.rows))
    for number, chunk in enumerate(chunks(reading.judged())):
        with turn(imported, Import.State.READING):
            stored = [reading.stored(row, imported) for row in chunk]
            ImportRow.objects.bulk_create(stored)
            imported.note_progress(number * CHUNK + len(chunk))


def take(imported, by):
    """Make drafts of the rows that are wanted; enter the whole as one act."""
    reading = Reading(imported)
    Import.objects.filter(pk=imported.pk).update(total=len(reading.rows))
    for number, chunk in enumerate(chunks(reading.judged())):
        with turn(imported, Import.State.TAKING) as held:
            _take_chunk(reading, held, {row.number: row for row in chunk}, by)
            held.note_progress(number * CHUNK + len(chunk))
    enter(Trail.Act.IMPORTED, imported, by)


def _take_chunk(reading, imported, rows, by):
    """Take the rows whose turn it is and whose verdict still stands."""
    waiting = list(imported.rows.waiting().filter(number__in=rows))
    taken, refused = [], []
    for stored in waiting:
        row = rows[stored.number]
        stands = row.verdict == stored.verdict
        (taken if stands else refused).append(stored)
    if taken:
        wanted = [rows[stored.number] for stored in taken]
        records = reading.target.take(wanted, by, imported)
        for stored, record in zip(taken, records, strict=True):
            stored.object_id = record.pk
    for stored in refused:
        _judge_anew(stored, reading.stored(rows[stored.number], imported))
    names = ["object_id", "findings", "verdict", "acceptable", "accepted"]
    ImportRow.objects.bulk_update(waiting, names)


def _judge_anew(stored, now):
    """A row that has changed since somebody looked at it waits for another look."""
    stored.findings, stored.verdict = now.findings, now.verdict
    stored.acceptable, stored.accepted = now.acceptable, False


def enter(act, imported, by):
    """One entry of the trail for the whole import."""
    counts = imported.counts()
    Trail.objects.note(
        act,
        by,
        imported,
        sheet=imported.sheet,
        sha256=imported.sha256,
        rows={name: count for name, count in counts.items() if count},
    )


@transaction.atomic
def undo(imported, by):
    """Delete all drafts that came in, unless something has built on one of them."""
    records = _records(imported)
    if problems := list(_touched(imported, records)):
        raise Refused(problems)
    _erase([row for record in records for row in record.rows()], by, imported)
    _erase(records, by, imported)
    # Made last, and perhaps named by what was made first.
    for label, keys in reversed(imported.made.items()):
        model = apps.get_model(label)
        _erase(list(model._base_manager.filter(pk__in=keys)), by, imported)
    enter(Trail.Act.UNDONE, imported, by)


def _records(imported):
    model = targets[imported.target].model
    made = imported.rows.exclude(object_id=None).values("object_id")
    return list(model._base_manager.filter(pk__in=made))


def _touched(imported, records):
    """What somebody has changed, handed in or put papers to since it came in."""
    kept = Attachment.objects.filter(object_id__in=[r.pk for r in records])
    kept = set(kept.values_list("kind__model", "object_id"))
    numbers = dict(imported.rows.order_by("-number").values_list("object_id", "number"))
    for record in records:
        is_filed = (record._meta.model_name, record.pk) in kept
        if record.state != State.DRAFT or record.version != 1 or is_filed:
            said = {"row": numbers[record.pk], "record": record}
            sentence = _("Row %(row)s stands in the way: %(record)s was worked on.")
            yield Problem(sentence, said, rule="import")


def _erase(rows, by, imported):
    """Delete rows that nothing refers to; each leaves a last version."""
    for row in rows:
        row._history_user, row._change_reason = by, str(imported)
    try:
        collector = Collector(using="default", origin=rows)
        collector.collect(rows)
        collector.delete()
    except ProtectedError as error:
        raise Refused([_in_the_way(error, imported)]) from error


def _in_the_way(error, imported):
    later = next(iter(error.protected_objects))
    later = later if isinstance(later, Record) else getattr(later, "record", later)
    sentence = _("%(later)s stands on what came in with %(import)s.")
    return Problem(sentence, {"later": later, "import": imported}, rule="import")
