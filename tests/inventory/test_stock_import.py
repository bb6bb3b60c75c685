"""Opening stock comes in from a table: where the goods lie."""

import pytest

from qms.core.roles import Role
from tests import make, office

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]


def test_a_location_that_is_set_up_fits_its_field():
    room = make.warehouse()
    mask = make.signed(make.product(name="口罩", specification="3"))
    head = ["品名", "規格", "批號", "失效日期", "數量", "庫位"]
    rows = [[mask.name, mask.specification, "L1", "2037-01-01", 1, "A" * 31]]
    by, options = make.user(Role.STOREKEEPER), {"warehouse": room.pk, "create": True}
    stock = office.bring_in(office.workbook(a=[head, *rows]), by, **options)
    assert set(office.verdicts(stock).values()) == {"wrong"}
