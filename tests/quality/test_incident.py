"""An incident is reported by anybody and closed when four points are done."""

import datetime as dt

import pytest
from django.utils import timezone

from qms.core.roles import Role
from qms.quality.models import Incident, IncidentReview
from qms.records.models import State
from qms.records.registers import registry
from qms.records.rules import Refused
from tests import make
from tests.tampering import assign, refused
from tests.world import broken, change

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
