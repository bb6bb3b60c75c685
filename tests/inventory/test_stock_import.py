"""Opening stock comes in from a table: where the goods lie."""

import pytest

from qms.core.roles import Role
from tests import make, office

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]


@pytest.mark.parametrize(
    ("quantity", "unit", "is_other"),
    [("12盒", "", True), ("12", "盒", True), ("12支", "", False)],
)
def test_goods_are_counted_in_the_unit_of_their_product(quantity, unit, is_other):
    shelf = make.place()
    needle = make.signed(make.product(unit="支"))
    head = ["品名", "規格", "批號", "失效日期", "數量", "單位", "庫位"]
    row = [needle.name, needle.specification, "L1", "2037-01-01"]
    content = office.workbook(a=[head, [*row, quantity, unit, shelf.code]])
    imported = office.bring_in(content, make.user(Role.STOREKEEPER))
    told = " ".join(office.said(imported, 2))
    assert ("The product is counted in 支." in told) == is_other


def test_a_location_that_is_set_up_fits_its_field():
    room = make.warehouse()
    mask = make.signed(make.product(name="口罩", specification="3"))
    head = ["品名", "規格", "批號", "失效日期", "數量", "庫位"]
    rows = [[mask.name, mask.specification, "L1", "2037-01-01", 1, "A" * 31]]
    by, options = make.user(Role.STOREKEEPER), {"warehouse": room.pk, "create": True}
    stock = office.bring_in(office.workbook(a=[head, *rows]), by, **options)
    assert set(office.verdicts(stock).values()) == {"wrong"}
