"""Who may write a record, and who may only look."""

from io import BytesIO

import openpyxl
import pytest
from django.urls import reverse

from qms.core.roles import Role
from qms.records.imports import targets
from qms.records.models import State, Trail
from qms.records.rules import Refused
from tests import make
from tests.core.cast import last, sign_in
from tests.tampering import assign, erase, refused
from tests.world import amended

from .registered import draft, each_amended, each_register, signed, submitted

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("company")]


@each_register
def test_writers_find_an_empty_form_and_an_empty_workbook(client, register):
    sign_in(client, make.user(*register.writers))
    page = client.get(register.url("create"))
    assert set(page.context["form"].fields) == {*register.form_fields, "version"}
    key = next(k for k, each in targets.items() if each.model is register.model)
    book = client.get(reverse("import-template", args=[key]))
    titles = openpyxl.load_workbook(BytesIO(book.content)).active
    assert titles.max_row == 1
    assert titles.max_column == len(targets[key]().to_fill)


@each_register
def test_nobody_but_the_writers_writes(client, register):
    record = draft(register)
    others = set(Role) - {*register.writers, Role.INSPECTOR, Role.COUNTERPARTY}
    if Role.ANY_EMPLOYEE in register.writers:
        others = ()
    user = sign_in(client, make.user(*others))
    edit = register.url("edit", record.pk)
    responses = [client.get(register.url(p)) for p in ("create", "line")]
    responses += [client.post(register.url("autosave")), client.get(edit)]
    responses += [client.post(register.url("create")), client.post(edit)]
    assert {response.status_code for response in responses} == {403}
    entries = Trail.objects.filter(act="refused", actor=user)
    assert entries.count() == len(responses)
    for entry in entries:
        assert entry.details["register"] == register.key
        assert entry.details["problems"][0]["rule"] == "authority"


@each_register
def test_an_inspector_reads_and_each_look_is_trailed(client, register):
    record = signed(register)
    inspector = sign_in(client, make.user(Role.INSPECTOR))
    urls = [register.url(), register.url("excel")]
    urls += [register.url(page, record.pk) for page in ("detail", "history")]
    for url in urls:
        assert client.get(url).status_code == 200
        assert (last().act, last().actor) == ("viewed", inspector)
    assert last().record == record


@each_register
def test_an_inspector_writes_nothing(client, register):
    record = signed(register)
    sign_in(client, make.user(Role.INSPECTOR))
    urls = [register.url(page) for page in ("create", "autosave")]
    urls += [register.url(page, record.pk) for page in ("edit", "attach")]
    urls += [register.url("step", record.pk, step) for step in ("sign", "void")]
    for url in urls:
        assert client.post(url).status_code == 403
        assert last().details["path"] == url
        assert last().details["problems"][0]["clause"] == "INSP 5.51"


# What has been submitted


@each_register
def test_a_submitted_record_is_neither_edited_nor_deleted(client, register):
    record = submitted(register)
    again = type(record).objects.get(pk=record.pk)
    same = type(record).objects.filter(pk=record.pk)
    with pytest.raises(Refused):
        again.save(by=record.made_by)
    for write in (again.delete, same.update, same.delete):
        with pytest.raises(TypeError):
            write()
    with refused():
        erase(record)
    sign_in(client, record.made_by)
    assert client.get(register.url("edit", record.pk)).status_code == 404
    assert same.get().content() == record.content()


@each_amended
def test_what_was_submitted_does_not_change_by_sql(register):
    record = submitted(register)
    with refused():
        assign(record, made_on=make.next_year())
    for line in record.rows():
        with refused():
            assign(line, record_id=record.corrects_id)
        with refused():
            erase(line)


@each_amended
def test_each_kind_of_record_can_be_corrected(register):
    record = make.signed(make.one(register.model))
    correction = make.signed(amended(record))
    record.refresh_from_db()
    assert (record.state, correction.state) == (State.AMENDED, State.SIGNED)
    assert correction.corrects == record
    assert correction.number > record.number
    assert last("amended").details == {"by_record": correction.number}
