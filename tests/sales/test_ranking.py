"""The class of a customer, as a year of sales proposes it."""

import pytest

from qms.core.models import Customer
from qms.records.registers import registry
from sales.ranking import ranked
from tests import make
from tests.tampering import assign, unguarded
from tests.world import days, teach

pytestmark = pytest.mark.django_db


def proposed():
    return dict(ranked().values_list("pk", "proposed"))


def buys(customer, worth):
    """Let a customer buy for so much."""
    return make.signed(make.sale(customer=customer, invoice_amount=worth))


def test_the_largest_customers_are_of_class_a():
    names = [make.qualified_customer() for _each in range(4)]
    for customer, worth in zip(names, (700, 200, 60, 40), strict=True):
        buys(customer, worth)
    said = proposed()
    assert [said[customer.pk] for customer in names] == ["A", "A", "B", "C"]


def test_whoever_buys_nothing_is_of_class_c():
    customer = make.qualified_customer()
    assert proposed() == {customer.pk: "C"}


def test_what_was_sold_a_year_ago_does_not_count():
    customer = make.qualified_customer()
    sale = buys(customer, 10)
    assert proposed()[customer.pk] == "A"
    with unguarded():
        assign(sale, made_on=days(-366))
    assert proposed()[customer.pk] == "C"


def test_only_a_class_that_differs_asks_to_be_confirmed():
    customer = make.qualified_customer(abc_class="C")
    buys(customer, 10)
    listed = registry["core.customer-classes"].queryset
    assert [each.turnover for each in listed()] == [10]
    teach(Customer.objects.get(), abc_class="A")
    assert not listed()


def test_of_goods_for_selection_counts_what_was_used():
    sale = make.sent_for_selection()
    assert [each.turnover for each in ranked()] == [0]
    make.selection_use(2, sale=sale)
    assert [each.turnover for each in ranked()] == [10]


def test_turnover_is_shown_with_its_two_places():
    buys(make.qualified_customer(), "10.50")
    cells = {cell.path: cell for cell in registry["core.customer-classes"].cells}
    assert [cells["turnover"].text(each) for each in ranked()] == ["10.50"]
