"""Signing in, passwords, accounts and the reading inspector."""

import pytest
from django.conf import settings
from django.urls import reverse
from playwright.sync_api import expect

from qms.core.models import User
from qms.core.roles import Role
from tests import make

from .person import PASSWORD

pytestmark = pytest.mark.django_db(transaction=True)

OWN = "Blue-harbour-47"


def change_password(person, old, new=OWN):
    person.fill(old_password=old, new_password1=new, new_password2=new)
    person.follow("Change the password", "#main")
    person.password = new


def test_the_first_password_has_to_be_changed_before_any_work(enter, visitor):
    user = make.user(Role.PURCHASER, must_change_password=True)
    liu = enter(user)
    liu.says("Change the password")
    liu.open("/core/supplier/").says("Change the password")
    change_password(liu, PASSWORD)
    liu.says("Password changed").follow("To my work").says("My work")
    visitor().sign_in(user.username, OWN).says("My work")


def test_an_account_is_locked_after_repeated_failures(visitor):
    user = make.user(Role.PURCHASER)
    stranger = visitor()
    for _attempt in range(settings.AXES_FAILURE_LIMIT - 1):
        stranger.sign_in(user.username, "guessed").says("Sign in")
    with stranger.refused_by_the_server(403, 429):
        stranger.sign_in(user.username, "guessed").says("Account locked")
    with stranger.refused_by_the_server(403, 429):
        stranger.sign_in(user.username).says("Account locked")


def test_an_administrator_opens_an_account_with_its_roles(enter, visitor):
    administrator = make.user(Role.SYSTEM_ADMIN)
    admin = enter(administrator)
    admin.follow("Users").follow("New").fill(
        username="lin", full_name="林曉", job_title="採購員", reason="QX-2026-001"
    )
    admin.page.get_by_label(str(Role.PURCHASER.label), exact=True).check()
    admin.follow("Save").says("First password")
    first = admin.page.locator("code").inner_text()
    admin.follow("Go on").sees("林曉", str(Role.PURCHASER.label))

    lin = visitor().sign_in("lin", first)
    change_password(lin, first)
    lin.open("/core/supplier/")
    expect(lin.button("New")).to_be_visible()
    assert User.objects.get(username="lin").roles == {Role.PURCHASER}


def test_an_inspector_reads_everything_and_finds_nothing_to_write_with(enter):
    supplier = make.supplier()
    supplier.submit(supplier.made_by)
    draft = make.supplier()
    inspector = enter(make.user(Role.INSPECTOR))
    inspector.open("/core/supplier/").sees(supplier.name)
    expect(inspector.button("New", "#main")).to_have_count(0)
    for record in (supplier, draft):
        inspector.open(record.get_absolute_url()).sees(record.name)
        expect(inspector.page.locator("#main form")).to_have_count(0)
        expect(inspector.page.locator("#main [hx-get]")).to_have_count(0)
    inspector.follow("All versions and what changed").sees(draft.name)
    with inspector.refused_by_the_server(403):
        inspector.open(reverse("core:supplier-create")).says("Not allowed")
