"""Equipment from its purchase to its daily care, by those who look after it."""

import pytest

from inventory.models import Equipment
from qms.core.roles import Role
from tests import make

pytestmark = pytest.mark.django_db(transaction=True)

NAME = "醫用冷藏箱"


@pytest.fixture
def crew(enter):
    """Who keeps, checks and answers for equipment; the maintainer holds a phone."""
    return {
        "wu": enter(make.user(Role.MAINTAINER), 390),
        "huang": enter(make.user(Role.QUALITY_OFFICER)),
        "chen": enter(make.user(Role.QUALITY_HEAD)),
        "he": enter(make.user(Role.WAREHOUSE_MANAGER)),
    }


def test_equipment_is_recorded_proven_and_cared_for(crew):
    make.user(Role.STOREKEEPER, full_name="倉管員 何", username="kee")
    number = record(**crew)
    validate(number, **crew)
    care(number, **crew)


def record(wu, huang, he, **others):
    """A cold box is bought; it is on the list, and may not be used yet."""
    wu.open("/inventory/equipment/new/").fill(
        name=NAME,
        model="HYC-390",
        kind="cold_store",
        maker="青島海爾",
        location="冷藏庫",
        keeper="倉管員",
    )
    wu.save().submit()
    number = wu.heading_number()
    huang.take_up(number).sign()
    he.take_up(number).sign()
    why = he.say("%(equipment)s has not been validated before its use.")
    he.sees(why % {"equipment": f"{number} {NAME}"})
    return number


def validate(number, wu, huang, chen, **others):
    """It is validated with all papers; without them nobody signs."""
    wu.take_up(NAME).shows(kind="before_use")
    wu.fill(
        done_at=make.today(),
        result="passed",
        valid_to=make.next_year(),
        evaluation="九個測點24小時內均在2～8℃",
        prevention="每月檢查門封",
    )
    wu.save().cannot("Sign and submit", wu.say("validation plan"))
    wu.attach("plan_file", "report_file", "instrument_certificates").submit()
    proof = wu.heading_number()
    huang.take_up(proof).sign()
    chen.take_up(proof).sign()
    assert Equipment.objects.get(number=number).validation_due == make.next_year()


def care(number, wu, he, **others):
    """What is done with it is entered on the spot, for good."""
    wu.find(number, NAME).follow("Use and maintenance", ".next").fill(
        action="maintenance", content="清洗冷凝器", status=""
    )
    wu.follow("Enter").sees("清洗冷凝器")
    assert Equipment.objects.get(number=number).is_usable_on(make.today())
    he.find(number, NAME).sees("清洗冷凝器")
    assert he.printed().startswith(b"%PDF")
