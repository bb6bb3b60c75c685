"""Signing in, the first password, the language; what an inspector may not do."""

import datetime as dt

import pytest
from axes.models import AccessAttempt
from django.urls import reverse
from django.utils import timezone

from qms.core.roles import Role
from qms.records.models import Trail
from tests import make

from .cast import OWN, attempt, change_password, last, sentences, sign_in

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]


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


def test_a_page_without_its_style_is_not_what_one_gets_before(client, settings):
    settings.WHITENOISE_AUTOREFRESH = settings.WHITENOISE_USE_FINDERS = True
    sign_in(client, make.user(must_change_password=True))
    response = client.get("/static/vendor/tabler/tabler.min.css")
    assert response.headers["Content-Type"].startswith("text/css")
    response.close()


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
