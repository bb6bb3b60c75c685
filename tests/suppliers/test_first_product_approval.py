"""The first-trade approval of products (GSP 54)."""

import pytest

from qms.core.models import Source
from suppliers.models import FirstProductApproval
from tests import make
from tests.world import amended, broken, change, days, teach, void

pytestmark = pytest.mark.django_db

IMPORTED = {"is_imported": True, "domestic_agent": "Agent, Guangzhou"}
FAULTS = {
    "registration_is_of_the_class": {"management_class": 2},
    "registration_is_valid": {"registration_valid_to": days(-1)},
    "product_lies_in_own_scope": {
        "catalogue_code_2002": "6877",
        "catalogue_code_2017": "14",
        "registration_no": "国械注准20233770001",
    },
    "imports_have_an_agent_and_chinese_labels": IMPORTED | {"domestic_agent": ""},
    "higher_classes_name_their_udi": {"udi_di": ""},
}


def application(world, **values):
    """An application for another product of the supplier."""
    product = make.signed(make.product(**values))
    return make.first_product_approval(supplier=world.supplier, product=product)


def sources(world):
    return Source.registrations_of(world.supplier, make.today())


def sheet_of(world):
    return world.product.approvals.in_effect().get()


@pytest.mark.parametrize("rule", [r.__name__ for r in FirstProductApproval.rules])
def test_rule(world, rule):
    sheet = application(world)
    assert broken(sheet) == set()
    teach(sheet.product, **FAULTS[rule])
    assert broken(sheet) == {rule}


@pytest.mark.parametrize("number", ["国械注准20233130001", "粤械注准20232140001"])
def test_the_number_says_another_catalogue_or_class(world, number):
    sheet = application(world)
    teach(sheet.product, registration_no=number)
    assert broken(sheet) == {"registration_is_of_the_class"}


def test_a_number_of_an_unknown_form_is_for_the_product_file_to_doubt(world):
    sheet = application(world)
    teach(sheet.product, registration_no="X-1")
    assert broken(sheet) == set()


def test_imports_have_chinese_labels(world):
    sheet = application(world, **IMPORTED)
    assert broken(sheet) == set()
    change(sheet, chinese_label=False)
    assert broken(sheet) == {"imports_have_an_agent_and_chinese_labels"}


def test_it_begins_with_what_the_product_file_says(world):
    known = {"purchase_price": 3, "sale_price": 5, "shelf_life_months": 24}
    sheet = FirstProductApproval(product=make.product(**known))
    sheet.begin()
    assert (sheet.purchase_price, sheet.sale_price) == (3, 5)
    assert sheet.shelf_life.startswith("24 ")


def test_the_sheet_keeps_what_the_file_said(world):
    sheet = make.signed(application(world, **IMPORTED))
    old = sheet.device_name
    teach(sheet.product, name="renamed")
    sheet.refresh_from_db()
    assert (sheet.device_name, sheet.product.name) == (old, "renamed")


def test_approval_opens_the_source(world):
    sheet = application(world)
    assert sheet.registration_no not in sources(world)
    make.signed(sheet)
    assert sheet.registration_no in sources(world)
    before = Source.registrations_of(world.supplier, days(-1))
    assert sheet.registration_no not in before


def test_voiding_closes_the_source(world):
    sheet = void(sheet_of(world))
    assert sheet.registration_no not in sources(world)
    assert Source.objects.get(approval=sheet.number).ended_on == make.today()


def test_a_source_that_was_closed_may_be_opened_anew(world):
    sheet = void(sheet_of(world))
    make.signed(application(world, registration_no=sheet.registration_no))
    assert sheet.registration_no in sources(world)


def test_two_specifications_share_a_registration(world):
    """The second sheet opens nothing anew, and keeps open what the first opened."""
    first = sheet_of(world)
    second = application(
        world, registration_no=first.registration_no, specification="10ml"
    )
    make.signed(second)
    void(first)
    assert first.registration_no in sources(world)
    void(second)
    assert first.registration_no not in sources(world)


def test_a_correction_leaves_the_source_open(world):
    make.signed(amended(sheet_of(world), intended_use="another use"))
    assert world.product.registration_no in sources(world)
