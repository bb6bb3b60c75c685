"""What the database refuses by itself, whoever asks it."""

import datetime as dt

import pytest
from django.utils import timezone

from procurement.models import PurchaseInvoice
from qms.core.models import Batch, Movement, Zone
from qms.core.roles import Role
from qms.records import triggers
from qms.records.models import Attachment, Block, Signature, State, Trail
from tests import make
from tests.tampering import assign, erase, execute, refused

pytestmark = pytest.mark.django_db


def signed_letter():
    return make.signed(make.sales_authorization())


def numbered_draft():
    letter = make.sales_authorization()
    letter.submit(letter.made_by)
    letter.send_back(make.user(Role.QUALITY_OFFICER), "not yet")
    return letter


# What is written once


def signature():
    return signed_letter().signatures.first()


def sealed_entry():
    make.sales_authorization()
    Trail.objects.seal()
    return Trail.objects.first()


def block():
    return sealed_entry().block


def version():
    return make.sales_authorization().history.first()


def version_of_a_line():
    return make.contract().lines.get().history.first()


def movement():
    return make.stocked_batch().movements.first()


def attachment():
    return make.company_licence().attachments().get()


def invoice():
    purchase = make.signed(make.purchase())
    values = {"invoice_no": "1", "invoice_date": make.today(), "amount": 1}
    return PurchaseInvoice.objects.create(
        by=purchase.made_by, record=purchase, **values
    )


WRITTEN_ONCE = {
    signature: {"opinion": "another"},
    sealed_entry: {"act": "viewed"},
    block: {"hash": "f" * 64},
    version: {"products": "more"},
    version_of_a_line: {"quantity": 1},
    movement: {"quantity": 1},
    attachment: {"sha256": "f" * 64},
    invoice: {"amount": 2},
}


@pytest.mark.parametrize("made", WRITTEN_ONCE, ids=lambda made: made.__name__)
def test_what_is_written_once_stays(made):
    row = made()
    with refused():
        assign(row, **WRITTEN_ONCE[made])
    with refused():
        erase(row)


def test_a_place_that_is_not_signed_yet_is_open():
    letter = make.sales_authorization()
    letter.submit(letter.made_by)
    place = letter.next_signature()
    assign(place, opinion="still open")
    erase(place)
    assert not Signature.objects.filter(pk=place.pk).exists()


def test_an_entry_that_is_not_sealed_yet_may_only_be_sealed():
    make.sales_authorization()
    entry = Trail.objects.first()
    with refused():
        assign(entry, act="viewed")
    assign(entry, block_id=Block.objects.latest("pk").pk)
    with refused():
        assign(entry, block_id=None)


def test_an_attachment_once_withdrawn_stays_so():
    paper = attachment()
    assign(paper, withdrawn_at=make.timezone.now(), withdrawn_by_id=paper.added_by_id)
    with refused():
        assign(paper, withdrawn_at=None)
    assert Attachment.objects.filter(pk=paper.pk).exists()


# Records and their lines


@pytest.mark.parametrize(
    "values",
    [
        {"products": "everything"},
        {"made_on": dt.date(2020, 1, 1)},
        {"number": "SQ-2026-9999"},
        {"effective_at": dt.datetime(2020, 1, 1, tzinfo=dt.UTC)},
        {"state": "draft"},
        {"state": "submitted"},
    ],
    ids=str,
)
def test_a_signed_record_does_not_change(values):
    with refused():
        assign(signed_letter(), **values)


def test_no_record_takes_effect_before_its_day():
    letter = make.sales_authorization()
    assign(letter, made_on=make.today() + dt.timedelta(days=1))
    said = {"state": State.SIGNED, "number": "X-1", "effective_at": timezone.now()}
    said |= {"keep_until": make.next_year()}
    with refused():
        assign(letter, **said)
    assign(letter, made_on=make.today())
    assign(letter, **said)


def test_a_signed_record_may_be_voided_but_not_brought_back():
    letter = signed_letter()
    assign(letter, state="void")
    with refused():
        assign(letter, state="signed")


@pytest.mark.parametrize("made", [signed_letter, numbered_draft])
def test_a_numbered_record_is_neither_deleted_nor_renumbered(made):
    record = made()
    with refused():
        erase(record)
    with refused():
        assign(record, number="")


def test_no_two_records_have_one_number():
    number = signed_letter().number
    with refused():
        assign(make.sales_authorization(), number=number)


@pytest.mark.parametrize("state", ["submitted", "signed"])
def test_no_record_goes_on_without_a_number(state):
    with refused():
        assign(make.sales_authorization(), state=state)


@pytest.fixture
def line():
    """A line of a signed contract."""
    return make.signed(make.contract()).lines.get()


def test_the_lines_of_a_signed_record_do_not_change(line):
    with refused():
        assign(line, quantity=1)
    with refused():
        erase(line)


def test_no_line_is_added_to_a_signed_record(line):
    draft = line.record.amend(line.record.made_by, "one more")
    [other] = draft.lines.all()
    with refused():
        assign(other, record_id=line.record_id)
    other.pk, other._state.adding = None, True
    other.record_id = line.record_id
    with refused():
        other.save_base(raw=True, force_insert=True)


# How long a record is kept


@pytest.mark.parametrize("until", [dt.date(2026, 1, 1), None])
@pytest.mark.parametrize("state", [State.SIGNED, State.VOID])
def test_retention_is_not_cut_short(state, until):
    letter = signed_letter()
    assign(letter, state=state)
    with refused():
        assign(letter, keep_until=until)


def test_retention_may_be_prolonged():
    letter = signed_letter()
    assign(letter, keep_until=letter.keep_until + dt.timedelta(days=1))
    assign(letter, keep_until=None, kept_for_ever=True)
    with refused():
        assign(letter, kept_for_ever=False, keep_until=make.next_year())


# Who signs


def test_nobody_signs_the_own_application():
    review = make.customer_review()
    review.submit(review.made_by)
    own = review.signatures.get(place=2)
    with refused():
        assign(
            own,
            signer_id=review.made_by_id,
            signed_at=make.timezone.now(),
            printed_name="I",
            digest="f" * 64,
        )


def test_no_signature_is_without_name_and_digest():
    review = make.customer_review()
    review.submit(review.made_by)
    with refused():
        assign(review.next_signature(), signed_at=make.timezone.now())


# Stock


@pytest.fixture
def batch():
    """A batch in date and free, of which nothing was ever moved."""
    return Batch.objects.create(
        by=make.user(),
        product=make.signed(make.product()),
        lot="L1",
        expires_on=make.next_year(),
    )


def leave(batch, zone=Zone.DISPATCH):
    """Enter a sale in the ledger past all rules."""
    return Movement.objects.create(
        batch=batch,
        source=make.place(zone),
        quantity=1,
        by=batch.product.made_by,
        because=batch,
        number="X",
        is_sale=True,
    )


def test_what_is_in_date_free_and_qualified_may_leave(batch):
    assert leave(batch)
    assert leave(batch, Zone.QUALIFIED)


def test_an_expired_batch_does_not_leave(batch):
    batch.expires_on = make.today() - dt.timedelta(days=2)
    batch.save(by=batch.product.made_by)
    with refused():
        leave(batch)


def test_a_held_batch_does_not_leave(batch):
    make.hold(batch)
    with refused():
        leave(batch)


@pytest.mark.parametrize("zone", [Zone.PENDING, Zone.REJECTED, Zone.RETURNED])
def test_nothing_leaves_from_another_zone(batch, zone):
    with refused():
        leave(batch, zone)


def test_no_balance_is_negative(batch):
    balance = batch.balances.create(place=make.place(), quantity=1)
    with refused():
        execute("UPDATE core_balance SET quantity = -1 WHERE id = %s", balance.pk)


# The guards themselves


def test_every_guard_stands_after_migrate():
    assert triggers.missing() == []


def test_no_two_guards_share_a_name():
    names = [guard.name for guard in triggers.guards()]
    assert len(set(names)) == len(names)
