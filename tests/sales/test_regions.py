"""Regions as letters of authorisation word them."""

import pytest

from sales.regions import holds


@pytest.mark.parametrize(
    ("region", "address", "told"),
    [
        ("廣東省", "广东省广州市人民路88号", True),
        ("广东、广西", "廣西壯族自治區南寧市", True),
        ("廣州市、佛山市", "佛山市季華五路", True),
        ("全國", "拉萨市", True),
        ("nationwide", "Lhasa", True),
        ("廣東省", "中國湖南省長沙市", False),
        ("廣州市、佛山市", "深圳市福田區", False),
        ("廣東省", "佛山市季華五路", None),
        ("江蘇省", "南京市上海路", None),
    ],
)
def test_a_region_holds_an_address_or_not_or_does_not_tell(region, address, told):
    assert holds(region, address) is told
