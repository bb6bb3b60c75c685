"""manage.py verify names what was altered behind the system's back."""

import datetime as dt
from io import StringIO
from pathlib import Path

import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.utils import timezone

from qms.core.roles import Role
from qms.records.models import Block, Counter, Trail
from tests import make
from tests.tampering import assign, erase, execute, lift_guards, unguarded

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]


def complaints():
    """What the command says before it fails."""
    said = StringIO()
    with pytest.raises(CommandError, match="not as (it|they) should be"):
        call_command("verify", stderr=said)
    return said.getvalue()


@pytest.fixture
def letter():
    return make.signed(make.sales_authorization())


@pytest.fixture
def contract():
    return make.signed(make.contract())


def test_an_untouched_database_is_as_it_was_signed(capsys):
    sale = make.signed(make.sale())
    sale.customer.revise(make.user(Role.QUALITY_OFFICER), "moved", phone="020-2")
    make.signed(sale.amend(sale.made_by, "the invoice"))
    make.contract().discard(make.user(Role.PURCHASER))
    make.customer_review().submit(make.user(Role.SALESPERSON))
    call_command("verify")
    assert "Everything is as it was signed." in capsys.readouterr().out


# Records, their lines and versions


def test_an_altered_record_is_named(letter):
    with unguarded():
        assign(letter, region="香港")
    said = complaints()
    assert f"{letter.number} (id {letter.pk}): was altered: region" in said
    assert f"{letter.number} (id {letter.pk}): its content is not what was" in said


def test_covering_the_tracks_in_the_history_does_not_help(letter):
    with unguarded():
        assign(letter, region="香港")
        assign(letter.history.first(), region="香港")
    assert f"{letter.number} (id {letter.pk}): its content is not" in complaints()


def test_an_altered_line_is_named_with_its_record(contract):
    with unguarded():
        assign(contract.lines.get(), unit_price=1)
    said = complaints()
    assert "was altered: unit_price" in said
    assert f"{contract.number} (id {contract.pk}): its content is not" in said


def test_a_line_slipped_in_is_named(contract):
    line = contract.lines.get()
    with unguarded():
        line.pk, line._state.adding = None, True
        line.save_base(raw=True, force_insert=True)
    assert f"(id {line.pk}): has no version in the history" in complaints()


def test_a_lost_version_is_named():
    draft = make.sales_authorization()
    with unguarded():
        erase(draft.history.get())
    assert f"(id {draft.pk}): has no version in the history" in complaints()


def test_rows_deleted_without_a_trace_are_named():
    drafts = make.sales_authorization(), make.sales_authorization()
    for draft in drafts:
        erase(draft)
    said = complaints()
    for draft in drafts:
        assert f"(id {draft.pk}) is gone, and its history does not say so" in said


def test_a_swapped_paper_is_named(contract):
    with unguarded():
        assign(contract.attachments().first(), sha256="f" * 64)
    assert f"{contract.number} (id {contract.pk}): its content is not" in complaints()


# Old versions, which nothing but the trail vouches for


def test_an_old_version_rewritten_after_it_was_vouched_for_is_named(contract):
    with time_machine.travel(timezone.now() + dt.timedelta(hours=1)):
        call_command("verify")
        call_command("verify")
    first = contract.history.last()
    with unguarded():
        assign(first, liability="nobody is liable")
    assert "one of the versions 0–" in complaints()


def test_an_old_version_removed_after_it_was_vouched_for_is_named(letter):
    with time_machine.travel(timezone.now() + dt.timedelta(hours=1)):
        call_command("verify")
    with unguarded():
        erase(letter.history.last())
    assert "one of the versions" in complaints()


def test_what_comes_later_is_vouched_for_later(letter):
    for hours in (1, 2):
        with time_machine.travel(timezone.now() + dt.timedelta(hours=hours)):
            make.signed(make.sales_authorization())
            call_command("verify")
    first, second = Trail.objects.filter(act="verified").order_by("pk")
    label = letter._meta.label
    assert (
        first.details["spans"][label]["last"] == second.details["spans"][label]["after"]
    )


# Papers


def test_a_paper_altered_on_the_disk_is_named(contract):
    paper = contract.attachments().first()
    Path(paper.file.path).chmod(0o644)
    Path(paper.file.path).write_bytes(b"another")
    said = complaints()
    Path(paper.file.path).write_bytes(make.PDF)
    assert f"The file of {paper.name} (id {paper.pk}) was altered." in said


def test_a_paper_lost_from_the_disk_is_named(contract):
    paper = contract.attachments().first()
    Path(paper.file.path).unlink()
    said = complaints()
    Path(paper.file.path).write_bytes(make.PDF)
    assert f"{paper.name} (id {paper.pk}) has no file any more." in said


# Signatures


@pytest.mark.parametrize("column", ["signer_id", "printed_name", "opinion", "digest"])
def test_an_altered_signature_is_named(letter, column):
    signature = letter.signatures.last()
    with unguarded():
        assign(signature, **{column: letter.made_by_id})
    assert f"(id {signature.pk}) was altered" in complaints()


def test_a_removed_signature_is_named(letter):
    with unguarded():
        erase(letter.signatures.first())
    assert f"{letter.number} (id {letter.pk}): a signature is missing" in complaints()


def test_a_record_put_into_effect_without_signatures_is_named():
    draft = make.sales_authorization()
    until = make.next_year()
    assign(draft, state="signed", number="SQ-2026-0001", keep_until=until)
    assert f"(id {draft.pk}): a signature is missing" in complaints()


# The trail


@pytest.fixture
def blocks():
    """Three blocks of the trail, the oldest first."""
    for _each in range(3):
        make.sales_authorization()
        Trail.objects.seal()
    return list(Block.objects.order_by("pk")[1:])


def test_an_altered_entry_is_named_by_its_block(blocks):
    entry = blocks[1].trail_set.first()
    with unguarded():
        assign(entry, actor_name="somebody else")
    assert f"Block {blocks[1].pk} was altered (trail entries {entry.pk}" in complaints()


def test_a_removed_entry_is_named_by_its_block(blocks):
    with unguarded():
        erase(blocks[0].trail_set.first())
    assert f"Block {blocks[0].pk} was altered (trail entries —)" in complaints()


def test_a_block_taken_out_of_the_chain_is_named(blocks):
    with unguarded():
        execute(
            "UPDATE records_trail SET block_id = NULL WHERE block_id = %s", blocks[1].pk
        )
        assign(blocks[2], previous_id=None)
        erase(blocks[1])
    assert f"Block {blocks[2].pk} does not follow the one before it" in complaints()


def test_a_block_hashed_anew_breaks_the_next_one(blocks):
    with unguarded():
        entry = blocks[1].trail_set.get()
        assign(entry, actor_name="somebody else")
        entry.refresh_from_db()
        assign(blocks[1], hash=blocks[1].expected_hash([entry]))
    assert f"Block {blocks[2].pk} was altered" in complaints()


# Stock, numbers, guards


def test_an_altered_balance_is_named():
    balance = make.stocked_batch(100).balances.get(quantity=100)
    assign(balance, quantity=90)
    said = complaints()
    assert balance.batch.lot in said
    assert "its movements add up to 100" in said


def test_an_altered_movement_is_named():
    batch = make.stocked_batch(100)
    with unguarded():
        assign(batch.movements.first(), quantity=90)
    assert "its movements add up to 90" in complaints()


def test_a_removed_record_leaves_a_gap_in_its_series(letter):
    make.signed(make.sales_authorization())
    with unguarded():
        erase(letter)
    assert f"The number {letter.number} is missing from its series." in complaints()


def test_a_number_skipped_is_named():
    make.signed(make.sales_authorization())
    counter = Counter.objects.get(key__startswith="SQ-")
    assign(counter, last=3)
    said = complaints()
    assert f"The number {counter.key}-0002 is missing" in said
    assert f"The number {counter.key}-0003 is missing" in said


def test_missing_guards_are_named():
    lift_guards()
    assert "The trigger guard_records_trail_update is missing." in complaints()
