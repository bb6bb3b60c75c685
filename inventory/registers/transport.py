"""Goods on their way, and receipts that are not back."""

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from inventory.climate.plot import journey_plot
from inventory.models import Equipment, TransportRecord
from inventory.models.transport_record import awaiting_transport
from qms.core.models import Supplier, User
from qms.core.roles import Department, Role
from qms.records.registers import Listing, Register, register
from qms.records.sheets import Cell, Drawing, Lines, Section, Sheet


def journey_of(transport):
    """The way as it is drawn; None where nothing was logged."""
    journey = transport and transport.is_cold() and transport.journey()
    return {"journey": journey, "plot": journey_plot(journey)} if journey else None


@register
class TransportRegister(Register):
    model = TransportRecord
    department = Department.WAREHOUSE
    landscape = True
    columns = (
        "number",
        "shipped_at",
        "consignee_name",
        "note",
        "transport_mode",
        "cold_equipment",
        "arrived_at",
        "received_by",
        "stage",
    )
    filters = ("transport_mode", "state", "made_on")
    search = ("number", "consignee_name", "note__number", "waybill_no", "lines__lot")
    offers = {
        "note": awaiting_transport,
        "carrier": lambda: Supplier.objects.filter(kind=Supplier.Kind.CARRIER),
        "cold_equipment": lambda: Equipment.objects.kept().filter(
            kind=Equipment.Kind.COLD_TRANSPORT
        ),
        "driver": lambda: User.objects.filter(
            appointments__role=Role.DRIVER, appointments__until=None
        ),
    }
    sheet = Sheet(
        Section(
            _("Consignment"),
            ("number", "note", "made_on"),
            ("consignee_name", "consignee_address", "consignee_contact"),
        ),
        Section(
            _("Transport"),
            ("transport_mode", "shipped_at", "agreed_days"),
            ("vehicle_no", "driver"),
            ("carrier", "waybill_no"),
        ),
        Section(
            _("Cold chain"),
            ("cold_equipment", "loading_temp", "temp_range"),
            ("temp_min", "temp_max", "out_of_range"),
            ("interval", "interval_out", "longest_gap", "gaps"),
            ("logged_from", "logged_until"),
        ),
        Lines(
            _("Goods"),
            "batch",
            "quantity",
            shown=(
                "device_name",
                "model_and_specification",
                "registration_no",
                "registrant_name",
                "lot",
                "expires_on",
                "quantity",
                "unit",
            ),
            typed=False,
        ),
        Section(
            _("Arrival"),
            ("arrived_at", "arrival_temp", "received_by", "due_on"),
            "abnormal",
        ),
        Drawing(
            _("Temperature on the way"),
            journey_of,
            "climate/journey.html",
            "climate/print_journey.html",
            on_the_back=True,
        ),
    )
    ledger = (
        "record__shipped_at",
        Cell("record__consignee_name", label=_("receiving unit")),
        "record__consignee_address",
        "record__consignee_contact",
        Cell("record__transport_mode", label=_("mode of transport")),
        Cell("device_name", label=_("name of the product")),
        "model_and_specification",
        "registration_no",
        "lot",
        "unit",
        "quantity",
        Cell("record__carrier", "record__waybill_no", label=_("carrier/waybill")),
        Cell("record__vehicle_no", "record__driver", label=_("plate/staff")),
        Cell("record__loading_temp", label=_("temperature on departure")),
        Cell(
            "record__arrived_at",
            "record__arrival_temp",
            label=_("time and temperature of arrival"),
        ),
        Cell("record__received_by", label=_("signed for")),
    )

    def awaited(self):
        return [("note", awaiting_transport())]

    def hint(self, row):
        return f"{row.consignee_name} · {row.consignee_address}"


@register
class ReceiptsOverdue(Listing):
    """What should have been signed for by now (GSP 98)."""

    model = TransportRecord
    slug = "receipts-overdue"
    title = _("receipts of transports that are not back")
    columns = ("number", "consignee_name", "shipped_at", "due_on", "transport_mode")
    search = ("number", "consignee_name")
    remind = (Role.DRIVER, Role.OUTBOUND_REVIEWER, Role.SALESPERSON)

    def queryset(self):
        return super().queryset().overdue(timezone.localdate())


@register
class TransportsOutOfRange(Listing):
    """What the loggers tell of ways that are not signed for yet (GSP 99)."""

    model = TransportRecord
    slug = "transports-out-of-range"
    title = _("transports out of range or not watched")
    columns = (
        "number",
        "consignee_name",
        "cold_equipment",
        "temp_range",
        "temp_min",
        "temp_max",
        "gaps",
    )
    search = ("number", "consignee_name")

    def queryset(self):
        return super().queryset().badly_watched()

    def duties(self, user):
        """What somebody is alarmed of, until it is signed for with what was done."""
        return self.queryset().alarming(user)
