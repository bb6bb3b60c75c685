"""Who is reminded of what lapses soon, until it is renewed."""

import pytest

from qms.core.models import Agent, SupplierCertificate
from qms.records.registers import registry
from tests import make
from tests.world import days, teach

pytestmark = pytest.mark.django_db


def listed(key):
    return list(registry[key].queryset())


def test_a_letter_is_listed_until_there_is_a_longer_one():
    letter = make.signed(make.sales_authorization(valid_to=days(20)))
    lasting = {"employee": letter.employee, "valid_to": days(300)}
    make.signed(make.sales_authorization(valid_to=days(300)))
    assert listed("sales.lapsing-letters") == [letter]
    longer = make.signed(make.sales_authorization(**lasting))
    assert listed("sales.lapsing-letters") == []
    longer.void(make.user("legal_representative"), "left")
    assert listed("sales.lapsing-letters") == [letter]


def test_a_contract_is_listed_until_there_is_a_longer_one_of_its_kind(world):
    goods = {"supplier": world.supplier, "product": world.product}
    term = {"valid_from": days(-9), "valid_to": days(20)}
    other = make.signed(make.contract(**goods, template="transport", **term))
    assert listed("procurement.lapsing-contracts") == [other]
    make.signed(make.contract(**goods, **term))
    assert listed("procurement.lapsing-contracts") == [other]


def test_papers_of_a_supplier_are_listed_until_they_are_renewed(world):
    supplier = world.supplier
    paper, letter = supplier.certificates.last(), supplier.agents.get()
    for each in (paper, letter):
        each.valid_until = days(20)
    teach(supplier, paper, letter)
    assert listed("core.lapsing-certificates") == [paper]
    assert listed("core.lapsing-authorisations") == [letter]
    new = {"record": supplier, "valid_until": days(300)}
    teach(supplier, SupplierCertificate(kind=paper.kind, number="2", **new))
    teach(supplier, Agent(name=letter.name, **new))
    assert listed("core.lapsing-certificates") == []
    assert listed("core.lapsing-authorisations") == []
