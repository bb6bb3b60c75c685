"""What every list may do, asked of each that is registered."""

import datetime as dt
from io import BytesIO

import openpyxl
import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone, translation
from django.utils.text import capfirst

from qms.core.models import User
from qms.core.roles import Role
from qms.records.models import State, Trail
from qms.records.registers import registry
from qms.records.views.lists import RecordList
from tests import make
from tests.core.cast import sign_in
from tests.pdfa import faults

from .registered import each_listing

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("company")]


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


@pytest.mark.alike
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


def in_order(listing, request):
    """The rows as a list would show them, without the rest of its page."""
    view = RecordList(register=listing)
    view.setup(request)
    return list(view.get_queryset()[: RecordList.paginate_by])


@each_listing
def test_a_list_is_sorted_by_each_of_its_columns(client, reader, listing, rf):
    page = client.get(listing.url())
    for column in filter(lambda each: each.url, page.context["columns"]):
        for sort in (column.key, f"-{column.key}"):
            rows = in_order(listing, rf.get("/", {"sort": sort}))
            assert len(rows) == len(page.context["rows"])


@each_listing
def test_a_list_is_exported_row_by_row_and_cell_by_cell(client, reader, listing):
    book = openpyxl.load_workbook(BytesIO(client.get(listing.url("excel")).content))
    assert book.active.max_row == 1 + listing.queryset().count() > 3
    assert book.active.max_column == len(listing.cells)
    assert exported(listing) == "xlsx"


@pytest.mark.alike
@each_listing
def test_a_list_is_printed_as_an_archive_keeps_it(client, reader, listing):
    assert set(faults(client.get(listing.url("pdf")).content)) == set()
    assert exported(listing) == "pdf"


def exported(listing):
    """As what a listing left the house, by the trail."""
    exports = Trail.objects.filter(act="exported", details__register=listing.key)
    return exports.get().details["as_"]


def test_filters_speak_the_language_of_whoever_looks(client, settings, reader):
    sales = registry["sales.sale"]
    direct = sales.opts.get_field("is_direct_delivery").verbose_name
    for language, _name in settings.LANGUAGES:
        User.objects.filter(pk=reader.pk).update(language=language)
        page = client.get(sales.url()).content.decode()
        with translation.override(language):
            assert f'<option value="draft">{State.DRAFT.label}</option>' in page
            assert capfirst(str(direct)) in page
