"""Suppliers, carriers and other parties are evaluated, and what follows from it."""

from datetime import timedelta
from decimal import Decimal

import pytest

from qms.core.models import Hold, Status, Supplier
from qms.core.roles import Role
from qms.quality.models import SupplierEvaluation, Veto
from qms.records.models import State
from qms.records.registers import registry
from qms.records.rules import Refused
from tests import make
from tests.browsing import typed
from tests.core.cast import sign_in
from tests.tampering import assign, refused
from tests.world import amended, broken, change, days, teach, void

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]

OUT = {"grade": "out", "conclusion": "end", "findings": "Two lots forged"}


def anew(thing):
    return type(thing)._base_manager.get(pk=thing.pk)


def due():
    return list(Supplier.objects.to_be_evaluated(make.today() + timedelta(days=30)))


@pytest.fixture
def supplier():
    return make.approved_supplier()


# What is counted


def test_the_figures_are_counted_from_the_records_of_the_period(world):
    assert world.inspection.made_on == make.today()
    made = make.supplier_evaluation(world.supplier)
    assert (made.period_from, made.period_to) == (days(-364), days(0))
    before = made.deliveries
    assert before
    assert made.acceptance_rate == 100
    assert (made.complaints, made.recalls) == (0, 0)
    inspected = world.received()
    rejected = make.signed(make.incoming_inspection(receipt=inspected, rejected=10))
    make.signed(make.nonconforming_record(inspection=rejected))
    recall = make.recall(world.batch)
    recall.submit(recall.made_by)
    made.save(by=made.made_by)
    assert made.deliveries == before + 1
    assert made.acceptance_rate == round(100 * Decimal(before) / (before + 1), 2)
    assert (made.complaints, made.recalls) == (1, 1)


def test_nothing_is_counted_without_a_period_or_outside_of_it(world):
    made = make.supplier_evaluation(world.supplier, kind="cause")
    assert (made.deliveries, made.acceptance_rate) == (None, None)
    change(made, period_from=days(-30), period_to=days(-1))
    assert (made.deliveries, made.acceptance_rate) == (0, None)


def test_the_points_are_added_up(supplier):
    made = make.supplier_evaluation(supplier)
    assert made.score() == "100 / 100"
    change(made.lines.first(), points=Decimal("17.5"))
    assert anew(made).score() == "97.5 / 100"


# Rules


def test_a_period_lies_before_the_evaluation(supplier):
    made = make.supplier_evaluation(supplier)
    assert broken(made) == set()
    change(made, done_on=days(1))
    assert broken(made) == {"evaluation_looks_back"}
    change(made, done_on=days(0), period_from=None)
    assert broken(made) == {"complete"}
    with refused():
        assign(made, period_from=days(0), period_to=days(-1))


def test_no_more_than_all_deliveries_come_on_time(client, supplier):
    made = make.supplier_evaluation(supplier, ontime_rate=100)
    sign_in(client, made.made_by)
    edit = registry.of(made).url("edit", made.pk)
    for rate, said in (("-0.5", "greater than or equal"), ("100.01", "less than or")):
        page = client.post(edit, typed(client.get(edit)) | {"ontime_rate": rate})
        assert said in page.content.decode()
        assert typed(page)["ontime_rate"] == rate
        with refused():
            assign(made, ontime_rate=rate)


def test_no_item_earns_more_points_than_there_are(supplier):
    made = make.supplier_evaluation(supplier)
    line = made.lines.first()
    with refused():
        assign(line, points=line.standard + 1)
    change(line, points=None)
    assert broken(made) == {"complete"}
    line.erase(by=made.made_by)
    for other in made.lines.all():
        other.erase(by=made.made_by)
    assert broken(made) == {"points_are_earned"}


@pytest.mark.parametrize(
    ("said", "missing"),
    [
        ({"licence_valid": False}, {"conclusion_follows_from_what_was_found"}),
        ({"grade": "out"}, {"conclusion_follows_from_what_was_found"}),
        ({"conclusion": "end"}, {"conclusion_follows_from_what_was_found"}),
        ({"conclusion": "improve", "findings": ""}, {"complete"}),
        ({"licence_valid": False, "conclusion": "improve"}, set()),
        (OUT, set()),
    ],
)
def test_the_conclusion_follows_from_what_was_found(supplier, said, missing):
    assert broken(change(make.supplier_evaluation(supplier), **said)) == missing


def test_the_database_holds_what_an_evaluation_concludes(supplier):
    made = make.supplier_evaluation(supplier)
    numbered = {"state": "submitted", "number": "X", "round": 1}
    with refused():
        assign(made, conclusion="end", **numbered)
    with refused():
        assign(made, licence_valid=False, **numbered)
    with refused():
        assign(made, period_to=None, **numbered)


def test_purchasing_does_not_review_its_own_evaluation(supplier):
    made = make.supplier_evaluation(supplier)
    both = make.user(Role.PURCHASER, Role.QUALITY_OFFICER)
    change(made, made_by=both)
    made.submit(both)
    with pytest.raises(Refused):
        made.sign(both)


# What follows


def test_the_file_says_what_the_last_evaluation_says(supplier):
    first = make.signed(make.supplier_evaluation(supplier, grade="B"))
    second = make.signed(make.supplier_evaluation(supplier, grade="A"))
    assert anew(supplier).grade == "A"
    told = supplier.assessments_in_force().get()
    assert (told.evaluation, told.valid_until) == (second.number, days(365))
    void(second)
    assert anew(supplier).grade == "B"
    assert supplier.assessments_in_force().get().evaluation == first.number
    void(first)
    assert anew(supplier).grade == ""
    assert not supplier.assessments_in_force().exists()


def test_a_correction_of_the_role_moves_what_the_file_says(supplier):
    made = make.signed(make.supplier_evaluation(supplier))
    with_papers = {"service": "carrier"}
    make.signed(amended(made, **with_papers))
    told = supplier.assessments_in_force().get()
    assert told.service == "carrier"


def test_the_end_of_the_relation_stops_the_supplier_at_once(supplier):
    made = make.signed(make.supplier_evaluation(supplier, **OUT))
    assert anew(supplier).status_on(make.today()) == Status.SUSPENDED
    assert made.valid_until is None
    assert not supplier.assessments_in_force().exists()
    assert made in SupplierEvaluation.objects.awaiting_veto()


def test_only_quality_strikes_out_what_stops_a_supplier(supplier):
    made = make.signed(make.supplier_evaluation(supplier, **OUT))
    with pytest.raises(Refused):
        made.void(make.user(Role.COMPANY_HEAD), "Business comes first")
    assert anew(supplier).is_held()
    made.void(make.user(Role.QUALITY_HEAD), "Taken for another")
    assert not anew(supplier).is_held()


def test_a_correction_lets_go_by_the_hand_of_quality(supplier):
    made = make.signed(make.supplier_evaluation(supplier, **OUT))
    hold = Hold.objects.laid_by_record(made).get()
    corrected = make.signed(amended(made, grade="C", conclusion="improve"))
    assert not anew(supplier).is_held()
    hold.refresh_from_db()
    assert hold.lifted_by == corrected.signature_of(Role.QUALITY_HEAD).signer


def test_a_veto_follows_and_its_release_frees_the_supplier(supplier):
    made = make.signed(make.supplier_evaluation(supplier, **OUT))
    assert made in dict(registry.of(Veto).awaited())["evaluation"]
    notice = Veto(evaluation=made, measures="end", deadline=days(7))
    notice.department = "procurement"
    notice = make.fill(notice)
    assert (notice.target, notice.ground) == (supplier, "unreliable")
    assert notice.facts == made.findings
    assert made not in SupplierEvaluation.objects.awaiting_veto()
    make.signed(notice)
    make.signed(make.veto_release(notice))
    assert not anew(supplier).is_held()


# Who is to be evaluated


def test_a_supplier_in_use_is_evaluated_once_a_year(supplier):
    assert supplier not in due()
    teach(supplier, approved_on=days(-336))
    assert supplier in due()
    made = make.signed(make.supplier_evaluation(supplier))
    assert supplier not in due()
    void(made)
    make.hold(supplier)
    assert supplier not in due()


def test_who_is_being_evaluated_is_not_called_again(supplier):
    teach(supplier, approved_on=days(-336))
    assert supplier in dict(registry.of(SupplierEvaluation).awaited())["party"]
    make.supplier_evaluation(supplier)
    assert supplier not in dict(registry.of(SupplierEvaluation).awaited())["party"]


def test_a_carrier_is_evaluated_before_it_carries():
    party = make.signed(make.supplier(kind="carrier", agreement_until=days(365)))
    assert party.status_on(days(0)) == Status.PENDING
    assert party in due()
    made = make.signed(make.supplier_evaluation(party))
    assert made.kind == "first"
    party = anew(party)
    assert party.status_on(days(0)) == Status.QUALIFIED
    assert party.status_on(days(366)) == Status.SUSPENDED
    assert party not in due()


def test_a_first_approval_with_an_audit_waits_for_its_evaluation():
    approval = make.first_supplier_approval()
    change(approval, onsite_audit_needed=True)
    assert broken(approval) == {"onsite_audit_is_evaluated"}
    audit = make.signed(make.supplier_evaluation(approval.supplier))
    assert audit.kind == "first"
    approval = anew(approval)
    approval.save(by=approval.made_by)
    assert broken(approval) == set()
    assert make.signed(approval).onsite_audit == audit.number
    assert approval.state == State.SIGNED
