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
from django.utils.text import capfirst
from pypdf import PdfReader

from inventory.models import GoodsReceipt, IncomingInspection
from qms.core.models import Product, User
from qms.core.roles import Role
from qms.records.models import File, State, Trail
from qms.records.registers import registry
from qms.records.rules import Refused
from qms.records.views.lists import RecordList
from sales.models import CustomerReview, Sale
from tests import make
from tests.browsing import typed
from tests.core.cast import last, sign_in
from tests.pdfa import faults
from tests.tampering import assign, erase, refused

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("company")]

each_listing = pytest.mark.parametrize(
    "listing", registry.values(), ids=lambda listing: listing.key
)
each_register = pytest.mark.parametrize(
    "register", registry.registers(), ids=lambda register: register.key
)


def signed(register):
    return register.model.objects.in_effect().first()


def draft(register):
    """A draft of a kind; where records are amended, an amendment."""
    if issubclass(register.model, File):
        return make.one(register.model)
    record = signed(register)
    return record.amend(record.made_by, "a slip of the pen")


def submitted(register):
    record = draft(register)
    record.submit(record.made_by, justification="Known and accepted")
    return record


# Lists


@pytest.fixture
def near_the_end(company):
    """The day when what was made to last a year is about to end."""
    day = timezone.now() + dt.timedelta(days=330)
    with time_machine.travel(day, tick=False):
        yield


@pytest.fixture
def reader(client, near_the_end):
    return sign_in(client, make.user(Role.ANY_EMPLOYEE))


def cost(client, listing):
    """How many statements it takes to show a list, and of how many rows."""
    client.get(listing.url())
    with CaptureQueriesContext(connection) as asked:
        page = client.get(listing.url())
    return len(asked), len(page.context["rows"])


@each_listing
def test_a_list_costs_the_same_for_one_row_and_for_three(
    client, reader, listing, monkeypatch
):
    many, rows = cost(client, listing)
    everything = listing.queryset()
    alone = everything.filter(pk=everything.first().pk)
    monkeypatch.setattr(listing, "queryset", alone.all)
    assert rows >= 3
    assert (many, 1) == cost(client, listing)
    assert many <= 15


def said_at(thing, lookup):
    """What a row says in the place where a search looks."""
    for name in lookup.split("__"):
        thing = getattr(thing, name, None)
        thing = thing.first() if hasattr(thing, "first") else thing
    return str(thing or "")


@each_listing
def test_a_list_is_searched_in_each_of_its_fields(near_the_end, listing):
    wanted = listing.queryset().first()
    for lookup in listing.search:
        word = (said_at(wanted, lookup).split() or ["none"])[0]
        found = listing.find(listing.queryset(), word)
        assert (wanted in found) is (word != "none"), lookup


@each_listing
def test_a_list_is_sorted_by_each_of_its_columns(client, reader, listing):
    columns = client.get(listing.url()).context["columns"]
    count = min(listing.queryset().count(), RecordList.paginate_by)
    for column in filter(lambda each: each.url, columns):
        up, down = (
            client.get(listing.url(), {"sort": sort}).context["rows"]
            for sort in (column.key, f"-{column.key}")
        )
        assert len(up) == len(down) == count


@each_listing
def test_a_list_is_exported_row_by_row_and_cell_by_cell(client, reader, listing):
    book = openpyxl.load_workbook(BytesIO(client.get(listing.url("excel")).content))
    assert book.active.max_row == 1 + listing.queryset().count() > 3
    assert book.active.max_column == len(listing.cells)
    assert set(faults(client.get(listing.url("pdf")).content)) == set()
    exports = Trail.objects.filter(act="exported", details__register=listing.key)
    assert {entry.details["as_"] for entry in exports} == {"xlsx", "pdf"}


def test_filters_speak_the_language_of_whoever_looks(client, settings, reader):
    sales = registry["sales.sale"]
    direct = sales.opts.get_field("is_direct_delivery").verbose_name
    for language, _name in settings.LANGUAGES:
        User.objects.filter(pk=reader.pk).update(language=language)
        page = client.get(sales.url()).content.decode()
        with translation.override(language):
            assert f'<option value="draft">{State.DRAFT.label}</option>' in page
            assert capfirst(str(direct)) in page


# Who may write


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
    record = draft(register)
    others = set(Role) - {*register.writers, Role.INSPECTOR, Role.COUNTERPARTY}
    if Role.ANY_EMPLOYEE in register.writers:
        others = ()
    user = sign_in(client, make.user(*others))
    edit = register.url("edit", record.pk)
    responses = [client.get(register.url(p)) for p in ("create", "template", "line")]
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
    urls += [register.url(page, record.pk) for page in ("detail", "sheet", "history")]
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


# The pages of a record

#: Kinds whose sheet is full, but leaves room for the signatures and their evidence.
SHORT = (Product, CustomerReview, Sale, IncomingInspection, GoodsReceipt)


@each_register
def test_a_record_shows_in_three_languages(client, settings, register):
    record = signed(register)
    user = sign_in(client, make.user(Role.ANY_EMPLOYEE))
    for language, _name in settings.LANGUAGES:
        User.objects.filter(pk=user.pk).update(language=language)
        with translation.override(language):
            title = escape(str(register))
        for page in ("detail", "history"):
            assert title in client.get(register.url(page, record.pk)).content.decode()
        assert client.get(register.url("blank")).content.startswith(b"%PDF")
        sheet = client.get(register.url("sheet", record.pk)).content
        assert set(faults(sheet)) == set()
        if register.model in SHORT:
            assert len(PdfReader(BytesIO(sheet)).pages) == 1


def stored(record):
    found = type(record).objects.get(pk=record.pk)
    return [found.values(without={"version"}), *(r.values() for r in found.rows())]


@each_register
def test_a_form_saved_as_it_is_changes_nothing(client, register):
    record = draft(register)
    sign_in(client, record.made_by)
    before, edit = stored(record), register.url("edit", record.pk)
    page = client.post(edit, typed(client.get(edit)))
    assert (page.status_code, page.url) == (302, record.get_absolute_url())
    assert stored(record) == before
    assert type(record).objects.get(pk=record.pk).version == record.version + 1


# What the pages of a record cost

#: Statements that a page of a record takes at most.
BUDGET = 15


@pytest.fixture
def at_one_moment():
    """A minute that ends makes the next page write down that somebody is there."""
    with time_machine.travel(timezone.now(), tick=False):
        yield


def page_cost(client, register, page, record):
    """How many statements a page takes, once it has been looked at."""
    url = register.url(page, record.pk)
    client.get(url)
    with CaptureQueriesContext(connection) as asked:
        assert client.get(url).status_code == 200
    # The transaction of the test adds savepoints.
    return len([each for each in asked if "SAVEPOINT" not in each["sql"]])


@each_register
@pytest.mark.usefixtures("at_one_moment")
def test_a_record_is_shown_and_edited_with_few_statements(client, register):
    record = make.one(register.model)
    sign_in(client, make.user(*register.writers))
    assert page_cost(client, register, "edit", record) <= BUDGET
    assert page_cost(client, register, "detail", record) <= BUDGET
    record.submit(record.made_by, justification="Known and accepted")
    assert page_cost(client, register, "detail", record) <= BUDGET
    assert page_cost(client, register, "detail", signed(register)) <= BUDGET


@each_register
@pytest.mark.usefixtures("at_one_moment")
def test_a_record_costs_the_same_with_one_line_and_with_ten(client, register):
    record = make.one(register.model)
    sign_in(client, make.user(*register.writers))
    pages = ("edit", "detail", "history")
    before = [page_cost(client, register, page, record) for page in pages]
    for line in record.rows():
        for _copy in range(9):
            line.pk, line._state.adding = None, True
            line.save(by=record.made_by)
    assert before == [page_cost(client, register, page, record) for page in pages]


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


@pytest.mark.parametrize(
    "register",
    [r for r in registry.registers() if not issubclass(r.model, File)],
    ids=lambda register: register.key,
)
def test_what_was_submitted_does_not_change_by_sql(register):
    record = submitted(register)
    with refused():
        assign(record, made_on=make.next_year())
    for line in record.rows():
        with refused():
            assign(line, quantity=1)
        with refused():
            erase(line)
