"""The proof that equipment may be used, and what follows from it."""

import pytest
from django.utils import timezone

from inventory.models import Equipment, EquipmentEntry
from qms.quality.models import Calibration
from qms.records.rules import Refused
from tests import impossible as near
from tests import make
from tests.core.cast import sign_in
from tests.tampering import assign, refused, unguarded
from tests.world import amended, broken, change, days, void

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]


def again(equipment):
    return Equipment.objects.get(pk=equipment.pk)


def probe():
    return make.signed(make.equipment("climate", is_measuring=True))


def test_a_validation_lets_a_cold_store_be_used_until_it_lapses():
    proof = make.signed(make.calibration("before_use", valid_to=days(90)))
    store = again(proof.equipment)
    assert store.validation_due == days(90)
    assert store.is_usable_on(days(90))
    assert not store.is_usable_on(days(91))


def test_a_calibration_lets_an_instrument_be_used():
    proof = make.signed(make.calibration("calibration", equipment=probe()))
    assert again(proof.equipment).is_usable_on(days(0))
    assert again(proof.equipment).validation_due is None


def test_a_probe_counts_as_calibrated_for_one_year_whatever_the_certificate_says():
    long = {"valid_to": days(800), "equipment": probe()}
    proof = make.calibration("calibration", **long)
    assert broken(proof) == {"probes_are_calibrated_each_year"}
    make.signed(proof)
    assert again(proof.equipment).calibration_due == days(365)


def test_what_failed_may_not_be_used_any_more():
    store = make.signed(make.calibration()).equipment
    failed = make.calibration(equipment=store, result="failed", valid_to=None)
    assert broken(failed) == set()
    make.signed(failed)
    assert again(store).validation_due is None


def test_the_last_proof_counts_in_whatever_order_they_are_entered():
    store = make.signed(make.calibration(valid_to=days(300))).equipment
    old = {"done_at": days(-400), "valid_to": days(-35)}
    make.signed(make.calibration(equipment=store, **old))
    assert again(store).validation_due == days(300)


def test_a_voided_proof_counts_no_more():
    store = make.signed(make.calibration(valid_to=days(30))).equipment
    wrong = make.signed(make.calibration(equipment=store, valid_to=days(300)))
    void(wrong)
    assert again(store).validation_due == days(30)
    void(store.calibrations.in_effect().get())
    assert not again(store).is_usable_on(days(0))


def test_a_corrected_proof_counts_as_corrected():
    proof = make.signed(make.calibration(valid_to=days(300)))
    draft = amended(proof, valid_to=days(200))
    make.attach(draft, "plan_file", "report_file", "instrument_certificates")
    make.signed(draft)
    assert again(proof.equipment).validation_due == days(200)


def test_a_calibration_leaves_the_validation_as_it_is():
    store = make.signed(make.calibration(valid_to=days(300))).equipment
    make.signed(make.calibration("calibration", equipment=store))
    assert again(store).validation_due == days(300)


def test_a_validation_during_a_long_stop_counts_when_it_goes_on(time_machine):
    store = make.signed(make.calibration(valid_to=days(900))).equipment
    stop = EquipmentEntry(action="switch", content="off", status="out_of_use")
    store.enter(store.made_by, stop)
    near.tomorrow(time_machine, 120)
    make.signed(make.calibration("after_stop", equipment=again(store)))
    start = EquipmentEntry(action="switch", content="on", status="in_use")
    again(store).enter(store.made_by, start)
    assert again(store).is_usable_on(days(0))


# What a proof consists of


@pytest.mark.parametrize("name", ["evaluation", "prevention"])
def test_a_validation_has_its_evaluation_and_prevention(name):
    proof = make.calibration()
    change(proof, **{name: ""})
    assert broken(proof) == {"complete"}


@pytest.mark.parametrize(
    "slot", ["plan_file", "report_file", "instrument_certificates"]
)
def test_a_validation_has_its_papers(slot):
    proof = make.calibration()
    proof.withdraw(proof.made_by, proof.attachments().get(slot=slot))
    assert broken(proof) == {"papers"}
    with pytest.raises(Refused):
        proof.submit(proof.made_by)


@pytest.mark.parametrize("name", ["agency", "certificate_no", "valid_to"])
def test_a_calibration_has_its_agency_certificate_and_term(name):
    proof = make.calibration("calibration", equipment=probe())
    change(proof, **{name: None if name == "valid_to" else ""})
    assert broken(proof) == {"complete"}


def test_a_calibration_has_its_certificate():
    proof = make.calibration("verification", equipment=probe())
    proof.withdraw(proof.made_by, proof.attachments().get())
    assert broken(proof) == {"papers"}


@pytest.mark.parametrize(
    "dates", [{"done_at": days(1)}, {"valid_to": days(-1)}, {"valid_to": days(0)}]
)
def test_a_proof_lies_behind_and_its_term_ahead(dates):
    proof = make.calibration(**dates)
    assert "proof_lies_behind_its_term" in broken(proof)


@pytest.mark.parametrize(
    "spoil",
    [
        {"evaluation": ""},
        {"prevention": ""},
        {"valid_to": None},
        {"kind": "calibration", "certificate_no": ""},
    ],
)
def test_the_database_approves_nothing_incomplete(spoil):
    proof = submitted()
    with unguarded(), refused():
        assign(proof, **signed_away(), **spoil)


def test_the_database_approves_nothing_without_papers():
    proof = submitted()
    proof.attachments().filter(slot="plan_file").update(withdrawn_at=timezone.now())
    with refused():
        assign(proof, **signed_away())


def submitted():
    proof = make.calibration()
    proof.submit(proof.made_by)
    return proof


def signed_away():
    return {"state": "signed", "kept_for_ever": True}


def test_who_applied_does_not_approve():
    proof = make.calibration()
    make.core.Appointment.objects.create(
        by=proof.made_by, user=proof.made_by, role="quality_head"
    )
    proof.submit(proof.made_by)
    proof.sign(make.user("quality_officer"))
    with pytest.raises(Refused) as refusal:
        proof.sign(Calibration.objects.get().made_by)
    assert refusal.value.problems[0].rule == "independence"


def test_what_lacks_its_proof_leads_to_a_form_that_knows_it(client):
    store = make.signed(make.equipment())
    sign_in(client, make.user("maintainer"))
    url = f"/quality/calibration/new/?equipment={store.pk}"
    assert url in client.get("/").content.decode()
    assert client.get(url).context["form"]["kind"].value() == "before_use"


def test_equipment_that_a_proof_stands_on_is_not_voided():
    proof = make.signed(make.calibration())
    with pytest.raises(Refused, match=proof.number):
        void(proof.equipment)
