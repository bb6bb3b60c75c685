"""A warehouse in which everybody does something at random (Hypothesis)."""

from collections import Counter
from contextlib import suppress

from django.db import transaction
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from inventory.models import (
    DeliveryNote,
    GoodsReceipt,
    IncomingInspection,
    OutboundReview,
    StockIn,
)
from qms.core.models import Balance, Batch
from qms.core.roles import Role
from qms.quality.trace import Graph
from qms.records import models as records
from qms.records.models import State
from qms.records.rules import Refused
from qms.records.verification import verify
from sales.models import Sale
from tests import make
from tests.world import change

KINDS = (GoodsReceipt, IncomingInspection, StockIn, Sale, OutboundReview, DeliveryNote)
GOOD = {"package_ok": "good", "label_ok": "good", "other_ok": "good"}
#: Acts that lead goods nowhere.
IDLE = ("created", "changed", "attached", "refused")
few = st.integers(1, 6)
any_of_them = st.integers(0, 99)
kinds = st.sampled_from(KINDS)


def patient(examples, steps):
    """Settings for a machine that works on a database; a profile may ask for more."""
    return settings(
        max_examples=examples * settings.default.max_examples // 100,
        stateful_step_count=steps,
        deadline=None,
        database=None,
        # The steps are few enough to be read as they are.
        phases=[Phase.generate],
        suppress_health_check=[HealthCheck.too_slow],
    )


class Warehouse(RuleBasedStateMachine):
    """What people do on the way of goods in and out, and what holds all the time."""

    numbered = KINDS

    def __init__(self, world, ordered):
        super().__init__()
        self.world, self.ordered = world, ordered
        self.savepoint = transaction.atomic()
        self.savepoint.__enter__()
        hands = {*Role} - {Role.PURCHASER, Role.INSPECTOR, Role.COUNTERPARTY}
        #: The last act that may have led goods somewhere, when it was looked at.
        self.last_act = None
        self.staff = [make.user(*hands) for _each in range(2)]
        make.signed(make.sales_authorization(employee=self.staff[0]))

    def teardown(self):
        try:
            assert list(verify()) == []
        finally:
            transaction.set_rollback(True)
            self.savepoint.__exit__(None, None, None)

    # What people do

    def finish(self, record, **said):
        """Let two people sign what is left to sign, as far as the rules let them."""
        with suppress(Refused):
            if record.state == State.DRAFT:
                record.submit(self.staff[0], justification="known")
            while place := record.next_signature():
                if place.sign.papers:
                    make.attach(record, *place.sign.papers)
                asked = make.answers(record, place.sign, **said)
                record.sign(self.staff[place.sign.apart], **asked)

    @staticmethod
    def pick(number, rows, awaited=None):
        """One of some rows; of those that await the step, three times out of four."""
        found = list((awaited if awaited and number % 4 else rows).order_by("pk"))
        return found[number % len(found)] if found else None

    @rule(lot=st.sampled_from("AB"), quantity=few)
    def receive(self, lot, quantity):
        sheet = make.goods_receipt(purchase=self.ordered, lot=lot)
        change(sheet.lines.get(), received_qty=quantity, quantity=quantity)
        self.finish(sheet)

    @rule(number=any_of_them, rejected=st.integers(0, 3))
    def inspect(self, number, rejected):
        receipts = GoodsReceipt.objects
        if receipt := self.pick(number, receipts, receipts.awaiting_inspection()):
            quantity = receipt.lines.get().received_qty
            rejected = min(rejected, quantity)
            sheet = make.incoming_inspection(rejected=rejected, receipt=receipt)
            if rejected == quantity:
                change(sheet.lines.get(), conclusion="rejected")
            self.finish(sheet)

    @rule(number=any_of_them, quantity=few)
    def put_away(self, number, quantity):
        sheets = IncomingInspection.objects
        if inspection := self.pick(number, sheets, sheets.awaiting_stock_in()):
            room = self.world.qualified.warehouse
            sheet = make.stock_in(inspection=inspection, warehouse=room)
            for line in sheet.lines.all():
                change(line, quantity=min(quantity, line.quantity))
            self.finish(sheet)

    @rule(number=any_of_them, quantity=few, leave=st.booleans())
    def sell(self, number, quantity, leave):
        batch = self.pick(number, Batch.objects, Batch.objects.sellable())
        sheet = self.world.sale_draft(quantity, batch=batch)
        if leave:
            with suppress(Refused):
                sheet.submit(self.staff[0], justification="known")
        else:
            self.finish(sheet)

    @rule(number=any_of_them)
    def review(self, number):
        if sale := self.pick(number, Sale.objects, Sale.objects.awaiting_review()):
            sheet = make.fill(OutboundReview(sale=sale), **GOOD)
            for line in sheet.lines.all():
                change(line, review_result="released")
            self.finish(sheet)

    @rule(number=any_of_them)
    def deliver(self, number):
        reviews = OutboundReview.objects
        if review := self.pick(number, reviews, reviews.awaiting_note()):
            self.finish(make.delivery_note(review=review))

    @rule(number=any_of_them, step=st.sampled_from(["send_back", "reject", "finish"]))
    def decide(self, number, step):
        """Go on with a sale that waits for its second signature."""
        if sheet := self.pick(number, Sale.objects.filter(state="submitted")):
            if step == "finish":
                self.finish(sheet)
            else:
                getattr(sheet, step)(self.staff[1], "on second thoughts")

    @rule(number=any_of_them, kind=kinds)
    def void(self, number, kind):
        if record := self.pick(number, kind.objects):
            with suppress(Refused):
                record.void(self.staff[0], "entered twice")

    @rule(number=any_of_them, kind=kinds, quantity=st.sampled_from([0, 0, 1, 2, 5]))
    def amend(self, number, kind, quantity):
        """Correct a record: with 0 what moves nothing, else the quantity of a line."""
        if record := self.pick(number, kind.objects.in_effect()):
            with suppress(Refused):
                draft = record.amend(self.staff[0], "mistyped")
                if quantity and (line := draft.lines.first()):
                    change(line, **self.corrected(line, quantity))
                self.finish(draft)

    @staticmethod
    def corrected(line, quantity):
        if hasattr(line, "accepted_qty"):
            accepted = min(quantity, line.received_qty)
            rejected = line.received_qty - accepted
            why = {"failure_items": "broken", "disposal": "return"}
            return {"accepted_qty": accepted, "rejected_qty": rejected, **why}
        name = "received_qty" if hasattr(line, "received_qty") else "quantity"
        return {"quantity": quantity, name: quantity}

    # What holds all the time

    @invariant()
    def balances_are_the_sum_of_movements(self):
        assert list(Balance.verify()) == []
        assert not Balance.objects.filter(quantity__lt=0)

    @invariant()
    def what_came_in_is_in_the_house_or_out(self):
        acts = records.Trail.objects.exclude(act__in=IDLE).values_list("pk", flat=True)
        before, self.last_act = self.last_act, acts.first()
        if self.last_act == before:
            return
        for batch in Batch.objects.select_related("product"):
            graph = Graph([batch])
            came, left = graph.sums.received, graph.sums.out + graph.sums.gone
            assert graph.in_stock == came - left
            assert graph.sums.out == sum(each.sums.out for each in graph.deliveries())

    @invariant()
    def numbers_follow_one_another(self):
        given = Counter()
        for kind in self.numbered:
            numbers = list(kind.objects.exclude(number="").values_list("number"))
            assert len(set(numbers)) == len(numbers)
            given.update(number.rpartition("-")[0] for (number,) in numbers)
        counted = dict(records.Counter.objects.values_list("key", "last"))
        assert all(counted[key] == count for key, count in given.items())
