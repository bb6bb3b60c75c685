"""The page of the trail: who reads it, how it is searched, what it says."""

import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone

from qms.core.roles import Role
from qms.core.wording import wording
from qms.records.models import Trail
from qms.records.rules import Refused
from tests import make

from .cast import REASON, last, sign_in

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]


def found(client, **query):
    entries = client.get(reverse("trail"), query).context["entries"]
    return [entry for entry, _url, _words in entries]


READERS = [Role.QUALITY_HEAD, Role.COMPANY_HEAD, Role.SYSTEM_ADMIN, Role.INSPECTOR]


@pytest.mark.parametrize("role", READERS)
def test_the_trail_is_open_to_its_readers(client, role):
    sign_in(client, make.user(role))
    assert client.get(reverse("trail")).status_code == 200


def test_the_trail_is_closed_to_others(client):
    sign_in(client, make.user(Role.DRIVER))
    assert client.get(reverse("trail")).status_code == 403
    assert last().act == "refused"


def test_the_trail_is_filtered(client, admin):
    supplier = make.supplier(name="Sun")
    failed = Trail.objects.note(Trail.Act.REFUSED, admin, problems=[])
    created = Trail.objects.get(act="created")
    assert found(client, q=str(supplier)) == [created]
    assert found(client, q=admin.full_name) == [failed]
    assert found(client, act="refused") == [failed]
    assert found(client, actor=admin.pk) == [failed]
    today = timezone.localdate()
    assert found(client, at_after=today, at_before=today) == [failed, created]
    assert found(client, at_before=today - dt.timedelta(days=1)) == []


def test_the_trail_is_leafed_through_from_entry_to_entry(client, admin):
    made = [Trail.objects.note(Trail.Act.PRINTED, admin) for _each in range(60)]
    newest, rest = made[::-1][:50], made[::-1][50:]
    page = client.get(reverse("trail"), {"act": "printed"})
    assert [e for e, *_rest in page.context["entries"]] == newest
    older = f"?act=printed&amp;before={newest[-1].pk}"
    assert f'href="{older}"' in page.content.decode()
    page = client.get(reverse("trail") + older.replace("&amp;", "&"))
    assert [e for e, *_rest in page.context["entries"]] == rest
    assert page.context["older"] is None


@pytest.mark.parametrize("before", ["x", "-1", "9" * 30])
def test_a_wrong_place_in_the_trail_does_no_harm(client, admin, before):
    assert client.get(reverse("trail"), {"before": before}).status_code == 200


def test_the_trail_leads_to_the_records_and_accounts(client, admin):
    supplier, user = make.supplier(), make.user()
    user.appoint({Role.DRIVER}, by=admin, reason=REASON)
    shown = client.get(reverse("trail")).context["entries"]
    urls = [url for _entry, url, _words in shown]
    assert urls == [
        reverse("user-edit", args=[user.pk]),
        supplier.get_absolute_url(),
    ]


def test_the_trail_says_refusals_in_words(client, admin):
    with pytest.raises(Refused):
        make.user().appoint({Role.COUNTERPARTY}, by=admin, reason=REASON)
    page = client.get(reverse("trail")).content.decode()
    sentence = "A counterparty signs outside and has no account. (INSP 5.51)"
    assert f"<div>{sentence}</div>" in page
    assert "<div>step: change of roles</div>" in page


def test_details_are_said_in_words():
    details = {
        "given": ["driver", "receiver"],
        "taken": [],
        "register": "core.supplier",
        "step": "unheard of",
        "page": "detail",
        "spans": {"core.Batch": {"after": 0, "last": 7, "sha256": "f3e1"}},
        "as_": "pdf",
        "table": "customers",
        "line": "5ml × 3",
        "of_lines": 3,
        "problems": [{"rule": "authority"}],
    }
    assert list(wording(details)) == [
        "authority",
        "step: unheard of",
        "roles given: driver, receiver",
        "line of the record: 5ml × 3",
        "register: Supplier file",
        "page: record page",
        "table: customers",
        "file type: pdf",
        "digests of the history: of 1 kinds of rows",
        "of lines: 3",
    ]


@pytest.mark.parametrize("count", [1, 30])
def test_the_trail_needs_the_same_queries_for_any_number(
    client, admin, count, django_assert_max_num_queries
):
    for _each in range(count):
        make.supplier()
    with django_assert_max_num_queries(9):
        client.get(reverse("trail"))
