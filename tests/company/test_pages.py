"""The pages of a record: what they say, and how many statements they take."""

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone, translation
from django.utils.html import escape

from inventory.models import GoodsReceipt, IncomingInspection
from qms.core.models import Product, User
from qms.core.roles import Role
from qms.records.printing import sheet_pdf
from qms.records.registers import registry
from sales.models import CustomerReview, Sale
from tests import make
from tests.browsing import typed
from tests.core.cast import last, sign_in
from tests.paper import pages, text
from tests.pdfa import faults
from tests.world import taken_back

from .registered import draft, each_register, signed

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("company")]

#: Kinds whose sheet is full, but leaves room for the signatures and their evidence.
SHORT = [
    registry.of(model)
    for model in (Product, CustomerReview, Sale, IncomingInspection, GoodsReceipt)
]


@pytest.mark.alike
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


@pytest.mark.alike
@each_register
def test_a_record_prints_and_an_inspector_s_print_is_trailed(client, register):
    record = signed(register)
    inspector = sign_in(client, make.user(Role.INSPECTOR))
    sheet = client.get(register.url("sheet", record.pk)).content
    assert set(faults(sheet)) == set()
    entry = last()
    assert (entry.act, entry.actor, entry.record) == ("viewed", inspector, record)


@pytest.mark.alike
@pytest.mark.parametrize("language", ["en", "zh-hant", "zh-hans"])
@pytest.mark.parametrize("register", SHORT, ids=lambda register: register.key)
def test_a_record_of_a_line_takes_one_page(register, language):
    with translation.override(language):
        [_page] = pages(sheet_pdf(signed(register), register, User()))


@pytest.mark.alike
@each_register
def test_a_form_prints_blank(client, register):
    sign_in(client, make.user(Role.ANY_EMPLOYEE))
    blank = client.get(register.url("blank")).content
    said = text(blank)
    assert set(faults(blank)) == set()
    assert register.model.form_no in said
    assert "Company seal" in said
    assert "□" in said or not register.model.papers


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


# What they cost

#: Statements that a page of a record takes at most.
BUDGET = 15


@pytest.fixture
def at_one_moment():
    """A minute that ends makes the next page write down that somebody is there."""
    with time_machine.travel(timezone.now(), tick=False):
        yield


def page_costs(client, register, record, *pages):
    """How many statements some pages take; the transaction of the test adds some."""
    for page in pages:
        with CaptureQueriesContext(connection) as asked:
            assert client.get(register.url(page, record.pk)).status_code == 200
        yield len([each for each in asked if "SAVEPOINT" not in each["sql"]])


@pytest.mark.alike
@each_register
@pytest.mark.usefixtures("at_one_moment")
def test_a_record_takes_few_statements_with_one_line_as_with_ten(client, register):
    record, pages = make.one(register.model), ("edit", "detail", "history")
    sign_in(client, make.user(*register.writers))
    for _look in ("first", "again"):
        costs = list(page_costs(client, register, record, *pages))
    assert max(costs[:2]) <= BUDGET
    with taken_back():
        for line in record.rows():
            for _copy in range(9):
                line.pk, line._state.adding = None, True
                line.save(by=record.made_by)
        assert costs == list(page_costs(client, register, record, *pages))
    record.submit(record.made_by, justification="Known and accepted")
    for each in (record, signed(register)):
        assert max(page_costs(client, register, each, "detail")) <= BUDGET
