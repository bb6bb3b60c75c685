"""How goods travelled, by whom, at what temperature, and that they arrived."""

from datetime import timedelta
from itertools import pairwise

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from inventory import rules
from inventory.climate.measured import temperatures
from inventory.rules.lines import out_of_range
from qms.core.models import BatchLine, GoodsRecord, Supplier, followed
from qms.core.roles import Role
from qms.records import retention
from qms.records.models import Paper, Record, RecordQuerySet, Series, Sign, State
from qms.records.reading.cells import Unreadable
from qms.records.rules import Need
from qms.records.triggers import Guard

from .delivery_note import DeliveryNote
from .equipment import Equipment

#: Minutes between two readings on the way, at most (guideline CC).
INTERVAL = 5
#: What is filled in when the goods arrive.
ARRIVAL = ("arrived_at", "arrival_temp", "abnormal", "received_by")
#: What the logger's file says; nobody types it.
LOGGED = ("temp_min", "temp_max", "longest_gap")


def celsius(label, **options):
    return models.DecimalField(
        label, max_digits=5, decimal_places=1, null=True, blank=True, **options
    )


def awaiting_transport():
    """Delivery notes that are written and have not set out yet."""
    written = DeliveryNote.objects.filter(
        state__in=(State.SUBMITTED, State.SIGNED), is_direct_delivery=False
    )
    return written.exclude(followed("transports")).order_by("pk")


class TransportQuerySet(RecordQuerySet):
    def on_the_way(self):
        """Those that have set out and whose receipt is not back."""
        return self.filter(state=State.SUBMITTED)

    def overdue(self, day):
        """Those whose receipt is not back within the agreed time (GSP 98)."""
        return self.on_the_way().filter(due_on__lt=day).order_by("due_on", "pk")

    def with_anomalies(self):
        """Those on which something went wrong: each is worth an incident."""
        return self.in_effect().exclude(abnormal="")


class TransportRecord(GoodsRecord, Record):
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
    temp_range = models.CharField(
        _("prescribed temperature range"), max_length=60, editable=False, blank=True
    )
    temp_min = celsius(_("lowest temperature in transit (°C)"), editable=False)
    temp_max = celsius(_("highest temperature in transit (°C)"), editable=False)
    longest_gap = models.PositiveIntegerField(
        _("longest interval of the readings (minutes)"), null=True, editable=False
    )
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
            fills=(*ARRIVAL, *LOGGED),
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
    )
    needs = (
        Need("carrier", when="is_entrusted"),
        Need("waybill_no", when="is_entrusted"),
        Need("vehicle_no", when="is_own"),
        Need("driver", when="is_own"),
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
        "temp_range": "tightest_range",
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

    @property
    def is_own(self):
        return self.transport_mode == self.Mode.OWN

    def cold_lines(self):
        if self._state.adding:
            return []
        return list(
            self.lines.filter(product__is_cold_chain=True).select_related("product")
        )

    def is_cold(self):
        """Whether something of it travels refrigerated."""
        return bool(self.cold_lines())

    def went_wrong(self):
        """Whether the way was too warm, too cold or not watched (GSP 99)."""
        told = (self.temp_min, self.temp_max, self.arrival_temp)
        told = [reading for reading in told if reading is not None]
        left = any(out_of_range(line.product, told) for line in self.cold_lines())
        return left or (self.longest_gap or 0) > INTERVAL

    def tightest_range(self):
        """The storage ranges of what travels refrigerated."""
        ranges = {line.product.storage() for line in self.cold_lines()}
        return "; ".join(sorted(ranges))[:60]

    def expected_back(self):
        left = timezone.localdate(self.shipped_at)
        return left + timedelta(days=self.agreed_days)

    def begin(self):
        """Take over the goods of the note; they go by the company's own vehicle."""
        self.transport_mode = self.transport_mode or self.Mode.OWN
        return [
            TransportLine(batch=line.batch, quantity=line.quantity)
            for line in self.note.lines.select_related("batch__product")
        ]

    # The logger's file

    def attach(self, by, slot, upload, line=None):
        paper = super().attach(by, slot, upload, line)
        if slot == "temp_file":
            self._read_logger(by, paper)
        return paper

    def withdraw(self, by, paper):
        super().withdraw(by, paper)
        if paper.slot == "temp_file":
            self._note_logged(by, [])

    def _read_logger(self, by, paper):
        """Take down lowest and highest; what cannot be read is not attached."""
        try:
            with paper.file.open("rb") as file:
                self._note_logged(by, temperatures(file))
        except Unreadable as unreadable:
            super().withdraw(by, paper)
            raise ValidationError(str(unreadable.reason)) from None

    def _note_logged(self, by, readings):
        told = [reading for _at, reading in readings]
        gaps = [b - a for (a, _b), (b, _c) in pairwise(readings)]
        self.temp_min, self.temp_max = min(told, default=None), max(told, default=None)
        longest = max(gaps, default=None)
        self.longest_gap = longest and round(longest.total_seconds() / 60)
        self._in_verb = True
        try:
            self.save(by=by, reason="temperatures read")
        finally:
            self._in_verb = False

    @classmethod
    def guards(cls):
        """Nothing leaves in equipment that is stopped, out of use or not proven."""
        unfit = Equipment.unfit("NEW.cold_equipment_id")
        when = f"OLD.state = 'draft' AND NEW.state = 'submitted' AND {unfit}"
        sentence = "no goods leave in equipment that may not be used"
        yield Guard(cls._meta.db_table, "UPDATE", when, sentence, "_unfit")


class TransportLine(BatchLine):
    """A batch on its way."""

    record = models.ForeignKey(TransportRecord, models.CASCADE, related_name="lines")

    class Meta(BatchLine.Meta):
        verbose_name = _("transport line")
        verbose_name_plural = _("transport lines")
