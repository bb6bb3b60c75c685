"""What is to be looked at, and what a doubt does."""

import datetime as dt

import pytest
from django.utils import timezone

from inventory.models import StorageInspection, StorageRuling, storage_plan
from qms.core.models import Hold, move
from qms.core.roles import Role
from qms.records.rules import Refused
from tests import impossible as near
from tests import make
from tests.core.cast import sign_in
from tests.tampering import assign, refused, unguarded
from tests.world import broken, change, days, teach

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]


@pytest.fixture
def later(time_machine):
    """The first day of a quarter that begins after everything was put away."""

    def come(months=0):
        time_machine.move_to(dt.datetime(2099, 1, 1, 9, tzinfo=dt.UTC))
        if months:
            time_machine.move_to(dt.datetime(2099, 1 + months, 1, 9, tzinfo=dt.UTC))
        return timezone.localdate()

    return come


def lasting(world):
    """Let nothing of the world expire while the clock runs."""
    for batch in (world.batch, *world.product.batches.all()):
        batch.expires_on = None
        batch.save(by=world.seller)


def is_due(batch, missed=0):
    due = storage_plan.due(timezone.localdate(), missed)
    return due.filter(batch=batch).exists()


def inspect(world, **values):
    return make.storage_inspection(world.batch, **values)


# The plan


def test_goods_are_due_each_quarter_until_they_are_inspected(world, later):
    lasting(world)
    assert not is_due(world.batch)
    later()
    assert is_due(world.batch)
    sheet = inspect(world)
    sheet.submit(sheet.made_by, justification="the rest follows")
    assert not is_due(world.batch)
    later(2)
    assert not is_due(world.batch)
    later(3)
    assert is_due(world.batch)


@pytest.mark.parametrize(
    "flag", ["is_implant", "is_cold_chain", "is_sterile_single_use"]
)
def test_focus_goods_are_due_each_month(world, later, flag):
    lasting(world)
    teach(world.product, **{flag: True})
    later()
    make.signed(inspect(world))
    later(1)
    assert is_due(world.batch)
    assert storage_plan.due(timezone.localdate()).get(batch=world.batch).is_focus


def test_goods_near_expiry_are_due_each_month(world, later):
    lasting(world)
    batch = world.batch
    later()
    make.signed(inspect(world))
    day = later(1)
    assert not is_due(batch)
    for left, due in ((181, False), (180, True), (-1, True)):
        batch.expires_on = day + dt.timedelta(days=left)
        batch.save(by=world.seller)
        assert is_due(batch) is due
        assert batch.is_near_expiry_on(day) is due
    teach(world.product, near_expiry_days=20)
    batch.expires_on = day + dt.timedelta(days=21)
    batch.save(by=world.seller)
    assert not is_due(batch)


def test_what_came_in_this_period_is_not_due_yet(world):
    assert not is_due(world.batch)


def test_what_is_gone_is_not_due(world, later):
    lasting(world)
    left = world.batch.balances.get(place=world.qualified).quantity
    moves = [(world.batch, world.qualified, world.rejected, left)]
    move(moves, world.stock_in, world.seller)
    later()
    assert not is_due(world.batch)


def test_a_void_inspection_does_not_count(world, later):
    lasting(world)
    later()
    sheet = make.signed(inspect(world))
    sheet.void(make.user(*sheet.voiders()), "of another room")
    assert is_due(world.batch)


def test_what_missed_a_whole_cycle_is_called(world, later):
    lasting(world)
    later()
    make.signed(inspect(world))
    later(3)
    assert not is_due(world.batch, missed=1)
    later(6)
    assert is_due(world.batch, missed=1)


def test_the_first_page_leads_to_a_form_with_all_that_is_due_in_a_room(
    world, later, client
):
    make.signed(make.stock_in(inspection=world.inspection))
    lasting(world)
    later()
    room = world.qualified.warehouse
    due = storage_plan.due_in(room, timezone.localdate())
    sign_in(client, make.user(Role.MAINTAINER))
    page = client.get("/").content.decode()
    url = f"/inventory/storageinspection/new/?warehouse={room.pk}"
    assert url in page
    assert "2 batches are due" in page
    formset = client.get(url).context["parts"][1].formset
    shown = [form["batch"].value() for form in formset]
    assert shown == [each.batch_id for each in due]
    assert [form["quantity"].value() for form in formset] == [b.quantity for b in due]
    assert {form["conclusion"].value() for form in formset} == {""}


def test_a_sheet_that_leaves_something_out_says_why(world, later):
    make.signed(make.stock_in(inspection=world.inspection))
    lasting(world)
    later()
    sheet = inspect(world)
    assert broken(sheet) == {"all_that_is_due_is_inspected"}
    with pytest.raises(Refused):
        sheet.submit(sheet.made_by)
    sheet.submit(sheet.made_by, justification="the rest follows tomorrow")


# What a sheet says


def test_the_verdict_on_the_expiry_date_is_nobodys_to_type(world, time_machine):
    line = inspect(world).lines.get()
    assert (line.expiry_ok, line.expiry()) == ("normal", "normal")
    batch = world.batch
    for day, verdict in ((days(180), "near"), (days(-1), "expired")):
        batch.produced_on, batch.expires_on = None, day
        batch.save(by=world.seller)
        assert inspect(world, conclusion="stopped").lines.get().expiry_ok == verdict


@pytest.mark.parametrize("name", ["appearance", "packaging"])
def test_what_is_not_normal_is_stopped(world, name):
    sheet = inspect(world, **{name: "abnormal"}, conclusion="")
    assert broken(sheet) == {"complete"}
    line = sheet.lines.get()
    line.problem, line.measure, line.conclusion = "wet", "moved", "stopped"
    line.save(by=sheet.made_by)
    assert broken(sheet) == set()
    with unguarded(), refused():
        assign(line, conclusion="fit")


def test_what_has_expired_is_stopped(world, time_machine):
    sheet = inspect(world)
    near.expired_batch(world, sheet, time_machine)
    assert broken(sheet) == {"doubts_stop_the_goods"}


def test_a_fault_of_the_room_names_its_remedy(world):
    sheet = inspect(world)
    change(sheet, vermin_ok=False)
    assert broken(sheet) == {"complete"}
    change(sheet, measures="traps set")
    assert broken(sheet) == set()


def test_inspected_is_what_lies_in_the_room(world):
    sheet = inspect(world)
    change(sheet.lines.get(), place=world.rejected)
    assert broken(sheet) == {"inspected_lies_in_the_room"}
    line = change(sheet.lines.get(), place=world.qualified)
    line.pk, line._state.adding = None, True
    line.save(by=sheet.made_by)
    assert broken(sheet) == {"inspected_lies_in_the_room"}


# A doubt

DOUBT = {
    "appearance": "abnormal",
    "conclusion": "stopped",
    "problem": "turbid",
    "measure": "set apart",
}


@pytest.fixture
def doubted(world):
    sheet = inspect(world, **DOUBT)
    sheet.submit(sheet.made_by)
    return sheet


def rule(sheet, decision, by=None):
    ruling = StorageRuling(
        doubted=sheet.lines.get().batch,
        decision=decision,
        reason="sent to a laboratory",
    )
    sheet.enter(by or make.user(Role.QUALITY_OFFICER), ruling)


def test_a_doubt_stops_the_batch_at_the_maintainers_signature(world, doubted):
    assert world.batch.is_held()
    assert doubted in StorageInspection.objects.with_doubts()
    assert "batches_are_fit_for_sale" in broken(world.sale_draft())
    hold = Hold.objects.standing().get()
    assert (hold.because, hold.reason) == (doubted, "turbid")


def test_only_quality_clears_a_doubted_batch(world, doubted):
    for role in (Role.STOREKEEPER, Role.MAINTAINER, Role.WAREHOUSE_MANAGER):
        with pytest.raises(Refused):
            rule(doubted, "cleared", make.user(role))
    assert world.batch.is_held()
    rule(doubted, "cleared")
    assert not world.batch.is_held()


def test_the_storekeeper_cannot_undo_a_doubt_by_sending_it_back(world, doubted):
    with pytest.raises(Refused, match="Only quality"):
        doubted.send_back(make.user(Role.STOREKEEPER), "it was not so bad")
    assert world.batch.is_held()


def test_a_ruling_is_asked_for_as_long_as_the_sheet_stops_something(world, doubted):
    assert StorageRuling.is_awaited(doubted)
    rule(doubted, "cleared")
    assert not StorageRuling.is_awaited(doubted)


def test_a_condemned_batch_stays_stopped(world, doubted):
    rule(make.sign_all(doubted), "condemned")
    assert world.batch.is_held()
    rule(doubted, "cleared")
    assert not world.batch.is_held()


def test_quality_rules_only_on_what_the_sheet_stops(world, doubted):
    rule(doubted, "cleared")
    with pytest.raises(Refused, match="does not stop"):
        rule(doubted, "cleared")


def test_a_sheet_without_doubts_stops_nothing(world):
    sheet = make.signed(inspect(world))
    assert not world.batch.is_held()
    assert sheet not in StorageInspection.objects.with_doubts()


def test_a_void_sheet_stops_nothing_any_more(world, doubted):
    make.sign_all(doubted)
    doubted.void(make.user(Role.QUALITY_OFFICER), "of another batch")
    assert not world.batch.is_held()
