"""Corrections: what they change, what they leave, how long all of it is kept."""

import datetime as dt

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.utils import timezone

from qms.core.models import Source, Zone
from qms.core.roles import Role
from qms.records.models import Record, State
from qms.records.registers import registry
from qms.records.rules import Refused
from sales.models import SalesAuthorization
from tests import make
from tests.core.cast import last

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]

AMENDED = [r for r in registry.registers() if not r.model.revised_by]


def corrected(record, line_values=None, **values):
    """A correction of a record, signed by everybody."""
    draft = record.amend(record.made_by, "a slip of the pen")
    for name, value in values.items():
        setattr(draft, name, value)
    draft.save(by=record.made_by)
    for line in draft.rows():
        for name, value in (line_values or {}).items():
            setattr(line, name, value)
        line.save(by=record.made_by)
    make.attach(draft, *{p.slot for p in draft._missing_papers()} or {""})
    return make.signed(draft)


@pytest.mark.parametrize("register", AMENDED, ids=lambda register: register.key)
def test_each_kind_of_record_can_be_corrected(register):
    record = make.signed(make.one(register.model))
    correction = corrected(record)
    record.refresh_from_db()
    assert (record.state, correction.state) == (State.AMENDED, State.SIGNED)
    assert correction.corrects == record
    assert correction.number > record.number
    assert last("amended").details == {"by_record": correction.number}
