"""Which goods are to be looked at: a question to the stock, not a list that is kept.

Focus goods are looked at once a month, all others once a quarter (company rule; GSP 73
says regularly). What has come onto its shelf since the period began was looked at then.
"""

import datetime as dt

from django.db.models import Case, Exists, OuterRef, Q, Value, When
from django.utils import timezone

from qms.core.models import Balance, Batch, Movement, Warehouse, Zone, near_expiry
from qms.records.dates import add_months

#: Goods that are looked at each month: implants, cold chain, sterile, near expiry.
FOCUS = (
    Q(batch__product__is_implant=True)
    | Q(batch__product__is_cold_chain=True)
    | Q(batch__product__is_sterile_single_use=True)
)


def due(day, missed=0):
    """What lies on shelves and was not looked at in the period of a day.

    With `missed` periods, what was not looked at in so many whole periods before it
    either. Each balance says in `is_focus` which of the two plans it belongs to.
    """
    month = day.replace(day=1)
    quarter = month.replace(month=(month.month - 1) // 3 * 3 + 1)
    return (
        _lying(day)
        .filter(
            _unseen(add_months(month, -missed)) & Q(is_focus=True)
            | _unseen(add_months(quarter, -3 * missed))
        )
        .order_by("place__warehouse", "place__code", "batch__expires_on", "pk")
    )


def due_in(warehouse, day):
    return due(day).filter(place__warehouse=warehouse)


def rooms(day):
    """The warehouses in which something is due."""
    room = due(day).filter(place__warehouse=OuterRef("pk")).order_by()
    return Warehouse.objects.filter(Exists(room))


def _lying(day):
    focus = FOCUS | near_expiry(day, "batch__")
    lying = Balance.objects.filter(quantity__gt=0, place__zone=Zone.QUALIFIED)
    return lying.annotate(
        is_focus=Case(When(focus, then=Value(True)), default=Value(False))
    ).select_related("batch__product", "place__warehouse")


def _unseen(day):
    """The condition that a batch lay there before a day and was not seen since."""
    since = timezone.make_aware(dt.datetime.combine(day, dt.time.min))
    put = Movement.objects.filter(
        batch=OuterRef("batch"), target__zone=Zone.QUALIFIED, at__lt=since
    )
    lines = Batch.storageline_set.rel.related_model
    seen = lines.objects.filter(
        batch=OuterRef("batch"),
        place=OuterRef("place"),
        record__state__in=("submitted", "signed"),
        record__submitted_at__gte=since,
    )
    return Q(Exists(put)) & ~Q(Exists(seen))
