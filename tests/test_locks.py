"""Goods that are stopped, recalled, vetoed, expired or condemned never leave, in any
order of events (Hypothesis)."""

from collections import Counter
from contextlib import suppress

import pytest
import time_machine
from hypothesis import strategies as st
from hypothesis.stateful import invariant, rule, run_state_machine_as_test

from inventory.models import (
    IncomingInspection,
    NonconformingRecord,
    OutboundReview,
    PurchaseReturn,
    SalesReturn,
    StockIn,
    Stocktake,
)
from qms.core.models import Batch, Movement, Place, Zone
from qms.quality.models import Destruction, Recall, StopSale, Veto, VetoRelease
from qms.records.models import State
from qms.records.rules import Refused
from sales.models import Sale
from tests import make
from tests.test_invariants import ordered
from tests.warehouse import GOOD, KINDS, Warehouse, any_of_them, few, patient
from tests.world import change, days

__all__ = ["ordered"]

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]

STOPS = (StopSale, Veto, VetoRelease, Recall)
RETURNS = (NonconformingRecord, SalesReturn, PurchaseReturn, Destruction, Stocktake)
TO_CUSTOMERS = [Zone.QUALIFIED, Zone.DISPATCH]
BROKEN = {"quality_state": "broken", "restocked_qty": 0, "failure_items": "broken"}
zones = st.sampled_from(Zone)


class Locks(Warehouse):
    """Quality stops and releases while everybody goes on with the goods."""

    numbered = (*KINDS, *STOPS, *RETURNS)

    def __init__(self, world, ordered):
        super().__init__(world, ordered)
        self.clock = time_machine.travel(make.timezone.now())
        self.time = self.clock.start()
        self.last_day = days(3)
        self.seen, self.locked = Movement.objects.latest("pk").pk, self.locked_now()

    def teardown(self):
        try:
            super().teardown()
        finally:
            self.clock.stop()

    def batch(self, number):
        return self.pick(number, Batch.objects, Batch.objects.sellable())

    # Time and more ways in

    @rule(quantity=few)
    def receive_what_soon_expires(self, quantity):
        own = {"lot": "C", "expires_on": self.last_day}
        sheet = make.goods_receipt(purchase=self.ordered, **own)
        change(sheet.lines.get(), received_qty=quantity, quantity=quantity)
        self.finish(sheet)

    @rule(number=st.integers(1, 2))
    def let_days_pass(self, number):
        self.time.shift(make.dt.timedelta(days=number))

    @rule(number=any_of_them, quantity=few, zone=zones)
    def transfer(self, number, quantity, zone):
        """From wherever it may be to a shelf: mostly it is refused."""
        origin = Place.objects.filter(zone=zone).first()
        room = self.world.qualified.warehouse
        sheet = StockIn(source="transfer", moved_from=origin, warehouse=room)
        sheet.save(by=self.staff[0])
        line = {"batch": self.batch(number), "place": make.place(warehouse=room)}
        sheet.lines.create(by=self.staff[0], **line, quantity=quantity)
        self.finish(sheet)

    @rule(
        number=any_of_them,
        over=st.integers(-2, 2),
        adjustment=st.sampled_from(["books", "traced"]),
    )
    def count(self, number, over, adjustment):
        lying = self.batch(number).balances.filter(place__zone=Zone.QUALIFIED).first()
        if lying and lying.quantity + over >= 0:
            counted = lying.quantity + over
            sheet = make.stocktake(counted, lying.batch, lying.place)
            reason = {"reason": "miscounted", "adjustment": adjustment}
            self.finish(sheet, verdict=reason if over else {})
            for found in Stocktake.objects.awaiting_stock_in():
                self.finish(make.fill(StockIn(stocktake=found)))

    # Quality

    @rule(number=any_of_them, whole=st.booleans())
    def stop(self, number, whole):
        notice = make.stop_sale(self.batch(number))
        with suppress(Refused):
            notice.submit(self.staff[0])
            if whole:
                self.finish(notice)

    @rule(number=any_of_them)
    def release(self, number):
        notices = StopSale.objects.filter(stop=None).under_way()
        if notice := self.pick(number, notices):
            self.finish(notice)
            self.finish(make.stop_release(notice))

    @rule(number=any_of_them, product=st.booleans())
    def veto(self, number, product):
        batch = self.batch(number)
        self.finish(make.veto(batch.product if product else batch))

    @rule(number=any_of_them)
    def lift_veto(self, number):
        if ruled := self.pick(number, Veto.objects.in_effect()):
            self.finish(make.veto_release(ruled))

    @rule(number=any_of_them)
    def recall(self, number):
        with suppress(Refused):
            called = make.recall(batch=self.batch(number))
            called.submit(self.staff[0])

    @rule(number=any_of_them, step=st.sampled_from(["finish", "reject", "send_back"]))
    def end_recall(self, number, step):
        if called := self.pick(number, Recall.objects.filter(state="submitted")):
            self.finish(called)
            if step != "finish":
                with suppress(Refused):
                    getattr(called, step)(self.staff[1], "another batch")

    # Out of the way of what is sold

    @rule(number=any_of_them)
    def refuse(self, number):
        """A review at which the reviewer will not let the goods leave."""
        if sale := self.pick(number, Sale.objects, Sale.objects.awaiting_review()):
            sheet = make.fill(OutboundReview(sale=sale), **GOOD)
            with suppress(Refused):
                sheet.submit(self.staff[0])
                sheet.reject(self.staff[1], "seal broken")

    @rule(
        number=any_of_them,
        way=st.sampled_from(
            ["inspection", "review", "sales_return", "expired", "shelf"]
        ),
        disposal=st.sampled_from(["return", "destroy"]),
        step=st.sampled_from(["finish", "finish", "reject"]),
    )
    def condemn(self, number, way, disposal, step):
        sheet = self.found(number, way)
        if sheet is None:
            return
        for line in sheet.lines.all():
            change(line, defect="rust")
        with suppress(Refused):
            sheet.submit(self.staff[0])
            if step == "reject":
                sheet.reject(self.staff[1], "it is dust")
        self.finish(sheet, disposal=disposal)

    def found(self, number, way):
        """A report of what was found somewhere, if anything was."""
        if way == "shelf":
            lying = self.batch(number).balances
            lying = lying.filter(place__zone=Zone.QUALIFIED, quantity__gt=0).first()
            return lying and self.on_the_shelf(lying)
        rows = {
            "inspection": IncomingInspection.objects.awaiting_report,
            "review": OutboundReview.objects.awaiting_report,
            "sales_return": SalesReturn.objects.awaiting_report,
            "expired": lambda: Batch.objects.filter(expires_on__lt=days(0)),
        }
        source = self.pick(number, rows[way]())
        return source and make.nonconforming_record(**{way: source})

    def on_the_shelf(self, lying):
        sheet = NonconformingRecord(found_stage="storage")
        sheet.save(by=self.staff[0])
        where = {"batch": lying.batch, "place": lying.place, "quantity": 1}
        sheet.lines.create(by=self.staff[0], **where)
        return sheet

    @rule(number=any_of_them)
    def dispose(self, number):
        """What was condemned goes back to the supplier, or is destroyed."""
        if case := self.pick(number, NonconformingRecord.objects.in_effect()):
            back = case.disposal == "return"
            maker = make.purchase_return if back else make.destruction
            self.finish(maker(nonconforming=case))

    @rule(number=any_of_them, quantity=few, sound=st.booleans(), again=st.booleans())
    def take_back(self, number, quantity, sound, again):
        """What a customer returns, put back on the shelf if it is sound."""
        if left := self.pick(number, OutboundReview.objects.in_effect()):
            sheet = make.sales_return(review=left, quantity=quantity)
            verdict = make.SOUND if sound else BROKEN
            result = "restock" if sound else "destroy"
            self.finish(sheet, verdict=verdict, result=result)
            if again and sound and sheet.state == State.SIGNED:
                self.finish(make.fill(StockIn(sales_return=sheet)))

    @rule(number=any_of_them, kind=st.sampled_from((*STOPS, *RETURNS)))
    def void_another(self, number, kind):
        if record := self.pick(number, kind.objects):
            with suppress(Refused):
                record.void(self.staff[0], "entered twice")

    # What holds all the time

    @staticmethod
    def locked_now():
        """The batches that may not be sold as things stand."""
        found = Batch.objects.select_related("product")
        found = found.prefetch_related("holds", "product__holds")
        today = make.today()
        return {b.pk for b in found if b.is_stopped() or b.is_expired_on(today)}

    @invariant()
    def what_is_locked_does_not_leave(self):
        """As things stood before the step, which was one person's alone."""
        moved = Movement.objects.filter(pk__gt=self.seen).order_by("pk")
        for each in moved.select_related("source", "target"):
            zones = [place and place.zone for place in (each.source, each.target)]
            if each.is_sale and each.target is None:
                assert zones[0] == Zone.DISPATCH
                assert each.batch_id not in self.locked
            if zones == TO_CUSTOMERS:
                assert each.batch_id not in self.locked
            self.seen = each.pk
        self.locked = self.locked_now()

    @invariant()
    def dispatch_holds_what_waits_for_customers(self):
        """Neither more nor less than sales in effect set apart and did not send."""
        waiting = Counter()
        for sale in Sale.objects.in_effect():
            sent = sale.reviews.model.objects.in_effect()
            if not sent.filter(sale__in=sale.versions()).exists():
                for batch, _shelf, _gate, quantity in sale.set_apart():
                    waiting[batch.pk] += quantity
        lying = Counter()
        for batch in Batch.objects.all():
            lying[batch.pk] += batch.quantity(Zone.DISPATCH)
        assert +waiting == +lying


def test_what_quality_has_stopped_never_leaves(world, ordered):
    run_state_machine_as_test(lambda: Locks(world, ordered), settings=patient(5, 30))
