"""What records of other kinds tell of a file."""

import pytest

from qms.core.models import Customer, Product
from qms.records.chronicle import Chronicle
from qms.records.registers import registry
from tests import make
from tests.world import void

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]


def told(file):
    [part] = [p for p in registry.of(file).sheet.parts if isinstance(p, Chronicle)]
    return [(each.number, each.what) for each in part.rows(file)]


def test_a_customer_s_file_tells_what_was_bought(world):
    said = told(world.customer)
    for sale in (world.sale, world.review.sale):
        assert (sale.number, sale.lines.get().device_name) in said
    assert said == sorted(said, reverse=True)
    assert told(make.customer()) == []


def test_what_was_struck_out_is_not_told(world):
    void(world.sale)
    assert world.sale.number not in dict(told(world.customer))


def test_a_product_s_file_tells_of_what_went_wrong_with_it(world):
    report = make.signed(make.nonconforming_record())
    product = report.lines.get().product
    assert (report.number, report.lines.get().defect) in told(product)
    make.recall(batch=world.batch)
    assert told(world.product) == []


@pytest.mark.parametrize("model", [Customer, Product])
def test_all_kinds_are_asked_in_one_statement(world, model, django_assert_num_queries):
    file = model.objects.first()
    with django_assert_num_queries(1):
        told(file)
