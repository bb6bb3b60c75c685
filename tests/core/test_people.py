"""Accounts and rights, and the rules about who may change them."""

import re

import pytest
from django.core.management import call_command
from django.db import IntegrityError, transaction
from django.urls import reverse

from qms.core.forms import ROLES
from qms.core.models import Appointment, User
from qms.core.roles import Role
from qms.core.wording import wording
from qms.records.models import Trail
from qms.records.rules import Refused
from tests import make
from tests.browsing import typed

from .cast import OWN, REASON, attempt, last, sentences, sign_in

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]


def roles_of(user):
    return User.objects.get(pk=user.pk).roles


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


def test_the_form_shows_the_roles_held(client, admin):
    user = make.user(Role.DRIVER, Role.RECEIVER)
    page = client.get(reverse("user-edit", args=[user.pk])).content.decode()
    ticked = re.findall(r'value="(\w+)" id="\w+" checked', page)
    assert sorted(ticked) == ["driver", "receiver"]


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


# Where alarms go


def test_everybody_says_where_he_or_she_wants_to_be_alarmed(client):
    user = sign_in(client, make.user(Role.DRIVER))
    page = client.post(reverse("own-address"), {"email": "not an address"})
    assert "Enter a valid email address." in page.content.decode()
    client.post(reverse("own-address"), {"email": "sun@example.com"})
    assert User.objects.get(pk=user.pk).email == "sun@example.com"
    entry = last("changed")
    assert (entry.actor, entry.details["changed"]) == (
        user,
        {"email": ["", "sun@example.com"]},
    )
    assert "sun@example.com" in client.get(reverse("own-address")).content.decode()


def test_an_administrator_sets_the_address_of_another(client, admin):
    person = make.user(Role.DRIVER, email="old@example.com")
    page = client.get(reverse("user-edit", args=[person.pk]))
    data = typed(page, form=None) | {"email": "new@example.com", "reason": REASON}
    data["roles"] = [Role.DRIVER]
    client.post(reverse("user-edit", args=[person.pk]), data)
    assert User.objects.get(pk=person.pk).email == "new@example.com"
    assert last("changed").actor == admin
