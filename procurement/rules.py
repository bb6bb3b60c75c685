"""Why nothing may be bought."""

from django.utils import timezone
from django.utils.translation import gettext as _

from qms.core.models import OwnScope, Source, Status
from qms.records.rules import Problem, rule, warning


def supplier_problems(supplier, days):
    """Why a supplier may not deliver on some days; asked wherever goods enter."""
    supplier.at_hand()
    for day in days:
        said = {"supplier": supplier, "day": day}
        if supplier.is_held():
            yield Problem(_("%(supplier)s is suspended."), said, field="supplier")
            return
        if supplier.status_on(day) in (Status.PENDING, Status.ENDED):
            yield Problem(
                _("%(supplier)s was not approved by %(day)s."), said, field="supplier"
            )
            return
        lapses = list(supplier.lapses_on(day))
        if lapses:
            yield from (Problem(s, said, field="supplier") for s in lapses)
            return


def product_problems(lines, day, supplier=None):
    """Why the products of some lines may not be traded; bought, from a supplier."""
    approved = supplier and Source.registrations_of(supplier, day)
    for line in lines:
        said = {"product": line.product, "supplier": supplier}
        at = {"field": "product", "line": line}
        if not line.product.is_confirmed():
            yield Problem(_("The file of %(product)s is not confirmed."), said, **at)
        if line.product.is_held():
            yield Problem(_("%(product)s is suspended."), said, **at)
        if supplier and line.product.registration_no not in approved:
            yield Problem(
                _("%(product)s was not approved for purchase from %(supplier)s."),
                said,
                **at,
            )


@rule("GSP 53, GSP 51(4), INSP 6.53.1")
def supplier_is_qualified(purchase):
    """Bought is only from a supplier approved before, whose papers are all valid."""
    purchase.read_holds()
    days = sorted({purchase.made_on, timezone.localdate()})
    yield from supplier_problems(purchase.supplier, days)


@rule("GSP 54, INSP 6.54")
def products_are_approved_for_the_supplier(purchase):
    """Each product is confirmed, free and approved for this supplier beforehand."""
    lines = purchase.lines_with("product__holds")
    yield from product_problems(lines, purchase.made_on, purchase.supplier)


@rule("GSP 51(4), REG 42")
def products_lie_in_both_scopes(purchase):
    """Each product lies in the supplier's scope and in the company's own."""
    today = timezone.localdate()
    licences = purchase.supplier.at_hand().licences_on(today)
    own = OwnScope(today)
    for line in purchase.lines_with("product"):
        said = {"product": line.product, "supplier": purchase.supplier}
        at = {"field": "product", "line": line}
        if not any(licence.covers(line.product) for licence in licences):
            yield Problem(
                _("%(product)s lies outside the scope of %(supplier)s."), said, **at
            )
        if not own.covers(line.product):
            yield Problem(
                _("%(product)s lies outside the company's own scope of business."),
                said,
                **at,
            )


@warning("GSP 53(3), GSP 51(4)")
def products_are_in_the_suppliers_letter(purchase):
    """Each product is one that the supplier's salesperson is authorised to sell."""
    agents = purchase.supplier.at_hand().agents_on(timezone.localdate())
    for line in purchase.lines_with("product") if agents else ():
        if not any(agent.covers(line.product) for agent in agents):
            yield Problem(
                _("No letter of %(supplier)s in force names %(product)s."),
                {"product": line.product, "supplier": purchase.supplier},
                field="product",
                line=line,
            )


@rule("GSP 57")
def registrations_are_valid(purchase):
    """Nothing is bought whose registration has lapsed."""
    for line in purchase.lines_with("product"):
        if not line.product.is_registered_on(timezone.localdate()):
            yield Problem(
                _("The registration of %(product)s has lapsed."),
                {"product": line.product},
                field="product",
                line=line,
            )


@rule("GSP 58")
def something_is_ordered(purchase):
    """A purchase has lines, each of a quantity above zero."""
    lines = purchase.lines_with()
    if not lines:
        yield _("Enter at least one line.")
    for line in lines:
        if line.quantity <= 0:
            yield Problem(_("The quantity is above zero."), field="quantity", line=line)


@rule("GSP 59")
def direct_delivery_is_lawful(purchase):
    """Goods go straight to a customer only if that customer is qualified."""
    if not (purchase.is_direct_delivery and purchase.direct_customer):
        return
    customer = purchase.direct_customer.at_hand()
    if customer.status_on(timezone.localdate()) != Status.QUALIFIED:
        yield Problem(
            _("%(customer)s is not a qualified customer."),
            {"customer": customer},
            field="direct_customer",
        )


@rule("GSP 55")
def contract_is_the_suppliers(purchase):
    """The contract named is a contract with this supplier, in effect."""
    contract = purchase.contract
    if contract.supplier_id != purchase.supplier_id:
        yield Problem(
            _("%(contract)s is not a contract with %(supplier)s."),
            {"contract": contract, "supplier": purchase.supplier},
            field="contract",
        )
    elif contract.state != "signed":
        yield Problem(
            _("%(contract)s is not in effect."),
            {"contract": contract},
            field="contract",
        )


@warning("GSP 55")
def contract_covers_the_purchase(purchase):
    """A purchase outside the term of its contract needs an order of its own."""
    if not purchase.contract.is_valid_on(purchase.made_on):
        yield Problem(
            _("%(contract)s is not valid on %(day)s."),
            {"contract": purchase.contract, "day": purchase.made_on},
            field="contract",
        )


@rule("seed A6")
def invoice_comes_once(invoice):
    """An invoice for a purchase is entered once: what is entered is final."""
    known = invoice.record.invoices.filter(invoice_no=invoice.invoice_no)
    if known.exists():
        yield Problem(_("This invoice has been entered already."), field="invoice_no")


@rule("GSP 55")
def one_party_is_named(contract):
    """A contract is made with one supplier or one customer."""
    if contract.party is None:
        yield Problem(_("Name the other party."), field="supplier")


@rule("GSP 53, GSP 54, GSP 56")
def party_and_products_are_approved(contract):
    """Contracts are made with approved partners, about approved products."""
    party, today = contract.party, timezone.localdate()
    if party and party.at_hand().status_on(today) != Status.QUALIFIED:
        yield Problem(
            _("%(party)s is not qualified."),
            {"party": party},
            field="supplier" if contract.supplier_id else "customer",
        )
    lines = contract.lines_with("product__holds")
    yield from product_problems(lines, today, contract.supplier)
