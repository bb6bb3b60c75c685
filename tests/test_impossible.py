"""What must be impossible is refused at the form, at the verb and at the last step."""

import html
from dataclasses import dataclass

import pytest
from django.utils import translation

from qms.records.models import State, Trail
from qms.records.registers import registry
from qms.records.rules import Refused
from tests import impossible as near
from tests import make
from tests.browsing import typed
from tests.core.cast import sign_in
from tests.world import days

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]


@dataclass
class Case:
    """Somebody is about to do what a rule forbids."""

    name: str
    #: Makes a draft that nothing is wrong with; `spoil` makes it unlawful.
    draft: object
    rule: str
    spoil: object
    #: Whether it may still happen while the record waits for its last signature.
    late: bool = True

    def __str__(self):
        return f"{self.draft.__name__}-{self.name}"


def of(draft, *cases, late=True):
    return [Case(name, draft, rule, spoil, late) for name, rule, spoil in cases]


QUALIFIED = "supplier_is_qualified"
APPROVED = "products_are_approved_for_the_supplier"
IN_SCOPE = "products_lie_in_both_scopes"
REGISTERED = "accepted_goods_are_in_date_and_registered"
CHECKED = "accepted_goods_passed_every_check"
FIT = "batches_are_fit_for_sale"
PLACED = "places_keep_what_the_products_need"
ACCEPTED = "only_accepted_goods_are_put_away"
MOVED = "only_qualified_goods_change_place"
CUSTOMER = "customer_is_qualified"
PARTNERS = "party_and_products_are_approved"
NO_LICENCE = near.expires(lambda w: w.licence, valid_to=days(1))
NO_AGREEMENT = near.expires(lambda w: w.supplier, agreement_until=days(1))
UNREGISTERED = near.expires(lambda w: w.product, registration_valid_to=days(1))
NO_SUPPLIER = near.unapproved(lambda w: w.supplier.approvals)
NO_PRODUCT = near.unapproved(lambda w: w.product.approvals)
NO_CUSTOMER = near.unapproved(lambda w: w.customer.reviews)

CASES = [
    *of(
        near.purchase,
        ("supplier not approved", QUALIFIED, NO_SUPPLIER),
        ("supplier suspended", QUALIFIED, near.held("supplier")),
        ("supplier's licence expired", QUALIFIED, near.lapses("certificates")),
        ("authorisation letter expired", QUALIFIED, near.lapses("agents")),
        ("quality agreement expired", QUALIFIED, NO_AGREEMENT),
        ("product not approved", APPROVED, NO_PRODUCT),
        ("product suspended", APPROVED, near.held("product")),
        ("outside the supplier's scope", IN_SCOPE, near.out_of_scope),
        ("outside our scope", IN_SCOPE, near.taught("licence", scope="6877; 01")),
        ("our licence expired", IN_SCOPE, NO_LICENCE),
        ("registration lapsed", "registrations_are_valid", UNREGISTERED),
    ),
    *of(
        near.contract,
        ("supplier not approved", PARTNERS, NO_SUPPLIER),
        ("product not approved", PARTNERS, NO_PRODUCT),
    ),
    *of(
        near.supplier_approval,
        (
            "licence expired",
            "licence_is_valid",
            near.said(licence_valid_to=days(-1)),
        ),
        (
            "no on-site audit",
            "onsite_audit_is_evaluated",
            near.said(onsite_audit_needed=True),
        ),
        late=False,
    ),
    *of(
        near.product_approval,
        ("our licence expired", "product_lies_in_own_scope", NO_LICENCE),
    ),
    *of(
        near.receipt,
        ("supplier suspended", "supplier_may_deliver", near.held("supplier")),
        ("by the purchaser", "receiver_is_not_the_purchaser", near.by_the_purchaser),
        (
            "more than ordered",
            "no_more_comes_than_was_ordered",
            near.line(quantity=101, received_qty=101),
        ),
        late=False,
    ),
    *of(
        near.cold_receipt,
        ("too warm", "cold_chain_was_kept", near.said(arrival_temp=9)),
        ("too cold", "cold_chain_was_kept", near.said(transit_temp_min=1)),
        ("no readings", "complete", near.said(transit_temp_max=None)),
        ("cold store stopped", "cold_rooms_are_fit", near.unfit_cold_store),
        late=False,
    ),
    *of(
        near.inspection,
        ("supplier suspended", "supplier_may_deliver", near.held("supplier")),
        ("product suspended", REGISTERED, near.held("product")),
        (
            "no readings",
            "accepted_cold_chain_was_kept",
            near.taught("product", is_cold_chain=True),
        ),
    ),
    *of(
        near.inspection,
        ("by the purchaser", "inspector_is_not_the_purchaser", near.by_the_purchaser),
        (
            "more than received",
            "inspected_is_what_was_received",
            near.line(received_qty=101, accepted_qty=101),
        ),
        ("no certificate", CHECKED, near.line(certificate_no="")),
        ("no scan of it", "papers", near.without("certificate_file")),
        ("does not conform", CHECKED, near.line(packaging="bad")),
        late=False,
    ),
    *of(near.short_lived, ("expired", REGISTERED, near.tomorrow_comes)),
    *of(
        near.stock_in,
        ("wrong climate", PLACED, near.taught("product", temp_max=5)),
    ),
    *of(
        near.stock_in,
        ("not inspected", MOVED, near.said(source="transfer", inspection=None)),
        ("more than accepted", ACCEPTED, near.line(quantity=101)),
        ("red zone", PLACED, near.line(place=lambda w: w.rejected)),
        late=False,
    ),
    *of(
        near.sale,
        ("batch expired", FIT, near.expired_batch),
        ("batch under a stop-sale", FIT, near.held("batch")),
        ("product under a stop-sale", FIT, near.held("product")),
        ("sold out", "stock_suffices", near.sold_out),
        ("customer not reviewed", CUSTOMER, NO_CUSTOMER),
        ("customer suspended", CUSTOMER, near.held("customer")),
        ("permit expired", CUSTOMER, near.lapses("permits", "customer")),
        ("no letter", "salesperson_is_authorised", near.without_letter),
        ("our licence expired", "company_may_sell_the_products", NO_LICENCE),
    ),
    *of(
        near.sale,
        ("not inspected", "stock_suffices", near.uninspected),
        (
            "outside the customer's scope",
            "products_lie_in_the_customers_scope",
            near.trading_customer,
        ),
        (
            "implant for an individual",
            "individuals_buy_what_individuals_may",
            near.implant_for_an_individual,
        ),
        ("letter expired", "salesperson_is_authorised", near.letter_lapsed),
        late=False,
    ),
    *of(
        near.review,
        ("batch expired", "batches_may_leave", near.expired_batch),
        ("batch recalled", "batches_may_leave", near.held("batch")),
        (
            "customer suspended",
            "customer_still_is_qualified",
            near.held("customer"),
        ),
    ),
    *of(
        near.review,
        ("other goods", "reviewed_is_what_was_sold", near.line(quantity=9)),
        ("label lost", "every_item_passed_the_review", near.line(label_ok="bad")),
        late=False,
    ),
    *of(
        near.note,
        ("other goods", "note_says_what_was_reviewed", near.line(quantity=9)),
        late=False,
    ),
    *of(
        near.storage_inspection,
        ("expired is fit", "doubts_stop_the_goods", near.expired_batch),
        (
            "of another room",
            "inspected_lies_in_the_room",
            near.line(place=lambda w: w.rejected),
        ),
        ("fault without remedy", "complete", near.said(vermin_ok=False)),
        late=False,
    ),
    *of(
        near.condemned,
        ("reported already", "red_goods_are_reported_once", near.reported_already),
        late=False,
    ),
    *of(
        near.calibration,
        ("without a plan", "papers", near.without("plan_file")),
        ("without certificates", "papers", near.without("instrument_certificates")),
        ("without a report", "papers", near.without("report_file")),
        ("not evaluated", "complete", near.said(evaluation="")),
        ("nothing prevented", "complete", near.said(prevention="")),
        ("not done yet", "proof_lies_behind_its_term", near.said(done_at=days(1))),
        late=False,
    ),
]


NO_CHOICE = "Select a valid choice."


def sentences(record, rule):
    """What a page says of a rule that a record breaks."""
    with translation.override("en"):
        stored = type(record)._base_manager.get(pk=record.pk)
        return [html.escape(str(p)) for p in stored.problems() if p.rule == rule]


def at_the_form(case, record, client):
    """The form says so once it is saved, or does not take the value at all."""
    url = registry.of(record).url("edit", record.pk)
    data = typed(client.get(url)) | {"action": "check"}
    page = client.post(url, data, follow=True)
    said = sentences(record, case.rule) if page.redirect_chain else [NO_CHOICE]
    assert said
    assert all(sentence in page.content.decode() for sentence in said)


def at_the_step(case, record, client):
    url = registry.of(record).url("step", record.pk, "submit")
    password = {"password": "pw", "justification": "known"}
    page = client.post(url, password).content.decode()
    assert all(sentence in page for sentence in sentences(record, case.rule))
    assert_refused(case, record, State.DRAFT)


def at_the_verb(case, record):
    before = Trail.objects.count()
    with pytest.raises(Refused):
        record.submit(record.made_by, justification="known")
    assert Trail.objects.count() == before + 1
    assert_refused(case, record, State.DRAFT)


def assert_refused(case, record, state):
    """The record stands where it stood; the trail says which rule stopped whom."""
    stored = type(record)._base_manager.get(pk=record.pk)
    entry = Trail.objects.filter(act=Trail.Act.REFUSED).first()
    assert (stored.state, stored.number == "") == (state, state == State.DRAFT)
    assert entry.record == record
    assert case.rule in {said["rule"] for said in entry.details["problems"]}


@pytest.mark.parametrize("case", CASES, ids=str)
def test_it_is_refused_at_every_door(world, client, time_machine, case):
    record = case.draft(world)
    assert record.problems() == []
    case.spoil(world, record, time_machine)
    record.refresh_from_db()
    sign_in(client, record.made_by)
    at_the_form(case, record, client)
    at_the_step(case, record, client)
    at_the_verb(case, record)


@pytest.mark.parametrize("case", [c for c in CASES if c.late], ids=str)
def test_it_is_refused_again_at_the_last_signature(world, time_machine, case):
    """What was lawful when it was handed in may not be so any more."""
    record = case.draft(world)
    record.submit(record.made_by, justification="known")
    case.spoil(world, record, time_machine)
    with pytest.raises(Refused):
        make.sign_all(record)
    assert_refused(case, record, State.SUBMITTED)


def test_a_device_made_while_it_was_registered_is_still_sold(world, time_machine):
    near.expires(lambda w: w.product, registration_valid_to=days(1))(
        world, None, time_machine
    )
    assert make.signed(world.sale_draft()).state == State.SIGNED
    assert REGISTERED not in {p.rule for p in near.inspection(world).problems()}
