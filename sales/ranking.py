"""The class of customers that a year of sales proposes (customary ABC analysis)."""

from datetime import timedelta
from decimal import Decimal

from django.db.models import (
    Case,
    DecimalField,
    ExpressionWrapper,
    F,
    OuterRef,
    Subquery,
    Sum,
    Value,
    When,
    Window,
)
from django.db.models.functions import Coalesce
from django.utils import timezone

from qms.core.models import Customer

from .models import Sale, SaleLine, SelectionUse

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
    so_far = Window(Sum("turnover"), order_by=[F("turnover").desc(), F("pk").asc()])
    customers = customers.annotate(all=Window(Sum("turnover")), so_far=so_far)
    reached = [
        When(turnover__gt=0, so_far__lt=F("turnover") + F("all") * share, then=Value(r))
        for r, share in REACH.items()
    ]
    return customers.annotate(proposed=Case(*reached, default=Value(Customer.Rank.C)))


def _turnover():
    """What was sold, and what was used of goods sent for selection."""
    sold = SaleLine.objects.exclude(record__mode=Sale.Mode.SELECTION)
    worth = Sum(F("quantity") * F("unit_price"), output_field=MONEY)
    used = _of_the_year(SelectionUse.objects, Sum("amount"))
    return ExpressionWrapper(_of_the_year(sold, worth) + used, output_field=MONEY)


def _of_the_year(lines, worth):
    found = lines.filter(
        record__customer=OuterRef("pk"),
        record__state="signed",
        record__made_on__gt=timezone.localdate() - YEAR,
    )
    total = found.order_by().values("record__customer").annotate(worth=worth)
    nothing = Value(Decimal(0))
    return Coalesce(Subquery(total.values("worth")), nothing, output_field=MONEY)
