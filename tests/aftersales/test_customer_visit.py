"""Visits to customers: what they are asked, how content they are, who is due."""

import datetime as dt
from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import timezone

from aftersales.models import CustomerVisit
from qms.core.models import Customer
from qms.core.roles import Role
from qms.records.models import State
from qms.records.registers import registry
from qms.records.rules import Refused
from tests import make
from tests.core.cast import sign_in
from tests.tampering import assign, refused
from tests.world import amended, broken, change, days, teach, void

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]

SCORES = ("quality_score", "delivery_score", "service_score")
REGISTER = registry.of(CustomerVisit)
DUE = registry["core.visits-due"]


def ago(number):
    """A moment some days ago."""
    return timezone.now() - dt.timedelta(days=number)


def visit(world, score=4, **values):
    scores = dict.fromkeys(SCORES, score)
    return make.customer_visit(**{"customer": world.customer} | scores | values)


def visited(world, score=4, **values):
    return make.signed(visit(world, score, **values))


def known(world):
    """What the customer's file says of visits."""
    customer = world.customer
    return customer.satisfaction, customer.last_visited_on


def due():
    return list(DUE.queryset())


# What a visit says


@pytest.mark.parametrize(
    ("scores", "mean"), [((5, 5, 4), "4.7"), ((1, 2, 1), "1.3"), ((3, 4, 5), "4")]
)
def test_satisfaction_is_the_mean_of_the_scores(scores, mean):
    told = CustomerVisit(**dict(zip(SCORES, scores, strict=True)))
    assert told.satisfaction() == Decimal(mean)


def test_without_all_scores_there_is_no_satisfaction():
    assert CustomerVisit(quality_score=5, delivery_score=5).satisfaction() is None


def test_a_visit_that_is_still_to_come_is_not_recorded(world):
    draft = visit(world)
    assert broken(draft) == set()
    change(draft, visited_at=ago(-1))
    assert broken(draft) == {"visit_lies_in_the_past"}


def test_a_poor_score_is_to_be_handled_as_a_complaint(world):
    draft = visit(world, score=3)
    assert broken(draft) == set()
    change(draft, delivery_score=2)
    assert broken(draft) == {"discontent_is_a_complaint"}
    with pytest.raises(Refused, match="as a complaint"):
        draft.submit(draft.made_by)
    draft.submit(draft.made_by, justification="told the manager at once")
    assert draft.state == State.SUBMITTED


@pytest.mark.parametrize("name", [*SCORES, "quality_opinion", "service_opinion"])
def test_opinions_and_scores_are_told_before_a_visit_is_submitted(world, name):
    draft = visit(world)
    change(draft, **{name: None if name in SCORES else ""})
    assert broken(draft) == {"complete"}


def test_the_manager_answers_and_the_visitor_does_not_have_to(world):
    told = visit(world)
    told.submit(told.made_by)
    told.sign(make.user(Role.AFTERSALES_MANAGER), response="deliver before ten")
    assert (told.state, told.response) == (State.SIGNED, "deliver before ten")


# How it begins


def test_it_begins_with_the_usual_questions(world):
    told = CustomerVisit(customer=world.customer)
    questions = [line.question for line in told.begin()]
    assert len(questions) == 4
    assert questions[0] == "Do the products meet your needs in use?"


@pytest.mark.parametrize(("since", "kind"), [(23, "regular"), (22, "ad_hoc")])
def test_a_visit_that_is_due_is_a_regular_one(world, since, kind):
    teach(world.customer, abc_class="A", last_visited_on=days(-since))
    told = CustomerVisit(customer=world.customer)
    told.begin()
    assert told.kind == kind


def test_it_starts_from_the_page_of_the_customer(world, client):
    sign_in(client, make.user(Role.AFTERSALES_STAFF))
    page = client.get(world.customer.get_absolute_url()).content.decode()
    address = f"{REGISTER.url('create')}?customer={world.customer.pk}"
    assert address in page
    form = client.get(address).context["form"]
    assert form["customer"].value() == world.customer.pk


# When the next one is


@pytest.mark.parametrize(("rank", "rhythm"), [("A", 30), ("B", 90), ("C", 180)])
def test_the_class_says_when_the_next_visit_is_due(world, rank, rhythm):
    teach(world.customer, abc_class=rank)
    told = visited(world)
    assert (told.customer_class, told.next_visit) == (rank, days(rhythm))
    assert world.customer.next_visit() == days(rhythm)
    teach(world.customer, last_visited_on=days(7 - rhythm))
    assert due() == [world.customer]
    teach(world.customer, last_visited_on=days(8 - rhythm))
    assert due() == []


def test_who_was_never_visited_is_due_counted_from_the_approval(world):
    assert due() == []
    teach(world.customer, approved_on=days(-180))
    assert due() == [world.customer]
    teach(world.customer, approved_on=None)
    assert due() == []


def test_who_is_being_visited_is_not_called_for_again(world):
    teach(world.customer, last_visited_on=days(-200))
    draft = visit(world)
    assert due() == []
    draft.submit(draft.made_by)
    assert due() == []
    draft.reject(make.user(Role.AFTERSALES_MANAGER), "nobody was there")
    assert due() == [world.customer]


def test_another_class_has_another_rhythm_at_once(world):
    teach(world.customer, last_visited_on=days(-40))
    assert due() == []
    teach(world.customer, abc_class="A")
    assert due() == [world.customer]


@pytest.mark.parametrize("role", [Role.AFTERSALES_STAFF, Role.AFTERSALES_MANAGER])
def test_the_first_page_of_after_sales_reminds_of_visits(world, client, role):
    teach(world.customer, abc_class="B", last_visited_on=days(-90))
    sign_in(client, make.user(role))
    page = client.get(reverse("home")).content.decode()
    assert world.customer.name in page
    assert ("ask for referrals" in page) is (role == Role.AFTERSALES_STAFF)


# What the customer's file learns


def test_the_file_says_how_content_the_customer_was_last(world):
    told = visited(world, quality_score=5)
    assert known(world) == (Decimal("4.3"), make.today())
    [entry] = [each for each in chronicle(world) if each.number == told.number]
    assert entry.what == "Agreed"


def chronicle(world):
    register = registry.of(Customer)
    [told] = [p for p in register.sheet.parts if not hasattr(p, "fields")]
    return told.rows(world.customer)


def test_a_visit_that_is_entered_late_is_not_the_last_one(world):
    visited(world, score=5)
    visited(world, score=3, visited_at=ago(20))
    assert known(world) == (5, make.today())


def test_a_voided_visit_lets_the_file_fall_back(world):
    visited(world, score=5, visited_at=ago(20))
    last = visited(world, score=3)
    assert known(world) == (3, make.today())
    void(last)
    assert known(world) == (5, days(-20))
    void(world.customer.visits.in_effect().get())
    assert known(world) == (None, None)


def test_a_corrected_visit_counts_as_corrected(world):
    told = visited(world, score=5)
    make.signed(amended(told, service_score=2))
    assert known(world) == (4, make.today())


def test_a_visit_to_somebody_else_is_taken_back_from_the_file(world):
    other = make.qualified_customer()
    told = visited(world, score=5)
    make.signed(amended(told, customer=other))
    assert known(world) == (None, None)
    assert Customer.objects.get(pk=other.pk).satisfaction == 5


def test_the_customer_s_page_shows_satisfaction_and_next_visit(world, client):
    visited(world, quality_score=5)
    sign_in(client, make.user(Role.SALESPERSON))
    page = client.get(world.customer.get_absolute_url()).content.decode()
    assert "4.3" in page
    assert str(days(180)) in page


# What the database refuses


@pytest.mark.parametrize("score", [0, 6])
def test_a_score_lies_between_1_and_5(world, score):
    draft = visit(world)
    with refused():
        assign(draft, quality_score=score)
    with refused():
        assign(draft.lines.get(), score=score)


@pytest.mark.parametrize(
    "values", [{"response": ""}, {"quality_score": None}, {"service_opinion": ""}]
)
def test_no_visit_takes_effect_without_opinions_scores_and_answer(world, values):
    draft = change(visit(world), response="answered")
    done = {"state": "signed", "number": "HF1", "kept_for_ever": True}
    done["submitted_at"] = timezone.now()
    with refused():
        assign(draft, **done | values)
    assign(draft, **done)


def test_no_visit_is_submitted_before_it_was_made(world):
    draft = visit(world, visited_at=ago(1))
    with refused():
        assign(draft, state="submitted", number="HF1", submitted_at=ago(2))
