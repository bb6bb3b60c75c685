"""Temperature and humidity: the round, the rooms, the events, the monthly log."""

from django.db.models import F
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from inventory.climate.plot import month_plot
from inventory.models import (
    ClimateAssessment,
    ClimateEvent,
    ClimateLog,
    Device,
    Reading,
    Sensor,
)
from inventory.models.climate import half_day
from inventory.models.climate.device import KEEPERS
from inventory.models.climate.log import due_months
from inventory.models.climate.reading import READERS
from qms.core.models import Warehouse
from qms.core.roles import QUALITY_STAFF, Department
from qms.records.registers import Listing, Register, register
from qms.records.sheets import Cell, Drawing, Lines, Section, Sheet


@register
class Round(Listing):
    """The points that are read by hand, twice a day, by whoever holds a phone."""

    model = Sensor
    slug = "climate-round"
    title = _("reading temperatures")
    department = Department.WAREHOUSE
    columns = (
        Cell("room", label=_("warehouse")),
        Cell("code", label=_("measuring point")),
        Cell("room__climate", label=_("range")),
    )
    search = ("code", "room__name")
    prefetch = ("equipment__holds",)

    def queryset(self):
        rows = super().queryset().read_by_hand()
        return rows.select_related("room__climate_rule", "equipment").order_by(
            "room__name", "code"
        )

    def duties(self, user):
        """Those that nobody has read in this half of the day."""
        if not user.has_role(*READERS):
            return None
        day, period = half_day(timezone.now())
        read = Reading.objects.filter(day=day, period=period).values("sensor")
        return self.queryset().exclude(pk__in=read)

    def leads_to(self, row):
        """A duty is done where everything is read."""
        return self.url()

    @property
    def urls(self):
        from inventory.climate.views.round import RoundPage, Take

        return [
            self.path("", RoundPage, "list"),
            self.path("<int:pk>/", Take, "take"),
            *super().urls[1:],
        ]


@register
class RoomListing(Listing):
    """The rooms, with the climate that each keeps."""

    model = Warehouse
    title = _("rooms and their climate")
    department = Department.WAREHOUSE
    columns = (
        "name",
        "address",
        "temp_min",
        "temp_max",
        "humidity_min",
        "humidity_max",
        Cell("interval", label=_("sampling interval (minutes)")),
        Cell("alarm_after", label=_("alarm after (minutes)")),
    )
    search = ("name", "address")
    found_everywhere = True

    def queryset(self):
        """A room without a climate rule has nothing to say of it."""
        said = {
            name: F(f"climate_rule__{name}") for name in ("interval", "alarm_after")
        }
        return super().queryset().annotate(**said)

    def links(self, user):
        if user.has_role(*QUALITY_STAFF):
            yield _("New room"), "plus", reverse("climate-room-new")


@register
class SensorListing(Listing):
    """Where something measures, how it is read and what it is."""

    model = Sensor
    department = Department.WAREHOUSE
    columns = ("code", "room", "kind", "serial", "equipment", "device", "is_in_use")
    filters = ("room", "kind", "is_in_use")
    search = ("code", "serial", "room__name", "equipment__number")
    found_everywhere = True
    named_with = ("room",)

    def links(self, user):
        if user.has_role(*QUALITY_STAFF):
            yield _("New measuring point"), "plus", reverse("climate-sensor-new")


@register
class DeviceListing(Listing):
    """What reports readings by itself, and who let it."""

    model = Device
    department = Department.WAREHOUSE
    columns = ("name", "status", "admitted_by", "admitted_at", "revoked_at")
    search = ("name",)
    found_everywhere = True

    def links(self, user):
        if user.has_role(*KEEPERS):
            yield _("New device"), "plus", reverse("climate-device-new")


@register
class EventListing(Listing):
    """Excursions and gaps, the latest first."""

    model = ClimateEvent
    department = Department.WAREHOUSE
    columns = (
        "room",
        "kind",
        "began_at",
        "ended_at",
        "minutes",
        "extreme",
        "missing",
        "sensor",
        "status",
    )
    filters = ("kind", "room")
    search = ("room__name", "sensor__code")
    prefetch = ("assessments__signatures",)

    def duties(self, user):
        """What somebody was alarmed of, until quality has judged it."""
        return self.queryset().alarming(user)


@register
class ReadingListing(Listing):
    """Every reading, by hand and by itself."""

    model = Reading
    department = Department.WAREHOUSE
    columns = (
        "at",
        "room",
        "sensor",
        "day",
        "period",
        "temperature",
        "humidity",
        "is_out",
        "measure",
        "late",
        "person",
    )
    filters = ("room", "day", "source", "in_range", "late")
    search = ("sensor__code",)


def month_of(log):
    """The month of a log, for its table; an empty one for a blank form."""
    return log and log.sealed


def plot_of(log):
    return log and log.sealed and month_plot(log.sealed)


@register
class ClimateLogRegister(Register):
    model = ClimateLog
    department = Department.WAREHOUSE
    sheet_title = _("Warehouse temperature and humidity log sheet")
    columns = (
        "number",
        "warehouse",
        "month",
        "source",
        "temperature_min",
        "temperature_max",
        "excursions",
        "gaps",
        "missing",
        "stage",
    )
    filters = ("warehouse", "source", "state")
    search = ("number", "month", "warehouse__name")
    starts_from = ("warehouse",)
    sheet = Sheet(
        Section(
            "",
            ("number", "month", "made_on"),
            ("warehouse", "instrument"),
            ("range_temp_min", "range_temp_max", "range_rh_min", "range_rh_max"),
            "source",
        ),
        Drawing("", month_of, "climate/month.html", "climate/print_month.html"),
        Drawing("", plot_of, "climate/plot_part.html", "climate/print_plot.html"),
        Section(
            _("Figures of the month"),
            ("count", "out_of_range", "missing"),
            ("excursions", "gaps"),
            ("temperature_min", "temperature_mean", "temperature_max"),
            ("humidity_min", "humidity_mean", "humidity_max"),
            "readings_digest",
        ),
    )

    def awaited(self):
        return [("warehouse", Warehouse.objects.filter(pk__in=due_months()))]

    def hint(self, room):
        return _("month %s is due") % f"{due_months()[room.pk]:%Y-%m}"


@register
class ClimateAssessmentRegister(Register):
    model = ClimateAssessment
    department = Department.QUALITY
    columns = (
        "number",
        "room_name",
        "kind",
        "began_at",
        "ended_at",
        "extreme",
        "judgement",
        "stage",
    )
    filters = ("kind", "judgement", "state")
    search = ("number", "room_name", "lines__lot", "lines__device_name")
    starts_from = ("event",)
    offers = {"event": lambda: ClimateEvent.objects.awaiting_assessment()}
    sheet = Sheet(
        Section(
            _("Event"),
            ("number", "made_on"),
            ("event", "room_name", "sensor_code"),
            ("kind", "began_at", "ended_at"),
            ("extreme", "missing"),
        ),
        Lines(
            _("Goods that lay there"),
            "batch",
            "quantity",
            shown=(
                "device_name",
                "model_and_specification",
                "registration_no",
                "lot",
                "expires_on",
                "unit",
                "quantity",
            ),
            typed=False,
        ),
        Section(_("Assessment"), "cause", "measure", "grounds", "judgement"),
    )

    def awaited(self):
        return [("event", ClimateEvent.objects.awaiting_assessment())]
