"""What nobody may write: refused by the pages, by the verbs and by the database."""

import pytest
from django.db import transaction
from django.urls import reverse

from qms.core.models import Movement, move
from qms.core.roles import Role
from qms.records.models import Signature, State, Trail
from qms.records.registers import registry
from qms.records.rules import Refused
from suppliers.models import FirstProductApproval, FirstSupplierApproval
from tests import make
from tests.browsing import typed
from tests.core.cast import sign_in
from tests.tampering import assign, erase, refused
from tests.world import days

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]


def step(client, record, name, **data):
    url = registry.of(record).url("step", record.pk, name)
    return client.post(url, {"password": "pw", **data})


def refusals(record):
    entries = Trail.objects.filter(act=Trail.Act.REFUSED, object_id=record.pk)
    return [p["rule"] for entry in entries for p in entry.details["problems"]]


# One's own application


def first_supplier_approval(world, by):
    return make.first_supplier_approval(by=by)


def first_product_approval(world, by):
    return make.first_product_approval(by=by, supplier=world.supplier)


def customer_review(world, by):
    return make.customer_review(by=by)


def outbound_review(world, by):
    sheet = make.outbound_review(sale=world.sale)
    sheet.made_by = by
    sheet.save(by=by)
    return sheet


def own_application(maker, world):
    """A sheet that waits for a place where its first signer may not sign."""
    everybody = set(Role) - {Role.INSPECTOR, Role.COUNTERPARTY}
    somebody = make.user(*everybody)
    sheet = maker(world, somebody)
    sheet.submit(somebody)
    while not (place := sheet.next_signature()).sign.apart:
        asked = dict.fromkeys(place.sign.fills, "agreed")
        sheet.sign(make.user(place.hand), **asked)
    return sheet, somebody


INDEPENDENT = [
    first_supplier_approval,
    first_product_approval,
    customer_review,
    outbound_review,
]


@pytest.mark.parametrize("maker", INDEPENDENT)
def test_nobody_approves_what_he_or_she_applied_for(world, client, maker):
    sheet, somebody = own_application(maker, world)
    sign_in(client, somebody)
    page = step(client, sheet, "sign").content.decode()
    assert "Nobody approves what he or she applied for." in page
    with pytest.raises(Refused):
        sheet.sign(somebody)
    assert refusals(sheet) == ["independence", "independence"]
    with refused():
        assign(sheet.next_signature(), signer_id=somebody.pk)


@pytest.mark.parametrize("model", [FirstSupplierApproval, FirstProductApproval])
def test_quality_and_the_head_are_independent(model):
    places = [sign.role for sign in model.signed_by if sign.apart]
    assert places == [Role.QUALITY_OFFICER, Role.QUALITY_HEAD, Role.COMPANY_HEAD]


# In another's name


def test_nobody_signs_with_another_password(world, client):
    sheet = world.sale_draft()
    sign_in(client, sheet.made_by)
    page = step(client, sheet, "submit", password="another's")
    assert "That is not your password." in page.content.decode()
    sheet.refresh_from_db()
    assert sheet.state == State.DRAFT


def test_signer_and_time_are_not_typed(world, client):
    """Whatever a form says of them (INSP 5.51)."""
    sheet, other = world.sale_draft(), make.user(Role.SALESPERSON)
    sign_in(client, sheet.made_by)
    said = {"signer": other.pk, "by": other.pk, "signed_at": "2020-01-01 08:00"}
    step(client, sheet, "submit", **said)
    first = sheet.signatures.first()
    assert first.signer == sheet.made_by
    assert first.signed_at.date() >= days(-1)
    url = registry.of(sheet).url("edit", world.sale_draft().pk)
    fields = typed(client.get(url))
    assert not {"made_by", "submitted_at", "number", "state"} & set(fields)


def test_nobody_signs_for_another_role(world, client):
    sheet = world.sale_draft()
    sheet.submit(sheet.made_by)
    sign_in(client, sheet.made_by)
    page = step(client, sheet, "sign").content.decode()
    assert "This is for the role " in page
    with pytest.raises(Refused):
        sheet.sign(sheet.made_by)
    assert refusals(sheet) == ["authority", "authority"]


def test_a_stranger_writes_nothing(world, client):
    stranger = sign_in(client, make.user(Role.DRIVER))
    register = registry.of(world.sale)
    assert client.get(register.url("create")).status_code == 403
    page = step(client, world.sale_draft(), "submit").content.decode()
    assert "This needs the role salesperson." in page
    assert Trail.objects.filter(act="refused", actor=stranger).count() == 2


# The last box, the same number


def test_stock_never_falls_below_zero(world):
    moves = [(world.batch, world.qualified, None, world.batch.quantity() + 1)]
    with pytest.raises(Refused) as refusal:
        move(moves, world.sale, world.seller)
    assert [p.rule for p in refusal.value.problems] == ["stock_suffices"]
    with refused():
        assign(world.batch.balances.first(), quantity="-0.001")


def test_a_number_is_given_once(world):
    sale = world.sold()
    other = world.sale_draft()
    with refused():
        assign(other, number=sale.number)
    with refused():
        assign(other, state="submitted")  # without a number


# What is signed, entered or trailed

SIGNED = ["sale", "purchase", "receipt", "inspection", "stock_in", "review", "note"]


@pytest.mark.parametrize("name", SIGNED)
def test_a_signed_record_does_not_change(world, client, name):
    record = getattr(world, name)
    line, version = record.lines.first(), record.history.first()
    url = registry.of(record).url("edit", record.pk)
    sign_in(client, record.made_by)
    assert client.get(url).status_code == 404
    assert client.post(url, {"made_on": "2020-01-01"}).status_code == 404
    for row in (record, line):
        with pytest.raises(Refused):
            row.save(by=record.made_by)
    with pytest.raises(TypeError):
        record.delete()
    for row in (record, line, version, line.history.first()):
        with refused():
            erase(row)
    with refused():
        assign(record, made_on="2020-01-01")
    for row in (line, line.history.first()):
        with refused():
            assign(row, quantity=1)
    with refused():
        assign(version, made_on="2020-01-01")
    assert getattr(world, name).is_intact()


@pytest.mark.parametrize("state", ["draft", "submitted", "rejected"])
def test_a_signed_record_does_not_go_back(world, state):
    with refused():
        assign(world.sale, state=state)


def test_retention_is_not_cut_short(world):
    sale = world.sale
    assert sale.keep_until
    assign(sale, keep_until=days(9999))
    with refused():
        assign(sale, keep_until=days(365))
    assign(sale, kept_for_ever=True)
    with refused():
        assign(sale, kept_for_ever=False)


def test_signatures_and_trail_stay(world):
    signature = world.sale.signatures.first()
    entry = Trail.objects.first()
    for row, values in (
        (signature, {"printed_name": "Somebody Else"}),
        (signature, {"signed_at": None}),
        (entry, {"actor_name": "Somebody Else"}),
        (Movement.objects.first(), {"quantity": 1}),
    ):
        with refused():
            assign(row, **values)
        with refused():
            erase(row)


def test_a_signature_is_complete(world):
    sheet = world.sale_draft()
    sheet.submit(sheet.made_by)
    with refused():
        assign(sheet.next_signature(), signed_at="2026-01-01 08:00:00+00:00")
    assert Signature.objects.pending().filter(object_id=sheet.pk).exists()


def test_nothing_is_written_behind_the_trail(world):
    for rows in (type(world.sale).objects, type(world.batch).objects):
        with pytest.raises(TypeError), transaction.atomic():
            rows.all().update(search_key="x")
        with pytest.raises(TypeError), transaction.atomic():
            rows.all().delete()


def test_an_inspector_writes_nothing(world, client):
    sign_in(client, make.user(Role.INSPECTOR))
    sale = world.sale_draft()
    assert client.get(sale.get_absolute_url()).status_code == 200
    assert step(client, sale, "submit").status_code == 403
    assert client.post(reverse("sales:sale-create"), {}).status_code == 403
