"""Personal data are shown to those whose business they are (PIPL)."""

import pytest

from qms.core.roles import Role
from qms.records.registers import registry
from tests import make
from tests.core.cast import sign_in
from tests.paper import text
from tests.world import amended, teach

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]

OTHER = "440106199207030220"


def seen(client, record, page):
    answer = client.get(registry.of(record).url(page, record.pk))
    return text(answer.content) if page == "sheet" else answer.content.decode()


@pytest.fixture
def supplier(world):
    """A supplier whose salesperson was known by another number before."""
    supplier = world.supplier
    agent = supplier.agents.get()
    agent.id_number = OTHER
    teach(supplier, agent)
    return supplier


@pytest.mark.parametrize("page", ["detail", "history", "sheet"])
def test_nobody_else_sees_the_number_of_a_suppliers_salesperson(client, supplier, page):
    for role in (Role.DRIVER, Role.PURCHASER, Role.QUALITY_HEAD, Role.INSPECTOR):
        sign_in(client, make.user(role))
        assert (OTHER in seen(client, supplier, page)) == (role != Role.DRIVER)


@pytest.mark.parametrize("page", ["detail", "sheet"])
def test_nobody_else_sees_the_number_on_a_letter(client, page):
    letter = make.signed(make.sales_authorization(id_no=OTHER))
    corrected = make.signed(amended(letter, id_no=make.ID_NUMBER))
    for role in (Role.DRIVER, Role.SALES_MANAGER):
        sign_in(client, make.user(role))
        said = seen(client, corrected, page)
        assert (make.ID_NUMBER in said) == (role != Role.DRIVER)
        assert OTHER not in said or role != Role.DRIVER
