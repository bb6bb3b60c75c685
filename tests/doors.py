"""The doors by which a record comes into the books, and by which it is signed."""

import re
from contextlib import suppress
from io import BytesIO
from typing import NamedTuple

import pytest
import xlsxwriter
from django.apps import apps
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, connection, transaction
from django.db.models import F
from django.test import Client
from django.urls import reverse
from django.utils import translation
from django.utils.text import capfirst

from inventory.models import OutboundReview
from qms.core.models import Balance, Movement, place_in
from qms.records import workbooks
from qms.records.imports.sheets import LINE, SheetTarget
from qms.records.models import Import
from qms.records.registers import registry
from qms.records.rules import Refused
from qms.records.triggers import guards
from sales.models import Sale
from tests import make, office
from tests.browsing import typed
from tests.core.cast import sign_in
from tests.tampering import assign, unguarded
from tests.world import teach

#: What is written besides, when nothing is: the trail, sessions, what is being typed.
BESIDES = {"trail", "block", "session", "stash", "user", "accesslog"}


def books():
    """Every row of every table, as the database gives it."""
    models = [m for m in apps.get_models() if m._meta.model_name not in BESIDES]
    with connection.cursor() as cursor:
        return {model: _rows(cursor, model._meta) for model in models}


def _rows(cursor, table):
    cursor.execute(f'SELECT * FROM "{table.db_table}" ORDER BY "{table.pk.column}"')
    return cursor.fetchall()


def signed_in(person):
    client = Client()
    sign_in(client, person)
    return client


# How a draft comes in: each takes a lawful draft and writes another one like it.


def typed_in(draft):
    """Through the form of a new record."""
    return _posted(draft, _fields(draft))


def scanned_in(draft):
    """Through the form, with the goods of each line read off their labels."""
    data, client = _fields(draft), signed_in(draft.made_by)
    for number, line in enumerate(draft.lines.select_related("product")):
        where = {"scan": label(line), "index": number}
        page = client.get(registry.of(draft).url("line"), where)
        read = {n: v for n, v in typed(page, form=None).items() if v}
        assert {"batch", "product"} & {name.rpartition("-")[2] for name in read}
        data |= read
    return _posted(draft, data)


def imported(draft):
    """From a workbook with the columns of the register's own template."""
    client = signed_in(draft.made_by)
    upload = SimpleUploadedFile("list.xlsx", workbook(draft), workbooks.XLSX)
    papers = {paper.slot for paper in draft.attachments()}
    # What has its record already is not offered to a second one.
    draft.discard(draft.made_by)
    client.post(reverse("import-new"), {"file": upload})
    brought = Import.objects.latest("pk")
    page = reverse("import-sheet", args=[brought.pk])
    client.post(page, typed(client.get(page), form=None))
    doubts = [row.findings for row in brought.rows.all() if row.findings]
    assert not doubts, doubts
    office.press_take(client, brought)
    rows = brought.rows.all()
    brought.refresh_from_db()
    assert brought.state == Import.State.TAKEN, brought.failure
    return _papers(type(draft).objects.get(pk=rows[0].object_id), papers)


def told(draft):
    """From the shell: the draft as it was made."""
    return draft


def _fields(draft):
    """What stands in the form of a draft, as if it had been typed into a new one."""
    page = signed_in(draft.made_by).get(registry.of(draft).url("edit", draft.pk))
    data = {
        n: v
        for n, v in typed(page).items()
        if not re.search(r"-(id|record)$|^version$", n)
    }
    return data | {name: 0 for name in data if name.endswith("INITIAL_FORMS")}


def _posted(draft, data):
    url = registry.of(draft).url("create")
    answer = signed_in(draft.made_by).post(url, data)
    assert answer.status_code == 302, faults(answer.context)
    papers = {paper.slot for paper in draft.attachments()}
    return _papers(type(draft).objects.latest("pk"), papers)


def faults(page):
    """What a form that was not taken says of itself and of its lines."""
    formsets = [part.formset for part in page["parts"] if part.formset]
    lines = [each for f in formsets for each in (*f.errors, f.non_form_errors())]
    return page["form"].errors, lines


def _papers(record, slots):
    """Papers come in by one door only."""
    make.attach(record, *slots)
    return record


def label(line):
    """The GS1 code on a package of what a line is about."""
    gtin = teach(line.product, udi_di="16901234567899").udi_di
    # What is ordered has no lot yet.
    lot = getattr(line, "lot", "")
    return f"01{gtin}10{lot}" if lot else f"01{gtin}"


def workbook(draft):
    """A workbook that says of each line what the draft says."""
    with translation.override("en"):
        columns = SheetTarget.of(registry.of(draft)).columns[1:]
        heads = [capfirst(str(column.label)) for column in columns]
        rows = [[_cell(draft, line, c) for c in columns] for line in draft.lines.all()]
    file = BytesIO()
    with xlsxwriter.Workbook(
        file, {"default_date_format": "yyyy-mm-dd", "remove_timezone": True}
    ) as book:
        page = book.add_worksheet()
        for number, row in enumerate([heads, *rows]):
            page.write_row(number, 0, row)
    return file.getvalue()


def _cell(draft, line, column):
    row = line if column.name.startswith(LINE) else draft
    name = column.name.removeprefix(LINE)
    with suppress(AttributeError):
        return str(getattr(row, f"get_{name}_display")())
    value = getattr(row, name)
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, make.dt.datetime):
        return make.timezone.localtime(value)
    return value if isinstance(value, make.dt.date | int) else str(value or "")


# How it is signed: each says which sentences it was refused with, or fails.


def on_the_page(record, step, person):
    place = record.next_signature() if step == "sign" else None
    asked = dict.fromkeys(place.sign.fills, "Agreed") if place else {}
    said = {"password": "pw", "justification": "known"} | asked
    page = signed_in(person).post(
        registry.of(record).url("step", record.pk, step), said
    )
    assert page.status_code == 200
    return page.content.decode()


def by_the_verb(record, step, person):
    said = {"justification": "known"} if step == "submit" else {}
    if step == "sign":
        said = make.answers(record, record.next_signature().sign)
    with pytest.raises(Refused) as refusal:
        getattr(record, step)(person, **said)
    return "\n".join(refusal.value.messages)


def by_force(record, step, person):
    """Whoever has a database shell: the state, and the goods that follow from it."""
    with pytest.raises(IntegrityError) as refusal, transaction.atomic():
        take_effect(record)
    return str(refusal.value)


def all_but_the_last(record):
    """Let everybody sign but who signs last."""
    record.submit(record.made_by, justification="known")
    make.sign_all(record, until=len(record.signed_by) - 1)


def forced(record):
    """Hand in a draft past the rules."""
    with unguarded():
        number = record.next_number()
        assign(record, state="submitted", number=number, round=1)
    record.refresh_from_db()


def take_effect(record):
    """Overwrite the state, and let go of the goods, as no verb would."""
    assign(record, state="signed", kept_for_ever=True)
    leaves = isinstance(record, OutboundReview)
    if isinstance(record, Sale | OutboundReview):
        for line in record.lines.all():
            _carry_off(record, line, _where(line, leaves), leaves)


def _where(line, leaves):
    """The place that a line takes from, or wherever the goods lie instead."""
    wanted = "dispatch" if leaves else "qualified"
    known = line.batch.balances.select_related("place__warehouse")
    return max(known, key=lambda each: (each.place.zone == wanted, each.quantity)).place


def _carry_off(record, line, source, leaves):
    way = {"batch": line.batch, "source": source, "quantity": line.quantity}
    way["target"] = None if leaves else place_in("dispatch", source.warehouse)
    who = {"because": record, "number": record.number, "by": record.made_by}
    Movement(**way, **who, is_sale=leaves).save()
    left = Balance.objects.filter(batch=line.batch, place=source)
    left.update(quantity=F("quantity") - line.quantity)


class Door(NamedTuple):
    """A way in: how the draft is written, and how it is signed."""

    name: str
    write: object
    sign: object
    #: Whether what it refuses leaves an entry that names a person.
    knows_who: bool = True

    def __str__(self):
        return self.name


DOORS = (
    Door("form", typed_in, on_the_page),
    Door("scan", scanned_in, on_the_page),
    Door("import", imported, on_the_page),
    Door("shell", told, by_the_verb),
    Door("database", told, by_force, knows_who=False),
)


def sentences_of_the_database(names):
    """What guards and constraints of some names say when they refuse."""
    known = {guard.name: guard.sentence for guard in guards()}
    return [known.get(name, name) for name in names]
