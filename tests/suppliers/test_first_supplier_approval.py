"""The first-trade approval of suppliers (GSP 53)."""

import pytest

from qms.core.models import Agent, Status, SupplierCertificate
from qms.records.models import State
from qms.records.rules import Refused
from suppliers.models import FirstSupplierApproval
from tests import make
from tests.world import amended, broken, change, days, teach, void

pytestmark = pytest.mark.django_db

FAULTS = {
    "supplier_is_a_company": lambda sheet: teach(sheet.supplier, uscc=""),
    "licence_is_valid": lambda sheet: change(sheet, licence_valid_to=days(-1)),
    "suppliers_licence_is_of_its_kind": lambda sheet: change(
        sheet, licence_no="許2023"
    ),
    "papers_are_valid": lambda sheet: change(sheet, agreement_until=days(-1)),
    "authorisation_is_valid": lambda sheet: change(sheet, authorization_to=days(-1)),
    "onsite_audit_is_evaluated": lambda sheet: change(sheet, onsite_audit_needed=True),
}


def last(world):
    return world.supplier.approvals.in_effect().get()


def lapsed(row):
    row.valid_until = days(-1)
    return row


@pytest.mark.parametrize("rule", [r.__name__ for r in FirstSupplierApproval.rules])
def test_rule(rule):
    sheet = make.first_supplier_approval()
    assert broken(sheet) == set()
    FAULTS[rule](sheet)
    assert broken(sheet) == {rule}


def test_nobody_is_approved_whose_business_licence_has_lapsed():
    sheet = make.first_supplier_approval(business_licence_valid_to=days(-1))
    assert broken(sheet) == {"papers_are_valid"}


def test_a_licence_says_until_when_it_is_valid():
    sheet = make.first_supplier_approval(licence_valid_to=None)
    assert broken(sheet) == {"complete"}


def test_a_filing_has_no_term():
    filing = {"licence_kind": "distribution_filing", "licence_valid_to": None}
    filing["licence_no"] = "粤穗药监械经营备20230002号"
    assert broken(make.first_supplier_approval(**filing)) == set()


@pytest.mark.parametrize("slot", [p.slot for p in FirstSupplierApproval.papers])
def test_no_group_of_documents_may_be_missing(slot):
    sheet = make.first_supplier_approval(
        supplier=make.signed(make.supplier(kind="registrant"))
    )
    sheet.withdraw(sheet.made_by, sheet.attachments().get(slot=slot))
    assert broken(sheet) == {"papers"}


def test_it_begins_with_what_the_file_says(world):
    sheet = FirstSupplierApproval(supplier=world.supplier)
    assert sheet.begin() == []
    assert (sheet.licence_kind, sheet.licence_valid_to) == (
        "distribution",
        make.next_year(),
    )
    assert sheet.licence_no == last(world).licence_no
    assert sheet.licence_scope == make.SCOPE
    assert sheet.sales_person_name == last(world).sales_person_name
    assert sheet.sales_person_id_no == make.ID_NUMBER


def test_it_begins_empty_where_the_file_says_nothing():
    sheet = FirstSupplierApproval(supplier=make.supplier())
    sheet.begin()
    assert (sheet.licence_no, sheet.sales_person_name) == ("", "")


def test_approval_qualifies_the_supplier():
    sheet = make.first_supplier_approval()
    assert sheet.supplier.status_on(make.today()) == Status.PENDING
    make.signed(sheet)
    supplier = sheet.supplier
    assert supplier.status_on(make.today()) == Status.QUALIFIED
    assert supplier.status_on(days(-1)) == Status.PENDING
    assert supplier.agreement_until == make.next_year()
    kinds = supplier.certificates.values_list("kind", flat=True)
    assert set(kinds) == {"business", "distribution"}
    assert supplier.agents.get().valid_until == make.next_year()


def test_a_veto_is_final_for_the_sheet():
    sheet = make.first_supplier_approval()
    sheet.submit(sheet.made_by)
    sheet.sign(make.user("purchasing_manager"), purchasing_opinion="agreed")
    sheet.reject(make.user("quality_officer"), "forged licence")
    assert sheet.state == State.REJECTED
    assert sheet.supplier.status_on(make.today()) == Status.PENDING
    with pytest.raises(Refused):
        sheet.submit(sheet.made_by)


def test_voiding_takes_the_approval_back(world):
    void(last(world))
    assert world.supplier.approved_on is None
    assert world.supplier.status_on(make.today()) == Status.PENDING


def test_another_approval_goes_on_to_hold(world):
    first = last(world)
    make.signed(make.first_supplier_approval(supplier=world.supplier))
    void(first)
    assert world.supplier.status_on(make.today()) == Status.QUALIFIED


def test_a_correction_keeps_the_day_of_approval(world):
    teach(world.supplier, approved_on=days(-30))
    make.signed(amended(last(world), application_reason="another reason"))
    assert world.supplier.approved_on == days(-30)


def test_what_was_wrong_does_not_stay_valid(world):
    """A correction writes over the row that the corrected sheet wrote."""
    right = {"licence_no": "粤穗药监械经营许20239999号", "licence_scope": "6815"}
    corrected = amended(last(world), **right, sales_person_name="何")
    make.signed(corrected)
    supplier = world.supplier
    assert supplier.agents.get().name == "何"
    licence = supplier.licences_on(make.today())
    assert [(c.number, c.scope) for c in licence] == [(corrected.licence_no, "6815")]


@pytest.mark.parametrize(
    "lapse",
    [
        lambda s: teach(s, lapsed(s.certificates.get(kind="business"))),
        lambda s: teach(s, lapsed(s.certificates.get(kind="distribution"))),
        lambda s: teach(s, lapsed(s.agents.get())),
        lambda s: teach(s, agreement_until=days(-1)),
        lambda s: teach(s, agreement_until=None),
    ],
    ids=["business licence", "licence", "letter", "agreement", "no agreement"],
)
def test_a_lapsed_paper_suspends(world, lapse):
    lapse(world.supplier)
    assert world.supplier.status_on(make.today()) == Status.SUSPENDED


def test_a_paper_that_is_not_valid_yet_does_not_qualify(world):
    supplier = world.supplier
    licence = supplier.certificates.get(kind="distribution")
    licence.valid_from = days(1)
    teach(supplier, licence)
    assert world.supplier.status_on(make.today()) == Status.SUSPENDED


def test_a_second_licence_keeps_the_supplier_qualified(world):
    supplier = world.supplier
    more = SupplierCertificate(record=supplier, kind="manufacture", number="X")
    letter = Agent(record=supplier, name="Lau", valid_until=days(10))
    old = lapsed(supplier.certificates.get(kind="distribution"))
    teach(supplier, more, letter, old)
    assert world.supplier.status_on(make.today()) == Status.QUALIFIED


def test_a_file_that_is_struck_out_is_no_supplier():
    approval = make.signed(make.first_supplier_approval())
    void(approval)
    supplier = void(type(approval.supplier).objects.get(pk=approval.supplier_id))
    assert supplier.status_on(make.today()) == Status.ENDED
