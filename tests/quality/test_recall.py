"""A recall stops the stock, lists every delivery and accounts for every unit."""

import datetime as dt
from contextlib import nullcontext
from io import BytesIO

import pytest
import time_machine
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pypdf import PdfReader

from qms.core.models import Batch, Hold, Zone
from qms.core.roles import Role
from qms.quality import rules
from qms.quality.models import (
    Recall,
    RecallAnswer,
    RecallNotice,
    RecallRecovery,
    RecallReport,
)
from qms.quality.registers.recall import RecallClocks, RecallRegister
from qms.quality.trace import Graph
from qms.records.rules import Refused
from qms.records.verification import verify
from tests import make
from tests.core.cast import sign_in
from tests.tampering import erase, execute, refused
from tests.world import broken, void

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]


@pytest.fixture
def staff():
    return make.user(*set(Role) - {Role.INSPECTOR, Role.COUNTERPARTY})


@pytest.fixture(scope="module")
def delivered(world):
    """A batch of which two customers hold 7 and 3."""
    entry = make.signed(make.stock_in(inspection=world.inspected()))
    batch = entry.lines.get().batch
    for quantity, customer in ((7, world.customer), (3, make.qualified_customer())):
        sale = make.sale(batch, quantity, by=world.seller, customer=customer)
        make.signed(make.outbound_review(sale=make.signed(sale)))
    return batch


@pytest.fixture
def recall(delivered):
    return make.recall_under_way(batch=delivered)


def fresh(recall):
    return Recall.objects.get(pk=recall.pk)


def notify(recall, by, **values):
    recall.enter(by, RecallNotice(**values))


def answer(recall, by, line, **values):
    recall.enter(by, RecallAnswer(line=line, **values))


def recover(recall, by, line, quantity, place=None):
    place = place or make.core.Place.objects.filter(zone=Zone.RETURNED).first()
    recall.enter(by, RecallRecovery(line=line, quantity=quantity, place=place))


def report(recall, by, whom):
    recall.enter(by, RecallReport(whom=whom, note="fax 1"))


def account_for_all(recall, by):
    notify(recall, by)
    for line in recall.lines.all():
        recover(recall, by, line, line.quantity)
    report(recall, by, "registrant")
    report(recall, by, "province")


# The start


def test_the_first_signature_stops_the_stock_and_lists_every_customer(delivered):
    recall = make.recall_under_way(batch=delivered)
    assert Batch.objects.get(pk=delivered.pk).is_stopped()
    assert sorted(recall.lines.values_list("quantity", flat=True)) == [3, 7]
    assert all(line.contact for line in recall.lines.all())
    assert (recall.total_purchased(), recall.total_sold()) == (100, 10)
    assert recall.total_stock() == 90
    assert recall.sale_suspended_at <= timezone.now()


def test_nothing_is_listed_that_has_come_back_or_not_left(world, delivered, staff):
    make.signed(make.sale(delivered, 5, by=world.seller, customer=world.customer))
    recall = make.recall_under_way(batch=delivered)
    assert recall.total_sold() == 10
    account_for_all(recall, staff)
    make.sign_all(fresh(recall))
    again = make.recall_under_way(batch=delivered)
    assert again.lines.count() == 0


@pytest.mark.parametrize(("level", "days"), [("1", 1), ("2", 3), ("3", 7), ("", 1)])
def test_the_clock_runs_from_the_notice_by_the_class(level, days):
    noticed = timezone.now() - dt.timedelta(hours=5)
    draft = make.recall(recall_class=level, notice_received_at=noticed)
    draft.submit(draft.made_by)
    assert draft.customer_deadline == noticed + dt.timedelta(days=days)


def test_what_is_recalled_is_neither_sold_nor_sent(world, delivered):
    sold = make.signed(
        make.sale(delivered, 1, by=world.seller, customer=world.customer)
    )
    review = make.outbound_review(sale=sold)
    make.recall_under_way(batch=delivered)
    draft = make.sale(delivered, 1, by=world.seller, customer=world.customer)
    assert "batches_are_fit_for_sale" in broken(draft)
    assert "batches_may_leave" in broken(review)


def test_a_batch_is_in_one_recall_at_a_time(recall, delivered):
    assert "batches_are_recalled_once" in broken(make.recall(batch=delivered))
    assert broken(make.recall(batch=delivered, kind="drill")) == set()


def test_papers_and_class_are_asked_for_where_the_registrant_recalls(delivered):
    draft = make.recall(batch=delivered, kind="assisted", recall_class="")
    assert {p.field for p in draft.problems()} == {
        *("recall_class", "notice_received_at", "notice_file")
    }


# While it is under way


def test_notices_reach_one_customer_or_all_that_are_left(recall, staff):
    first, second = recall.customers()
    notify(recall, staff, customer=first)
    assert fresh(recall).unnotified() == [second.pk]
    notify(recall, staff, notify_channel="letter")
    told = {line.customer: line.notify_channel() for line in fresh(recall).lines.all()}
    assert told == {first: "by telephone", second: "letter/express"}


ENTRIES = {
    Role.SALESPERSON: lambda recall, by, line: answer(recall, by, line, used_qty=1),
    Role.STOREKEEPER: lambda recall, by, line: recover(recall, by, line, 1),
    Role.QUALITY_HEAD: lambda recall, by, line: report(recall, by, "city"),
    Role.SALES_MANAGER: lambda recall, by, line: notify(recall, by),
}


def test_each_table_has_its_own_writers(recall):
    line = recall.lines.first()
    for role, enter in ENTRIES.items():
        with pytest.raises(Refused, match="needs the role"):
            enter(recall, make.user(Role.PURCHASER, Role.RECEIVER), line)
        enter(recall, make.user(role), line)


def test_recovered_goods_come_into_the_return_zone_and_cannot_be_sold(
    recall, delivered, staff
):
    line = recall.lines.get(quantity=7)
    recover(recall, staff, line, 4)
    assert delivered.quantity(Zone.RETURNED) == 4
    green = make.core.Place.objects.filter(zone=Zone.QUALIFIED).first()
    with pytest.raises(Refused, match="return or the red zone"):
        recover(recall, staff, line, 1, green)
    assert list(verify()) == []


def test_no_more_is_accounted_for_than_a_customer_got(recall, staff):
    line = recall.lines.get(quantity=7)
    answer(recall, staff, line, used_qty=5)
    with pytest.raises(Refused, match="Only 2 are still out"):
        recover(recall, staff, line, 3)
    with pytest.raises(Refused):
        answer(recall, staff, line, used_qty=1, unrecoverable_qty=2, note="lost")
    recover(recall, staff, line, 2)
    assert fresh(recall).lines.get(pk=line.pk).outstanding() == 0
    assert fresh(recall).percentage() == 70


def test_what_is_given_up_is_explained(recall, staff):
    with pytest.raises(Refused):
        answer(recall, staff, recall.lines.first(), unrecoverable_qty=1)


def test_the_database_accounts_for_no_more_than_was_out(recall, staff):
    line = recall.lines.get(quantity=3)
    place = make.core.Place.objects.filter(zone=Zone.RETURNED).first()
    other = make.core.Place.objects.filter(zone=Zone.QUALIFIED).first()
    insert = (
        "INSERT INTO quality_recallrecovery (record_id, line_id, quantity, "
        "recovered_on, entered_at, place_id) VALUES (%s, %s, %s, %s, %s, %s)"
    )
    day, now = make.today(), timezone.now()
    for quantity, where in ((4, place), (1, other)):
        with refused():
            execute(insert, recall.pk, line.pk, quantity, day, now, where.pk)
    recover(recall, staff, line, 3)
    with refused():
        erase(recall.recoveries.get())


ENTRY = st.tuples(
    st.sampled_from(["used", "unrecoverable", "recovered"]),
    st.integers(0, 1),
    st.integers(1, 5),
)


@settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
@given(entries=st.lists(ENTRY, max_size=8))
def test_sold_is_used_and_recovered_and_lost_and_still_out(recall, staff, entries):
    with transaction.atomic():
        lines = list(recall.lines.order_by("pk"))
        left = [line.quantity for line in lines]
        for what, number, quantity in entries:
            fits = quantity <= left[number]
            with nullcontext() if fits else pytest.raises(Refused):
                add(fresh(recall), staff, lines[number], what, quantity)
            left[number] -= quantity if fits else 0
        now = fresh(recall)
        assert [now.tally[line.pk].outstanding for line in lines] == left
        assert now.outstanding() + now._sum("accounted") == now.total_sold()
        batch = lines[0].batch
        assert batch.quantity(Zone.RETURNED) == now.total_recovered()
        assert Graph([batch]).sums.returned == now.total_recovered()
        blocked = any(rules.nothing_is_unaccounted_for(now))
        assert blocked is any(left)
        transaction.set_rollback(True)


def add(recall, by, line, what, quantity):
    if what == "recovered":
        recover(recall, by, line, quantity)
    else:
        answer(recall, by, line, **{f"{what}_qty": quantity}, note="as it is")


# The end


def test_a_recall_is_closed_line_by_line(recall, staff):
    manager = make.user(Role.SALES_MANAGER)
    with pytest.raises(Refused, match="customers are not notified"):
        recall.sign(manager)
    notify(recall, staff)
    recall.sign(manager)
    with pytest.raises(Refused, match="still out"):
        recall.sign(make.user(Role.STOREKEEPER))
    for line in recall.lines.all():
        answer(recall, staff, line, used_qty=1)
        recover(recall, staff, line, line.quantity - 1)
    recall.sign(make.user(Role.STOREKEEPER))
    head = make.user(Role.QUALITY_HEAD)
    with pytest.raises(Refused, match="report is missing"):
        recall.sign(head, disposal="destroy")
    report(recall, head, "registrant")
    report(recall, head, "province")
    recall.sign(head, disposal="destroy")
    recall.sign(make.user(Role.COMPANY_HEAD), conclusion="done")
    closed = fresh(recall)
    assert (closed.state, closed.percentage()) == ("signed", 100)
    assert closed.keep_until >= closed.batches.get().product.registration_valid_to
    assert Hold.objects.standing().exists()


def test_the_database_closes_no_recall_with_something_out(recall):
    with refused():
        execute(
            "UPDATE quality_recall SET state = 'signed', keep_until = %s, "
            "effective_at = %s WHERE id = %s",
            *(make.next_year(), timezone.now(), recall.pk),
        )


def test_a_recall_that_customers_know_of_is_carried_to_its_end(recall, staff):
    notify(recall, staff)
    for step in (recall.send_back, recall.reject):
        with pytest.raises(Refused):
            step(staff, "a mistake")
    assert Hold.objects.standing().exists()


def test_before_that_only_the_head_of_quality_lets_the_goods_go(recall, delivered):
    with pytest.raises(Refused):
        recall.send_back(make.user(Role.SALES_MANAGER), "a mistake")
    recall.send_back(make.user(Role.SALES_MANAGER, Role.QUALITY_HEAD), "a mistake")
    assert not Batch.objects.get(pk=delivered.pk).is_stopped()


def test_a_closed_recall_is_corrected_with_its_account(recall, staff, delivered):
    account_for_all(recall, staff)
    closed = fresh(make.sign_all(fresh(recall)))
    draft = closed.amend(closed.made_by, "a word is wrong")
    newer = make.signed(draft)
    assert fresh(newer).percentage() == 100
    assert fresh(newer).sale_suspended_at == closed.sale_suspended_at
    assert delivered.quantity(Zone.RETURNED) == 10


def test_a_closed_recall_is_not_voided(recall, staff):
    account_for_all(recall, staff)
    closed = fresh(make.sign_all(fresh(recall)))
    with pytest.raises(Refused):
        void(closed)


# The drill


def test_a_drill_locks_nothing_and_tells_how_long_it_took(delivered):
    with time_machine.travel(timezone.now(), tick=False) as clock:
        draft = make.recall(batch=delivered, kind="drill")
        clock.shift(90)
        draft.submit(draft.made_by)
    assert not Batch.objects.get(pk=delivered.pk).is_stopped()
    assert draft.number.startswith("ZHYL-")
    assert draft.lines.count() == 2
    assert draft.seconds_to_list() == "90 seconds"
    notify(draft, make.user(Role.SALES_MANAGER))
    done = fresh(make.sign_all(fresh(draft)))
    assert (done.state, done.mark) == ("signed", "recall drill")
    assert delivered.quantity(Zone.RETURNED) == 0


def test_a_drill_is_due_a_year_after_the_last(world):
    assert RecallRegister().asks() == "No recall drill has been held yet."
    make.signed(make.recall(kind="drill"))
    assert RecallRegister().asks() == ""
    later = timezone.now() + dt.timedelta(days=340)
    with time_machine.travel(later):
        due = (make.today() + dt.timedelta(days=25)).isoformat()
        assert due in RecallRegister().asks()


def test_the_first_page_asks_once_for_the_yearly_drill(client, world):
    make.signed(make.company_licence())
    sign_in(client, make.user(Role.QUALITY_OFFICER))
    page = client.get("/").content.decode()
    assert page.count("No recall drill has been held yet.") == 1
    assert "/quality/recall/new/?kind=drill" in page


def test_a_recall_under_way_is_on_the_first_page(recall, staff):
    row = RecallClocks().queryset().get(pk=recall.pk)
    assert row.waiting() == 2
    assert "left" in row.time_left()
    with time_machine.travel(timezone.now() + dt.timedelta(days=4)):
        late = fresh(recall)
        assert late.is_overdue()
        assert "overdue" in late.time_left()
    notify(recall, staff)
    assert fresh(recall).time_left() == ""


def test_the_notices_are_a_page_for_each_customer(client, recall):
    sign_in(client, make.user(Role.SALES_MANAGER))
    pdf = client.get(f"/quality/recall/{recall.pk}/notices.pdf").content
    pages = [page.extract_text() for page in PdfReader(BytesIO(pdf)).pages]
    assert len(pages) == 2
    for customer, page in zip(recall.customers(), pages, strict=True):
        assert customer.name in page
        assert recall.number in page
