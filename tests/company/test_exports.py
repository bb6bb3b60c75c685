"""What each register gives out is known when it is brought in again."""

import pytest

from qms.records import workbooks
from qms.records.imports import targets
from tests import make, office

from .registered import each_register

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("company")]


@pytest.mark.alike
@each_register
def test_an_export_comes_in_again_and_changes_nothing(register):
    known = [t for t in targets.values() if t.knows_exports]
    [target] = [each for each in known if each.model == register.model]
    book = workbooks.export(register, register.queryset().exclude(number=""))
    imported = office.bring_in(book, make.user(*target.roles), key=target.key)
    assert set(office.verdicts(imported).values()) == {"known"}
