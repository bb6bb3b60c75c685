"""One whole chain, from first approval to a delivered sale, on the models."""

import pytest

from qms.core.models import Zone
from qms.records.models import State
from tests import make

pytestmark = pytest.mark.django_db


def test_goods_come_in_and_leave():
    batch = make.stocked_batch(100)
    assert batch.quantity(Zone.QUALIFIED) == 100
    sale = make.signed(make.sale(batch, 40))
    assert (batch.quantity(Zone.QUALIFIED), batch.quantity(Zone.DISPATCH)) == (60, 40)
    review = make.signed(make.outbound_review(sale=sale))
    assert batch.quantity() == 60
    note = make.signed(make.delivery_note(review=review))
    assert note.state == State.SIGNED
    assert note.consignee_name == sale.customer_name
    assert all(r.is_intact() for r in (sale, review, note))
