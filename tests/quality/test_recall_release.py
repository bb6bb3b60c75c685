"""What a recall has stopped is let go by quality alone, batch by batch."""

import pytest
from django.contrib.contenttypes.models import ContentType

from inventory.models import NonconformingRecord, OutboundReview
from inventory.registers.condemned import NonconformingRegister
from qms.core.models import Batch, Hold, Movement, Place, Zone, move
from qms.core.roles import Role
from qms.quality.models import Recall, RecallNotice, RecallRecovery, RecallReport
from qms.records.registers import registry
from qms.records.rules import Refused
from qms.records.verification import verify
from sales.models import SelectionUse
from tests import make
from tests.tampering import assign, refused
from tests.world import amended, broken, change, void

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]


@pytest.fixture
def staff():
    return make.user(*set(Role) - {Role.INSPECTOR, Role.COUNTERPARTY})


def stopped(batch):
    return Batch.objects.get(pk=batch.pk).is_stopped()


def where(zone):
    return Place.objects.filter(zone=zone).first()


@pytest.fixture(scope="module")
def left(world, django_db_blocker):
    """Ten of a batch have left the house."""
    with django_db_blocker.unblock():
        return world.reviewed(sale=world.sold(batch=world.stocked()))


@pytest.fixture
def review(left):
    return OutboundReview.objects.get(pk=left.pk)


@pytest.fixture
def batch(review):
    return review.lines.get().batch


@pytest.fixture
def recall(batch, staff):
    """A recall under way of which everything has come back to the return zone."""
    made = make.recall_under_way(batch=batch)
    made.enter(staff, RecallNotice())
    came = {"quantity": 10, "place": where(Zone.RETURNED)}
    made.enter(staff, RecallRecovery(line=made.lines.get(), **came))
    for whom in ("registrant", "province"):
        made.enter(staff, RecallReport(whom=whom, note="fax 1"))
    return made


def closed(recall):
    return make.sign_all(Recall.objects.get(pk=recall.pk))


def release(recall, **values):
    """A release that names every shelf for what came back."""
    draft = make.recall_release(closed(recall))
    for line in draft.lines.filter(place__zone=Zone.RETURNED):
        change(line, **{"shelf": where(Zone.QUALIFIED)} | values)
    return draft


def test_closing_lets_nothing_go(recall, batch):
    done = closed(recall)
    assert stopped(batch)
    assert list(Recall.objects.awaiting_release()) == [done]


def test_the_head_of_quality_lets_goods_go_and_nobody_else(recall, batch):
    sheet = release(recall)
    sheet.submit(sheet.made_by)
    assert stopped(batch)
    with pytest.raises(Refused):
        sheet.sign(make.user(Role.COMPANY_HEAD))
    make.sign_all(sheet)
    assert not stopped(batch)
    assert Hold.objects.get().lifted_because == sheet
    assert (batch.quantity(Zone.QUALIFIED), batch.quantity(Zone.RETURNED)) == (100, 0)
    assert not Recall.objects.still_stopping()
    assert list(verify()) == []


def test_nobody_lets_go_what_he_or_she_proposes_to_let_go(recall):
    both = make.user(Role.QUALITY_OFFICER, Role.QUALITY_HEAD)
    sheet = release(recall)
    sheet.made_by = both
    sheet.save(by=both)
    sheet.submit(both)
    with pytest.raises(Refused, match="applied for"):
        sheet.sign(both)


def test_what_came_back_stays_out_of_sale_until_it_is_judged(recall, batch):
    sheet = release(recall)
    for line in sheet.lines.filter(place__zone=Zone.RETURNED):
        line.delete(by=sheet.made_by)
    make.signed(sheet)
    assert not stopped(batch)
    assert batch.quantity(Zone.RETURNED) == 10
    assert batch.available() == 90


def test_what_came_back_names_the_shelf_that_it_goes_to(recall):
    sheet = release(recall, shelf=None)
    assert [p.field for p in sheet.problems()] == ["shelf"]


@pytest.mark.parametrize("which", ["is_sterile_single_use", "is_cold_chain"])
def test_what_cannot_be_seen_from_outside_does_not_go_back(recall, batch, which):
    sheet = release(recall)
    assign(batch.product, **{which: True})
    assert broken(sheet) == {"recalled_goods_go_to_a_shelf_if_sound"}


def test_goods_come_back_to_a_green_shelf_and_no_other(recall):
    sheet = release(recall, shelf=where(Zone.DISPATCH))
    assert broken(sheet) == {"recalled_goods_go_to_a_shelf_if_sound"}
    on_shelf = sheet.lines.get(place__zone=Zone.QUALIFIED)
    change(sheet.lines.get(place__zone=Zone.RETURNED), shelf=where(Zone.QUALIFIED))
    change(on_shelf, shelf=where(Zone.QUALIFIED))
    assert broken(sheet) == {"recalled_goods_go_to_a_shelf_if_sound"}


def test_no_more_is_let_go_than_lies_there(recall):
    sheet = release(recall, quantity=11)
    assert broken(sheet) == {"released_goods_lie_there"}


def test_only_what_the_recall_stopped_is_let_go(recall):
    sheet = release(recall)
    other = make.stocked_batch()
    change(sheet.lines.first(), batch=other, quantity=1, place=None)
    assert "only_goods_of_a_closed_recall_are_let_go" in broken(sheet)


def test_nothing_is_let_go_while_the_recall_runs(recall, batch):
    sheet = make.recall_release(recall)
    assert "only_goods_of_a_closed_recall_are_let_go" in broken(sheet)
    hold = Hold.objects.get()
    head = make.user(Role.QUALITY_HEAD)
    with refused():
        hold.lift(head, sheet)
    assert stopped(batch)


def test_goods_stop_again_when_their_release_is_struck_out(recall, batch):
    sheet = make.signed(release(recall))
    void(sheet)
    assert stopped(batch)
    assert (batch.quantity(Zone.QUALIFIED), batch.quantity(Zone.RETURNED)) == (90, 10)
    assert list(verify()) == []


def test_what_came_back_is_condemned_as_found_after_the_sale(recall, batch):
    closed(recall)
    case = NonconformingRecord.objects.create(
        by=make.user(Role.STOREKEEPER), found_stage="aftersales"
    )
    line = {"batch": batch, "quantity": 10, "defect": "leaks"}
    case.lines.create(by=case.made_by, place=where(Zone.RETURNED), **line)
    make.signed(case, disposal="destroy")
    assert (batch.quantity(Zone.RETURNED), batch.quantity(Zone.REJECTED)) == (0, 10)


@pytest.fixture
def in_red(batch, staff):
    """A batch of which a recall put four straight into the red zone, and one apart."""
    recall = make.recall_under_way(batch=batch, reason="it leaks")
    for quantity, zone in ((3, Zone.REJECTED), (1, Zone.RETURNED), (1, Zone.REJECTED)):
        came = {"quantity": quantity, "place": where(zone)}
        recall.enter(staff, RecallRecovery(line=recall.lines.get(), **came))
    return batch


def awaited():
    return list(dict(NonconformingRegister().awaited())["recalled"])


def test_what_a_recall_put_into_the_red_zone_awaits_its_report(in_red):
    assert in_red in awaited()
    case = make.fill(NonconformingRecord(recalled=in_red))
    assert in_red not in awaited()
    assert (case.found_stage, case.source()) == ("aftersales", in_red)
    line = case.lines.get()
    assert (line.quantity, line.defect) == (4, "it leaks")
    came = Movement.objects.filter(batch=in_red, target=line.place)
    assert line.moved_to_red_zone_at() == came.earliest("pk").at
    change(line, quantity=5)
    assert broken(case) == {
        "goods_lie_where_they_were_found",
        "red_goods_are_reported_once",
    }
    change(line, quantity=3)
    assert broken(case) == set()
    change(case, recalled=None)
    assert broken(case) == set()
    make.signed(case, disposal="destroy")
    assert awaited() == [in_red]
    rest = make.fill(NonconformingRecord(recalled=in_red))
    assert rest.lines.get().quantity == 1
    make.signed(rest, disposal="destroy")
    assert awaited() == []
    way_out = make.signed(make.destruction(nonconforming=case))
    assert awaited() == []
    void(way_out)
    assert awaited() == []


def test_what_an_inspection_rejected_is_not_taken_for_recalled(in_red, world, staff):
    """Though it is of the same batch and lies at the same place."""
    move([(in_red, where(Zone.QUALIFIED), where(Zone.REJECTED), 2)], world.note, staff)
    case = make.fill(NonconformingRecord(recalled=in_red))
    change(case.lines.get(), quantity=5)
    assert broken(case) == {"red_goods_are_reported_once"}


def test_a_report_of_recalled_goods_is_about_their_batch(in_red, world):
    case = make.fill(NonconformingRecord(recalled=in_red))
    place = world.batch.balances.filter(place__zone=Zone.QUALIFIED).first().place
    change(case.lines.get(), batch=world.batch, place=place)
    assert broken(case) == {"reported_is_what_was_rejected"}


def test_a_refused_report_of_recalled_goods_is_asked_for_anew(in_red):
    case = make.fill(NonconformingRecord(recalled=in_red))
    case.submit(case.made_by)
    assert awaited() == []
    case.reject(make.user(Role.QUALITY_OFFICER), "look again")
    assert awaited() == [in_red]


def leave(batch, to=None):
    """Let all that is in the house of a batch go elsewhere."""
    lying = batch.balances.filter(quantity__gt=0).select_related("place")
    moves = [(batch, each.place, to, each.quantity) for each in lying]
    move(moves, make.licensed(), make.user())


def test_quality_is_asked_for_a_batch_of_which_nothing_is_in_the_house(recall, batch):
    done = closed(recall)
    leave(batch)
    assert list(Recall.objects.awaiting_release()) == [done]
    make.signed(make.recall_release(done))
    assert not Recall.objects.awaiting_release()


def test_quality_is_not_asked_for_a_batch_that_was_condemned(recall, batch):
    closed(recall)
    leave(batch, to=make.place(Zone.REJECTED))
    assert not Recall.objects.awaiting_release()


# One door


@pytest.fixture
def returning(review):
    """The draft of a return of all ten, begun before the recall."""
    return make.sales_return(review=review, quantity=10)


def test_what_a_recall_took_back_is_not_returned_once_more(returning, recall, review):
    assert broken(returning) == {"returned_was_delivered"}
    with pytest.raises(Refused, match="the customer has 0"):
        make.signed(returning)
    assert make.sales_return(review=review).lines.count() == 0


def test_what_a_recall_did_not_take_back_is_returned(batch, review, staff):
    recall = make.recall_under_way(batch=batch)
    came = {"quantity": 4, "place": where(Zone.RETURNED)}
    recall.enter(staff, RecallRecovery(line=recall.lines.get(), **came))
    draft = make.sales_return(review=review)
    assert draft.lines.get().quantity == 6
    assert broken(draft) == set()
    change(draft.lines.get(), quantity=7)
    assert broken(draft) == {"returned_was_delivered"}


def test_a_drill_takes_nothing_back(batch, review, staff):
    drill = make.recall_under_way(batch=batch, kind="drill")
    came = {"quantity": 4, "place": where(Zone.RETURNED)}
    drill.enter(staff, RecallRecovery(line=drill.lines.get(), **came))
    assert broken(make.sales_return(review=review, quantity=10)) == set()


def test_a_correction_of_the_sale_changes_nothing_of_that(batch, review, staff):
    newer = make.signed(amended(review.sale, invoice_no="FP2"))
    recall = make.recall_under_way(batch=batch)
    came = {"quantity": 10, "place": where(Zone.RETURNED)}
    recall.enter(staff, RecallRecovery(line=recall.lines.get(), **came))
    assert recall.lines.get().sale == newer
    assert make.sales_return(review=review).lines.count() == 0


@pytest.fixture
def chosen(world):
    """Ten to choose from, that a recall is under way about."""
    values = {"mode": "selection", "invoice_no": "", "invoice_amount": None}
    sale = world.sold(batch=world.stocked(), **values)
    world.reviewed(sale=sale)
    sale = make.signed(amended(sale, patient_or_user="ward 3"))
    make.recall_under_way(batch=sale.lines.get().batch)
    return sale


def taken(sale, quantity):
    """That some of a sale comes back by the recall."""
    recall = Recall.objects.under_way().get(lines__sale=sale)
    came = {"quantity": quantity, "place": where(Zone.RETURNED)}
    return RecallRecovery(record=recall, line=recall.lines.get(), **came)


def test_what_a_recall_took_back_is_not_confirmed_as_used(chosen, staff):
    """Nor looked for any longer with the institution."""
    back = taken(chosen, 4)
    back.record.enter(staff, back)
    assert chosen.quantity_out() == 6
    out = registry["sales.selections-out"].queryset()
    assert out.get(pk=chosen.pk).left == 6
    with pytest.raises(Refused, match="only 6 are still with the institution"):
        make.selection_use(7, sale=chosen)
    make.selection_use(6, sale=chosen)
    assert not out.filter(pk=chosen.pk)


def test_the_database_confirms_no_use_of_what_was_taken_back(chosen, staff):
    """Under no version of the sale."""
    taken(chosen, 4).save(by=staff)
    use = {"record": chosen.corrects, "batch": chosen.lines.get().batch, "amount": 0}
    use |= {"used_on": make.today(), "invoice_no": "F"}
    with refused():
        SelectionUse(quantity=7, **use).save(by=staff)
    SelectionUse(quantity=6, **use).save(by=staff)


def test_a_recall_takes_nothing_back_that_was_used(chosen, staff):
    make.selection_use(6, sale=chosen)
    back = taken(chosen, 5)
    with pytest.raises(Refused, match="Only 4 are still with the institution"):
        back.record.enter(staff, back)
    back = taken(chosen, 4)
    back.record.enter(staff, back)
    assert chosen.quantity_out() == 0


def test_the_database_takes_nothing_back_that_was_used(chosen, staff):
    make.selection_use(6, sale=chosen)
    enter = RecallRecovery.objects.bulk_create
    with refused():
        enter([taken(chosen, 5)], by=staff, reason="by force")
    enter([taken(chosen, 4)], by=staff, reason="by force")


def test_the_database_takes_nothing_back_twice(returning, recall, batch):
    """Not even one that somebody has let through by force."""
    kind = ContentType.objects.get_for_model(returning)
    with refused():
        Movement.objects.create(
            batch=batch,
            target=where(Zone.RETURNED),
            quantity=1,
            kind=kind,
            object_id=returning.pk,
            number="XT-X",
            by=returning.made_by,
        )
