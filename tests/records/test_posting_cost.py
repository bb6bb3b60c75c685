"""Signing a long record asks the database no more than signing a short one."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests import make

pytestmark = pytest.mark.django_db

LONG = {
    "purchase": lambda: make.purchase(200),
    "goods receipt": lambda: make.goods_receipt(
        purchase=make.signed(make.purchase(200))
    ),
    "sale": lambda: make.sale(quantity=200, batch=make.stocked_batch(200)),
}


def with_lines(record, count):
    """The same goods on a number of lines, one piece each."""
    [line] = record.rows()
    for name in {"quantity", "received_qty"} & {f.name for f in line._meta.fields}:
        setattr(line, name, 1)
    line.save(by=record.made_by)
    for _copy in range(count - 1):
        line.pk, line._state.adding = None, True
        line.save(by=record.made_by)
    return record


def statements(record):
    """How many statements read and write while a record comes into effect."""
    signers = [make.user(place.hand) for place in record.signed_by[1:]]
    with CaptureQueriesContext(connection) as asked:
        record.submit(record.made_by, justification="Known and accepted")
        while place := record.next_signature():
            record.sign(signers[place.place - 1])
    assert record.state == "signed"
    reading = [each["sql"].startswith("SELECT") for each in asked]
    return sum(reading), len(reading) - sum(reading)


@pytest.mark.parametrize("kind", LONG)
def test_a_hundred_lines_are_signed_with_the_statements_of_five(kind):
    reads, writes = statements(with_lines(LONG[kind](), 5))
    more_reads, more_writes = statements(with_lines(LONG[kind](), 100))
    assert more_reads <= reads
    # SQLite takes so many values at once, and then goes on in another statement.
    assert more_writes - writes < 10
