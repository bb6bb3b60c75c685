"""Many people at once: the last boxes, one draft, one series (PostgreSQL)."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from django.db import connection
from django.utils import timezone

from inventory.models import OutboundReview, StockIn
from qms.core.models import Zone
from qms.core.roles import Role
from qms.quality.models import Recall, RecallRecovery
from qms.records.models import State, Trail
from qms.records.rules import Refused
from qms.records.verification import verify
from sales.models import Sale
from tests import impossible as near
from tests import make
from tests.world import World, emptied

pytestmark = [
    pytest.mark.usefixtures("english", "db"),
    pytest.mark.skipif(
        connection.vendor != "postgresql",
        reason="SQLite lets one writer in at a time, and has no race to lose.",
    ),
]

CROWD = 20


def at_once(act, rows):
    """Let as many people as there are rows act at the same time."""
    ready = Barrier(len(rows))

    def hurry(row):
        try:
            ready.wait()
            return act(row)
        except Refused as refusal:
            return refusal
        finally:
            connection.close()

    with ThreadPoolExecutor(len(rows)) as people:
        return list(people.map(hurry, rows))


def refusals(outcomes):
    return [each for each in outcomes if isinstance(each, Refused)]


def rules(refusal):
    return {problem.rule for problem in refusal.problems}


@pytest.fixture(scope="module")
def company(django_db_setup, django_db_blocker):
    """Founded once: each race is over goods of its own, and leaves nothing amiss."""
    with django_db_blocker.unblock(), emptied():
        yield World()
        assert list(verify()) == []


@pytest.fixture
def db(company):
    """Open to all threads, which a transaction is not."""


@pytest.fixture
def world(company):
    company.keep(batch=company.stocked())
    return company


@pytest.fixture
def staff():
    """Two people with every role: whom one of them may not, the other may."""
    hands = {*Role} - {Role.INSPECTOR, Role.COUNTERPARTY}
    return [make.user(*hands) for _each in range(2)]


def finish(record, staff):
    while place := record.next_signature():
        record.sign(staff[place.sign.apart])
    return record


@pytest.mark.parametrize("submitted", [False, True], ids=["draft", "last signature"])
def test_the_last_ten_boxes_go_to_ten_customers(world, staff, submitted):
    batch, before = world.batch, world.batch.quantity(Zone.DISPATCH)
    spare = int(batch.quantity(Zone.QUALIFIED)) - 10
    world.sold(spare)
    sales = [world.sale_draft(1) for _each in range(CROWD)]
    refused = Trail.objects.filter(act=Trail.Act.REFUSED)
    refused_before = refused.count()
    if submitted:
        for sale in sales:
            sale.submit(world.seller)

    def ship(sale):
        if not submitted:
            sale.submit(sale.made_by)
        finish(sale, staff)
        passed = {"package_ok": "good", "label_ok": "good", "other_ok": "good"}
        sheet = make.fill(OutboundReview(sale=sale), **passed, review_result="released")
        sheet.submit(staff[0])
        return finish(sheet, staff)

    outcomes = at_once(ship, sales)
    assert len(refusals(outcomes)) == CROWD - 10
    for refusal in refusals(outcomes):
        (problem,) = refusal.problems
        assert problem.rule == "stock_suffices"
        assert str(batch) in str(problem)
        assert "0 available, 1 asked for" in str(problem) or "missing" in str(problem)
    assert batch.quantity(Zone.QUALIFIED) == 0
    assert batch.quantity(Zone.DISPATCH) == before + spare
    shipped = Sale.objects.in_effect().filter(pk__in=[sale.pk for sale in sales])
    assert shipped.count() == 10
    assert refused.count() == refused_before + CROWD - 10


def test_a_draft_is_submitted_once(world):
    draft = world.sale_draft()
    copies = [Sale.objects.get(pk=draft.pk) for _each in range(CROWD)]
    outcomes = at_once(lambda sale: sale.submit(sale.made_by), copies)
    assert [rules(each) for each in refusals(outcomes)] == [{"state"}] * (CROWD - 1)
    draft.refresh_from_db()
    assert (draft.state, draft.round) == (State.SUBMITTED, 1)
    assert draft.signatures.count() == len(Sale.signed_by)


def test_a_sale_is_signed_once(world, staff):
    sale = world.sale_draft()
    sale.submit(world.seller)
    before = world.batch.quantity(Zone.DISPATCH)
    copies = [Sale.objects.get(pk=sale.pk) for _each in range(CROWD)]
    outcomes = at_once(lambda copy: copy.sign(staff[0]), copies)
    assert len(refusals(outcomes)) == CROWD - 1
    assert world.batch.quantity(Zone.DISPATCH) == before + 10


def test_acts_that_end_at_once_are_all_sealed(world):
    """Who comes second to the head of the chain does not leave an act unsealed."""
    at_once(lambda _number: Trail.objects.note(Trail.Act.VIEWED), range(CROWD))
    assert not Trail.objects.filter(block=None).exists()


def test_numbers_follow_one_another(world):
    sales = [world.sale_draft(1) for _each in range(CROWD)]
    last = Sale.objects.exclude(number="").order_by("number").last().number
    outcomes = at_once(lambda sale: sale.submit(sale.made_by), sales)
    assert refusals(outcomes) == []
    prefix, _dash, first = last.rpartition("-")
    wanted = [f"{prefix}-{int(first) + n:04}" for n in range(1, CROWD + 1)]
    given = [Sale.objects.get(pk=sale.pk).number for sale in sales]
    assert sorted(given) == wanted


def test_a_recall_lists_whatever_left_before_it_locked_the_stock(world, staff):
    sheets = [make.outbound_review(sale=world.sold(1)) for _each in range(6)]
    for sheet in sheets:
        sheet.submit(staff[0])
    recall = make.recall(batch=world.batch)

    def act(record):
        if record is recall:
            return recall.submit(recall.made_by)
        return finish(record, staff)

    outcomes = at_once(act, [*sheets[:3], recall, *sheets[3:]])
    why = set().union(*map(rules, refusals(outcomes)))
    assert why <= {"batches_may_leave", "goods_are_free"}
    gone = OutboundReview.objects.in_effect().filter(lines__batch=world.batch)
    listed = set(recall.lines.values_list("sale", flat=True))
    assert listed == set(gone.values_list("sale", flat=True))
    assert len(refusals(outcomes)) == len(sheets) - gone.count()


#: What may be said of goods that met a stop on their way.
STOPPED = {"batches_may_leave", "batches_are_fit_for_sale", "goods_are_free"}


def waiting(world, staff):
    """Reviews and sales of a batch that wait for their last signature."""
    reviews = [make.outbound_review(sale=world.sold(1)) for _each in range(4)]
    sales = [world.sale_draft(1) for _each in range(4)]
    for record in (*reviews, *sales):
        record.submit(staff[0] if record in reviews else world.seller)
    return [*reviews, *sales]


def signs(record, person):
    """The next signature of a record, as something still to be done."""
    place = record.next_signature()
    return lambda: record.sign(person, **make.answers(record, place.sign))


def stop_sale(world, staff):
    """A stop that is still to be laid, and what lifts it once it stands."""
    stop = make.stop_sale(world.batch)

    def release():
        while stop.next_signature():
            signs(stop, staff[0])()
        made = make.stop_release(stop)
        made.submit(made.made_by)
        return signs(made, staff[0])

    return lambda: stop.submit(stop.made_by), release


def veto(world, staff):
    ruled = make.veto(world.batch)
    ruled.submit(ruled.made_by)

    def release():
        while ruled.next_signature():
            signs(ruled, staff[0])()
        made = make.veto_release(ruled)
        made.submit(made.made_by)
        return signs(made, staff[0])

    return signs(ruled, staff[0]), release


def recall(world, staff):
    called = make.recall(batch=world.batch)
    by = called.made_by
    return (
        lambda: called.submit(by),
        lambda: lambda: called.reject(staff[0], "it was another batch"),
    )


STOPS = [stop_sale, veto, recall]
#: What may be said of a release that comes too late.
RELEASING = {"only_a_veto_in_force_is_lifted", "only_stopped_goods_are_judged"}


def tried(record, staff):
    """Sign what still waits; say which rules refuse it, if any do."""
    record.refresh_from_db()
    try:
        finish(record, staff)
    except Refused as refusal:
        return rules(refusal)
    return set()


@pytest.mark.parametrize("stop", STOPS)
def test_what_leaves_while_a_stop_is_laid_has_left_before_it(world, staff, stop):
    """Whoever comes later meets the stop, in a sentence."""
    records, (lay, _release) = waiting(world, staff), stop(world, staff)
    acts = [signs(record, staff[1]) for record in records]
    outcomes = at_once(lambda act: act(), [*acts[::2], lay, *acts[1::2]])
    assert world.batch.is_held()
    assert all(rules(refusal) <= STOPPED for refusal in refusals(outcomes))
    left = [r for r in records if type(r).objects.get(pk=r.pk).state != State.SIGNED]
    assert len(left) == len(refusals(outcomes))
    assert all(tried(record, staff) & STOPPED for record in left)


@pytest.mark.parametrize("stop", STOPS)
def test_what_leaves_while_a_stop_is_lifted_leaves_once(world, staff, stop):
    """Whoever was too early tries again, and nothing is counted twice."""
    records, (lay, release) = waiting(world, staff), stop(world, staff)
    before = world.batch.quantity()
    lay()
    acts, lift = [signs(record, staff[1]) for record in records], release()
    outcomes = at_once(lambda act: act(), [*acts[::2], lift, *acts[1::2]])
    assert not world.batch.is_held()
    assert all(rules(refusal) <= STOPPED for refusal in refusals(outcomes))
    left = [r for r in records if type(r).objects.get(pk=r.pk).state != State.SIGNED]
    assert len(left) == len(refusals(outcomes))
    assert not any(tried(record, staff) for record in left)
    assert world.batch.quantity() == before - 4


@pytest.mark.parametrize("number", range(len(STOPS)))
def test_a_stop_that_is_lifted_takes_no_other_with_it(world, staff, number):
    """Nothing slips out between one stop and the next."""
    records = waiting(world, staff)
    lay, release = STOPS[number](world, staff)
    lay()
    acts, lift = [signs(record, staff[1]) for record in records], release()
    lay_another, _release = STOPS[number - 1](world, staff)
    crowd = [*acts[::2], lift, lay_another, *acts[1::2]]
    outcomes = at_once(lambda act: act(), crowd)
    assert all(rules(refusal) <= STOPPED for refusal in refusals(outcomes))
    assert world.batch.holds.standing().count() == 1
    left = [r for r in records if type(r).objects.get(pk=r.pk).state != State.SIGNED]
    assert all(tried(record, staff) & STOPPED for record in left)


@pytest.mark.parametrize("stop", [stop_sale, veto])
def test_a_stop_is_lifted_once(world, staff, stop):
    """By the release, or because what laid it is struck out."""
    lay, release = stop(world, staff)
    lay()
    lift, hold = release(), world.batch.holds.standing().get()
    head = make.user(Role.QUALITY_HEAD)
    outcomes = at_once(lambda act: act(), [lift, lambda: hold.lift(head, hold.because)])
    (refusal,) = refusals(outcomes)
    assert rules(refusal) <= {"state", *RELEASING}
    assert not world.batch.is_held()


def test_what_comes_back_comes_back_once(world, staff):
    world.reviewed(sale=world.sold(9))
    recall = make.recall_under_way(batch=world.batch)
    line = recall.lines.get(quantity=9)
    place = world.returned

    def take_back(_number):
        mine = Recall.objects.get(pk=recall.pk)
        entry = RecallRecovery(line=line, quantity=2, place=place)
        return mine.enter(staff[0], entry)

    outcomes = at_once(take_back, range(8))
    assert len(refusals(outcomes)) == 4
    assert world.batch.quantity(Zone.RETURNED) == 8


def test_goods_to_choose_from_are_used_or_come_back():
    sale = make.sent_for_selection()
    review = sale.reviews.get()
    returns = [make.sales_return(review=review) for _each in range(4)]

    def act(sheet):
        if sheet is None:
            return make.selection_use(10, sale=Sale.objects.get(pk=sale.pk))
        return sheet.submit(sheet.made_by)

    outcomes = at_once(act, [each for sheet in returns for each in (sheet, None)])
    assert len(refusals(outcomes)) == 7
    assert sale.quantity_out() == 0


def test_goods_to_choose_from_are_used_or_recalled(staff):
    sale = make.sent_for_selection()
    recall = make.recall_under_way(batch=sale.lines.get().batch)
    line, place = recall.lines.get(), make.place(Zone.RETURNED)

    def act(number):
        if number % 2:
            return make.selection_use(1, sale=Sale.objects.get(pk=sale.pk))
        mine = Recall.objects.get(pk=recall.pk)
        return mine.enter(staff[0], RecallRecovery(line=line, quantity=1, place=place))

    assert len(refusals(at_once(act, range(CROWD)))) == CROWD - 10
    assert sale.quantity_out() == 0


def test_goods_in_the_red_zone_are_reported_once(world):
    """By whoever of several storekeepers is the first."""
    sheets = [near.condemned(world), *(near.report(world) for _each in range(3))]
    outcomes = at_once(lambda sheet: sheet.submit(sheet.made_by), sheets)
    told = [rules(refusal) for refusal in refusals(outcomes)]
    assert told == [{"red_goods_are_reported_once"}] * 3


def test_accepted_goods_are_put_away_once(world, staff):
    """Though as many of the same batch wait for their inspection beside them."""
    inspection = world.inspected(receipt=world.received(lot="SAME"))
    world.received(lot="SAME")
    sheets = [make.stock_in(inspection=inspection) for _each in range(2)]
    for sheet in sheets:
        sheet.submit(staff[0])
    outcomes = at_once(lambda sheet: finish(sheet, staff), sheets)
    (refusal,) = refusals(outcomes)
    assert rules(refusal) == {"only_accepted_goods_are_put_away"}
    batch = StockIn.objects.in_effect().get(inspection=inspection).lines.get().batch
    assert batch.quantity(Zone.QUALIFIED) == 100


def test_of_visits_signed_at_once_the_file_knows_the_last(staff):
    today = timezone.now()
    customer = make.qualified_customer()
    days = [today - timedelta(days=number) for number in range(CROWD)]
    visits = [make.customer_visit(customer=customer, visited_at=day) for day in days]
    for visit in visits:
        visit.submit(visit.made_by)
    at_once(lambda visit: visit.sign(staff[0], response="noted"), visits)
    customer.refresh_from_db()
    assert customer.last_visited_on == timezone.localdate(today)


def test_of_evaluations_signed_at_once_the_file_knows_the_last(staff):
    supplier = make.approved_supplier()
    days = [timezone.localdate() - timedelta(days=number) for number in range(5)]
    made = [make.supplier_evaluation(supplier, done_on=day) for day in days]
    for evaluation in made:
        evaluation.submit(evaluation.made_by)
        evaluation.sign(staff[0])
        evaluation.sign(staff[0])
    at_once(lambda evaluation: evaluation.sign(staff[1]), made)
    assert supplier.assessments_in_force().get().evaluation == made[0].number
