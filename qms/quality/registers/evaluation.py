"""Evaluations of suppliers, carriers and other parties, and when they are due."""

from datetime import timedelta

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from qms.core.models import Supplier
from qms.core.roles import Department
from qms.quality.models import SupplierEvaluation
from qms.records.models import State
from qms.records.registers import Register, register
from qms.records.sheets import Lines, Section, Sheet

#: How many days ahead an evaluation is called.
AHEAD = 30


@register
class SupplierEvaluationRegister(Register):
    model = SupplierEvaluation
    prefetch = ("lines",)
    department = Department.QUALITY
    columns = (
        "number",
        "done_on",
        "party",
        "service",
        "kind",
        "score",
        "grade",
        "conclusion",
        "valid_until",
        "stage",
    )
    filters = ("service", "kind", "grade", "state", "done_on")
    search = ("number", "party__search_key")
    starts_from = ("party",)
    offers = {"party": lambda: Supplier.objects.in_effect()}
    sheet = Sheet(
        Section(
            _("Party"),
            ("number", "made_on"),
            ("party", "service"),
            ("kind", "done_on"),
            ("period_from", "period_to"),
        ),
        Section(
            _("Performance in the period"),
            ("deliveries", "acceptance_rate", "ontime_rate"),
            ("complaints", "recalls"),
        ),
        Section(_("Audit"), "licence_valid", "quality_system"),
        Lines(_("Items evaluated"), "item", "content", "standard", "points", "note"),
        Section(
            _("Result"),
            "findings",
            ("score", "grade"),
            ("conclusion", "valid_until"),
        ),
    )

    def awaited(self):
        """Whom the company deals with, and whose evaluation lapses soon or lacks."""
        ahead = timezone.localdate() + timedelta(days=AHEAD)
        due = Supplier.objects.to_be_evaluated(ahead)
        under_way = {"evaluations__state__in": (State.DRAFT, State.SUBMITTED)}
        return [("party", due.exclude(**under_way))]
