"""Purchasing and quality judge whom the company trusts, and the driver finds out."""

import pytest

from inventory.models import TransportRecord
from qms.core.models import Supplier
from qms.core.roles import Role
from qms.quality.models import SupplierEvaluation
from tests import make

pytestmark = pytest.mark.django_db(transaction=True)

NAME = "順達物流"
POINTS = (20, 18, 23, 18, 13)
SIGNERS = (Role.QUALITY_OFFICER, Role.QUALITY_HEAD, Role.COMPANY_HEAD)


@pytest.fixture
def carrier():
    kept = {"kind": "carrier", "agreement_until": make.next_year()}
    return make.signed(make.supplier(name=NAME, **kept))


@pytest.fixture
def purchaser(enter):
    return enter(make.user(Role.PURCHASER))


def evaluate(enter, purchaser, **said):
    """An evaluation from the first page to the approval of the company's head."""
    for number, points in enumerate(POINTS):
        purchaser.fill_line(number, points=points)
    purchaser.fill(quality_system="制度齊全", **said).save()
    purchaser.attach("agreement_file").submit()
    number = purchaser.heading_number()
    for role in SIGNERS:
        enter(make.user(role)).take_up(number).sign()
    return number


def test_a_carrier_carries_once_it_is_evaluated(enter, purchaser, carrier):
    note = make.signed(make.delivery_note())
    driver = enter(make.user(Role.DRIVER), 390).take_up(note.number)
    driver.fill(transport_mode="carrier", carrier=NAME, waybill_no="SF100").save()
    way = TransportRecord.objects.get()
    driver.cannot("Sign and submit", driver.say("carrier"), NAME)
    purchaser.take_up(NAME).shows(service="carrier", kind="first")
    good = {"licence_valid": True, "grade": "A", "conclusion": "go_on"}
    number = evaluate(enter, purchaser, **good)
    purchaser.open(carrier.get_absolute_url()).sees(number, "A")
    driver.open(way.get_absolute_url()).submit()
    made = SupplierEvaluation.objects.get()
    purchaser.open(made.get_absolute_url()).sees("92 / 100")
    assert purchaser.printed().startswith(b"%PDF")


def test_who_is_found_wanting_is_stopped_and_quality_is_asked(
    enter, purchaser, carrier
):
    purchaser.take_up(NAME)
    bad = {"grade": "out", "conclusion": "end", "findings": "偽造溫度記錄"}
    number = evaluate(enter, purchaser, **bad)
    assert Supplier.objects.get().is_held()
    officer = enter(make.user(Role.QUALITY_OFFICER)).take_up(number)
    officer.shows(ground="unreliable", facts="偽造溫度記錄")
