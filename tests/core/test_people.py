"""Accounts, signing in, rights, and the trail that all of it leaves."""

import datetime as dt
import re

import pytest
from axes.models import AccessAttempt
from django.core.management import call_command
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from qms.core.forms import ROLES
from qms.core.models import Appointment, User
from qms.core.roles import Role
from qms.core.wording import wording
from qms.records.models import Trail
from qms.records.rules import Refused
from tests import make

pytestmark = pytest.mark.django_db

OWN = "Blue-harbour-47"
REASON = "QX-2026-001"


@pytest.fixture(autouse=True)
def english(settings):
    settings.LANGUAGE_CODE = "en"


@pytest.fixture
def admin(client):
    """A signed-in system administrator."""
    return sign_in(client, make.user(Role.SYSTEM_ADMIN))


def sign_in(client, user):
    User.objects.filter(pk=user.pk).update(language="en")
    client.force_login(user, "django.contrib.auth.backends.ModelBackend")
    return user


def attempt(client, username, password="pw", **data):
    data = {"username": username, "password": password, "next": "/language/"} | data
    return client.post(reverse("login"), data)


def last(act=None):
    entries = Trail.objects.filter(act=act) if act else Trail.objects
    return entries.first()


def sentences(entry):
    return [problem["sentence"] for problem in entry.details["problems"]]


def roles_of(user):
    return User.objects.get(pk=user.pk).roles


# Signing in


def test_a_sign_in_is_trailed(client):
    user = make.user()
    response = attempt(client, user.username)
    assert response.url == "/language/"
    assert (last().act, last().actor) == ("signed_in", user)
    assert last().details == {"address": "127.0.0.1"}


def test_a_failed_sign_in_is_trailed_with_the_person(client):
    user = make.user()
    assert attempt(client, user.username, "wrong").status_code == 200
    assert (last().act, last().actor) == ("refused", user)
    assert last().details["problems"][0]["rule"] == "password"
    assert last().details["username"] == user.username


def test_a_failed_sign_in_of_nobody_is_trailed_without_a_person(client):
    attempt(client, "nobody")
    assert (last().act, last().actor, last().actor_name) == ("refused", None, "")
    assert last().details["username"] == "nobody"


def test_an_empty_form_is_no_attempt(client):
    attempt(client, "", "")
    assert not Trail.objects.exists()


def test_a_closed_account_is_not_let_in(client):
    user = make.user(is_active=False)
    attempt(client, user.username)
    assert last().details["problems"][0]["rule"] == "closed"


def test_repeated_failures_lock_the_account_for_a_while(client, settings, time_machine):
    user = make.user()
    for _each in range(settings.AXES_FAILURE_LIMIT):
        response = attempt(client, user.username, "wrong")
    assert response.status_code == 429
    assert last().details["problems"][0]["rule"] == "lockout"
    assert attempt(client, user.username).status_code == 429
    assert last().actor == user
    assert attempt(client, make.user().username).status_code == 302
    client.logout()
    time_machine.move_to(timezone.now() + settings.AXES_COOLOFF_TIME * 1.1)
    assert attempt(client, user.username).status_code == 302
    assert not AccessAttempt.objects.filter(username=user.username).exists()


def test_whoever_is_signed_in_is_not_asked_again(client):
    sign_in(client, make.user())
    assert client.get(reverse("login"), {"next": "/language/"}).url == "/language/"


def test_a_session_ends_after_a_time_of_idleness(client, settings, time_machine):
    attempt(client, make.user().username)
    page = reverse("password_change")
    idle = dt.timedelta(seconds=settings.SESSION_COOKIE_AGE)
    for _each in range(2):
        time_machine.move_to(timezone.now() + idle * 0.9)
        assert client.get(page).status_code == 200
    time_machine.move_to(timezone.now() + idle * 1.1)
    assert client.get(page).url == f"{reverse('login')}?next={page}"


def test_signing_out_ends_the_session(client):
    sign_in(client, make.user())
    assert client.post(reverse("logout")).url == reverse("login")
    assert "_auth_user_id" not in client.session


# The first password, and one's own


def change_password(client, old="pw", new=OWN):
    data = {"old_password": old, "new_password1": new, "new_password2": new}
    return client.post(reverse("password_change"), data)


def test_nobody_works_on_with_a_password_set_by_somebody_else(client):
    user = sign_in(client, make.user(must_change_password=True))
    assert client.get(reverse("trail")).url == reverse("password_change")
    assert client.get(reverse("password_change")).status_code == 200
    assert change_password(client).url == reverse("password_change_done")
    assert client.get(reverse("password_change_done")).status_code == 200
    user.refresh_from_db()
    assert not user.must_change_password
    assert user.check_password(OWN)
    assert (last().act, last().actor, last().record) == ("changed", user, user)


def test_the_language_and_the_way_out_stay_open_before_the_first_change(client):
    sign_in(client, make.user(must_change_password=True))
    assert client.post(reverse("language"), {"next": "/x/"}).url == "/x/"
    assert client.post(reverse("logout")).url == reverse("login")


def test_the_same_password_is_not_taken_again(client):
    user = make.user(must_change_password=True, password=OWN)
    sign_in(client, user)
    form = change_password(client, OWN).context["form"]
    assert form.errors == {
        "new_password2": ["This is the password you have now; choose another."]
    }
    user.refresh_from_db()
    assert user.must_change_password


def test_a_short_password_is_refused(client):
    sign_in(client, make.user())
    assert (
        "new_password2" in change_password(client, new="short").context["form"].errors
    )


# Language


def test_a_visitor_chooses_a_language_for_the_session(client):
    client.post(reverse("language"), {"language": "en"})
    assert client.session["language"] == "en"
    assert '<html lang="en">' in client.get(reverse("login")).content.decode()


def test_a_person_keeps_the_language(client):
    user = sign_in(client, make.user())
    client.post(reverse("language"), {"language": "zh-hans"})
    user.refresh_from_db()
    assert user.language == client.session["language"] == "zh-hans"


@pytest.mark.parametrize(
    "target", ["https://elsewhere.example/", "//elsewhere.example"]
)
def test_the_language_leads_nowhere_else(client, target):
    response = client.post(reverse("language"), {"language": "xx", "next": target})
    assert response.url == reverse("home")
    assert "language" not in client.session


# Who may administer

PAGES = ["user-list", "user-create"]
ACCOUNT_PAGES = ["user-edit", "user-password", "user-deactivate", "user-reactivate"]


@pytest.mark.parametrize("page", PAGES + ACCOUNT_PAGES)
def test_only_administrators_administer(client, page):
    user = sign_in(client, make.user(Role.QUALITY_HEAD))
    url = reverse(page, args=[user.pk] if page in ACCOUNT_PAGES else [])
    assert client.get(url).status_code == 403
    assert (last().act, last().actor) == ("refused", user)
    assert last().details["path"] == url
    assert sentences(last()) == ["This needs the role system administrator."]


@pytest.mark.parametrize("page", PAGES + ACCOUNT_PAGES)
def test_administrators_see_every_page(client, admin, page):
    args = [make.user(Role.DRIVER).pk] if page in ACCOUNT_PAGES else []
    assert client.get(reverse(page, args=args)).status_code == 200


def test_the_list_finds_people(client, admin):
    make.user(Role.DRIVER, full_name="Chan Tai Man", job_title="van no. 2")
    page = client.get(reverse("user-list"), {"q": "chan van"})
    assert [p.full_name for p in page.context["people"]] == ["Chan Tai Man"]
    assert '<span class="tag">driver</span>' in page.content.decode()


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_needs_the_same_queries_for_any_number(
    client, admin, count, django_assert_max_num_queries
):
    for _each in range(count):
        make.user(Role.DRIVER)
    with django_assert_max_num_queries(9):
        client.get(reverse("user-list"))


# Accounts


def create(client, **values):
    data = {"username": "chan", "full_name": "Chan", "roles": ["driver"]}
    data |= {"reason": REASON} | values
    return client.post(reverse("user-create"), data)


def edit(client, user, **values):
    data = {"full_name": user.full_name, "job_title": user.job_title}
    data |= {"roles": sorted(roles_of(user)), "reason": REASON} | values
    return client.post(reverse("user-edit", args=[user.pk]), data)


def step(client, page, user, reason=REASON):
    return client.post(reverse(page, args=[user.pk]), {"reason": reason})


def test_a_new_account_shows_its_first_password_once(client, admin):
    page = create(client)
    user = User.objects.get(username="chan")
    shown = re.search(r"<code>(\w+)</code>", page.content.decode())[1]
    assert user.check_password(shown)
    assert user.must_change_password
    assert "no-store" in page["Cache-Control"]
    assert user.roles == {"driver"}
    assert (last().act, last().actor, last().record) == ("rights", admin, user)
    assert last().details == {
        "step": "engage",
        "user": "chan",
        "reason": REASON,
        "given": ["driver"],
        "taken": [],
    }


@pytest.mark.parametrize("username", ["chan", "Chan"])
def test_a_user_name_is_given_once(client, admin, username):
    make.user(username="chan", is_active=False)
    assert create(client, username=username).context["form"].errors
    assert User.objects.filter(username__iexact="chan").count() == 1


def test_an_account_needs_a_reason(client, admin):
    assert "reason" in create(client, reason="").context["form"].errors


def test_a_refused_account_is_not_opened_and_the_refusal_is_kept(client, admin):
    page = create(client, roles=["inspector", "driver"])
    sentence = "A licence inspector holds no other role."
    assert page.context["form"].errors == {"roles": [sentence]}
    assert not User.objects.filter(username="chan").exists()
    assert last("refused").details["user"] == "chan"
    assert sentences(last("refused")) == [sentence]


def test_roles_are_changed_with_a_reason(client, admin):
    user = make.user(Role.DRIVER, Role.RECEIVER)
    response = edit(client, user, roles=["driver", "storekeeper"])
    assert response.url == reverse("user-edit", args=[user.pk])
    assert roles_of(user) == {"driver", "storekeeper"}
    assert last("rights").details["given"] == ["storekeeper"]
    assert last("rights").details["taken"] == ["receiver"]
    (given,), *_others = user.career()
    assert (given.role, given.history_user) == ("storekeeper", admin)
    assert given.history_change_reason == REASON
    page = client.get(response.url).content.decode()
    assert page.count(REASON) == 2


def test_names_are_corrected_and_the_old_ones_kept(client, admin):
    user = make.user(full_name="Chen")
    edit(client, user, full_name="Chan", username="other")
    renamed = User.objects.get(pk=user.pk)
    assert (renamed.full_name, renamed.username) == ("Chan", user.username)
    assert list(wording(last("changed").details)) == [
        "full name: Chen → Chan",
        f"reason: {REASON}",
    ]


def test_nothing_changed_leaves_no_entry(client, admin):
    edit(client, make.user(Role.DRIVER))
    assert not Trail.objects.exists()


def test_a_closed_account_keeps_its_history_and_may_be_opened_again(client, admin):
    user = make.user(Role.DRIVER)
    step(client, "user-deactivate", user)
    user.refresh_from_db()
    assert not user.is_active
    assert not user.has_role(Role.DRIVER)
    assert last().details["step"] == "deactivate"
    step(client, "user-reactivate", user)
    user.refresh_from_db()
    assert user.has_role(Role.DRIVER)
    assert last().details == {
        "step": "reactivate",
        "user": user.username,
        "reason": REASON,
    }


def test_closing_an_account_ends_its_session(client):
    user = make.user()
    attempt(client, user.username)
    user.deactivate(by=None, reason=REASON)
    response = client.get(reverse("password_change"))
    assert response.url.startswith(reverse("login"))


def test_a_step_needs_a_reason(client, admin):
    user = make.user()
    form = step(client, "user-deactivate", user, reason=" ").context["form"]
    assert "reason" in form.errors
    assert User.objects.get(pk=user.pk).is_active


def test_a_new_first_password_is_shown_once(client, admin):
    user = make.user()
    page = step(client, "user-password", user)
    shown = re.search(r"<code>(\w+)</code>", page.content.decode())[1]
    user.refresh_from_db()
    assert user.check_password(shown)
    assert user.must_change_password
    assert last().details["step"] == "reset_password"
    assert shown not in str(last().details)


def test_an_account_is_never_deleted():
    with pytest.raises(TypeError):
        make.user().delete()


# Rules


def test_a_counterparty_has_no_account():
    with pytest.raises(Refused, match="signs outside"):
        make.user().appoint({Role.COUNTERPARTY}, by=None)


def test_the_database_knows_no_counterparty():
    with pytest.raises(IntegrityError), transaction.atomic():
        make.user(Role.COUNTERPARTY)


def test_an_inspector_holds_no_other_role():
    user = make.user(Role.DRIVER)
    with pytest.raises(Refused, match="no other role"):
        user.appoint({Role.DRIVER, Role.INSPECTOR}, by=None)
    user.appoint({Role.INSPECTOR}, by=None)
    assert roles_of(user) == {"inspector"}


@pytest.mark.parametrize(
    "verb",
    [
        lambda user, by: user.appoint({Role.DRIVER}, by=by),
        lambda user, by: user.deactivate(by, REASON),
    ],
)
def test_the_last_administrator_stays(verb):
    user, by = make.user(Role.SYSTEM_ADMIN), make.user()
    make.user(Role.SYSTEM_ADMIN, is_active=False)
    with pytest.raises(Refused, match="Somebody must remain"):
        verb(user, by)
    assert User.objects.get(pk=user.pk).has_role(Role.SYSTEM_ADMIN)
    assert (last().act, last().actor, last().record) == ("refused", by, user)
    make.user(Role.SYSTEM_ADMIN)
    verb(user, by)
    assert not User.objects.get(pk=user.pk).has_role(Role.SYSTEM_ADMIN)


def test_nobody_changes_the_own_rights(client, admin):
    make.user(Role.SYSTEM_ADMIN)
    sentence = "Nobody changes his or her own rights."
    page = edit(client, admin, roles=["system_admin", "quality_head"])
    assert page.context["form"].non_field_errors() == [sentence]
    for each in ("user-deactivate", "user-password"):
        assert sentence in step(client, each, admin).content.decode()
        assert sentences(last()) == [sentence]
    assert roles_of(admin) == {"system_admin"}
    assert User.objects.get(pk=admin.pk).is_active


def test_each_role_but_the_counterparty_stands_on_the_form_once():
    shown = [role for roles in ROLES.values() for role in roles]
    assert sorted(shown) == sorted(set(Role) - {Role.COUNTERPARTY})


def test_the_first_administrator_comes_from_the_command_line(monkeypatch):
    monkeypatch.setenv("DJANGO_SUPERUSER_PASSWORD", OWN)
    call_command(
        "createsuperuser", interactive=False, username="root", full_name="Root"
    )
    user = User.objects.get(username="root")
    assert user.roles == {"system_admin"}
    assert not user.is_superuser
    assert Appointment.history.get(user=user).history_user is None


# Inspectors


def test_an_inspector_reads_and_does_not_write(client):
    user = sign_in(client, make.user(Role.INSPECTOR))
    assert client.get(reverse("trail")).status_code == 200
    assert client.post(reverse("trail")).status_code == 403
    assert (last().act, last().actor) == ("refused", user)
    assert sentences(last()) == ["A licence inspector reads and does not write."]


def test_an_inspector_looks_after_the_own_account(client):
    sign_in(client, make.user(Role.INSPECTOR))
    assert client.post(reverse("language"), {"language": "en"}).status_code == 302
    assert change_password(client).status_code == 302
    assert client.post(reverse("logout")).status_code == 302


# The trail


def found(client, **query):
    return [
        e for e, _url, _words in client.get(reverse("trail"), query).context["entries"]
    ]


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
    assert found(client, words=str(supplier)) == [created]
    assert found(client, words=admin.full_name) == [failed]
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
        "as_": "pdf",
        "problems": [{"rule": "authority"}],
    }
    assert list(wording(details)) == [
        "roles given: driver, receiver",
        "register: Supplier",
        "step: unheard of",
        "as : pdf",
        "authority",
    ]


@pytest.mark.parametrize("count", [1, 30])
def test_the_trail_needs_the_same_queries_for_any_number(
    client, admin, count, django_assert_max_num_queries
):
    for _each in range(count):
        make.supplier()
    with django_assert_max_num_queries(9):
        client.get(reverse("trail"))
