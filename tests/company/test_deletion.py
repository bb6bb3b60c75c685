"""Nothing that is on the books goes or changes unseen, whichever way it is tried."""

import pytest
from django.apps import apps
from django.db import DatabaseError, transaction
from django.db.models import ProtectedError, QuerySet
from django.utils import timezone

from qms.records import triggers
from qms.records.models import Import, ImportRow, Line, Record, Stash, Trailed
from qms.records.rules import Refused
from tests import make
from tests.tampering import unguarded

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("company")]

#: What is nobody's evidence: typing that is not saved, and files on their way in.
NOTES = {Stash, Import, ImportRow}
OURS = [
    model
    for model in apps.get_models()
    if model.__module__.partition(".")[0] not in ("django", "axes", "django_tasks_db")
    and not hasattr(model, "instance_type")
]
#: The versions of rows are models that the history makes.
VERSIONS = [m.history.model for m in OURS if issubclass(m, Trailed)]
#: The tables of which the database itself lets nothing go.
KEPT = {guard.table for guard in triggers.guards() if guard.event == "DELETE"}
REFUSALS = (TypeError, Refused, ProtectedError, DatabaseError)

each_book = pytest.mark.parametrize(
    "model", [m for m in OURS if m not in NOTES], ids=lambda m: m._meta.label
)
each_trailed = pytest.mark.parametrize(
    "model", [m for m in OURS if issubclass(m, Trailed)], ids=lambda m: m._meta.label
)


def settled(model):
    """Rows of a model that are not part of a draft."""
    rows = QuerySet(model)
    if issubclass(model, Record):
        return rows.exclude(state="draft")
    return rows.exclude(record__state="draft") if issubclass(model, Line) else rows


def late(model):
    """A row such as comes about late in a chain, whatever it says."""
    if model in make.MAKERS:
        return signed_one(model)
    needed = [f for f in model._meta.concrete_fields if not (f.null or f.has_default())]
    said = {f.name: something(f) for f in needed if not f.primary_key}
    with unguarded():
        [row] = model._default_manager.bulk_create([model(**said)], by=make.user())
    return row


def something(field):
    """A value that a column may have."""
    if field.is_relation:
        there = field.related_model
        return settled(there).first() or late(there)
    if field.choices:
        return field.choices[0][0]
    kinds = {"DateField": make.today(), "DateTimeField": timezone.now()}
    numbers = dict.fromkeys(("DecimalField", "PositiveSmallIntegerField"), 1)
    return (kinds | numbers).get(field.get_internal_type(), "x")


def signed_one(model):
    made = make.one(model)
    return make.signed(made) if isinstance(made, Record) else made


def refused(write, *args, **values):
    with pytest.raises(REFUSALS), transaction.atomic():
        write(*args, **values)


@each_book
def test_a_row_that_is_settled_is_not_deleted(model):
    row = settled(model).first() or late(model)
    by = {"by": make.user()} if issubclass(model, Trailed) else {}
    refused(row.delete, **by)
    refused(model._default_manager.filter(pk=row.pk).delete)
    assert settled(model).filter(pk=row.pk).exists()


@pytest.mark.parametrize("model", [*OURS, *VERSIONS], ids=lambda m: m._meta.label_lower)
def test_whatever_is_not_trailed_is_kept_by_the_database(model):
    refusing = issubclass(model, Trailed) and model.delete is Trailed.delete
    asking = issubclass(model, Line) and model.delete is Line.delete
    guarded = model._meta.db_table in KEPT
    assert model in NOTES or guarded or refusing or asking


@each_trailed
def test_rows_that_are_trailed_are_not_written_in_bulk_without_an_actor(model):
    rows = model._default_manager.all()
    with pytest.raises(TypeError):
        rows.update(pk=1)
    with pytest.raises(TypeError):
        rows.delete()
    with pytest.raises(TypeError):
        rows.bulk_create([])
    with pytest.raises(TypeError):
        rows.bulk_update([], ["pk"])


@pytest.mark.parametrize("model", VERSIONS, ids=lambda m: m._meta.label_lower)
def test_versions_are_neither_deleted_nor_rewritten(model):
    if not model.objects.exists():
        late(model.instance_type)
    version = model.objects.first()
    refused(version.delete)
    refused(model.objects.filter(pk=version.pk).delete)
    refused(model.objects.filter(pk=version.pk).update, history_type="-")
