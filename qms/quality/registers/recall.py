"""Recalls and recall drills, their clocks, releases, and the drill due each year."""

from datetime import timedelta

from django.db.models import Prefetch
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from qms.core.models import Batch
from qms.core.roles import QUALITY_STAFF, Department, Role
from qms.quality.models import Recall, RecallRelease
from qms.quality.views import Notices
from qms.records.registers import Listing, Register, register
from qms.records.sheets import Entries, Lines, Section, Sheet, plain

#: A drill is due a year after the last, and called so many days ahead.
YEAR = timedelta(days=365)
AHEAD = timedelta(days=60)


@register
class RecallRegister(Register):
    model = Recall
    department = Department.QUALITY
    prefetch = ("batches",)
    told_on = {"batches__product": "reason", "lines__customer": "reason"}
    landscape = True
    columns = (
        "number",
        "kind",
        "recall_class",
        "initiator",
        "sale_suspended_at",
        "total_sold",
        "total_stock",
        "stage",
    )
    filters = ("kind", "recall_class", "state", "made_on")
    search = ("number", "initiator", "reason", "batches__lot", "batches__device_name")
    offers = {"batch": lambda: Batch.objects.select_related("product")}
    sheet = Sheet(
        Section(
            _("Recall"),
            ("number", "kind", "recall_class"),
            ("initiator", "notice_received_at"),
            "reason",
            "requirement",
            "is_serious",
        ),
        Section(
            _("Course"),
            ("made_on", "sale_suspended_at", "listed_at"),
            ("customer_deadline", "time_left", "seconds_to_list"),
            ("authority_reported_at", "city_authority_reported_at"),
            ("feedback_to_registrant_at", "reports_open"),
        ),
        Section(
            _("Account of the goods"),
            ("total_purchased", "total_sold", "total_stock"),
            ("total_recovered", "outstanding", "recovery_rate"),
            "disposal",
            "conclusion",
        ),
        Lines(
            _("Recalled batches"),
            "batch",
            relation="batches",
            shown=(
                "device_name",
                "model_and_specification",
                "registration_no",
                "registrant_name",
                "lot",
                "expires_on",
                "unit",
                "quantity",
                "sold",
                "in_stock",
            ),
        ),
        Lines(
            _("Customers"),
            typed=False,
            shown=(
                "sale",
                ("customer", "contact"),
                ("device_name", "lot"),
                "quantity",
                ("notified_at", "notify_channel"),
                "used_or_implanted_qty",
                "recovered_qty",
                "recovered_at",
                "unrecoverable_qty",
                "outstanding",
            ),
        ),
        Entries(
            _("Notices to customers"),
            "customer",
            "notified_at",
            "notify_channel",
            "note",
            relation="notifications",
            shown=("whom", "notified_at", "notify_channel", "note"),
        ),
        Entries(
            _("Answers of customers"),
            "line",
            "answered_at",
            "used_qty",
            "unrecoverable_qty",
            "note",
            relation="answers",
        ),
        Entries(
            _("Goods taken back"),
            "line",
            "quantity",
            "recovered_on",
            "place",
            "sales_return",
            relation="recoveries",
        ),
        Entries(_("Reports"), "whom", "reported_at", "note", relation="reports"),
    )

    def records(self):
        """Its account reads every table of it more than once."""
        tables = [part for part in self.sheet.parts if hasattr(part, "shown")]
        return super().records().prefetch_related(*map(self._with_all_named, tables))

    def _with_all_named(self, part):
        rows = part.model(self.model)
        named = rows._default_manager.select_related(*rows.related() or [None])
        return Prefetch(part.relation, named)

    #: What is asked for without a record before it is a drill.
    asks_for = "kind=drill"

    def asks(self):
        """The yearly drill, from two months before it is due."""
        drills = Recall.objects.in_effect().filter(kind=Recall.Kind.DRILL)
        last = drills.order_by("effective_at").last()
        if last is None:
            return _("No recall drill has been held yet.")
        held = timezone.localdate(last.effective_at)
        if held + YEAR - AHEAD > timezone.localdate():
            return ""
        said = {"last": plain(held), "due": plain(held + YEAR)}
        return _("Last drill on %(last)s; the next is due by %(due)s.") % said

    def begin(self, record, asked):
        """Take over the batches that a trace names, and who made them."""
        lines = super().begin(record, asked)
        record.kind = asked.get("kind", "")
        named = [pk for pk in asked.getlist("batch") if pk.isdigit()]
        batches = Batch.objects.filter(pk__in=named).select_related("product")
        makers = {batch.product.registrant_name for batch in batches}
        record.initiator = "、".join(sorted(makers))[:120]
        return lines + [self.line_model(batch=batch) for batch in batches]

    @property
    def urls(self):
        return [*super().urls, self.path("<int:pk>/notices.pdf", Notices, "notices")]


@register
class RecallReleaseRegister(Register):
    model = RecallRelease
    department = Department.QUALITY
    columns = ("number", "made_on", "recall", "stage")
    filters = ("state", "made_on")
    search = ("number", "recall__number", "lines__lot", "lines__device_name")
    offers = {"recall": lambda: Recall.objects.still_stopping()}
    sheet = Sheet(
        Section(_("Release"), ("number", "made_on"), "recall", "grounds"),
        Lines(
            _("Goods let go"),
            "batch",
            "place",
            "quantity",
            "shelf",
            shown=(
                "device_name",
                "model_and_specification",
                "registration_no",
                "registrant_name",
                "lot",
                "expires_on",
                "place",
                "quantity",
                "unit",
                "shelf",
            ),
        ),
    )

    def awaited(self):
        return [("recall", Recall.objects.awaiting_release())]


@register
class RecallClocks(Listing):
    """Recalls under way: what is left of the time, and who is still to be told."""

    model = Recall
    slug = "recall-clocks"
    title = _("recalls under way")
    prefetch = ("lines", "notifications", "reports")
    columns = (
        "number",
        "time_left",
        "waiting",
        "reports_open",
        "stage",
    )
    search = ("number",)
    remind = (*QUALITY_STAFF, Role.SALES_MANAGER, Role.STOREKEEPER, Role.COMPANY_HEAD)

    def queryset(self):
        return super().queryset().under_way().with_stage()
