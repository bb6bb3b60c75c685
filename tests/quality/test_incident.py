"""An incident is reported by anybody and closed when four points are done."""

import datetime as dt
from decimal import Decimal

import pytest
from django.utils import timezone

from qms.core.roles import Role
from qms.quality.models import Incident, IncidentReview
from qms.records.models import State
from qms.records.registers import registry
from qms.records.rules import Refused
from tests import make
from tests.core.cast import sign_in
from tests.tampering import assign, refused
from tests.world import amended, broken, change, teach

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]

POINTS = dict.fromkeys(IncidentReview.POINTS, True)


@pytest.fixture
def incident():
    return make.incident()


def reviewed(incident, by=None, **points):
    review = IncidentReview(effectiveness="No such case since", **points)
    incident.enter(by or make.user(Role.QUALITY_OFFICER), review)


@pytest.mark.parametrize("role", [Role.DRIVER, Role.SALESPERSON, Role.HR_OFFICER])
def test_whoever_works_here_reports(role):
    made = make.incident(by=make.user(role))
    made.submit(made.made_by)
    assert made.next_signature().role == Role.RESPONSIBLE_DEPARTMENT_HEAD


def test_somebody_without_a_post_reports_nothing(incident):
    for nobody in (make.user(), make.user(Role.INSPECTOR)):
        with pytest.raises(Refused):
            incident.submit(nobody)


def test_each_place_says_what_it_found(incident):
    incident.submit(incident.made_by)
    incident.sign(make.user(Role.RESPONSIBLE_DEPARTMENT_HEAD), cause="Worn seal")
    found = {"responsible": "Warehouse", "correction": "New seal"}
    found |= {"prevention": "Monthly check", "deadline": make.next_year()}
    incident.sign(make.user(Role.QUALITY_OFFICER), **found)
    make.sign_all(incident)
    stored = Incident.objects.get()
    assert stored.state == State.SIGNED
    assert (stored.cause, stored.deadline) == ("Worn seal", make.next_year())


def test_what_is_still_to_come_is_not_reported(incident):
    change(incident, occurred_at=timezone.now() + dt.timedelta(hours=2))
    assert broken(incident) == {"incident_lies_in_the_past"}


def test_a_line_names_what_is_affected(incident):
    change(incident.lines.get(), batch=None, product=None)
    assert broken(incident) == {"affected_lines_name_something"}


def test_it_is_kept_as_long_as_the_goods_that_it_touches(incident):
    batch = incident.lines.get().batch
    batch.expires_on = make.today() + dt.timedelta(days=365 * 6)
    batch.save(by=incident.made_by)
    make.signed(incident)
    assert incident.keep_until > make.today() + dt.timedelta(days=365 * 7)


def test_it_is_open_until_nothing_was_let_go(incident):
    make.signed(incident)
    not_closed = registry["quality.open-incidents"].queryset
    assert list(not_closed()) == [incident]
    assert len(incident.still_open()) == 4
    reviewed(incident, **POINTS | {"people_taught": False})
    assert list(not_closed()) == [incident]
    assert len(incident.still_open()) == 1
    reviewed(incident, **POINTS)
    assert list(not_closed()) == []
    assert incident.effectiveness() == "No such case since"


def test_only_quality_closes_it(incident):
    make.signed(incident)
    with pytest.raises(Refused):
        reviewed(incident, by=make.user(Role.COMPANY_HEAD), **POINTS)


def test_a_review_is_final(incident):
    make.signed(incident)
    reviewed(incident, **POINTS)
    with refused():
        assign(incident.reviews.get(), effectiveness="Better still")


# What proposes one

#: What the witness of a count says of a difference.
EXPLAINED = {"reason": "fell behind the shelf", "adjustment": "books"}


def awaited(name):
    return list(dict(registry.of(Incident).awaited())[name])


def proposed(**source):
    return make.fill(Incident(**source, severity="ordinary"))


@pytest.fixture
def losses():
    """A count that missed three of a batch."""
    batch = make.stocked_batch()
    sheet = make.stocktake(97, batch)
    return make.signed(sheet, verdict=EXPLAINED)


def test_missing_goods_propose_an_incident_until_there_is_one(losses):
    line = losses.lines.get()
    teach(line.product, purchase_price=Decimal("2.50"))
    assert awaited("stocktake") == [losses]
    made = proposed(stocktake=losses)
    assert awaited("stocktake") == []
    assert made.occurred_at == losses.submitted_at
    assert (made.place, made.loss) == (str(losses.warehouse), Decimal("7.50"))
    assert "97 counted, 100 in the books. fell behind the shelf" in made.description
    assert [(x.batch, x.quantity) for x in made.lines.all()] == [(line.batch, 3)]
    made.discard(made.made_by)
    assert awaited("stocktake") == [losses]


def test_a_correction_of_the_count_proposes_no_second_one(losses):
    proposed(stocktake=losses)
    make.signed(amended(losses, made_on=make.today()), verdict=EXPLAINED)
    assert awaited("stocktake") == []


def test_an_excursion_that_is_judged_an_incident_proposes_it():
    assert awaited("assessment") == []
    assessment = make.climate_assessment(judgement="incident")
    batch = make.stocked_batch()
    assessment.lines.create(by=assessment.made_by, batch=batch, quantity=4)
    make.signed(assessment)
    assert awaited("assessment") == [assessment]
    made = proposed(assessment=assessment)
    assert awaited("assessment") == []
    assert made.occurred_at == assessment.began_at
    assert (made.place, made.cause) == (assessment.room_name, assessment.cause)
    assert "at worst 11 °C" in made.description
    assert [(x.batch, x.quantity) for x in made.lines.all()] == [(batch, 4)]
    make.signed(make.climate_assessment(event=make.climate_event((5, 12, 5))))
    assert awaited("assessment") == []


def test_an_anomaly_on_the_way_proposes_an_incident():
    make.signed(make.transport_record(), **make.arrival())
    assert awaited("transport") == []
    way = make.signed(make.transport_record(), **make.arrival(abnormal="a box is wet"))
    assert awaited("transport") == [way]
    made = proposed(transport=way)
    assert awaited("transport") == []
    assert (made.occurred_at, made.description) == (way.arrived_at, "a box is wet")
    assert way.consignee_name in made.place
    assert made.lines.get().customer == way.note.review.customer
    assert made.source() == way


def test_those_in_charge_are_reminded_and_the_record_leads_on(client, losses):
    for role, is_reminded in ((Role.STOREKEEPER, True), (Role.SALESPERSON, False)):
        sign_in(client, make.user(role))
        link = f"/quality/incident/new/?stocktake={losses.pk}"
        assert (link in client.get("/").content.decode()) is is_reminded
        assert link in client.get(losses.get_absolute_url()).content.decode()
    form = client.get(link).context["form"]
    assert form["place"].value() == str(losses.warehouse)
    made = proposed(stocktake=losses)
    page = client.get(losses.get_absolute_url()).content.decode()
    assert link not in page
    assert made.get_absolute_url() in page
    assert losses.number in client.get(made.get_absolute_url()).content.decode()
