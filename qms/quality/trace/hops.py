"""The kinds of record that goods pass through: a new kind is one more line here."""

from dataclasses import dataclass
from functools import cached_property

from django.apps import apps
from django.db import models
from django.db.models import F, Q, Sum, Value
from django.db.models.functions import Cast
from django.utils.translation import gettext_lazy as _

from qms.core.models import Customer, Supplier


class Stage(models.IntegerChoices):
    """The columns of the picture, from the supplier to where goods end."""

    SUPPLIER = 0, _("Supplier")
    RECEIPT = 1, _("Receipt")
    INSPECTION = 2, _("Inspection")
    STORE = 3, _("Put-away")
    SALE = 4, _("Sale")
    REVIEW = 5, _("Outbound review")
    CUSTOMER = 6, _("Customer")
    RETURN = 7, _("Came back")
    CONDEMNED = 8, _("Condemned")
    END = 9, _("Left for good")


#: PostgreSQL unites no column of keys with one of a NULL that is of no type.
NOBODY = Cast(Value(None), models.BigIntegerField())


@dataclass(frozen=True, eq=False)
class Hop:
    """One kind of record on the way of a batch, as a step of the graph."""

    #: The model of the lines about goods; it names a batch, or a product and a lot.
    name: str
    #: Where the picture puts it; None for papers that only the table tells of.
    stage: Stage | None
    #: How much: a column, or an expression of some.
    quantity: object = "quantity"
    #: The key of the record that the goods come from, if one is named …
    origin: str = ""
    #: … else the stage of which every earlier record may be the origin.
    after: Stage | None = None
    #: The key of the supplier or customer.
    partner: str = ""
    #: What the quantity adds to: received, sold, delivered, returned, gone.
    counts: tuple = ()
    #: Only these lines, where a kind of record is more than one hop.
    only: Q = Q()
    #: The relation to the line about goods, if this row is about one itself.
    goods: str = ""
    #: When it happened.
    at: str = "record__effective_at"
    #: Which rows count, if others than those of records in effect: a method of theirs.
    which: str = ""

    @cached_property
    def line(self):
        return apps.get_model(self.name)

    @property
    def much(self):
        """The quantity as an expression."""
        named = isinstance(self.quantity, str)
        return F(self.quantity) if named else self.quantity

    @cached_property
    def record_model(self):
        return self.line._meta.get_field("record").related_model

    @cached_property
    def title(self):
        return self.record_model._meta.verbose_name

    @cached_property
    def origin_model(self):
        return self._target(self.origin)

    @cached_property
    def partner_model(self):
        return self._target(self.partner)

    def _target(self, path):
        model = self.line
        for name in filter(None, path.split("__")):
            model = model._meta.get_field(name).related_model
        return model if path else None

    def about(self, batches, partner=None):
        """The lines in effect about some batches, and exchanged with a partner."""
        lines = self.in_effect().filter(self._of(batches))
        return lines.filter(**{self.partner: partner}) if partner else lines

    def in_effect(self):
        if self.which:
            return getattr(self.line.objects, self.which)().order_by()
        lines = self.line._base_manager.order_by()
        return lines.filter(self.only, record__state="signed")

    def _of(self, batches):
        if self.goods or hasattr(self.line, "batch_id"):
            return Q(**{f"{self._goods}batch__in": [batch.pk for batch in batches]})
        # A lot of another product among them is left to the reader to drop.
        products = {batch.product_id for batch in batches}
        return Q(product__in=products, lot__in={batch.lot for batch in batches})

    @property
    def _goods(self):
        return f"{self.goods}__" if self.goods else ""

    @property
    def _lot(self):
        return f"{self._goods}product_id", f"{self._goods}lot"

    def steps(self, batches, partner=None):
        """The lines as plain rows, to be united with those of the other hops."""
        links = {"_origin": self.origin, "_partner": self.partner}
        named = {n: F(f"{path}_id") if path else NOBODY for n, path in links.items()}
        named["_hop"], named["_much"] = Value(HOPS.index(self)), self.much
        return (
            self.about(batches, partner)
            .annotate(**named)
            .values_list(
                *("_hop", *self._lot, "record_id", "record__number"),
                *(self.at, "_much", *links),
            )
        )

    def totals(self, batches, partner=None):
        """How much of each product and lot, to be united with the other hops."""
        lines = self.about(batches, partner).annotate(_hop=Value(HOPS.index(self)))
        total = Sum(self.much)
        return lines.values_list("_hop", *self._lot).annotate(_total=total)


#: Sources of a put-away that brings into the books what was in none.
_opening = Q(record__source__in=("opening", "surplus"))
_moved = Q(record__source="transfer")
_returned = Q(record__source="return")
_inspected = Q(record__inspection__isnull=False)
_came_back = Q(record__sales_return__isnull=False)
_direct = Q(record__is_direct_delivery=True)
_adjusted = Q(adjustment="books")
_over = F("quantity") - F("book_qty")
_short = F("book_qty") - F("quantity")

HOPS = (
    Hop(
        "inventory.ReceiptLine",
        Stage.RECEIPT,
        "received_qty",
        partner="record__supplier",
        counts=("received",),
    ),
    Hop(
        "inventory.InspectionLine",
        Stage.INSPECTION,
        "accepted_qty",
        origin="record__receipt",
    ),
    Hop(
        "inventory.StockInLine",
        Stage.STORE,
        origin="record__inspection",
        only=~(_opening | _returned | _moved),
    ),
    Hop(
        "inventory.StockInLine",
        Stage.STORE,
        origin="record__sales_return",
        only=_returned,
    ),
    Hop("inventory.StockInLine", Stage.STORE, counts=("received",), only=_opening),
    Hop("inventory.StockInLine", None, only=_moved),
    Hop(
        "sales.SaleLine",
        Stage.SALE,
        after=Stage.STORE,
        partner="record__customer",
        counts=("sold",),
        only=~_direct,
    ),
    Hop(
        "sales.SaleLine",
        Stage.SALE,
        after=Stage.INSPECTION,
        partner="record__customer",
        counts=("sold", "delivered"),
        only=_direct,
    ),
    Hop(
        "inventory.ReviewLine",
        Stage.REVIEW,
        origin="record__sale",
        partner="record__customer",
        counts=("delivered",),
    ),
    Hop("inventory.DeliveryLine", None, origin="record__review"),
    Hop(
        "inventory.SalesReturnLine",
        Stage.RETURN,
        origin="record__sale",
        partner="record__customer",
        counts=("returned",),
        at="record__submitted_at",
        which="received",
    ),
    Hop(
        "quality.RecallRecovery",
        Stage.RETURN,
        origin="line__sale",
        partner="line__customer",
        counts=("returned",),
        goods="line",
        at="entered_at",
        which="received",
    ),
    Hop(
        "quality.RecallReleaseLine",
        Stage.STORE,
        after=Stage.RETURN,
        only=Q(shelf__isnull=False),
    ),
    Hop(
        "inventory.NonconformingLine",
        Stage.CONDEMNED,
        origin="record__inspection",
        only=_inspected,
    ),
    Hop(
        "inventory.NonconformingLine",
        Stage.CONDEMNED,
        origin="record__sales_return",
        only=_came_back,
    ),
    Hop(
        "inventory.NonconformingLine",
        Stage.CONDEMNED,
        after=Stage.STORE,
        only=~(_inspected | _came_back),
    ),
    Hop(
        "inventory.StocktakeLine",
        Stage.STORE,
        _over,
        counts=("received",),
        only=_adjusted & Q(quantity__gt=F("book_qty")),
    ),
    Hop(
        "inventory.StocktakeLine",
        Stage.END,
        _short,
        after=Stage.STORE,
        counts=("gone",),
        only=_adjusted & Q(quantity__lt=F("book_qty")),
    ),
    Hop(
        "inventory.PurchaseReturnLine",
        Stage.END,
        origin="record__nonconforming",
        counts=("gone",),
    ),
    Hop(
        "quality.DestructionLine",
        Stage.END,
        origin="record__nonconforming",
        counts=("gone",),
    ),
)

#: Who stands at either end, and where the picture puts them.
PARTNERS = {Supplier: Stage.SUPPLIER, Customer: Stage.CUSTOMER}
