"""A furnished company that modules share, and what their tests ask of it."""

import datetime as dt
from contextlib import ExitStack, contextmanager
from importlib import import_module

from django.apps import apps
from django.core.management import call_command
from django.db import transaction
from django.test import override_settings

from qms.core.models import Zone
from tests import make
from tests.tampering import lift_guards


class World:
    """One chain, step by step; what is asked for by name is read anew."""

    def __init__(self):
        self._made = {}
        self._approve()
        self._stock()
        self._sell()

    def __getattr__(self, name):
        try:
            model, pk = self.__dict__["_made"][name]
        except KeyError:
            raise AttributeError(name) from None
        return model._base_manager.get(pk=pk)

    def keep(self, **made):
        for name, each in made.items():
            self._made[name] = type(each), each.pk

    def _approve(self):
        self.keep(licence=make.licensed())
        self.keep(supplier=make.approved_supplier())
        limits = {"temp_min": 2, "temp_max": 8}
        cold = {"is_cold_chain": True, "shelf_life_months": 24} | limits
        self.keep(product=make.approved_product(self.supplier))
        self.keep(cold=make.approved_product(self.supplier, **cold))
        self.keep(contract=self.agreed(self.product))
        self.keep(cold_contract=self.agreed(self.cold))

    def agreed(self, product):
        return make.signed(make.contract(supplier=self.supplier, product=product))

    def _stock(self):
        """Leave a document open at each step of the way in, and a full shelf."""
        self.keep(purchase=self.ordered())
        self.keep(receipt=self.received())
        self.keep(inspection=self.inspected())
        self.keep(stock_in=make.signed(make.stock_in(inspection=self.inspected())))
        self.keep(batch=self.stock_in.lines.get().batch)
        for zone in Zone:
            self.keep(**{zone: make.core.Place.objects.filter(zone=zone).first()})

    def _sell(self):
        self.keep(customer=make.qualified_customer())
        self.keep(seller=make.authorised_salesperson())
        self.keep(sale=self.sold())
        self.keep(review=self.reviewed())
        self.keep(note=make.signed(make.delivery_note(review=self.reviewed())))

    # Records of one more round, signed; `make` has them as drafts.

    def ordered(self, quantity=100, **values):
        values.setdefault("contract", self.contract)
        return make.signed(make.purchase(quantity, **values))

    def received(self, **values):
        if "purchase" not in values:
            values["purchase"] = self.ordered()
        return make.signed(make.goods_receipt(**values))

    def stocked(self):
        """A batch of its own on the shelf, a hundred of it."""
        return make.stocked_batch(contract=self.contract)

    def inspected(self, **values):
        if "receipt" not in values:
            values["receipt"] = self.received()
        return make.signed(make.incoming_inspection(**values))

    def sale_draft(self, quantity=10, **values):
        own = {"batch": self.batch, "by": self.seller, "customer": self.customer}
        return make.sale(**own | values, quantity=quantity)

    def sold(self, quantity=10, **values):
        return make.signed(self.sale_draft(quantity, **values))

    def straight(self, quantity=10, **values):
        """The draft of a sale whose goods came to the customer directly."""
        how = {"is_direct_delivery": True, "direct_reason": "clinical"}
        ordered = self.ordered(**how, direct_customer=self.customer)
        receipt = self.received(purchase=ordered, moved_to=None)
        self.inspected(receipt=receipt, inspection_place="hospital")
        batch = self.product.batches.get(lot=receipt.lines.get().lot)
        return self.sale_draft(quantity, batch=batch, **how | values)

    def reviewed(self, **values):
        if "sale" not in values:
            values["sale"] = self.sold()
        return make.signed(make.outbound_review(**values))


class Stage(ExitStack):
    """Where one world stands for the modules that play in it, one after the other."""

    world = None

    def enter(self, folders):
        """The world, founded for whoever comes first."""
        if self.world is None:
            papers = folders.mktemp("papers")
            self.enter_context(override_settings(MEDIA_ROOT=papers))
            self.enter_context(taken_back())
            self.world = World()
        return self.world

    def clear(self):
        self.close()
        self.world = None


@contextmanager
def taken_back():
    """A while of which the database keeps nothing."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


@contextmanager
def emptied():
    """A while that commits, after which every table is empty again."""
    begin_chain()
    try:
        yield
    finally:
        # SQLite empties them row by row; the flush ends by laying the guards anew.
        lift_guards()
        call_command("flush", interactive=False, verbosity=0)


def begin_chain():
    """What a migration enters, and what is gone when the tables were emptied."""
    import_module("qms.records.migrations.0002_genesis").begin_chain(apps, None)


def broken(record):
    """The names of the rules that a draft breaks as it is stored, warnings included."""
    record = type(record)._base_manager.get(pk=record.pk)
    return {problem.rule for problem in [*record.problems(), *record.warnings()]}


def change(row, **values):
    """Write a draft, or a line of one, anew."""
    for name, value in values.items():
        setattr(row, name, value)
    row.save(by=getattr(row, "record", row).made_by)
    return row


def teach(file, *rows, **values):
    """Let a supplier, product, customer or licence in effect say something else."""
    file.learn(file.made_by, "test", rows, **values)
    return file


def void(record, reason="entered twice"):
    """Strike a record in effect out, as somebody who may."""
    record.void(make.user(*record.voiders()), reason)
    return record


def amended(record, lines=None, **values):
    """Correct a record in effect: the record and the lines of it in some columns."""
    draft = record.amend(record.made_by, "mistyped")
    change(draft, **values)
    for line in draft.lines.all() if lines else ():
        change(line, **lines)
    return draft


def corrected_thrice(sale):
    """The fourth version of a sale, which differs from the first by a voucher."""
    for number in range(3):
        sale = make.signed(amended(sale, invoice_no=f"FP{number}"))
    return sale


def days(number):
    """A day that lies some days ahead."""
    return make.today() + dt.timedelta(days=number)
