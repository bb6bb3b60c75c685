"""The file of a piece of equipment, its entries, and whether it may be used."""

import datetime as dt

import pytest
from django.utils import timezone

from inventory.models import Equipment, EquipmentEntry
from qms.core.roles import Role
from qms.records.models import Trail
from qms.records.rules import Refused
from tests import impossible as near
from tests import make
from tests.core.cast import sign_in
from tests.tampering import assign, erase, refused
from tests.world import broken, change, days, teach

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]

Status = Equipment.Status


def enter(equipment, action="check", by=None, **values):
    """Enter what was done; return the file as it then is."""
    entry = EquipmentEntry(action=action, content="runs well", **values)
    equipment.enter(by or make.user(Role.STOREKEEPER), entry)
    return Equipment.objects.get(pk=equipment.pk)


def proven(**values):
    """A cold store in effect that is calibrated and validated."""
    made = make.signed(make.equipment(is_measuring=True, **values))
    return teach(made, calibration_due=days(100), validation_due=days(200))


def said(equipment, day=0):
    return [str(problem) for problem in equipment.problems_on(days(day))]


def test_equipment_gets_a_number_that_never_starts_anew():
    made = make.signed(make.equipment(name="Freezer"))
    assert (made.number, str(made)) == ("SB-0001", "SB-0001 Freezer")


def test_what_is_proven_and_in_use_may_be_used():
    assert said(proven()) == []
    assert proven().is_usable_on(days(100))


def test_what_keeps_nothing_cold_and_measures_nothing_needs_no_proof():
    shelf = make.signed(make.equipment("shelves"))
    assert shelf.is_usable_on(days(0))


def test_a_draft_is_not_used():
    (sentence,) = said(make.equipment("shelves"))
    assert sentence.startswith("The file of Refrigerator")


def test_it_says_what_has_lapsed():
    calibration, validation = said(proven(), 201)
    assert calibration.endswith(f"lapsed on {days(100)}.")
    assert validation.endswith(f"lapsed on {days(200)}.")


def test_it_says_what_was_never_proven():
    made = make.signed(make.equipment(is_measuring=True))
    assert [s.split(made.name)[1] for s in said(made)] == [
        " has no valid calibration.",
        " has not been validated before its use.",
    ]


def test_a_veto_of_quality_stops_it_until_it_is_lifted():
    made = proven()
    hold = make.hold(made)
    assert said(made) == [f"{made} is stopped by quality."]
    hold.lift(make.user(Role.QUALITY_HEAD), hold.because)
    assert made.is_usable_on(days(0))


# Entries


def test_an_entry_is_its_writers_and_the_servers(time_machine):
    by, at = make.user(Role.DRIVER), timezone.now()
    time_machine.move_to(at, tick=False)
    entry = enter(proven(), by=by).entries.get()
    assert (entry.operator, entry.done_at) == (by, at)


def test_an_entry_is_final():
    entry = enter(proven()).entries.get()
    with pytest.raises(Refused):
        entry.save(by=entry.operator)
    with refused():
        assign(entry, content="runs badly")
    with refused():
        erase(entry)


def test_who_has_nothing_to_do_with_equipment_enters_nothing():
    with pytest.raises(Refused) as refusal:
        enter(proven(), by=make.user(Role.SALESPERSON))
    assert refusal.value.problems[0].rule == "authority"


def test_an_entry_says_what_was_done():
    with pytest.raises(Refused):
        proven().enter(make.user(Role.MAINTAINER), EquipmentEntry(action="check"))
    assert not EquipmentEntry.objects.exists()


def test_nobody_checks_his_or_her_own_work():
    by = make.user(Role.MAINTAINER)
    with pytest.raises(Refused) as refusal:
        enter(proven(), by=by, checked_by=by)
    assert refusal.value.problems[0].field == "checked_by"
    entry = enter(proven(), by=by, checked_by=make.user()).entries.get()
    with refused():
        EquipmentEntry.objects.bulk_create(
            [EquipmentEntry(record=entry.record, operator=by, checked_by=by)], by=by
        )


def test_the_form_keeps_what_was_typed_and_says_what_is_wrong(client):
    made, by = proven(), make.user(Role.MAINTAINER)
    sign_in(client, by)
    url = f"/inventory/equipment/{made.pk}/enter/entries/"
    typed = {"action": "check", "content": "all good", "checked_by": by.pk}
    page = client.post(url, typed).content.decode()
    assert "Nobody checks his or her own work." in page
    assert "all good" in page
    assert client.post(url, typed | {"checked_by": ""}).status_code == 302
    assert made.entries.get().content == "all good"


# The status


@pytest.mark.parametrize("status", [Status.OUT_OF_USE, Status.REPAIR])
def test_what_is_stopped_or_broken_is_not_used(status):
    made = enter(proven(), "switch", status=status)
    assert (made.status, made.stopped_on) == (status, days(0))
    assert said(made) == [f"{made} is not in use: {status.label}."]
    again = enter(made, "switch", status=Status.IN_USE)
    assert (again.is_usable_on(days(0)), again.stopped_on) == (True, None)


def test_an_entry_that_says_nothing_of_the_status_leaves_it():
    assert enter(proven()).status == Status.IN_USE


def test_a_cold_store_is_validated_anew_after_a_long_stop(time_machine):
    made = enter(proven(), "switch", status=Status.OUT_OF_USE)
    near.tomorrow(time_machine, 91)
    made = enter(made, "switch", status=Status.IN_USE)
    assert made.validation_due is None
    assert "has not been validated" in said(made)[0]


def test_scrapped_equipment_is_entered_nothing_of_and_kept_five_years():
    made = enter(proven(), "switch", status=Status.SCRAPPED)
    assert made.keep_until.year == days(0).year + 5
    assert not made.kept_for_ever
    with pytest.raises(Refused, match="was scrapped"):
        enter(made)


def test_what_an_entry_teaches_the_file_is_on_the_trail():
    made = enter(proven(), "switch", status=Status.REPAIR)
    assert made.is_intact()
    assert Trail.objects.filter(act=Trail.Act.REVISED).first().record == made


# What is due


def test_the_next_maintenance_follows_from_the_kind_and_the_last_one(time_machine):
    made = make.signed(make.equipment("shelves"))
    assert made.maintenance_due == days(180)
    near.tomorrow(time_machine, 10)
    assert enter(made, "cleaning").maintenance_due == days(170)
    assert enter(made, "maintenance").maintenance_due == days(180)


def test_the_lists_show_what_is_due_and_nothing_that_is_gone():
    fresh, gone = proven(), enter(proven(), "switch", status=Status.SCRAPPED)
    shelf = make.signed(make.equipment("shelves"))
    care = Equipment.objects.awaiting_care(days(90))
    assert (fresh in care, gone in care, shelf in care) == (True, False, False)
    proof = Equipment.objects.awaiting_proof(days(100))
    assert (fresh in proof, gone in proof, shelf in proof) == (True, False, False)
    assert fresh not in Equipment.objects.awaiting_proof(days(99))
    assert make.signed(make.equipment()) in Equipment.objects.awaiting_proof(days(0))


@pytest.mark.parametrize(
    ("role", "day"), [(Role.QUALITY_OFFICER, 0), (Role.MAINTAINER, 25)]
)
def test_the_first_page_shows_what_is_due(client, time_machine, role, day):
    made = make.signed(make.equipment())
    near.tomorrow(time_machine, day)
    sign_in(client, make.user(role))
    page = client.get("/").content.decode()
    title = "calibrated or validated" if day == 0 else "maintained"
    assert f"Equipment to be {title}" in page
    assert made.number in page
    assert f'href="{made.get_absolute_url()}"' in page


# Where it is needed


def test_no_refrigerated_goods_come_into_a_room_whose_cold_store_is_not_fit(world):
    ordered = world.ordered(contract=world.cold_contract)
    departed = {"departed_at": make.timezone.now() - dt.timedelta(hours=5)}
    receipt = make.goods_receipt(purchase=ordered, **near.COLD, **departed)
    room = receipt.moved_to.warehouse
    store = make.signed(make.equipment(warehouse=room))
    assert broken(receipt) == {"cold_rooms_are_fit"}
    with pytest.raises(Refused, match="has not been validated"):
        receipt.submit(receipt.made_by)
    teach(store, validation_due=days(10))
    inspection = make.signed(make.incoming_inspection(receipt=make.signed(receipt)))
    entry = make.stock_in(inspection=inspection)
    assert broken(entry) == set()
    make.hold(store)
    assert broken(entry) == {"cold_rooms_are_fit"}


def test_one_fit_cold_store_is_enough_and_other_goods_need_none(world):
    room = world.pending.warehouse
    first, second = (make.signed(make.equipment(warehouse=room)) for _ in range(2))
    assert broken(make.goods_receipt(purchase=world.ordered())) == set()
    teach(first, validation_due=dt.date(2099, 1, 1))
    ordered = world.ordered(contract=world.cold_contract)
    departed = {"departed_at": make.timezone.now() - dt.timedelta(hours=5)}
    receipt = make.goods_receipt(purchase=ordered, **near.COLD, **departed)
    assert broken(receipt) == set()
    change(receipt, carrier="x")
    teach(first, validation_due=None)
    assert broken(receipt) == {"cold_rooms_are_fit"}
