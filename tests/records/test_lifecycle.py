"""The life of a record: its steps, what refuses them, and what follows."""

import pytest

from qms.core.models import CompanyLicence, Customer
from qms.core.roles import Role
from qms.records.models import State, Trail
from qms.records.rules import Refused
from sales.models import SalesAuthorization
from tests import make
from tests.core.cast import last, sentences

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]

EVERY_ROLE = sorted(set(Role) - {Role.INSPECTOR, Role.COUNTERPARTY})


@pytest.fixture
def all_hands():
    """Somebody whom no missing right stops."""
    return make.user(*EVERY_ROLE)


def letter(state=State.DRAFT):
    """A letter of authorisation, brought as far as a state."""
    made = make.sales_authorization()
    if state == State.DRAFT:
        return made
    made.submit(made.made_by)
    if state == State.REJECTED:
        made.reject(make.user(Role.QUALITY_OFFICER), "not trained")
    elif state != State.SUBMITTED:
        make.sign_all(made)
    if state == State.VOID:
        made.void(make.user(Role.LEGAL_REPRESENTATIVE), "left the company")
    if state == State.AMENDED:
        make.signed(made.amend(made.made_by, "wrong region"))
        made.refresh_from_db()
    return made


def rules(refusal):
    return [problem.rule for problem in refusal.value.problems]


# Submitting and signing


def test_submitting_gives_a_number_and_the_first_signature():
    record = letter()
    record.submit(record.made_by)
    first, second, third = record.signatures.all()
    assert (record.state, bool(record.number)) == (State.SUBMITTED, True)
    assert (first.signer, first.digest) == (record.made_by, record.digest(0))
    assert [second.signed_at, third.signed_at] == [None, None]


def test_the_last_signature_gives_effect():
    record = letter(State.SIGNED)
    assert record.effective_at
    assert SalesAuthorization.objects.in_effect().get() == record
    acts = Trail.objects.filter(object_id=record.pk).values_list("act", flat=True)
    assert {"created", "submitted", "signed", "took_effect"} <= set(acts)


def test_signing_fills_in_what_its_place_asks_for():
    review = make.customer_review()
    review.submit(review.made_by)
    review.sign(make.user(Role.SALES_MANAGER), sales_opinion="a good customer")
    assert type(review).objects.get().sales_opinion == "a good customer"


def test_one_person_may_sign_at_several_places(all_hands):
    record = make.sales_authorization(by=all_hands)
    record.submit(all_hands)
    record.sign(all_hands)
    record.sign(all_hands)
    assert record.state == State.SIGNED


def test_nobody_approves_the_own_application(all_hands):
    review = make.customer_review(by=all_hands)
    review.submit(all_hands)
    review.sign(all_hands, sales_opinion="mine")
    with pytest.raises(Refused) as refusal:
        review.sign(all_hands, quality_opinion="mine too")
    assert rules(refusal) == ["independence"]
    assert review.next_signature().place == 2


def test_a_missing_field_keeps_a_draft_from_being_submitted():
    record = make.sales_authorization(products="")
    with pytest.raises(Refused) as refusal:
        record.submit(record.made_by)
    assert [(p.rule, p.field) for p in refusal.value.problems] == [
        ("complete", "products")
    ]


def test_a_missing_paper_keeps_a_draft_from_being_submitted():
    review = make.customer_review()
    review.withdraw(review.made_by, review.attachments().get(slot="permit_file"))
    with pytest.raises(Refused) as refusal:
        review.submit(review.made_by)
    assert rules(refusal) == ["papers"]


def test_a_warning_asks_for_a_reason():
    product = make.product(registration_no="a number of no known form")
    with pytest.raises(Refused, match="none of the known forms"):
        product.submit(product.made_by)
    assert product.number == ""
    product.submit(product.made_by, justification="It is a filing of 2014.")
    assert product.justification == "It is a filing of 2014."


# What refuses a step

WHERE = {
    "submit": {"draft"},
    "sign": {"submitted"},
    "send_back": {"submitted"},
    "reject": {"submitted"},
    "void": {"signed"},
    "amend": {"signed"},
    "discard": {"draft"},
}


@pytest.mark.parametrize("state", State)
def test_each_step_has_its_states(all_hands, state):
    record = letter(state)
    for step, states in WHERE.items():
        stopped = [p.rule for p in record.obstacles(step, all_hands)]
        assert stopped == ([] if state in states else ["state"]), step


@pytest.mark.parametrize("step", WHERE)
def test_a_step_in_the_wrong_state_is_refused_and_trailed(all_hands, step):
    record = letter(State.REJECTED)
    with pytest.raises(Refused) as refusal:
        getattr(record, step)(all_hands, "reason")
    assert rules(refusal) == ["state"]
    assert (last().act, last().actor, last().record) == ("refused", all_hands, record)
    assert last().details["step"] == step
    assert sentences(last()) == ["This is not possible while the record is “rejected”."]


@pytest.mark.parametrize(
    ("step", "state", "role"),
    [
        ("submit", "draft", "head of sales"),
        ("discard", "draft", "head of sales"),
        ("sign", "submitted", "quality officer"),
        ("send_back", "submitted", "quality officer"),
        ("reject", "submitted", "quality officer"),
        ("void", "signed", "legal representative"),
        ("amend", "signed", "head of sales"),
    ],
)
def test_a_step_without_the_right_is_refused_and_trailed(step, state, role):
    record, stranger = letter(state), make.user(Role.DRIVER)
    with pytest.raises(Refused) as refusal:
        getattr(record, step)(stranger, "reason")
    assert rules(refusal) == ["authority"]
    assert (last().act, last().actor, last().record) == ("refused", stranger, record)
    assert role in sentences(last())[0]
    assert type(record).objects.get(pk=record.pk).state == state


def test_what_a_rule_refuses_is_trailed_with_its_clause():
    review = make.customer_review(permit_valid_to=make.dt.date(2020, 1, 1))
    with pytest.raises(Refused):
        review.submit(review.made_by)
    [said] = last("refused").details["problems"]
    assert (said["rule"], said["clause"]) == ("permit_is_valid", "GSP 82, INSP 8.82")
    assert "2020" in said["sentence"]
    assert (last().actor, last().record) == (review.made_by, review)


def test_a_refused_step_leaves_nothing_behind():
    receipt = make.goods_receipt()
    purchaser = receipt.purchase.made_by
    make.core.Appointment.objects.create(
        by=purchaser, user=purchaser, role=Role.RECEIVER
    )
    with pytest.raises(Refused) as refusal:
        receipt.submit(type(purchaser).objects.get(pk=purchaser.pk))
    assert rules(refusal) == ["receiver_is_not_the_purchaser"]
    assert (receipt.state, receipt.number, receipt.round) == ("draft", "", 0)
    assert not receipt.signatures.exists()
    assert last().label == str(receipt)


def test_a_stale_copy_takes_no_step():
    record = letter()
    stale = type(record).objects.get(pk=record.pk)
    record.submit(record.made_by)
    with pytest.raises(Refused) as refusal:
        stale.submit(record.made_by)
    assert rules(refusal) == ["state"]
    assert record.signatures.count() == 3


# Sending back, rejecting, striking out, throwing away


def test_a_record_sent_back_keeps_its_number_and_its_signatures():
    record = letter(State.SUBMITTED)
    record.send_back(make.user(Role.QUALITY_OFFICER), "the region is missing")
    assert record.state == State.DRAFT
    assert record.signatures.given().count() == record.signatures.count() == 1
    assert last("sent_back").details["reason"] == "the region is missing"
    number = record.number
    make.signed(record)
    assert (record.number, record.round) == (number, 2)
    assert record.signatures.given().count() == 4


def test_a_veto_is_final():
    record = letter(State.REJECTED)
    veto = record.signatures.given().last()
    assert (veto.verdict, veto.opinion) == ("refused", "not trained")
    assert record.signatures.pending().count() == 0
    assert not SalesAuthorization.objects.in_effect().exists()
    assert last("rejected").record == record


def test_voiding_ends_the_effect_and_keeps_the_number():
    review = make.signed(make.customer_review())
    review.void(make.user(Role.QUALITY_HEAD), "forged permit")
    assert (review.state, bool(review.number)) == (State.VOID, True)
    assert Customer.objects.get().approved_on is None
    assert last("voided").details["reason"] == "forged permit"


def test_nothing_is_voided_on_which_a_later_record_stands():
    contract = make.signed(make.contract())
    later = make.signed(make.purchase(contract=contract))
    with pytest.raises(Refused, match=later.number) as refusal:
        contract.void(make.user(Role.COMPANY_HEAD), "second thoughts")
    assert rules(refusal) == ["chain"]


def test_a_numbered_draft_is_voided_not_discarded():
    record = letter(State.SUBMITTED)
    record.send_back(make.user(Role.QUALITY_OFFICER), "not now")
    with pytest.raises(Refused, match="not discarded, but voided"):
        record.discard(record.made_by)
    record.void(record.made_by, "not needed")
    assert record.state == State.VOID


def test_a_discarded_draft_lives_on_in_history_and_trail():
    contract = make.contract()
    [line] = contract.lines.all()
    contract.discard(contract.made_by, "never mind")
    assert not type(contract).objects.exists()
    assert type(contract).history.first().history_type == "-"
    assert type(line).history.first().history_type == "-"
    assert last("discarded").details["reason"] == "never mind"


# Files


def licence_in_effect():
    return make.signed(make.company_licence())


def test_a_file_is_revised_under_a_signature_of_its_own():
    licence, officer = licence_in_effect(), make.user(Role.QUALITY_OFFICER)
    licence.revise(officer, "moved", domicile="佛山")
    assert (licence.state, licence.domicile) == (State.SIGNED, "佛山")
    revision = licence.signatures.last()
    assert (revision.signer, revision.opinion) == (officer, "moved")
    assert revision.digest == licence.digest()
    assert licence.is_intact()


def test_a_revision_leaves_no_file_incomplete():
    licence = licence_in_effect()
    with pytest.raises(Refused) as refusal:
        licence.revise(make.user(Role.QUALITY_OFFICER), "moved", domicile="")
    assert [p.field for p in refusal.value.problems] == ["domicile"]
    assert CompanyLicence.objects.get().domicile == "廣州"
    assert licence.round == 1


def test_only_quality_staff_revise_a_file():
    licence = licence_in_effect()
    with pytest.raises(Refused, match="quality officer / head of quality") as refusal:
        licence.revise(make.user(Role.COMPANY_HEAD), "moved", domicile="佛山")
    assert rules(refusal) == ["authority"]


def test_a_file_is_not_amended():
    licence = licence_in_effect()
    with pytest.raises(Refused, match="revised, not amended"):
        licence.amend(make.user(Role.QUALITY_OFFICER), "moved")
