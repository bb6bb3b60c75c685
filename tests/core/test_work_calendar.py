"""Working days: Monday to Friday, and what the calendars of the years say."""

import datetime as dt

import pytest
import time_machine

from qms.core.models import CompanyLicence, WorkCalendar, WorkingDays
from tests import make
from tests.tampering import assign, refused
from tests.world import broken, change

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]


def day(text):
    return dt.date.fromisoformat(text)


def test_weekends_are_free_where_nothing_is_on_file():
    days = WorkingDays()
    assert days.before(day("2026-10-12"), 1) == day("2026-10-09")
    assert days.before(day("2026-10-12"), 6) == day("2026-10-02")
    assert days.unknown(day("2026-10-02"), day("2027-01-01")) == [2026, 2027]


def test_holidays_are_left_out_and_worked_weekends_counted():
    make.signed(make.work_calendar(2026))
    days = WorkingDays()
    assert days.is_working(day("2026-10-10"))
    assert not days.is_working(day("2026-10-05"))
    assert days.before(day("2026-10-12"), 3) == day("2026-10-08")
    assert days.before(day("2026-10-12"), 4) == day("2026-09-30")
    assert days.unknown(day("2026-01-01"), day("2026-12-31")) == []


def test_a_calendar_counts_from_its_last_signature():
    make.work_calendar(2026)
    assert WorkingDays().is_working(day("2026-10-05"))


def test_a_year_has_one_calendar():
    make.signed(make.work_calendar(2026))
    second = make.work_calendar(2026)
    assert broken(second) == {"one_calendar_for_a_year"}
    change(second.days.first(), first=day("2026-09-30"))
    assert broken(second) == {"one_calendar_for_a_year"}
    with refused():
        assign(second, state="signed", number="X", kept_for_ever=True)


def test_the_days_of_a_calendar_lie_in_its_year():
    calendar = make.work_calendar(2026)
    assert broken(calendar) == set()
    change(calendar.days.first(), last=day("2027-01-03"))
    assert broken(calendar) == {"days_lie_in_the_year"}


def test_a_run_of_days_ends_after_it_begins():
    run = make.work_calendar().days.first()
    with refused():
        assign(run, last=day("2026-09-01"))


def test_quality_revises_the_calendar_when_the_holidays_are_announced():
    calendar = make.signed(make.work_calendar(2026))
    officer = make.user("quality_officer")
    calendar.revise(officer, "the notice of 2026", notice="國辦發明電〔2026〕9號")
    assert WorkCalendar.objects.get().notice == "國辦發明電〔2026〕9號"


# The renewal of the company's licence (O54-16)


@pytest.fixture
def licence():
    """A licence that ends on a Friday, 2027-10-15."""
    return make.signed(make.company_licence(valid_to=day("2027-10-15")))


def test_renewal_is_applied_for_between_90_and_30_working_days_before(licence):
    assert licence.renewal_window() == [day("2027-06-11"), day("2027-09-03")]
    make.signed(make.work_calendar(2027))
    fresh = CompanyLicence.objects.get()
    # Five days of the National Day are free, and one Saturday is worked: the 10th of
    # October is a Sunday in 2027.
    assert fresh.renewal_window() == [day("2027-06-07"), day("2027-08-30")]


@pytest.mark.parametrize(
    ("now", "said"),
    [
        ("2027-06-10", "apply between 2027-06-11 and 2027-09-03"),
        ("2027-06-11", "apply now, by 2027-09-03"),
        ("2027-09-03", "apply now, by 2027-09-03"),
        ("2027-09-04", "too late: applications were accepted until 2027-09-03"),
    ],
)
def test_the_home_page_says_when_to_apply(licence, now, said):
    with time_machine.travel(f"{now}T12:00:00+08:00"):
        [due] = CompanyLicence.objects.to_renew()
        assert due.renewal().startswith(said)
        assert "2027 not on file" in due.renewal()


@pytest.mark.parametrize(("now", "due"), [("2027-04-01", False), ("2027-04-30", True)])
def test_one_is_reminded_at_least_120_working_days_before(licence, now, due):
    make.signed(make.work_calendar(2027))
    days = WorkingDays()
    assert days.before(licence.valid_to, 120) > day("2027-04-08")
    with time_machine.travel(f"{now}T12:00:00+08:00"):
        assert CompanyLicence.objects.to_renew().exists() is due


def test_a_filing_has_no_renewal():
    filing = make.company_licence(kind="filing", valid_to=None)
    assert (filing.renewal_window(), filing.renewal()) == (None, "")
