"""Where goods lie: warehouses, locations and their zones (GSP 40)."""

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from qms.records.models import Trailed
from qms.records.rules import Refused


class Zone(models.TextChoices):
    """The zones of a warehouse, with the regulator's colours (GSP 40)."""

    PENDING = "pending", _("awaiting inspection (yellow)")
    QUALIFIED = "qualified", _("qualified (green)")
    DISPATCH = "dispatch", _("dispatch (green)")
    REJECTED = "rejected", _("nonconforming (red)")
    RETURNED = "returned", _("returns (yellow)")


COLOURS = {
    Zone.PENDING: "yellow",
    Zone.QUALIFIED: "green",
    Zone.DISPATCH: "green",
    Zone.REJECTED: "red",
    Zone.RETURNED: "yellow",
}


class Warehouse(Trailed):
    """A room or building on the licence, with the climate that it keeps."""

    name = models.CharField(_("warehouse"), max_length=60, unique=True)
    address = models.CharField(_("address"), max_length=200, blank=True)
    temp_min = models.DecimalField(
        _("lowest temperature (°C)"), max_digits=5, decimal_places=1, default=0
    )
    temp_max = models.DecimalField(
        _("highest temperature (°C)"), max_digits=5, decimal_places=1, default=30
    )
    humidity_min = models.DecimalField(
        _("lowest relative humidity (%)"), max_digits=4, decimal_places=1, default=35
    )
    humidity_max = models.DecimalField(
        _("highest relative humidity (%)"), max_digits=4, decimal_places=1, default=75
    )

    class Meta:
        ordering = ["name"]
        verbose_name = _("warehouse")
        verbose_name_plural = _("warehouses")

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return reverse("climate-room", args=[self.pk])

    def climate(self):
        """The range in words."""
        limits = (self.temp_min, self.temp_max, self.humidity_min, self.humidity_max)
        return "{}–{} °C · {}–{} %".format(
            *(f"{each.normalize():f}" for each in limits)
        )

    climate.short_description = _("range")

    def is_in_range(self, temperature, humidity=None):
        """Whether the air is as it should be; a humidity not told is not judged."""
        return self.temp_min <= temperature <= self.temp_max and (
            humidity is None or self.humidity_min <= humidity <= self.humidity_max
        )

    def keeps(self, product):
        """Whether its climate lies inside the product's storage range (GSP 71(1))."""
        pairs = (
            (product.temp_min, self.temp_min, 1),
            (product.temp_max, self.temp_max, -1),
            (product.humidity_min, self.humidity_min, 1),
            (product.humidity_max, self.humidity_max, -1),
        )
        return all(
            limit is None or sign * (own - limit) >= 0 for limit, own, sign in pairs
        )


class Place(Trailed):
    """A location in a warehouse, in one zone."""

    warehouse = models.ForeignKey(
        Warehouse, models.PROTECT, related_name="places", verbose_name=_("warehouse")
    )
    code = models.CharField(_("location"), max_length=30)
    zone = models.CharField(_("zone"), max_length=12, choices=Zone)

    #: What its name is made of besides its own columns.
    named_with = ("warehouse",)

    class Meta:
        ordering = ["warehouse", "code"]
        verbose_name = _("location")
        verbose_name_plural = _("locations")
        constraints = [
            models.UniqueConstraint(
                fields=["warehouse", "code"], name="core_place_code_once"
            ),
        ]

    def __str__(self):
        return f"{self.code} ({self.warehouse})"

    def red_place(self):
        """Where goods that lie here are isolated: in the red zone of this house."""
        red = Place.objects.filter(zone=Zone.REJECTED)
        if self.zone == Zone.REJECTED:
            return self
        return red.filter(warehouse=self.warehouse_id).first() or red.first()

    @property
    def colour(self):
        return COLOURS[Zone(self.zone)]


def shelves(near=None):
    """The places of the qualified zone, those of one warehouse first."""
    green = Place.objects.filter(zone=Zone.QUALIFIED).select_related("warehouse")
    return sorted(green, key=lambda shelf: shelf.warehouse_id != near)


def shelf_for(product, among):
    """The first of some places whose room keeps what a product needs, or None."""
    return next((shelf for shelf in among if shelf.warehouse.keeps(product)), None)


def place_in(zone, warehouse=None):
    """The place of a zone that goods are booked to when nobody names one."""
    places = Place.objects.filter(zone=zone)
    own = places.filter(warehouse=warehouse).first() if warehouse else None
    if place := own or places.first():
        return place
    raise Refused([_("No location is set up in the zone “%s”.") % Zone(zone).label])
