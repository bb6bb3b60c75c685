"""Rows are read and judged, and those that are wanted become drafts."""

from collections import defaultdict
from contextlib import contextmanager
from functools import partial
from itertools import groupby

from django.db import transaction
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from qms.records.models import Import, ImportRow, Trail
from qms.records.rules import Refused

from .findings import in_every_language
from .judging import Reading

State = Import.State
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


def read(imported, by):
    """Read and judge all rows of the sheet, for somebody to look through."""
    reading = Reading(imported)
    with turn(imported, State.READING) as held:
        held.rows.all().delete()
    _in_turns(imported, State.READING, reading, _store_chunk)
    outlook = [in_every_language(each) for each in _outlook(reading)]
    with turn(imported, State.READING) as held:
        refuse(held, by, reading.rows)
        held.move(State.READ, outlook=outlook)


def _outlook(reading):
    """What is to be known of the whole file."""
    if reading.totals:
        sentence = _("Totals that are left out, by row: {rows}.")
        yield format_lazy(sentence, rows=spans(reading.totals))
    yield from reading.target.outlook()


def take(imported, by):
    """Make drafts of the rows that are wanted; enter the whole as one act."""
    reading = Reading(imported)
    _in_turns(imported, State.TAKING, reading, partial(_take_chunk, by=by))
    with turn(imported, State.TAKING) as held:
        enter(Trail.Act.IMPORTED, held, by)
        held.move(State.TAKEN)


def _in_turns(imported, state, reading, work):
    """Work at the judged rows chunk by chunk, each in a turn of its own."""
    total, done = len(reading.rows), 0
    for chunk in chunks(reading.judged()):
        with turn(imported, state) as held:
            work(reading, held, chunk)
            done += len(chunk)
            held.note_progress(done, total)


def _store_chunk(reading, imported, chunk):
    ImportRow.objects.bulk_create(reading.stored(row, imported) for row in chunk)


def _take_chunk(reading, imported, chunk, by):
    """Take the rows that are wanted and whose verdict still stands."""
    rows = {row.number: row for row in chunk}
    waiting = list(imported.rows.waiting().filter(number__in=rows))
    stands = [row for row in waiting if row.verdict == rows[row.number].verdict]
    _become_records(stands, rows, reading.target, by, imported)
    for stored in waiting:
        if stored not in stands:
            _judge_anew(stored, reading.stored(rows[stored.number], imported))
    refuse(imported, by, [rows[s.number] for s in waiting if s not in stands])
    names = ["object_id", "findings", "verdict", "acceptable", "accepted"]
    ImportRow.objects.bulk_update(waiting, names)


def _become_records(stands, rows, target, by, imported):
    wanted = [rows[stored.number] for stored in stands]
    records = target.take(wanted, by, imported) if wanted else []
    for stored, record in zip(stands, records, strict=True):
        stored.object_id = record.pk


def _judge_anew(stored, now):
    """A row that has changed since somebody looked at it waits for another look."""
    stored.findings, stored.verdict = now.findings, now.verdict
    stored.acceptable, stored.accepted = now.acceptable, False


def refuse(imported, by, rows):
    """One entry of the trail for each rule that forbids some rows, and which."""
    forbidden = defaultdict(dict)
    for row in rows:
        for problem in filter(None, (each.problem for each in row.findings)):
            forbidden[problem.rule][row.number] = problem
    for found in forbidden.values():
        told = {str(problem): problem for problem in found.values()}.values()
        Trail.objects.refuse("import", by, told, imported, rows=spans(found))


def spans(numbers):
    """Row numbers in few words: 2–5, 9."""
    runs = groupby(enumerate(sorted(numbers)), lambda pair: pair[1] - pair[0])
    ends = [(run[0][1], run[-1][1]) for run in (list(run) for _key, run in runs)]
    return ", ".join(str(a) if a == b else f"{a}–{b}" for a, b in ends)


def enter(act, imported, by):
    """One entry of the trail for the whole import."""
    counts = imported.counts()
    Trail.objects.note(
        act,
        by,
        imported,
        file=imported.name,
        sheet=imported.sheet,
        sha256=imported.sha256,
        came_in=counts["taken"],
        already_there=counts["known"],
        stayed_out=imported.rows.left().count(),
    )
