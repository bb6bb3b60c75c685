"""What customers have bought, by name, as the summary of their files tells it."""

from django.db.models import Aggregate, JSONField, OuterRef, Subquery

from .models import Sale, SaleLine, SelectionUse


class Listed(Aggregate):
    """The different values of many rows as one list, on either database."""

    function, output_field, allow_distinct = "JSONB_AGG", JSONField(), True

    def as_sqlite(self, compiler, connection, **extra):
        return self.as_sql(compiler, connection, function="JSON_GROUP_ARRAY", **extra)


def goods_of():
    """For each customer: what was sold, and what was used of goods for selection."""
    sold = SaleLine.objects.exclude(record__mode=Sale.Mode.SELECTION)
    return {
        "bought": _names(sold, "device_name"),
        "used": _names(SelectionUse.objects, "batch__product__name"),
    }


def _names(lines, name):
    found = lines.filter(record__customer=OuterRef("pk"), record__state="signed")
    names = found.order_by().values("record__customer")
    return Subquery(names.annotate(names=Listed(name, distinct=True)).values("names"))
