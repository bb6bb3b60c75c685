"""The licences of the company itself."""

import pytest

from qms.core.models import CompanyLicence, OwnScope
from tests import make
from tests.world import broken, change, days, teach, void

pytestmark = pytest.mark.django_db

CLASS_I = {"management_class": 1, "registration_valid_to": None}
CLASS_II = {"management_class": 2}


def covers(product, day=0):
    return OwnScope(days(day)).covers(product)


def test_a_licence_has_a_term_a_filing_has_none():
    licence = make.company_licence(valid_to=None)
    assert broken(licence) == {"complete"}
    change(licence, kind="filing", licence_no="粤穗药监械经营备20230001号")
    assert broken(licence) == set()


def test_its_number_says_which_paper_it_is():
    licence = make.company_licence(kind="filing")
    assert broken(licence) == {"licence_number_is_of_its_kind"}
    change(licence, licence_no="2023-1")
    assert broken(licence) == {"licence_number_is_of_its_kind"}
    change(licence, kind="business")
    assert broken(licence) == set()


def test_scans_are_needed():
    licence = make.company_licence()
    licence.withdraw(licence.made_by, licence.attachments().get())
    assert broken(licence) == {"papers"}


def test_it_opens_the_trade_while_it_is_valid(world):
    assert covers(world.product, 365)
    assert not covers(world.product, 366)
    assert covers(make.product(**CLASS_I), 366)


def test_it_counts_from_the_last_signature():
    licence = make.company_licence()
    assert licence not in CompanyLicence.objects.valid_on(make.today())
    make.signed(licence)
    assert licence in CompanyLicence.objects.valid_on(make.today())


def test_voiding_closes_the_trade(world):
    void(world.licence)
    assert not covers(world.product)


def test_a_filing_opens_class_ii_only(world):
    teach(world.licence, kind="filing")
    assert covers(make.product(**CLASS_II))
    assert not covers(world.product)


def test_a_business_licence_opens_nothing(world):
    teach(world.licence, kind="business")
    assert not covers(world.product)


@pytest.mark.parametrize(
    ("scope", "allowed"),
    [("6815", True), ("14", True), ("6877", False), ("13", False)],
)
def test_either_catalogue_will_do(world, scope, allowed):
    teach(world.licence, scope=scope)
    assert covers(world.product) is allowed


def test_days_left(world):
    assert world.licence.days_left() == 365
    assert teach(world.licence, valid_to=None).days_left() is None
