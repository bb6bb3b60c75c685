"""The review of a customer before the first sale (GSP 81, 82)."""

import pytest

from qms.core.models import Status
from qms.core.roles import Role
from qms.records.models import State
from sales.models import CustomerReview
from tests import make
from tests.world import amended, broken, change, days, teach, void

pytestmark = pytest.mark.django_db

FAULTS = {"permit_is_valid": lambda sheet: change(sheet, permit_valid_to=days(-1))}


def last(world):
    return world.customer.reviews.in_effect().get()


def of(kind, **values):
    customer = make.signed(make.customer(kind=kind))
    return make.customer_review(customer=customer, **values)


@pytest.mark.parametrize("rule", [r.__name__ for r in CustomerReview.rules])
def test_rule(rule):
    sheet = make.customer_review()
    assert broken(sheet) == set()
    FAULTS[rule](sheet)
    assert broken(sheet) == {rule}


def test_a_permit_may_be_long_term():
    assert broken(make.customer_review(permit_valid_to=None)) == set()


def test_only_a_statement_of_need_has_no_number():
    sheet = of("other", permit_no="")
    assert broken(sheet) == {"complete"}
    change(sheet, permit_kind="need")
    assert broken(sheet) == set()


@pytest.mark.parametrize(
    ("kind", "slot", "needed"),
    [
        ("user", "business_licence_file", True),
        ("individual", "business_licence_file", False),
        ("other", "use_statement_file", True),
        ("user", "use_statement_file", False),
        ("user", "permit_file", True),
    ],
)
def test_papers_of_each_kind(kind, slot, needed):
    sheet = of(kind)
    sheet.withdraw(sheet.made_by, sheet.attachments().get(slot=slot))
    assert broken(sheet) == ({"papers"} if needed else set())


def test_it_begins_with_what_the_file_says(world):
    sheet = CustomerReview(customer=world.customer)
    assert sheet.begin() == []
    known = last(world)
    for name in ("permit_kind", "permit_no", "permit_scope", "permit_valid_to"):
        assert getattr(sheet, name) == getattr(known, name)
    assert sheet.delivery_address == world.customer.delivery_address
    assert sheet.purchaser_contact == "採購科 020-33334444"


def test_approval_qualifies_the_customer():
    sheet = make.customer_review()
    assert sheet.customer.status_on(days(0)) == Status.PENDING
    make.signed(sheet)
    assert sheet.customer.status_on(days(0)) == Status.QUALIFIED
    permit = sheet.customer.permits.get()
    assert (permit.number, permit.scope) == (sheet.permit_no, sheet.permit_scope)


def test_a_veto_keeps_the_customer_out():
    sheet = make.customer_review()
    sheet.submit(sheet.made_by)
    sheet.sign(make.user(Role.SALES_MANAGER), sales_opinion="good")
    sheet.reject(make.user(Role.QUALITY_OFFICER), "forged permit")
    assert sheet.state == State.REJECTED
    assert sheet.customer.status_on(days(0)) == Status.PENDING


def test_voiding_takes_the_approval_back(world):
    void(last(world))
    assert world.customer.status_on(days(0)) == Status.PENDING


def test_another_review_goes_on_to_hold(world):
    first = last(world)
    make.signed(make.customer_review(customer=world.customer))
    void(first)
    assert world.customer.status_on(days(0)) == Status.QUALIFIED


def test_what_was_wrong_does_not_stay_valid(world):
    corrected = amended(last(world), permit_no="PDY99999999", permit_scope="外科")
    make.signed(corrected)
    permit = world.customer.permits.get()
    assert (permit.number, permit.scope) == ("PDY99999999", "外科")


def test_a_correction_keeps_the_day_of_approval(world):
    teach(world.customer, approved_on=days(-30))
    make.signed(amended(last(world), purchaser_contact="another"))
    assert world.customer.approved_on == days(-30)
