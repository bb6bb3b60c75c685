"""Ways to come close to what must be impossible."""

import datetime as dt

from inventory.models import NonconformingRecord
from qms.core.models import Zone, move
from qms.core.roles import Role
from tests import make
from tests.world import change, days, teach, void

COLD = {"transit_temp_min": 3, "transit_temp_max": 7, "arrival_temp": 5}


def purchase(world):
    return make.purchase(contract=world.contract)


def contract(world):
    return make.contract(supplier=world.supplier, product=world.product)


def receipt(world):
    return make.goods_receipt(purchase=world.purchase)


def cold_receipt(world):
    ordered = world.ordered(contract=world.cold_contract)
    departed = {"departed_at": make.timezone.now() - dt.timedelta(hours=5)}
    return make.goods_receipt(purchase=ordered, **COLD, **departed)


def inspection(world):
    return make.incoming_inspection(receipt=world.receipt)


def short_lived(world):
    """An inspection of goods that expire tomorrow."""
    return make.incoming_inspection(receipt=world.received(expires_on=days(1)))


def stock_in(world):
    return make.stock_in(inspection=world.inspection)


def sale(world):
    return world.sale_draft()


def review(world):
    return make.outbound_review(sale=world.sale)


def note(world):
    return make.delivery_note(review=world.review)


def supplier_approval(world):
    return make.first_supplier_approval()


def audited_approval(world):
    """The approval of a supplier whose on-site audit has been evaluated."""
    supplier = make.signed(make.supplier())
    make.signed(make.supplier_evaluation(supplier))
    needs = {"supplier": supplier, "onsite_audit_needed": True}
    return make.first_supplier_approval(**needs)


def product_approval(world):
    return make.first_product_approval(supplier=world.supplier)


def calibration(world):
    return make.calibration()


def storage_inspection(world):
    return make.storage_inspection(world.batch)


def condemned(world):
    """A report of goods that a recall brought straight to the red zone."""
    move([(world.batch, None, world.rejected, 5)], world.stock_in, world.seller)
    return report(world)


def report(world):
    sheet = NonconformingRecord(found_stage="aftersales")
    sheet.save(by=make.user(Role.STOREKEEPER))
    goods = {"batch": world.batch, "place": world.rejected, "quantity": 5}
    sheet.lines.create(by=sheet.made_by, **goods, defect="leaks")
    return sheet


# Ways to go wrong


def tomorrow(clock, number=2):
    """Let the last day of something go by."""
    clock.move_to(dt.datetime.now(dt.UTC) + dt.timedelta(days=number))


def expires(thing, **values):
    """Let something that a file says be true until tomorrow, and that day go by."""

    def spoil(world, draft, clock):
        teach(thing(world), **values)
        tomorrow(clock)

    return spoil


def lapses(rows, name="supplier"):
    """Let a paper of a partner lapse tomorrow, and that day go by."""

    def spoil(world, draft, clock):
        partner = getattr(world, name)
        row = getattr(partner, rows).last()
        row.valid_until = days(1)
        teach(partner, row)
        tomorrow(clock)

    return spoil


def held(name):
    def spoil(world, draft, clock):
        make.hold(getattr(world, name))

    return spoil


def unapproved(approvals):
    def spoil(world, draft, clock):
        void(approvals(world).in_effect().get())

    return spoil


def taught(name, **values):
    def spoil(world, draft, clock):
        teach(getattr(world, name), **values)

    return spoil


def said(**values):
    """Let the draft say something else."""

    def spoil(world, draft, clock):
        change(draft, **{n: v(world) if callable(v) else v for n, v in values.items()})

    return spoil


def line(**values):
    """Let the line of the draft say something else."""

    def spoil(world, draft, clock):
        given = {n: v(world) if callable(v) else v for n, v in values.items()}
        change(draft.lines.get(), **given)

    return spoil


def out_of_scope(world, draft, clock):
    supplier = world.supplier
    row = supplier.certificates.get(kind="distribution")
    row.scope = "6822"
    teach(supplier, row)


def by_the_purchaser(world, draft, clock):
    """Let who ordered the goods take the next step too."""
    person = draft.purchase.made_by
    role = draft.writers()[0]
    make.core.Appointment.objects.create(by=person, user=person, role=role)
    draft.made_by = person
    draft.save(by=person)


def without(slot):
    """Take a paper out of the draft."""

    def spoil(world, draft, clock):
        draft.withdraw(draft.made_by, draft.attachments().get(slot=slot))

    return spoil


def uninspected(world, draft, clock):
    """Offer what still waits in the yellow zone."""
    lot = world.receipt.lines.get().lot
    change(draft.lines.get(), batch=world.product.batches.get(lot=lot))


def reported_already(world, draft, clock):
    """Let somebody else report the same goods first."""
    first = report(world)
    first.submit(first.made_by)


def sold_out(world, draft, clock):
    """Let somebody else take the last boxes."""
    left = world.batch.quantity(Zone.QUALIFIED)
    moves = [(world.batch, world.qualified, world.rejected, left)]
    move(moves, world.stock_in, world.seller)


def expired_batch(world, draft, clock):
    batch = world.batch
    batch.expires_on = days(1)
    batch.save(by=world.seller, reason="expires tomorrow")
    tomorrow(clock)


def trading_customer(world, draft, clock):
    """Sell to somebody whose permit holds nothing of ours."""
    permit = {"permit_kind": "distribution", "permit_scope": "6877"}
    trader = make.signed(make.customer(kind="distributor"))
    make.signed(make.customer_review(customer=trader, **permit))
    change(draft, customer=trader)


def implant_for_an_individual(world, draft, clock):
    teach(world.product, is_implant=True)
    somebody = make.signed(make.customer(kind="individual", uscc=""))
    change(draft, customer=somebody, mode="retail")


def without_letter(world, draft, clock):
    void(world.seller.sales_authorizations.get())


def letter_lapsed(world, draft, clock):
    """Sell with a letter that ended yesterday."""
    seller = make.user(Role.SALESPERSON)
    short = make.sales_authorization(employee=seller, valid_to=days(1))
    make.signed(short)
    draft.made_by = seller
    draft.save(by=seller)
    tomorrow(clock)


def tomorrow_comes(world, draft, clock):
    tomorrow(clock)


def unfit_cold_store(world, draft, clock):
    """Let quality stop the only cold store of the room."""
    store = make.equipment(warehouse=world.pending.warehouse)
    store = teach(make.signed(store), validation_due=days(30))
    make.hold(store)
