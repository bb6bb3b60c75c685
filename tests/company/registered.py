"""What is asked of each list and each kind of record."""

import pytest

from qms.records.models import File
from qms.records.registers import registry
from tests import make

each_listing = pytest.mark.parametrize(
    "listing", registry.values(), ids=lambda listing: listing.key
)
each_register = pytest.mark.parametrize(
    "register", registry.registers(), ids=lambda register: register.key
)
each_amended = pytest.mark.parametrize(
    "register",
    [r for r in registry.registers() if not issubclass(r.model, File)],
    ids=lambda register: register.key,
)


def signed(register):
    return register.model.objects.in_effect().first()


def draft(register):
    """A draft of a kind; where records are amended, an amendment."""
    if issubclass(register.model, File):
        return make.one(register.model)
    record = signed(register)
    return record.amend(record.made_by, "a slip of the pen")


def submitted(register):
    record = draft(register)
    record.submit(record.made_by, justification="Known and accepted")
    return record
