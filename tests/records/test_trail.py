"""The trail: one entry for each act, sealed in blocks into a chain."""

import pytest

from qms.core.roles import Role
from qms.records.models import Block, Trail
from qms.records.registers import registry
from qms.records.rules import Refused
from tests import make
from tests.core.cast import last, sign_in

pytestmark = pytest.mark.django_db


def test_an_entry_says_who_did_what_to_which_record():
    letter = make.signed(make.sales_authorization())
    entry = last()
    assert (entry.act, entry.record, entry.label) == (
        "took_effect",
        letter,
        letter.number,
    )
    signer = letter.signatures.last().signer
    assert (entry.actor, entry.actor_name) == (signer, signer.full_name)
    assert entry.digest == letter.digest()


def test_an_entry_keeps_the_name_of_its_day():
    letter = make.sales_authorization()
    name = letter.made_by.full_name
    letter.made_by.describe(make.user(Role.SYSTEM_ADMIN), "married", full_name="Wong")
    assert Trail.objects.get(act="created").actor_name == name


def test_each_act_of_a_life_is_entered():
    letter = make.sales_authorization()
    letter.submit(letter.made_by)
    letter.send_back(make.user(Role.QUALITY_OFFICER), "the region")
    letter.save(by=letter.made_by)
    make.signed(letter)
    make.signed(letter.amend(letter.made_by, "the region"))
    acts = Trail.objects.filter(object_id=letter.pk).order_by("pk")
    assert list(acts.values_list("act", flat=True)) == [
        "created",
        *("submitted", "signed", "sent_back", "changed"),
        *("submitted", "signed", "signed", "signed", "took_effect"),
        "amended",
    ]


def test_an_act_that_fails_is_not_entered():
    letter = make.sales_authorization()
    count = Trail.objects.count()
    with pytest.raises(TypeError):
        letter.submit(letter.made_by, nonsense=True)
    assert Trail.objects.count() == count


def test_who_is_turned_away_at_the_door_is_told_of_with_the_record(client):
    letter = make.sales_authorization()
    driver = sign_in(client, make.user(Role.DRIVER))
    edit = registry.of(letter).url("edit", letter.pk)
    assert client.post(edit, {"region": "全國"}).status_code == 403
    entry = last("refused")
    assert (entry.actor, entry.record) == (driver, letter)
    assert [each["rule"] for each in entry.details["problems"]] == ["authority"]


def test_a_refusal_outlives_the_step_that_it_ended():
    letter = make.sales_authorization(region="")
    with pytest.raises(Refused):
        letter.submit(letter.made_by)
    assert last().act == "refused"
    assert letter.state == "draft"


# Blocks


def chain():
    return list(Block.objects.order_by("pk"))


def test_a_block_seals_what_was_entered_since_the_one_before():
    first, second = Trail.objects.note("viewed"), Trail.objects.note("viewed")
    Trail.objects.seal()
    *_earlier, before, block = chain()
    assert block.previous == before
    assert set(block.trail_set.all()) == {first, second}
    assert block.hash == block.expected_hash([first, second])


def test_a_block_hangs_on_the_hash_of_the_one_before():
    Trail.objects.note("viewed")
    Trail.objects.seal()
    *_earlier, block = chain()
    entries = list(block.trail_set.order_by("pk"))
    block.previous.hash = "f" * 64
    assert block.hash != block.expected_hash(entries)


def test_nothing_new_makes_no_block():
    Trail.objects.seal()
    count = Block.objects.count()
    Trail.objects.seal()
    assert Block.objects.count() == count


def test_every_column_of_an_entry_is_sealed():
    entry = Trail.objects.note("viewed", make.user(), make.sales_authorization())
    before = entry.text()
    columns = {f.attname for f in Trail._meta.concrete_fields}
    for column in columns - {"block_id"}:
        altered = Trail.objects.get(pk=entry.pk)
        setattr(altered, column, None)
        assert altered.text() != before, column


def test_entries_are_sealed_as_soon_as_they_are_committed(
    django_capture_on_commit_callbacks,
):
    with django_capture_on_commit_callbacks(execute=True):
        make.sales_authorization()
    assert not Trail.objects.filter(block=None).exists()


@pytest.mark.django_db(transaction=True)
def test_a_committed_life_is_one_chain_of_blocks():
    letter = make.signed(make.sales_authorization())
    genesis, *blocks = chain()
    assert [b.previous for b in blocks] == [genesis, *blocks[:-1]]
    assert not Trail.objects.filter(block=None).exists()
    assert Trail.objects.filter(object_id=letter.pk, act="signed").count() == 3


def test_more_than_a_block_holds_goes_into_the_next():
    Trail.objects.bulk_create(Trail(act="viewed") for _each in range(1001))
    Trail.objects.seal()
    assert Trail.objects.filter(block=None).count() == 1
    Trail.objects.seal()
    assert not Trail.objects.filter(block=None).exists()
