"""How goods travelled, by whom, at what temperature, and that they arrived."""

from datetime import timedelta

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from inventory import guards, rules
from qms.core.models import BatchLine, GoodsRecord, Supplier
from qms.core.roles import QUALITY_STAFF, Role
from qms.records import retention
from qms.records.models import Paper, Record, RecordQuerySet, Series, Sign, State
from qms.records.rules import Need
from qms.records.triggers import Guard

from .delivery_note import DeliveryNote
from .equipment import Equipment
from .watched_transport import WatchedTransport, celsius

#: What is filled in when the goods arrive.
ARRIVAL = ("arrived_at", "arrival_temp", "abnormal", "received_by")


def awaiting_transport():
    """Delivery notes that are written and have not set out yet."""
    written = DeliveryNote.objects.filter(
        state__in=(State.SUBMITTED, State.SIGNED), is_direct_delivery=False
    )
    return written.exclude(written.followed("transports")).order_by("pk")


class TransportQuerySet(RecordQuerySet):
    def on_the_way(self):
        """Those that have set out and whose receipt is not back."""
        return self.filter(state=State.SUBMITTED)

    def overdue(self, day):
        """Those whose receipt is not back within the agreed time (GSP 98)."""
        return self.on_the_way().filter(due_on__lt=day).order_by("due_on", "pk")

    def badly_watched(self):
        """Those whose loggers tell of an excursion or a gap."""
        return self.filter(Q(out_of_range__gt=0) | Q(gaps__gt=0))

    def alarming(self, person):
        """Those on the way that went wrong, and of which somebody is to be alarmed."""
        names = ("first_alarmed", "second_alarmed", "third_alarmed")
        rule = "cold_equipment__vehicle_rule"
        named = Q(*((f"{rule}__{name}", person) for name in names), _connector=Q.OR)
        if person.has_role(*QUALITY_STAFF):
            named |= Q(**{rule: None})
        return self.on_the_way().badly_watched().filter(named)

    def with_anomalies(self):
        """Those on which something went wrong: each is worth an incident."""
        return self.in_effect().exclude(abnormal="")


class TransportRecord(WatchedTransport, GoodsRecord, Record):
    """The journey of a delivery note's goods; it ends with the receiver's name."""

    class Mode(models.TextChoices):
        OWN = "own", _("own transport")
        CARRIER = "carrier", _("by a carrier")
        PICKUP = "pickup", _("collected by the customer")

    note = models.ForeignKey(
        DeliveryNote,
        models.PROTECT,
        related_name="transports",
        verbose_name=_("delivery note"),
    )
    consignee_name = models.CharField(
        _("name of the receiving unit"), max_length=120, editable=False
    )
    consignee_address = models.CharField(_("address"), max_length=200, editable=False)
    consignee_contact = models.CharField(_("contact"), max_length=120, editable=False)
    transport_mode = models.CharField(
        _("mode of transport (own/entrusted/collected)"), max_length=8, choices=Mode
    )
    shipped_at = models.DateTimeField(_("date of departure"), default=timezone.now)
    agreed_days = models.PositiveSmallIntegerField(
        _("days agreed until the receipt is back"), default=3
    )
    due_on = models.DateField(_("receipt due"), null=True, editable=False)
    carrier = models.ForeignKey(
        Supplier,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("carrying company"),
    )
    waybill_no = models.CharField(_("waybill number"), max_length=40, blank=True)
    vehicle_no = models.CharField(_("number plate"), max_length=20, blank=True)
    driver = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("transport staff"),
    )
    cold_equipment = models.ForeignKey(
        Equipment,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("number of the refrigerated vehicle/insulated box"),
    )
    loading_temp = celsius(_("temperature on departure (°C)"))
    arrived_at = models.DateTimeField(_("time of arrival"), null=True, blank=True)
    arrival_temp = celsius(_("temperature on arrival (°C)"))
    abnormal = models.TextField(_("anomalies and what was done"), blank=True)
    received_by = models.CharField(_("signed for by"), max_length=60, blank=True)

    form_no = "QR-WH-05"
    series = Series("YSJL")
    kept = retention.r1
    follows = ("note",)
    labels = {
        "number": _("transport number"),
        "made_by": _("handed over by"),
        "made_on": _("date of the sheet"),
    }
    signed_by = (
        Sign(Role.DRIVER, _("transport")),
        Sign(Role.OUTBOUND_REVIEWER, _("review of the loading")),
        Sign(
            Role.COUNTERPARTY,
            _("receipt by the consignee"),
            fills=(*ARRIVAL, *WatchedTransport.LOGGED),
            papers=("receiver_signature", "temp_file"),
            witness=Role.DRIVER,
            named_in="received_by",
        ),
    )
    rules = (
        rules.note_is_written_and_travels_once,
        rules.carrier_may_carry,
        rules.cold_chain_departs_in_its_range,
        rules.arrival_follows_departure,
        rules.trouble_on_the_way_is_dealt_with,
    )
    asked = {
        "carrier": ("transport_mode", Mode.CARRIER),
        "waybill_no": ("transport_mode", Mode.CARRIER),
        "vehicle_no": ("transport_mode", Mode.OWN),
        "driver": ("transport_mode", Mode.OWN),
    }
    proposes = {"arrived_at": timezone.now}
    needs = (
        Need("cold_equipment", when="is_cold"),
        Need("loading_temp", when="is_cold"),
        Need("temp_min", when="is_cold"),
        Need("arrival_temp", when="is_cold"),
        Need("abnormal", when="went_wrong"),
    )
    papers = (
        Paper(
            "temp_file",
            _("temperature data in transit (file)"),
            "is_cold",
        ),
        Paper("receiver_signature", _("receipt signed by the consignee")),
    )
    copies = {
        "consignee_name": "note__consignee_name",
        "consignee_address": "note__consignee_address",
        "consignee_contact": "note__consignee_contact",
        **WatchedTransport.copies,
        "due_on": "expected_back",
    }

    objects = TransportQuerySet.as_manager()

    class Meta(Record.Meta):
        verbose_name = _("transport record")
        verbose_name_plural = _("transport records")
        constraints = [
            *Record.Meta.constraints,
            models.CheckConstraint(
                condition=~Q(state="signed")
                | Q(arrived_at__isnull=False, arrived_at__gte=models.F("shipped_at")),
                name="inventory_transportrecord_arrives_after_it_left",
            ),
        ]

    @property
    def is_entrusted(self):
        return self.transport_mode == self.Mode.CARRIER

    def expected_back(self):
        left = timezone.localdate(self.shipped_at)
        return left + timedelta(days=self.agreed_days)

    def begin(self):
        """Take over the goods of the note; they go by the company's own vehicle."""
        self.transport_mode = self.transport_mode or self.Mode.OWN
        if self.made_by_id and self.made_by.has_role(Role.DRIVER):
            self.driver = self.made_by
        return [
            TransportLine(batch=line.batch, quantity=line.quantity)
            for line in self.note.lines.select_related("batch__product")
        ]

    @classmethod
    def guards(cls):
        """Nothing leaves in equipment, or with a carrier, that may not be used."""
        unfit = Equipment.unfit("NEW.cold_equipment_id")
        when = f"OLD.state = 'draft' AND NEW.state = 'submitted' AND {unfit}"
        sentence = "no goods leave in equipment that may not be used"
        yield Guard(cls._meta.db_table, "UPDATE", when, sentence, "_unfit")
        yield guards.of_carriers(cls)


class TransportLine(BatchLine):
    """A batch on its way."""

    record = models.ForeignKey(TransportRecord, models.CASCADE, related_name="lines")

    class Meta(BatchLine.Meta):
        verbose_name = _("transport line")
        verbose_name_plural = _("transport lines")
