"""Taking back what was sold: stop, list, notify, recover, account (GSP 110, 111)."""

import datetime as dt

from django.contrib.contenttypes.fields import GenericRelation
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from qms.core.models import (
    Balance,
    Batch,
    GoodsRecord,
    Hold,
    Movement,
    Zone,
    lift_holds_of,
)
from qms.core.roles import Role
from qms.quality import rules
from qms.quality.trace import Graph, Overview
from qms.records import retention
from qms.records.corrections import all_versions
from qms.records.models import (
    Choices,
    Paper,
    Record,
    RecordQuerySet,
    Series,
    Sign,
    State,
)
from qms.records.rules import Need, Refused

from .recall_account import Account


class RecallQuerySet(RecordQuerySet):
    def under_way(self):
        """Recalls that have begun and are not closed; drills apart."""
        return self.filter(state=State.SUBMITTED).exclude(kind=Recall.Kind.DRILL)

    def still_stopping(self):
        """Closed recalls that hold a batch whose release nobody has begun."""
        standing = self.ever(laid__isnull=False, laid__lifted_at=None)
        begun = self.followed("releases", (State.DRAFT, State.SUBMITTED))
        return self.in_effect().filter(standing).exclude(begun).distinct()

    def awaiting_release(self):
        """Those that stop a batch of which not all that is in the house is condemned.

        Of some nothing is in the house: it was sold and has not come back.
        """
        own = all_versions(Recall, models.OuterRef("record"))
        holds = Hold.objects.of(Batch).standing().filter(because_object_id__in=own)
        holds = holds.filter(because_kind=ContentType.objects.get_for_model(Recall))
        stopped = holds.filter(object_id=models.OuterRef("batch"))
        same = {"batch": models.OuterRef("batch")}
        lying = Balance.objects.filter(quantity__gt=0, **same)
        sound = lying.exclude(place__zone=Zone.REJECTED)
        condemned = Movement.objects.filter(target__zone=Zone.REJECTED, **same)
        named = Recall._meta.get_field("batches").related_model.objects
        named = named.filter(models.Exists(stopped), record=models.OuterRef("pk"))
        left = named.filter(models.Exists(sound) | ~models.Exists(condemned))
        return self.still_stopping().filter(models.Exists(left))


class Recall(Account, GoodsRecord, Record):
    """One recall from the stop of the stock to the account of every unit sold.

    The first signature locks the stock and lists every delivery. Notices, answers,
    recoveries and reports are entered while the record waits for its further
    signatures; the last one closes it. A drill is the same without the lock.
    """

    class Kind(models.TextChoices):
        ASSISTED = "assisted", _("assistance to a recall")
        OWN = "own", _("retrieval of one's own accord")
        ORDERED = "ordered", _("recall by order")
        DRILL = "drill", _("recall drill")

    class Level(models.TextChoices):
        I = "1", _("class I recall")  # noqa: E741 - the regulator's own numeral
        II = "2", _("class II recall")
        III = "3", _("class III recall")

    class Demand(models.TextChoices):
        WARN = "warn", _("warning")
        CHECK = "check", _("check")
        REPAIR = "repair", _("repairing")
        RELABEL = "relabel", _("new label")
        INSTRUCT = "instruct", _("changed instructions")
        UPDATE = "update", _("software update")
        REPLACE = "replace", _("replacement")
        TAKE_BACK = "take_back", _("taking back")
        DESTROY = "destroy", _("destruction")

    #: Days from the notice within which every customer is to be told (RCL 15).
    DAYS = {Level.I: 1, Level.II: 3, Level.III: 7, "": 1}

    kind = models.CharField(
        _("kind (assistance/own accord/by order)"), max_length=10, choices=Kind
    )
    recall_class = models.CharField(
        _("class of the recall (I/II/III)"), max_length=1, choices=Level, blank=True
    )
    notice_received_at = models.DateTimeField(
        _("notice of the recall received at"), null=True, blank=True
    )
    initiator = models.CharField(
        _("who carries out the recall (registrant/filer/agent)"), max_length=120
    )
    reason = models.TextField(_("reason of the recall"))
    requirement = Choices(
        _(
            "what is demanded (warning/check/repair/new label/instructions/"
            "software/replacement/taking back/destruction)"
        ),
        max_length=120,
        choices=Demand,
    )
    is_serious = models.BooleanField(
        _("serious quality or safety problem"), default=False
    )
    sale_suspended_at = models.DateTimeField(
        _("sale suspended at"), null=True, editable=False
    )
    listed_at = models.DateTimeField(
        _("every customer known at"), null=True, editable=False
    )
    customer_deadline = models.DateTimeField(
        _("customers to be notified until"), null=True, editable=False
    )
    disposal = models.TextField(_("disposal of the recalled products"), blank=True)
    conclusion = models.TextField(_("summary of the recall"), blank=True)

    #: The holds that this version laid.
    laid = GenericRelation(Hold, "because_object_id", "because_kind")

    form_no = "QR-QM-15"
    series = Series("ZH")
    drill_series = Series("ZHYL")
    kept = retention.r4
    labels = {"number": _("recall number")}
    signed_by = (
        Sign(Role.QUALITY_OFFICER, _("start and record"), acts="lock"),
        Sign(
            Role.SALES_MANAGER,
            _("notification of customers"),
            papers=("receipt_file",),
            rules=(rules.every_customer_is_notified,),
        ),
        Sign(
            Role.STOREKEEPER,
            _("taking back into the store"),
            papers=("receipt_file",),
            rules=(rules.nothing_is_unaccounted_for,),
        ),
        Sign(
            Role.QUALITY_HEAD,
            _("review of the recall"),
            fills=("disposal",),
            papers=("receipt_file",),
            rules=(rules.reports_are_made,),
        ),
        Sign(
            Role.COMPANY_HEAD,
            _("approval of the closing"),
            fills=("conclusion",),
            rules=(rules.nothing_is_unaccounted_for, rules.every_delivery_is_listed),
        ),
    )
    rules = (rules.recall_names_batches, rules.batches_are_recalled_once)
    needs = (
        Need("recall_class", when="is_by_the_registrant"),
        Need("notice_received_at", when="is_assisted"),
    )
    papers = (
        Paper("notice_file", _("notice/plan of the recall"), "is_assisted"),
        Paper("receipt_file", _("receipts of the customers"), False),
    )

    objects = RecallQuerySet.as_manager()

    class Meta(Record.Meta):
        verbose_name = _("recall record")
        verbose_name_plural = _("recall records")

    @property
    def is_drill(self):
        return self.kind == self.Kind.DRILL

    @property
    def mark(self):
        return self.get_kind_display() if self.is_drill else ""

    def is_assisted(self):
        return self.kind == self.Kind.ASSISTED

    def is_by_the_registrant(self):
        return self.kind in (self.Kind.ASSISTED, self.Kind.ORDERED)

    def next_number(self):
        series = self.drill_series if self.is_drill else self.series
        return series.next(timezone.localdate())

    # What the first signature does

    def prepare(self, by):
        """Wait for whoever is moving the goods, then list where all of them are."""
        if self.corrects:
            for name in ("listed_at", "sale_suspended_at", "customer_deadline"):
                setattr(self, name, getattr(self.corrects, name))
            return
        scope = list(self.batches.select_related("batch__product").order_by("batch"))
        for each in scope:
            each.batch.lock_stock()
        graph = Graph([each.batch for each in scope])
        self._take_stock(scope, graph.batches, by)
        self._list_deliveries(graph, by)
        self.listed_at = timezone.now()
        if not self.is_drill:
            self.sale_suspended_at = self.listed_at
            self.customer_deadline = self._deadline()

    def _deadline(self):
        begun = self.notice_received_at or self.listed_at
        return begun + dt.timedelta(days=self.DAYS[self.recall_class])

    def _take_stock(self, scope, batches, by):
        found = {each.batch.pk: each for each in Overview(batches).rows}
        for line in scope:
            there = found[line.batch_id]
            line.quantity, line.sold = there.sums.received, there.sums.out
            line.in_stock = there.lying
        names, reason = ["quantity", "sold", "in_stock"], gettext_noop("listed")
        type(scope[0]).objects.bulk_update(scope, names, by=by, reason=reason)

    def _list_deliveries(self, graph, by):
        for line in self.lines.all():
            line.delete(by=by, reason=gettext_noop("listed anew"))
        people, model = graph.customers, self.lines.model
        model.objects.bulk_create(
            [
                model(
                    record=self,
                    sale_id=each.sale,
                    customer_id=each.customer,
                    contact=people[each.customer].contact,
                    batch=each.batch,
                    product=each.batch.product,
                    quantity=each.sums.out,
                )
                for each in graph.deliveries()
                if each.sums.out > 0
            ],
            by=by,
            reason=gettext_noop("listed"),
        )

    def lock(self, by):
        """Stop every batch at once, in every warehouse (RCL 7, GSP 110)."""
        if not self.is_drill:
            for each in self.batches.select_related("batch"):
                each.batch.hold(by, self.reason, self)

    def holds(self, let_go_by=None):
        """The holds that it laid and that stand, or stood until a release."""
        laid = Hold.objects.laid_by_record(self)
        return laid.standing(or_lifted_by=let_go_by).order_by("pk")

    def cease_effect(self, by):
        """Let the goods go again, as long as no customer was told anything."""
        if self.is_drill:
            return
        if self.notifications.exists() or self.recoveries.exists():
            raise Refused([_("A recall that customers know of is carried to its end.")])
        lift_holds_of(self, by)

    # Retention

    def expiry_dates(self):
        return [line.expires_on for line in self.batches.all()]

    def has_implant(self):
        return self.batches.filter(product__is_implant=True).exists()

    def registration_ends(self):
        products = (x.product for x in self.batches.select_related("product"))
        return [product.registration_valid_to for product in products]
