"""Vetoes of quality, what lifts them, and what of them is overdue."""

from django.db.models import Exists, OuterRef
from django.utils.translation import gettext_lazy as _

from procurement.models import Purchase
from qms.core.models import Customer, Product, Supplier
from qms.core.roles import Department, Role
from qms.quality.models import TARGETS, SupplierEvaluation, Veto, VetoRelease
from qms.records.registers import Listing, Register, register
from qms.records.sheets import Entries, Section, Sheet


@register
class VetoRegister(Register):
    model = Veto
    prefetch = ("laid", "corrects__laid")
    department = Department.QUALITY
    columns = (
        "number",
        "submitted_at",
        "ground",
        "target_type",
        "target",
        "deadline",
        "stage",
        "standing",
    )
    filters = ("ground", "target_type", "state", "made_on")
    search = ("number", "facts")
    starts_from = tuple(TARGETS)
    sheet = Sheet(
        Section(
            _("Veto"),
            ("number", "submitted_at", "made_on"),
            ("target_type", "target"),
            "ground",
            "facts",
            "opinion_of_veto",
            typed=TARGETS,
        ),
        Section(_("Measures"), "measures", ("deadline", "department"), "standing"),
        Entries(
            _("Execution"),
            "execution",
            relation="executions",
            shown=("done_at", "execution", "done_by"),
        ),
        Entries(
            _("Result of the verification"),
            "result",
            relation="verifications",
            shown=("done_at", "result", "done_by"),
        ),
    )

    def queryset(self):
        return super().queryset().select_related(*TARGETS, "batch__product")

    def awaited(self):
        """What was refused or ended, at whatever door, without a veto."""
        plans = Purchase.objects.filter(state="rejected")
        return [
            ("supplier", refused(Supplier, "supplier", "approvals")),
            ("product", refused(Product, "product", "approvals")),
            ("customer", refused(Customer, "customer", "reviews")),
            ("purchase", unruled(plans, "purchase")),
            ("evaluation", SupplierEvaluation.objects.awaiting_veto()),
        ]


def unruled(things, name):
    """Those of some things that no veto is about."""
    vetoes = Veto.objects.filter(**{name: OuterRef("pk")})
    vetoes = vetoes.exclude(state__in=("void", "rejected", "amended"))
    return things.filter(~Exists(vetoes))


def refused(model, name, sheets):
    """Files whose approval was rejected, and none was given since."""
    rejected = model.objects.filter(**{f"{sheets}__state": "rejected"})
    under_way = model.objects.filter(
        **{f"{sheets}__state__in": ("submitted", "signed")}
    )
    return unruled(rejected.exclude(pk__in=under_way.values("pk")), name).distinct()


@register
class VetoReleaseRegister(Register):
    model = VetoRelease
    department = Department.QUALITY
    columns = ("number", "made_on", "veto", "stage")
    filters = ("state", "made_on")
    search = ("number", "veto__number", "grounds")
    offers = {"veto": lambda: Veto.objects.in_force().in_effect()}
    sheet = Sheet(
        Section(
            _("Release"),
            ("number", "made_on"),
            ("veto", "target"),
            "grounds",
        ),
    )


@register
class OverdueVetoes(Listing):
    """Vetoes whose term is over and whose execution nobody has verified."""

    model = Veto
    slug = "overdue-vetoes"
    title = _("vetoes carried out too late")
    department = Department.QUALITY
    columns = ("number", "ground", "deadline", "department")
    search = ("number", "facts")
    remind = (Role.QUALITY_HEAD, Role.COMPANY_HEAD, Role.RESPONSIBLE_DEPARTMENT_HEAD)

    def queryset(self):
        return super().queryset().overdue()
