"""Why nothing may be sold."""

from collections import defaultdict
from decimal import Decimal

from django.db.models import Max, Prefetch
from django.utils import timezone
from django.utils.translation import gettext as _

from procurement.models import Purchase
from qms.core.models import Balance, OwnScope, Status, Zone
from qms.records.rules import Problem, Refused, rule, warning

from .regions import holds


@rule("GSP 82, INSP 8.82")
def permit_is_valid(review):
    """A customer is approved only while its permit is valid."""
    until = review.permit_valid_to
    if until and until < timezone.localdate():
        yield Problem(
            _("The permit %(number)s expired on %(day)s."),
            {"number": review.permit_no, "day": until},
            field="permit_valid_to",
        )


@rule("GSP 78")
def salesperson_is_authorised(sale):
    """Whoever sells holds a letter of authorisation that is valid today."""
    if not sale.letters():
        yield Problem(
            _("%(person)s holds no valid letter of authorisation to sell."),
            {"person": sale.made_by},
        )


@rule("GSP 82, GSP 81, INSP 8.82")
def customer_is_qualified(sale):
    """Sold is only to a customer reviewed before, whose permits are valid."""
    sale.read_holds()
    customer = sale.customer.at_hand()
    if sale.is_retail() and not (customer.is_held() or customer.is_closed()):
        return
    for day in sorted({sale.made_on, timezone.localdate()}):
        said = {"customer": customer, "day": day}
        status = customer.status_on(day)
        if customer.is_held():
            sentence = _("%(customer)s is suspended.")
        elif status in (Status.PENDING, Status.ENDED):
            sentence = _("%(customer)s was not qualified by %(day)s.")
        elif status == Status.SUSPENDED:
            sentence = _("No permit of %(customer)s is valid on %(day)s.")
        else:
            continue
        yield Problem(sentence, said, field="customer")
        return


@rule("GSP 82, INSP 5.51")
def products_lie_in_the_customers_scope(sale):
    """A trading customer buys what its own scope holds."""
    permits = sale.customer.at_hand().permits_on(timezone.localdate())
    for line in sale.lines_with("product"):
        if not sale.customer.may_have(line.product, permits):
            yield Problem(
                _("%(product)s lies outside the scope of %(customer)s."),
                {"product": line.product, "customer": sale.customer},
                field="batch",
                line=line,
            )


@rule("O54-66, REG 81")
def company_may_sell_the_products(sale):
    """The company's own licence is valid and holds each product."""
    own = OwnScope(timezone.localdate())
    for line in sale.lines_with("product"):
        if not own.covers(line.product):
            yield Problem(
                _("%(product)s lies outside the company's own scope of business."),
                {"product": line.product},
                field="batch",
                line=line,
            )


@rule("GSP 80, GSP 51(6), MRG 112")
def batches_are_fit_for_sale(sale):
    """Nothing is sold that has expired, is held or was made unregistered."""
    today = timezone.localdate()
    for line in sale.lines_with("batch__holds", "batch__product__holds"):
        batch, at = line.batch, {"field": "batch", "line": line}
        said = {"batch": batch, "day": batch.expires_on}
        if batch.is_expired_on(today):
            yield Problem(_("%(batch)s expired on %(day)s and is locked."), said, **at)
        if batch.is_stopped():
            yield Problem(_("%(batch)s is under a stop-sale."), said, **at)
        if not batch.is_registered():
            yield Problem(
                _("%(batch)s was made after its registration had lapsed."), said, **at
            )


@rule("GSP 77, GSP 80")
def stock_suffices(sale):
    """Nothing is sold that does not lie in the qualified zone."""
    if sale.is_direct_delivery:
        return
    apart, wanted = _set_apart_before(sale), defaultdict(Decimal)
    balances = Prefetch("batch__balances", Balance.objects.select_related("place"))
    for line in sale.lines_with(balances):
        wanted[line.batch_id] += line.quantity
        available = line.batch.quantity(Zone.QUALIFIED) + apart[line.batch_id]
        if wanted[line.batch_id] > available:
            yield from shortage(line, available).problems


def _set_apart_before(sale):
    """What lies in dispatch for the sale that this one corrects, by batch."""
    apart = defaultdict(Decimal)
    if sale.corrects:
        for batch, _shelf, _gate, quantity in sale.corrects.set_apart():
            apart[batch.pk] += quantity
    return apart


def shortage(line, available):
    """The refusal of a line for which the shelves do not hold enough."""
    return Refused(
        [
            Problem(
                _("%(batch)s: %(left)s available, %(asked)s asked for."),
                {
                    "batch": line.batch,
                    "left": f"{available.normalize():f}" if available else "0",
                    "asked": f"{line.quantity.normalize():f}",
                },
                field="quantity",
                line=line,
                rule="stock_suffices",
                clause="GSP 77",
            )
        ]
    )


@rule("GSP 59, GSP 66")
def direct_goods_were_accepted(sale):
    """Straight to a customer goes what was ordered for it and passed inspection."""
    if not sale.is_direct_delivery:
        return
    left = _accepted_for(sale.customer)
    for line in _sold_directly(sale):
        left[line.product_id, line.lot] -= line.quantity
    for line in sale.lines_with("batch__product"):
        key = line.product_id, line.lot
        if line.quantity > left[key]:
            yield from shortage(line, max(left[key], Decimal(0))).problems
        left[key] -= line.quantity


def _accepted_for(customer):
    """What inspections accepted of direct deliveries to a customer, by lot."""
    lines = "receipts__inspections__lines__"
    accepted = Purchase.objects.filter(
        is_direct_delivery=True,
        direct_customer=customer,
        receipts__inspections__state="signed",
    ).values_list(f"{lines}product", f"{lines}lot", f"{lines}accepted_qty")
    sums = defaultdict(Decimal)
    for product, lot, quantity in accepted:
        sums[product, lot] += quantity or 0
    return sums


def _sold_directly(sale):
    """The lines of other direct sales to the same customer in effect."""
    same = {"is_direct_delivery": True, "customer": sale.customer}
    others = type(sale).objects.in_effect().filter(**same)
    others = others.exclude(pk__in=[version.pk for version in sale.versions()])
    return sale.lines.model.objects.filter(record__in=others)


@rule("GSP 76, GSP 88")
def stopped_goods_are_decided(sale):
    """A sale is struck out once quality has decided on what a review of it stopped."""
    reviews = sale.reviews.model.objects.undecided()
    for review in reviews.filter(sale__in=sale.versions()):
        sentence = _("%(review)s stopped goods of it: quality decides on them first.")
        yield Problem(sentence, {"review": review})


@rule("GSP 84")
def something_is_sold(sale):
    """A sale has lines, each of a quantity above zero."""
    lines = sale.lines_with()
    if not lines:
        yield _("Enter at least one line.")
    for line in lines:
        if line.quantity <= 0:
            yield Problem(_("The quantity is above zero."), field="quantity", line=line)


@rule("REG 40, GSP 80")
def individuals_buy_what_individuals_may(sale):
    """Implants, interventional and specially controlled devices go to institutions."""
    if not sale.customer.is_individual:
        return
    for line in sale.lines_with("product"):
        product = line.product
        if product.is_implant or product.is_interventional or product.is_special:
            yield Problem(
                _("%(product)s is sold to institutions only."),
                {"product": product},
                field="batch",
                line=line,
            )


@warning("seed A-sales2")
def voucher_agrees_with_the_sale(sale):
    """Voucher and sale are of the same amount."""
    if sale.invoice_amount is not None and sale.invoice_amount != sale.total():
        yield Problem(
            _("The voucher says %(voucher)s, the lines add up to %(lines)s."),
            {"voucher": sale.invoice_amount, "lines": sale.total()},
            field="invoice_amount",
        )


@warning("GSP 78")
def products_are_in_the_letter(sale):
    """What is sold is named in the salesperson's letter, or all products are."""
    letters = sale.letters()
    for line in sale.lines_with("product") if letters else ():
        if not any(letter.covers(line.product) for letter in letters):
            sentence = _("%(product)s is not among the products of the letter.")
            yield Problem(sentence, {"product": line.product}, "batch", line)


@warning("GSP 78")
def customer_is_in_the_letter(sale):
    """Sold is where the salesperson's letter says, as far as the address tells."""
    letters = sale.made_by.sales_authorizations.valid_on(timezone.localdate())
    customer = sale.customer
    address = customer.delivery_address or customer.address
    told = [holds(letter.region, address) for letter in letters]
    if told and all(each is False for each in told):
        sentence = _("%(customer)s lies outside the region of the letter.")
        yield Problem(sentence, {"customer": customer}, field="customer")


@warning("O54-43")
def trade_was_not_suspended(sale):
    """After a year without class III trade, verify and report before going on."""
    if all(line.product.management_class != 3 for line in sale.lines_with("product")):
        return
    lines = sale.lines.model.objects.filter(product__management_class=3)
    sold = lines.filter(record__state="signed").aggregate(last=Max("record__made_on"))
    if sold["last"] and (timezone.localdate() - sold["last"]).days > 365:
        sentence = _(
            "No class III device was sold since %(day)s: the trade is verified and "
            "reported in writing before it is taken up again."
        )
        yield Problem(sentence, {"day": sold["last"]})


@warning("GSP 89, GSP 90")
def goods_to_choose_from_are_selected(sale):
    """What an institution chooses from is sold once its use is confirmed."""
    if sale.is_selection() or sale.is_direct_delivery:
        return
    for line in sale.lines_with("product"):
        if not line.product.is_selection_before_sale:
            continue
        sentence = _("%(product)s is sent for selection first, and sold once used.")
        yield Problem(sentence, {"product": line.product}, "batch", line)
