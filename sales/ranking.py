"""The class of customers that a year of sales proposes (customary ABC analysis)."""

from datetime import timedelta
from decimal import Decimal

from django.db.models import (
    Case,
    DecimalField,
    ExpressionWrapper,
    F,
    OuterRef,
    RowRange,
    Subquery,
    Sum,
    Value,
    When,
    Window,
)
from django.db.models.functions import Coalesce
from django.utils import timezone

from qms.core.models import Customer
from qms.records.models import State

from .models import Sale, SelectionUse

#: Up to which share of the turnover, the largest customers first, a class reaches.
REACH = {Customer.Rank.A: Decimal("0.8"), Customer.Rank.B: Decimal("0.95")}
YEAR = timedelta(days=365)


class Money(DecimalField):
    """An amount that the database works out: with its two places on each of them."""

    def from_db_value(self, value, expression, connection):
        return None if value is None else round(value, 2)


MONEY = Money(max_digits=18, decimal_places=2)


def ranked():
    """Customers in effect with the turnover of twelve months and the class proposed.

    Whoever begins within the first four fifths of all turnover is of class A, within
    the next fifteen hundredths of class B, everybody else of class C.
    """
    customers = Customer.objects.in_effect().annotate(turnover=_turnover())
    larger = Window(
        Sum("turnover"),
        order_by=[F("turnover").desc(), F("pk").asc()],
        frame=RowRange(end=-1),
    )
    before = Coalesce(larger, Decimal(0), output_field=MONEY)
    customers = customers.annotate(all=Window(Sum("turnover")), before=before)
    reached = [
        When(before__lt=F("all") * share, then=Value(rank))
        for rank, share in REACH.items()
    ]
    return customers.annotate(proposed=Case(*reached, default=Value(Customer.Rank.C)))


def _turnover():
    """What vouchers say of what was sold, and of goods for selection that were used.

    That is what was billed; to add up the lines of a year of sales takes seconds.
    """
    of_the_year = {
        "customer": OuterRef("pk"),
        "state": State.SIGNED,
        "made_on__gt": timezone.localdate() - YEAR,
    }
    sold = Sale.objects.exclude(mode=Sale.Mode.SELECTION).filter(**of_the_year)
    of_the_sale = {f"record__{name}": said for name, said in of_the_year.items()}
    used = SelectionUse.objects.filter(**of_the_sale)
    worth = _sum(sold, "customer", "invoice_amount")
    worth += _sum(used, "record__customer", "amount")
    return ExpressionWrapper(worth, output_field=MONEY)


def _sum(rows, customer, amount):
    total = rows.order_by().values(customer).annotate(worth=Sum(amount))
    nothing = Value(Decimal(0))
    return Coalesce(Subquery(total.values("worth")), nothing, output_field=MONEY)
