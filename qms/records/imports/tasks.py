"""The long parts of an import, done by a worker while the user watches a bar."""

from contextlib import contextmanager

from django.contrib.auth import get_user_model
from django.db import IntegrityError
from django.utils.translation import gettext_lazy as _
from django_tasks import task

from qms.records.models import Import, Trail
from qms.records.reading.cells import Unreadable
from qms.records.rules import Refused

from . import taking, undoing
from .findings import in_every_language

State = Import.State


@task
def read(pk, person):
    with carried_on(pk, person, "import") as (imported, by):
        taking.read(imported, by)


@task
def take(pk, person):
    with carried_on(pk, person, "import") as (imported, by):
        taking.take(imported, by)


@task
def undo(pk, person):
    with carried_on(pk, person, "undo") as (imported, by):
        undoing.undo(imported, by)


#: Which task is under way in a state.
TASKS = {State.READING: read, State.TAKING: take, State.UNDOING: undo}


def start(imported, state, by):
    """Hand the next long part to a worker, unless somebody else has done so."""
    if imported.move(state, done=0, total=0, failure={}):
        hand_over(imported, by)


def hand_over(imported, by):
    """Ask a worker to go on; a part begun twice is done once."""
    TASKS[imported.state].enqueue(imported.pk, by.pk)


@contextmanager
def carried_on(pk, person, step):
    """Do a part of an import, or go back with a sentence that says why not."""
    imported, by = Import.objects.get(pk=pk), get_user_model().objects.get(pk=person)
    try:
        yield imported, by
    except Refused as refusal:
        Trail.objects.refuse(step, by, refusal.problems, imported)
        _fall_back(imported, refusal.problems[0])
    except Unreadable as unreadable:
        _fall_back(imported, unreadable.reason)
    except IntegrityError:
        _fall_back(imported, _("Somebody was entering the same; start once more."))
    except Exception:
        _fall_back(imported, _("This went wrong; please tell the administrator."))
        raise


def _fall_back(imported, sentence):
    back = Import.UNDER_WAY[imported.state]
    imported.move(back, failure=in_every_language(sentence))
