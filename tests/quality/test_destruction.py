"""The approved destruction of condemned goods (GSP 69)."""

import pytest
from django.db import transaction

from inventory.models import NonconformingRecord
from qms.core.models import Movement, Zone
from qms.core.roles import Role
from qms.quality.models import Destruction
from qms.quality.registers.destruction import awaiting_destruction
from qms.records.models import State
from qms.records.rules import Refused
from qms.records.verification import verify
from qms.records.views.page import next_steps
from tests import make
from tests.tampering import refused
from tests.world import amended, broken, change, void

pytestmark = pytest.mark.django_db


def decided(world, disposal="destroy"):
    report = make.nonconforming_record(inspection=world.inspected(rejected=10))
    return make.signed(report, disposal=disposal)


def draft(world, disposal="destroy", **values):
    values.setdefault("nonconforming", decided(world, disposal))
    return make.destruction(**values)


def test_it_begins_with_what_was_decided(world):
    case = decided(world)
    assert case in awaiting_destruction()
    line = draft(world, nonconforming=case).lines.get()
    assert (line.quantity, line.place.zone, line.reason) == (10, "rejected", "broken")
    assert case not in awaiting_destruction()


def test_a_case_leads_only_to_the_end_that_was_decided(world):
    """And to none once all of its goods have left."""
    both = make.user(Role.STOREKEEPER, Role.PURCHASER)
    ends = {"destroy": "destruction", "return": "purchasereturn"}
    for disposal, kind in ends.items():
        case = decided(world, disposal)
        offered = {register.slug for register, _url in next_steps(case, both)}
        assert offered == {kind}
    back = make.signed(make.purchase_return(nonconforming=case))
    assert list(next_steps(back.nonconforming, both)) == []


FAULTS = {
    "condemned_goods_leave_as_decided": lambda s: change(s.lines.get(), quantity=11),
    "goods_leave_from_where_they_lie": lambda s: change(
        s.lines.get(), place=make.core.Place.objects.filter(zone="dispatch").first()
    ),
    "quantities_are_above_zero": lambda s: s.lines.get().delete(by=s.made_by),
}


@pytest.mark.parametrize("rule", FAULTS)
def test_rule(world, rule):
    sheet = draft(world)
    assert broken(sheet) == set()
    FAULTS[rule](sheet)
    assert rule in broken(sheet)


@pytest.mark.parametrize("disposal", ["return", "exchange", "repair"])
def test_only_what_is_to_be_destroyed_is(world, disposal):
    sheet = draft(world, disposal)
    assert broken(sheet) == {"condemned_goods_leave_as_decided"}


@pytest.mark.parametrize("disposal", ["write_off", "destroy", "hand_over"])
def test_goods_are_gone_when_the_witness_has_signed(world, disposal):
    sheet = make.signed(draft(world, disposal), until=4)
    batch = sheet.lines.get().batch
    assert batch.quantity(Zone.REJECTED) == 10
    make.sign_all(sheet)
    assert batch.quantity(Zone.REJECTED) == 0
    case = NonconformingRecord.objects.get(pk=sheet.nonconforming_id)
    assert case.closed_at() == sheet.effective_at
    assert list(verify()) == []


def test_the_evidence_is_there(world):
    sheet = make.signed(draft(world), until=4)
    with pytest.raises(Refused) as refusal:
        sheet.sign(
            make.user(Role.DESTRUCTION_WITNESS),
            **make.answers(sheet, Destruction.signed_by[4]),
        )
    assert [p.rule for p in refusal.value.problems] == ["papers"]


@pytest.mark.parametrize("hours", [-1, 1])
def test_goods_are_destroyed_between_the_approval_and_now(world, hours):
    sheet = make.signed(draft(world), until=4)
    at = make.timezone.now() + make.dt.timedelta(hours=hours)
    with pytest.raises(Refused) as refusal:
        make.sign_all(sheet, destroyed_at=at)
    rules = [p.rule for p in refusal.value.problems]
    assert rules == ["destroyed_after_its_approval"]


def test_who_destroys_does_not_supervise_it(world):
    both = make.user(Role.STOREKEEPER, Role.DESTRUCTION_WITNESS)
    sheet = make.signed(draft(world, operator=both), until=4)
    make.attach(sheet, "evidence")
    with pytest.raises(Refused) as refusal:
        sheet.sign(both, **make.answers(sheet, Destruction.signed_by[4]))
    assert [p.rule for p in refusal.value.problems] == ["witness_is_not_the_operator"]


def test_nobody_approves_the_own_application(world):
    everything = make.user(*{*Role} - {Role.INSPECTOR, Role.COUNTERPARTY})
    sheet = draft(world)
    sheet.submit(everything)
    for _place in range(1, 5):
        with pytest.raises(Refused) as refusal:
            sheet.sign(everything)
        assert "independence" in {p.rule for p in refusal.value.problems}
        make.sign_all(sheet, until=sheet.next_signature().place + 1)
    assert sheet.state == State.SIGNED


def test_the_database_wants_a_decision_in_effect(world):
    sheet = draft(world)
    line = sheet.lines.get()
    entry = {"batch": line.batch, "source": line.place, "by": sheet.made_by}
    entry |= {"because": sheet, "number": "X", "quantity": "0.5"}
    with transaction.atomic():
        assert Movement.objects.create(**entry)
        transaction.set_rollback(True)
    case = sheet.nonconforming
    void(case)
    with refused():
        Movement.objects.create(**entry)


def test_voiding_and_correcting_bring_the_goods_back(world):
    sheet = make.signed(draft(world))
    batch = sheet.lines.get().batch
    right = make.signed(amended(sheet, lines={"quantity": 4}))
    assert batch.quantity(Zone.REJECTED) == 6
    void(right)
    assert batch.quantity(Zone.REJECTED) == 10
    assert list(verify()) == []
