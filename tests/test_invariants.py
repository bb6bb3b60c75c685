"""Whatever is done in whatever order, stock and numbers add up (Hypothesis)."""

from collections import Counter, defaultdict

import pytest
from hypothesis.stateful import invariant, run_state_machine_as_test

from inventory.models import GoodsReceipt, IncomingInspection, OutboundReview, StockIn
from qms.core.models import Balance, Zone
from qms.records.models import State
from sales.models import Sale
from tests import make
from tests.warehouse import Warehouse, patient
from tests.world import World

pytestmark = pytest.mark.django_db

#: What makes up the stock of each zone: model of the record, column, sign.
ZONES = {
    Zone.PENDING: (
        (GoodsReceipt, "received_qty", 1),
        (IncomingInspection, "rejected_qty", -1),
        (StockIn, "quantity", -1),
    ),
    Zone.REJECTED: ((IncomingInspection, "rejected_qty", 1),),
    Zone.QUALIFIED: ((StockIn, "quantity", 1), (Sale, "quantity", -1)),
    Zone.DISPATCH: ((Sale, "quantity", 1), (OutboundReview, "quantity", -1)),
}


class Chain(Warehouse):
    """The way in and out, and nothing else: each zone is what its records say."""

    @invariant()
    def balances_are_what_the_records_say(self):
        for zone, parts in ZONES.items():
            expected = Counter()
            for model, column, sign in parts:
                lines = model.lines.rel.related_model.objects
                for line in lines.filter(record__state=State.SIGNED):
                    expected[line.product_id, line.lot] += sign * getattr(line, column)
            lying = Balance.objects.filter(place__zone=zone, quantity__gt=0)
            found = defaultdict(int)
            for balance in lying.select_related("batch"):
                found[balance.batch.product_id, balance.batch.lot] += balance.quantity
            assert {k: v for k, v in expected.items() if v} == found


@pytest.fixture(scope="module")
def ordered(world: World):
    """An order that is large enough for everything that comes."""
    agreed = world.contract
    return make.signed(make.purchase(10_000, contract=agreed))


def test_stock_and_numbers_add_up(world, ordered):
    run_state_machine_as_test(lambda: Chain(world, ordered), settings=patient(6, 30))
