"""Batches: one lot or serial number of a product, with its dates."""

from datetime import timedelta
from decimal import Decimal
from functools import partial

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from qms.core.fields import CodeField
from qms.core.scanned import looked_up
from qms.core.search import search_text
from qms.records.models import Trailed, TrailedQuerySet

from .hold import Hold, Holdable
from .place import Zone
from .product import Product


def near_expiry(day, path=""):
    """The condition that the last days of a batch have begun (GSP 51(6), 76).

    `path` leads to the batch; how many days are warned of is the product's to say.
    """
    said = models.F(f"{path}product__near_expiry_days")
    days = models.functions.Cast(said, models.IntegerField())
    warning = models.ExpressionWrapper(
        days * models.Value(timedelta(days=1)), models.DurationField()
    )
    until = models.ExpressionWrapper(
        models.Value(day, models.DateField()) + warning, models.DateField()
    )
    return Q(**{f"{path}expires_on__lte": until})


class BatchQuerySet(TrailedQuerySet):
    def enter(self, batches, by):
        """Enter new batches in the books, all in two statements."""
        for batch in batches:
            batch.search_key = search_text(batch.lot, batch.product.name)
        return self.bulk_create(batches, by=by) if batches else []

    def in_zone(self, zone):
        return self.filter(
            balances__place__zone=zone, balances__quantity__gt=0
        ).distinct()

    def sellable(self, day=None):
        """What may be sold on a day: qualified, in date, free; first expiry first."""
        day = day or timezone.localdate()
        in_date = Q(expires_on=None) | Q(expires_on__gte=day)
        standing = Hold.objects.standing()
        held = standing.of(Batch).filter(object_id=models.OuterRef("pk"))
        line = standing.of(Product).filter(object_id=models.OuterRef("product"))
        free = ~models.Exists(held) & ~models.Exists(line)
        found = self.in_zone(Zone.QUALIFIED).filter(in_date, free)
        return found.order_by(models.F("expires_on").asc(nulls_last=True), "pk")


class Batch(Holdable, Trailed):
    """One lot or serial number of a product; it stays when the stock is gone."""

    product = models.ForeignKey(
        Product, models.PROTECT, related_name="batches", verbose_name=_("product")
    )
    lot = CodeField(_("batch/serial number"), max_length=60)
    produced_on = models.DateField(_("date of manufacture"), null=True, blank=True)
    expires_on = models.DateField(
        _("use-by/expiry date"), null=True, blank=True, db_index=True
    )
    udi_pi = models.CharField(_("UDI-PI"), max_length=120, blank=True)
    #: The inspection that accepted of it last; opening stock has none.
    inspection_no = models.CharField(
        _("inspection number"), max_length=24, editable=False, blank=True
    )
    search_key = models.TextField(blank=True, editable=False)

    named_with = ("product",)
    #: What a lookup finds it by, and what is looked for where a code is scanned.
    looked_up_by = ("lot", *(f"product__{name}" for name in Product.looked_up_by))
    looked_up_as = staticmethod(partial(looked_up, lot=True))
    objects = BatchQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        verbose_name = _("batch")
        verbose_name_plural = _("batches")
        indexes = [models.Index(fields=["lot"], name="core_batch_lot")]
        constraints = [
            models.UniqueConstraint(fields=["product", "lot"], name="core_batch_once"),
            models.CheckConstraint(
                condition=Q(produced_on=None)
                | Q(expires_on=None)
                | Q(produced_on__lte=models.F("expires_on")),
                name="core_batch_expires_after_it_was_made",
                violation_error_message=_("It expires before it was made."),
            ),
        ]

    def __str__(self):
        return f"{self.product} {self.lot}"

    def save(self, *args, **kwargs):
        self.search_key = search_text(self.lot, self.product.name)
        super().save(*args, **kwargs)

    def get_absolute_url(self):
        return reverse("trace", args=["core.batch", self.pk])

    def hint(self):
        """What a lookup says of it: the last day and what may be sold."""
        until = f"→ {self.expires_on} · " if self.expires_on else ""
        return f"{until}{self.available().normalize():f} {self.product.unit}"

    def is_stopped(self):
        """Whether a hold on it or on its product keeps it in the house."""
        return self.is_held() or self.product.is_held()

    def lock_stock(self):
        list(self.balances.select_for_update().order_by("pk").values_list("pk"))

    def is_expired_on(self, day):
        """A batch may be used up to and on its expiry date (GSP 51(6))."""
        return self.expires_on is not None and self.expires_on < day

    def is_near_expiry_on(self, day):
        """Whether its last days have begun, or are over (GSP 76)."""
        warning = timedelta(days=self.product.near_expiry_days)
        return self.expires_on is not None and self.expires_on - warning <= day

    def is_registered(self):
        """Whether it was made while the product's registration was valid (MRG 112)."""
        return self.product.is_registered_on(self.produced_on or timezone.localdate())

    def quantity(self, zone=None):
        """How much lies in a zone, or anywhere in the company."""
        balances = self.balances.select_related("place")
        if "balances" in getattr(self, "_prefetched_objects_cache", ()):
            balances = self.balances
        lying = (b.quantity for b in balances.all() if zone in (None, b.place.zone))
        return sum(lying, Decimal(0))

    def available(self):
        return self.quantity(Zone.QUALIFIED)

    available.short_description = _("available")
