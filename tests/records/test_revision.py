"""Two windows revise one file: the second sees both versions and loses neither."""

import pytest

from qms.core.models import Status, Supplier
from qms.core.roles import Role
from qms.records.models import State
from qms.records.rules import Refused
from suppliers.models import FirstSupplierApproval
from tests import make
from tests.browsing import typed
from tests.core.cast import sign_in
from tests.world import teach, void

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]

SIGNED = {"reason": "moved", "password": "pw"}


@pytest.fixture
def supplier():
    return make.approved_supplier()


@pytest.fixture
def officer(client):
    return sign_in(client, make.user(Role.QUALITY_OFFICER))


def revise(supplier):
    return f"{supplier.get_absolute_url()}revise/"


def windows(client, supplier):
    """What two windows would send of the file as it is now."""
    client.get(revise(supplier))
    return [typed(client.get(revise(supplier)), None) | SIGNED for _each in range(2)]


def test_the_second_revision_shows_both_and_changes_nothing(client, officer, supplier):
    mine, theirs = windows(client, supplier)
    client.post(revise(supplier), theirs | {"phone": "2", "contact_person": "乙"})
    page = client.post(revise(supplier), mine | {"phone": "3"})
    found = {name: (ours, saved) for _l, ours, saved, name in page.context["conflict"]}
    assert found["phone"] == ("3", "2")
    assert found["contact_person"] == (supplier.contact_person, "乙")
    assert page.context["conflict_by"] == officer
    assert Supplier.objects.get().phone == "2"


def test_revising_after_that_is_ones_own_decision(client, officer, supplier):
    mine, theirs = windows(client, supplier)
    client.post(revise(supplier), theirs | {"phone": "2"})
    page = client.post(revise(supplier), mine | {"phone": "3"})
    assert client.post(revise(supplier), typed(page, None) | SIGNED).status_code == 302
    said = supplier.history.values_list("phone", flat=True)
    assert list(said)[:2] == ["3", "2"]


def test_lines_revised_meanwhile_are_shown(client, officer, supplier):
    mine, theirs = windows(client, supplier)
    client.post(revise(supplier), theirs | {"agents-0-name": "王五"})
    page = client.post(revise(supplier), mine)
    assert ["王五" in cells for cells in page.context["conflict_lines"]].count(
        True
    ) == 1
    assert "王五" in page.content.decode()


def test_a_revision_of_what_nobody_sees_any_more_is_refused(officer, supplier):
    seen = supplier.version
    supplier.revise(officer, "moved", seen=seen, phone="2")
    with pytest.raises(Refused, match="changed it meanwhile"):
        supplier.revise(officer, "moved", seen=seen, phone="3")
    assert Supplier.objects.get().phone == "2"


# Striking a file out


def test_a_file_that_records_in_effect_name_is_not_struck_out(supplier):
    approval = FirstSupplierApproval.objects.get()
    with pytest.raises(Refused, match=f"{approval.number} stands on it"):
        void(supplier)
    void(approval)
    supplier.refresh_from_db()
    assert void(supplier).state == State.VOID


def test_a_file_that_lines_in_effect_name_is_not_struck_out():
    contract = make.signed(make.contract())
    [number] = contract.lines.get().product.later_records()[:1]
    with pytest.raises(Refused, match=f"{number} stands on it"):
        void(contract.lines.get().product)
    assert contract.number in contract.lines.get().product.later_records()


@pytest.mark.parametrize("file", [make.supplier, make.customer])
def test_a_file_struck_out_qualifies_nobody(file):
    partner = make.signed(file())
    partner.approved_on = make.today()
    assert void(partner).status_on(make.today()) == Status.ENDED


def test_a_file_that_was_refused_qualifies_nobody():
    customer = make.customer()
    customer.submit(customer.made_by)
    customer.reject(make.user(Role.QUALITY_OFFICER), "no such company")
    assert customer.status_on(make.today()) == Status.ENDED


def test_a_file_that_was_read_long_ago_forgets_nothing_as_it_learns(supplier):
    read_before = Supplier.objects.get(pk=supplier.pk)
    teach(supplier, phone="2")
    teach(read_before, contact_person="乙")
    supplier.refresh_from_db()
    assert (supplier.phone, supplier.contact_person) == ("2", "乙")
