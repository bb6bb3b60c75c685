"""Products come in from a table: what is read in its cells, and what is doubted."""

import pytest

from qms.core.models import Product
from qms.core.roles import Role
from qms.quality.demo.numbers import gtin
from tests import make, office

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]


@pytest.mark.parametrize(
    ("life", "verdict", "months"),
    [
        ("24", "good", 24),
        ("24個月", "good", 24),
        ("2年", "good", 24),
        ("2", "doubtful", 2),
        ("730天", "wrong", None),
        ("9999", "wrong", None),
    ],
)
def test_a_shelf_life_is_told_in_months_or_in_years(life, verdict, months):
    head = ["產品名稱", "規格", "註冊證號", "保質期"]
    rows = [["口罩", "1", "粵械注准20222140001", life]]
    by = make.user(Role.QUALITY_OFFICER)
    imported = office.bring_in(office.workbook(a=[head, *rows]), by)
    assert office.verdicts(imported) == {2: verdict}
    office.take(imported, by, agreeing=True)
    came = Product.objects.values_list("shelf_life_months", flat=True)
    assert list(came) == ([months] if months else [])


def test_a_product_under_the_udi_di_of_another_is_a_doubt():
    known = make.signed(make.product(udi_di=gtin()))
    head, code = ["產品名稱", "規格", "註冊證號", "條碼"], gtin()
    number = "粵械注准20222140001"
    rows = [("口罩", size, number, di) for size, di in ((1, known.udi_di), (2, code))]
    rows += [("口罩", 3, number, code), ("口罩", 4, number, "")]
    by = make.user(Role.QUALITY_OFFICER)
    imported = office.bring_in(office.workbook(a=[head, *rows]), by)
    verdicts = {2: "doubtful", 3: "good", 4: "doubtful", 5: "good"}
    assert office.verdicts(imported) == verdicts
    assert office.said(imported, 4) == [f"D4 {code} is that of 口罩 2."]


def test_a_term_that_lies_far_from_all_others_is_a_doubt():
    head = ["產品名稱", "規格", "註冊證號", "註冊證有效期"]
    years = enumerate(("2037", "2038", "2037", "2083"))
    rows = [("口罩", n, "粵械注准20222140001", f"{year}-04-18") for n, year in years]
    by = make.user(Role.QUALITY_OFFICER)
    imported = office.bring_in(office.workbook(a=[head, *rows]), by)
    verdicts = {2: "good", 3: "good", 4: "good", 5: "doubtful"}
    assert office.verdicts(imported) == verdicts


def test_a_storage_temperature_fits_its_field():
    head = ["產品名稱", "規格", "註冊證號", "儲存條件"]
    rows = [["口罩", "1", "粵械注准20222140001", "99999~999999℃"]]
    rows += [["口罩", "2", "粵械注准20222140001", "2.25~8.25℃"]]
    by = make.user(Role.QUALITY_OFFICER)
    imported = office.bring_in(office.workbook(a=[head, *rows]), by)
    assert set(office.verdicts(imported).values()) == {"wrong"}
