"""Letters by which the company authorises its salespeople (GSP 78)."""

import pytest
from django.utils import timezone

from tests import make
from tests.tampering import assign, refused
from tests.world import broken, change, days, void

pytestmark = pytest.mark.django_db


def valid(letter, day):
    return letter.employee.sales_authorizations.valid_on(days(day)).exists()


def test_it_authorises_for_its_term():
    letter = make.sales_authorization(valid_from=days(2), valid_to=days(4))
    assert broken(letter) == set()
    assert not valid(letter, 3)
    make.signed(letter)
    assert [valid(letter, day) for day in (1, 2, 4, 5)] == [False, True, True, False]


def test_voiding_takes_it_back():
    letter = make.signed(make.sales_authorization())
    assert letter.revoked_at() is None
    void(letter)
    assert not valid(letter, 0)
    assert timezone.localdate(letter.revoked_at()) == make.today()


def test_nobody_else_is_authorised(world):
    letter = make.signed(make.sales_authorization())
    other = make.user("salesperson")
    assert not other.sales_authorizations.valid_on(letter.valid_to).exists()


def test_what_is_needed():
    assert broken(make.sales_authorization(training="")) == {"complete"}
    letter = make.sales_authorization()
    change(letter, id_no="110105194912310021")
    assert broken(letter) == {"complete"}


def test_the_database_knows_a_term_in_order():
    letter = make.sales_authorization()
    with refused():
        assign(letter, valid_to=days(-1))
