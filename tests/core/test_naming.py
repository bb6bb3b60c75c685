"""Which products a letter names."""

import pytest

from qms.core.models import Product
from qms.core.naming import names

SYRINGE = Product(name="一次性使用無菌注射器 帶針")


@pytest.mark.parametrize(
    ("words", "named"),
    [
        ("所經營的全部醫療器械", True),
        ("all products of the company", True),
        ("全系列產品", True),
        ("口罩；一次性使用无菌注射器　带针", True),
        ("注射器、輸液器等", True),
        ("輸液器，無菌注射器類", True),
        ("口罩、手套", False),
        ("器", False),
        ("等", False),
        ("", False),
    ],
)
def test_a_letter_names_all_this_one_or_its_kind(words, named):
    assert names(words, SYRINGE) == named
