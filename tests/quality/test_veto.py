"""A veto stops its target at once, and only quality lifts it (GSP 16, 18)."""

import pytest

from procurement.models import Purchase
from qms.core.models import Hold, Supplier
from qms.core.roles import Role
from qms.quality.models import TARGETS, Veto, VetoExecution, VetoVerification
from qms.records.models import State
from qms.records.registers import registry
from qms.records.rules import Refused
from qms.records.verification import verify
from tests import make
from tests.browsing import typed
from tests.core.cast import sign_in
from tests.impossible import tomorrow
from tests.tampering import assign, refused
from tests.world import amended, broken, change, void

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]

THINGS = {
    "supplier": make.approved_supplier,
    "customer": make.qualified_customer,
    "product": lambda: make.signed(make.product()),
    "batch": make.stocked_batch,
    "receipt": lambda: make.signed(make.goods_receipt()),
    "equipment": lambda: make.signed(make.equipment()),
    "purchase": lambda: make.signed(make.purchase()),
}


def ruled(target):
    """A veto that the head of quality has signed, and nobody else yet."""
    notice = make.veto(target)
    notice.submit(notice.made_by)
    notice.sign(make.user(Role.QUALITY_HEAD), "Not while I answer for it")
    return notice


@pytest.fixture
def batch():
    return make.stocked_batch()


def held(thing):
    return type(thing)._base_manager.get(pk=thing.pk).is_held()


@pytest.mark.parametrize("name", TARGETS)
def test_it_stops_whatever_it_is_about_at_the_ruling(name):
    thing = THINGS[name]()
    notice = make.veto(thing)
    assert notice.target == thing
    notice.submit(notice.made_by)
    assert not held(thing)
    notice.sign(make.user(Role.QUALITY_HEAD))
    assert held(thing)


def test_nobody_outside_quality_undoes_it(batch):
    notice = ruled(batch)
    for role in (Role.RESPONSIBLE_DEPARTMENT_HEAD, Role.COMPANY_HEAD):
        somebody = make.user(role)
        for step in ("send_back", "reject", "void"):
            with pytest.raises(Refused):
                getattr(notice, step)(somebody, "Business comes first")
        notice.sign(somebody, "I do not agree")
    assert held(batch)
    assert notice.state == State.SIGNED
    assert [s.opinion for s in notice.signatures.all()][-1] == "I do not agree"


def test_a_release_lifts_it_at_the_signature_of_the_head_of_quality(batch):
    release = make.veto_release(make.sign_all(ruled(batch)))
    release.submit(release.made_by)
    assert held(batch)
    make.sign_all(release)
    assert not held(batch)
    assert Hold.objects.get().lifted_because == release
    void(release)
    assert held(batch)
    assert list(verify()) == []


@pytest.mark.parametrize("role", [Role.COMPANY_HEAD, Role.SALES_MANAGER])
def test_nobody_else_signs_a_release(batch, role):
    release = make.veto_release(make.sign_all(ruled(batch)))
    release.submit(release.made_by)
    with pytest.raises(Refused):
        release.sign(make.user(role))
    assert held(batch)


def test_nobody_releases_what_he_or_she_proposes_to_release(batch):
    both = make.user(Role.QUALITY_OFFICER, Role.QUALITY_HEAD)
    release = make.veto_release(make.sign_all(ruled(batch)))
    release.made_by = both
    release.save(by=both)
    release.submit(both)
    with pytest.raises(Refused, match="applied for"):
        release.sign(both)


def test_a_veto_is_lifted_once(batch):
    notice = make.sign_all(ruled(batch))
    first, second = make.veto_release(notice), make.veto_release(notice)
    make.signed(first)
    assert broken(second) == {"only_a_veto_in_force_is_lifted"}


def test_a_ground_fits_its_target(batch):
    assert broken(make.veto(batch, ground="supplier")) == {"ground_fits_the_target"}
    assert broken(make.veto(batch, ground="storage")) == set()


def test_its_target_is_just_the_one_that_its_type_names(batch):
    notice = make.veto(batch)
    with refused():
        assign(notice, supplier_id=make.supplier().pk)
    with refused():
        assign(notice, target_type="supplier")
    with refused():
        assign(notice, batch_id=None, state="submitted", number="FJ-X")


def test_the_form_asks_for_the_target_of_the_type_alone(client, batch):
    notice = make.veto(batch)
    sign_in(client, notice.made_by)
    url = registry.of(notice).url("edit", notice.pk)
    supplier = make.supplier()
    data = typed(client.get(url)) | {"target_type": "supplier", "supplier": supplier.pk}
    client.post(url, data)
    notice.refresh_from_db()
    assert (notice.target, notice.batch) == (supplier, None)
    assert notice.measures == "stop_selling,seal"


def test_what_is_asked_for_is_needed(batch):
    notice = change(make.veto(batch), batch=None, measures="")
    assert {p.field for p in notice.problems()} == {"batch", "measures"}


def test_a_correction_stops_what_it_names_and_lets_the_other_go(batch):
    notice, other = make.sign_all(ruled(batch)), make.stocked_batch()
    make.signed(amended(notice, batch=other))
    assert (held(batch), held(other)) == (False, True)


# What follows for others


def test_of_a_vetoed_purchase_nothing_is_received():
    purchase = make.signed(make.purchase())
    receipt = make.goods_receipt(purchase=purchase)
    receipt.submit(receipt.made_by)
    receipt.void(make.user(Role.RECEIVER), "counted anew")
    receipt = make.goods_receipt(purchase=purchase)
    ruled(purchase)
    assert broken(receipt) == {"vetoed_purchases_are_not_received"}
    with pytest.raises(Refused):
        make.signed(receipt)


def test_of_a_vetoed_arrival_nothing_is_accepted():
    receipt = make.signed(make.goods_receipt())
    inspection = make.incoming_inspection(receipt=receipt)
    ruled(receipt)
    assert broken(inspection) == {"vetoed_arrivals_are_not_accepted"}
    quantity = receipt.lines.get().received_qty
    rejected = make.incoming_inspection(receipt=receipt, rejected=quantity)
    change(rejected.lines.get(), conclusion="rejected")
    assert make.signed(rejected).state == State.SIGNED


def test_the_database_lets_nothing_take_effect_with_whom_is_held():
    purchase, sale = make.purchase(), make.sale()
    for record, thing in ((purchase, purchase.supplier), (sale, sale.customer)):
        record.submit(record.made_by, justification="known")
        ruled(thing)
        with refused():
            assign(record, state="signed", kept_for_ever=True)


# What becomes of it


def test_a_veto_is_overdue_until_quality_has_verified_it(batch, time_machine):
    notice = make.sign_all(ruled(batch))
    department = make.user(Role.RESPONSIBLE_DEPARTMENT_HEAD)
    overdue = registry["quality.overdue-vetoes"].queryset
    assert list(overdue()) == []
    tomorrow(time_machine)
    assert list(overdue()) == [notice]
    notice.enter(department, VetoExecution(execution="Sealed in the red zone"))
    with pytest.raises(Refused, match="quality"):
        notice.enter(department, VetoVerification(result="All well"))
    notice.enter(make.user(Role.QUALITY_OFFICER), VetoVerification(result="Seen"))
    assert list(overdue()) == []
    assert notice.verifications.get().done_by.has_role(Role.QUALITY_OFFICER)


def awaited(name):
    return dict(registry.of(Veto).awaited())[name]


def test_what_was_refused_awaits_its_veto():
    supplier = make.signed(make.supplier())
    sheet = make.first_supplier_approval(supplier=supplier)
    sheet.submit(sheet.made_by)
    sheet.sign(make.user(Role.PURCHASING_MANAGER), purchasing_opinion="yes")
    assert supplier not in awaited("supplier")
    sheet.reject(make.user(Role.QUALITY_OFFICER), "Licence forged")
    assert list(awaited("supplier")) == [Supplier.objects.get(pk=supplier.pk)]
    make.veto(supplier)
    assert list(awaited("supplier")) == []


def test_a_refused_plan_awaits_its_veto():
    purchase = make.purchase()
    purchase.submit(purchase.made_by)
    purchase.reject(make.user(Role.PURCHASING_MANAGER), "Too much")
    assert list(awaited("purchase")) == [Purchase.objects.get()]


def test_the_page_of_its_target_says_so(client):
    supplier = make.approved_supplier()
    notice = ruled(supplier)
    sign_in(client, make.user(Role.PURCHASER))
    page = client.get(supplier.get_absolute_url()).content.decode()
    assert notice.number in page
    assert notice.facts in page
