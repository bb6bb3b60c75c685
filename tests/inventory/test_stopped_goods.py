"""What becomes of a sale whose outbound review stopped its goods (GSP 76, 88)."""

import pytest

from qms.core.models import Zone
from qms.core.roles import Role
from qms.records.models import State
from qms.records.rules import Refused
from qms.records.verification import verify
from tests import make
from tests.tampering import assign, refused
from tests.world import amended, broken, change, void

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]


def stopped(sale):
    """A review of a sale that the reviewer refused."""
    review = make.outbound_review(sale=sale)
    review.submit(review.made_by)
    review.reject(make.user(Role.OUTBOUND_REVIEWER), "seal broken")
    return review


def reported(review, quantity=10):
    sheet = make.nonconforming_record(review=review)
    return change(sheet.lines.get(), defect="seal broken", quantity=quantity).record


def condemned(sale, quantity=10):
    return make.signed(reported(stopped(sale), quantity))


def lying(world):
    zones = (Zone.QUALIFIED, Zone.DISPATCH, Zone.REJECTED)
    return [int(world.batch.quantity(zone)) for zone in zones]


def kept_from(act):
    """The rules that keep somebody from an act, and what they say."""
    with pytest.raises(Refused) as refusal:
        act()
    return {p.rule: str(p) for p in refusal.value.problems}


@pytest.fixture
def before(world):
    """What lies on the shelf and, for others, in dispatch."""
    return lying(world)


# Striking out the sale


def test_only_what_is_still_set_apart_goes_back(world, before):
    """And nothing of what waits in dispatch for another customer."""
    sale = world.sold(10)
    condemned(sale, 4)
    void(sale)
    shelf, dispatch, red = before
    assert lying(world) == [shelf - 4, dispatch, red + 4]
    assert list(verify()) == []


def test_a_sale_whose_goods_were_all_condemned_is_voided(world, before):
    sale = world.sold(10)
    condemned(sale)
    assert list(sale.set_apart()) == []
    assert void(sale).state == State.VOID
    assert lying(world) == [before[0] - 10, before[1], before[2] + 10]


def undecided(sale):
    review = make.outbound_review(sale=sale)
    change(review.lines.get(), review_result="stopped", stop_reason="wet")


def unreported(sale):
    stopped(sale)


def under_way(sale):
    sheet = reported(stopped(sale))
    sheet.submit(sheet.made_by)


def struck_out(sale):
    void(condemned(sale))


@pytest.mark.parametrize("so_far", [undecided, unreported, under_way, struck_out])
def test_a_sale_is_not_voided_before_quality_has_decided(world, so_far):
    sale = world.sold(10)
    so_far(sale)
    said = kept_from(lambda: void(sale))
    assert list(said) == ["stopped_goods_are_decided"]
    review = sale.reviews.get()
    sentence = "stopped goods of it: quality decides on them first."
    assert said["stopped_goods_are_decided"] == f"{review} {sentence}"
    sale.refresh_from_db()
    assert sale.state == State.SIGNED


def test_what_quality_found_sound_goes_back_to_the_shelf(world, before):
    sale = world.sold(10)
    sheet = reported(stopped(sale))
    sheet.submit(sheet.made_by)
    sheet.reject(make.user(Role.QUALITY_OFFICER), "it is dust")
    void(sale)
    assert lying(world) == before


@pytest.mark.parametrize("so_far", [unreported, under_way, struck_out])
def test_the_database_keeps_a_sale_whose_goods_wait_for_quality(world, so_far):
    sale = world.sold(10)
    so_far(sale)
    with refused():
        assign(sale, state="void")


def test_the_database_keeps_a_sale_whose_goods_have_left(world):
    sale = world.review.sale
    corrected = make.signed(amended(sale, invoice_no="FP2"))
    for version in (corrected, make.signed(amended(corrected, invoice_no="FP3"))):
        with refused():
            assign(version, state="void")


def test_the_database_lets_a_sale_go_whose_goods_were_condemned(world):
    sale = world.sold(10)
    condemned(sale)
    assign(sale, state="void")


# Correcting the sale


def test_a_sale_is_corrected_to_what_is_left(world, before):
    sale = world.sold(10)
    condemned(sale, 4)
    again = make.outbound_review(sale=sale)
    assert [line.quantity for line in again.lines.all()] == [6]
    assert broken(again) == {"reviewed_is_what_was_sold"}
    change(again.lines.get(), quantity=10)
    assert broken(again) == {"reviewed_is_what_was_sold"}
    right = amended(sale, lines={"quantity": 6}, invoice_amount=30)
    right = make.signed(right)
    make.signed(make.outbound_review(sale=right))
    assert lying(world) == [before[0] - 10, before[1], before[2] + 4]
    assert list(verify()) == []


def test_goods_of_another_customer_do_not_leave_in_their_place(world):
    """Though as many of the batch wait in dispatch as were sold."""
    sale, other = world.sold(10), world.sold(10)
    condemned(sale, 4)
    sheet = make.outbound_review(sale=sale)
    change(sheet.lines.get(), quantity=10)
    assert set(kept_from(lambda: sheet.submit(sheet.made_by))) == {
        "reviewed_is_what_was_sold"
    }
    assert make.signed(make.outbound_review(sale=other)).state == State.SIGNED


def test_a_correction_counts_only_what_is_left_in_dispatch(world):
    shelf = int(world.batch.quantity(Zone.QUALIFIED))
    sale = world.sold(shelf)
    condemned(sale, 4)
    draft = amended(sale, lines={"quantity": shelf - 3})
    assert "stock_suffices" in broken(draft)
    change(draft.lines.get(), quantity=shelf - 4)
    assert "stock_suffices" not in broken(draft)


# Reporting


def test_no_more_is_condemned_than_was_set_apart(world):
    """Whoever reports twice does not take what waits for another customer."""
    sale = world.sold(10)
    world.sold(10)
    first, second = stopped(sale), reported(stopped(sale))
    make.signed(reported(first, 7))
    assert broken(second) == {"reported_is_what_was_rejected"}
    change(second.lines.get(), quantity=3)
    assert broken(second) == set()


def test_nothing_is_condemned_for_a_sale_that_is_not_in_effect(world):
    sale = world.sold(10)
    world.sold(10)
    review = make.outbound_review(sale=sale)
    line = review.lines.get()
    change(line, review_result="stopped", stop_reason="wet")
    sheet = reported(review)
    change(line, review_result="released")
    void(sale)
    change(line, review_result="stopped")
    assert "reported_is_what_was_rejected" in broken(sheet)


def test_condemned_goods_do_not_go_back_for_a_sale_that_is_no_more(world, before):
    sale = world.sold(10)
    case = condemned(sale, 4)
    void(sale)
    assert set(kept_from(lambda: void(case))) == {"goods_go_back_to_their_sale"}
    assert lying(world) == [before[0] - 4, before[1], before[2] + 4]


def test_condemned_goods_go_back_for_the_correction_of_their_sale(world, before):
    sale = world.sold(10)
    case = condemned(sale, 4)
    make.signed(amended(sale, invoice_no="FP2"))
    void(case)
    assert lying(world) == [before[0] - 10, before[1] + 10, before[2]]


def test_goods_of_two_rooms_are_reported_from_where_they_wait(world):
    second = make.place(warehouse=make.warehouse())
    make.place(Zone.DISPATCH, warehouse=second.warehouse)
    make.place(Zone.REJECTED, warehouse=second.warehouse)
    moves = [(world.batch, world.qualified, second, 5)]
    make.core.move(moves, world.stock_in, world.seller)
    sale = world.sold(int(world.batch.quantity(Zone.QUALIFIED)))
    sheet = make.nonconforming_record(review=stopped(sale))
    rooms = {(x.place.warehouse, int(x.quantity)) for x in sheet.lines.all()}
    assert (second.warehouse, 5) in rooms
    assert len(rooms) == 2
