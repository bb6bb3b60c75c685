"""What every list and every record may do, asked of each that is registered."""

import datetime as dt
from io import BytesIO

import openpyxl
import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone, translation
from django.utils.html import escape

from qms.core.models import User
from qms.core.roles import Role
from qms.records.models import File, Trail
from qms.records.registers import LedgerListing, Register, registry
from qms.records.rules import Refused
from tests import make
from tests.browsing import typed
from tests.core.cast import last, sign_in
from tests.tampering import assign, erase, refused

pytestmark = pytest.mark.django_db

each_listing = pytest.mark.parametrize(
    "listing", registry.values(), ids=lambda listing: listing.key
)
each_register = pytest.mark.parametrize(
    "register", registry.registers(), ids=lambda register: register.key
)

# Lists


def row(listing):
    """A row that a list shows, now or when its term is about to end."""
    if isinstance(listing, LedgerListing):
        return make.signed(make.one(listing.register.model)).lines.first()
    if isinstance(listing, Register):
        return submitted(listing)
    made = make.one(listing.model)
    return make.signed(made) if hasattr(made, "signed_by") else made


def near_the_end():
    """The day when what was made to last a year is about to end."""
    return time_machine.travel(timezone.now() + dt.timedelta(days=330), tick=False)


def cost(client, listing):
    """How many statements it takes to show a list."""
    with near_the_end():
        sign_in(client, make.user(Role.ANY_EMPLOYEE))
        client.get(listing.url())
        with CaptureQueriesContext(connection) as asked:
            page = client.get(listing.url())
    assert page.context["rows"]
    return len(asked)


@each_listing
def test_a_list_costs_the_same_for_one_row_and_for_three(client, listing):
    row(listing)
    alone = cost(client, listing)
    row(listing)
    row(listing)
    assert cost(client, listing) == alone <= 15


def said_at(thing, lookup):
    """What a row says in the place where a search looks."""
    for name in lookup.split("__"):
        thing = getattr(thing, name, None)
        thing = thing.first() if hasattr(thing, "first") else thing
    return str(thing or "")


@each_listing
def test_a_list_is_searched_and_sorted(client, listing):
    wanted = row(listing)
    with near_the_end():
        for lookup in listing.search:
            word = (said_at(wanted, lookup).split() or ["none"])[0]
            found = listing.find(listing.queryset(), word)
            assert (wanted in found) is (word != "none")
        sign_in(client, make.user(Role.ANY_EMPLOYEE))
        columns = client.get(listing.url()).context["columns"]
        for column in filter(lambda c: c.url, columns):
            for sort in (column.key, f"-{column.key}"):
                page = client.get(listing.url(), {"sort": sort})
                assert wanted in [shown.obj for shown in page.context["rows"]]


@each_listing
def test_a_list_is_exported_row_by_row_and_cell_by_cell(client, listing):
    row(listing)
    with near_the_end():
        sign_in(client, make.user(Role.ANY_EMPLOYEE))
        shown = client.get(listing.url()).context["rows"]
        book = openpyxl.load_workbook(BytesIO(client.get(listing.url("excel")).content))
        pdf = client.get(listing.url("pdf"))
    assert book.active.max_row == 1 + len(shown) > 1
    assert book.active.max_column == len(listing.cells)
    assert pdf.content.startswith(b"%PDF")
    exports = Trail.objects.filter(act="exported", details__register=listing.key)
    assert exports.count() == 2


# Who may write


def submitted(register):
    record = make.one(register.model)
    record.submit(record.made_by, justification="Known and accepted")
    return record


def writing_pages(register, record):
    yield "get", register.url("create")
    yield "get", register.url("template")
    yield "post", register.url("autosave")
    yield "get", register.url("edit", record.pk)
    yield "post", register.url("edit", record.pk)


@each_register
def test_writers_find_an_empty_form_and_an_empty_workbook(client, register):
    sign_in(client, make.user(*register.writers))
    page = client.get(register.url("create"))
    assert set(page.context["form"].fields) == {*register.form_fields, "version"}
    book = client.get(register.url("template"))
    titles = openpyxl.load_workbook(BytesIO(book.content)).active
    assert titles.max_row == 1
    assert titles.max_column >= len(register.form_fields)


@each_register
def test_nobody_but_the_writers_writes(client, register):
    draft = make.one(register.model)
    others = set(Role) - {*register.writers, Role.INSPECTOR, Role.COUNTERPARTY}
    user = sign_in(client, make.user(*others))
    for method, url in writing_pages(register, draft):
        assert getattr(client, method)(url).status_code == 403
        assert (last().act, last().actor) == ("refused", user)
        assert last().details["register"] == register.key
        assert last().details["problems"][0]["rule"] == "authority"


@each_register
def test_an_inspector_reads_and_each_look_is_trailed(client, register):
    record = submitted(register)
    inspector = sign_in(client, make.user(Role.INSPECTOR))
    urls = [register.url(), register.url("excel")]
    urls += [register.url(page, record.pk) for page in ("detail", "sheet", "history")]
    for url in urls:
        assert client.get(url).status_code == 200
        assert (last().act, last().actor) == ("viewed", inspector)
    assert last().record == record


@each_register
def test_an_inspector_writes_nothing(client, register):
    record = submitted(register)
    sign_in(client, make.user(Role.INSPECTOR))
    urls = [register.url(page) for page in ("create", "autosave")]
    urls += [register.url(page, record.pk) for page in ("edit", "attach")]
    urls += [register.url("step", record.pk, step) for step in ("sign", "void")]
    for url in urls:
        assert client.post(url).status_code == 403
        assert last().details["path"] == url
        assert last().details["problems"][0]["clause"] == "INSP 5.51"


# The pages of a record


@each_register
def test_a_record_shows_in_three_languages(client, settings, register):
    record = submitted(register)
    user = sign_in(client, make.user(Role.ANY_EMPLOYEE))
    for language, _name in settings.LANGUAGES:
        User.objects.filter(pk=user.pk).update(language=language)
        with translation.override(language):
            title = escape(str(register))
        for page in ("detail", "history"):
            assert title in client.get(register.url(page, record.pk)).content.decode()
        for url in (register.url("sheet", record.pk), register.url("blank")):
            assert client.get(url).content.startswith(b"%PDF")


@each_register
def test_a_form_saved_as_it_is_changes_nothing(client, register):
    record = make.one(register.model)
    sign_in(client, record.made_by)
    before = stored(record)
    data = typed(client.get(register.url("edit", record.pk)))
    page = client.post(register.url("edit", record.pk), data)
    assert (page.status_code, page.url) == (302, record.get_absolute_url())
    assert stored(record) == before
    assert type(record).objects.get(pk=record.pk).version == record.version + 1


def stored(record):
    found = type(record).objects.get(pk=record.pk)
    return [found.values(without={"version"}), *(r.values() for r in found.rows())]


# What has been submitted


@each_register
def test_a_submitted_record_is_neither_edited_nor_deleted(client, register):
    record = submitted(register)
    again = type(record).objects.get(pk=record.pk)
    same = type(record).objects.filter(pk=record.pk)
    with pytest.raises(Refused):
        again.save(by=record.made_by)
    with pytest.raises(TypeError):
        again.delete(by=record.made_by)
    with pytest.raises(TypeError):
        same.update(made_on=make.today())
    with pytest.raises(TypeError):
        same.delete()
    with refused():
        erase(record)
    sign_in(client, record.made_by)
    assert client.get(register.url("edit", record.pk)).status_code == 404
    assert same.get().content() == record.content()


@each_register
def test_what_was_submitted_does_not_change_by_sql(register):
    if issubclass(register.model, File):
        pytest.skip("A file is revised in place.")
    record = submitted(register)
    with refused():
        assign(record, made_on=make.next_year())
    for line in record.rows():
        with refused():
            assign(line, quantity=1)
        with refused():
            erase(line)
