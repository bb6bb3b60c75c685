"""Quality incidents, and which of them are not closed."""

from django.utils.translation import gettext_lazy as _

from qms.core.roles import QUALITY_STAFF, Department, Role
from qms.quality.models import Incident
from qms.quality.models.proposed import awaiting_incident
from qms.records.registers import Listing, Register, register
from qms.records.sheets import Entries, Lines, Section, Sheet


@register
class IncidentRegister(Register):
    model = Incident
    department = Department.QUALITY
    told_on = {"lines__product": "description", "lines__customer": "description"}
    sheet_title = _("Report and handling of a quality incident")
    columns = ("number", "occurred_at", "severity", "place", "deadline", "stage")
    filters = ("severity", "state", "made_on")
    offers = {
        name: lambda name=name: awaiting_incident()[name] for name in Incident.follows
    }
    #: Anybody reports; those in charge are reminded of what is worth a report.
    called = (*QUALITY_STAFF, Role.STOREKEEPER, Role.WAREHOUSE_MANAGER)
    search = ("number", "place", "description", "lines__lot", "lines__device_name")
    sheet = Sheet(
        Section(
            _("Incident"),
            ("number", "made_on", "submitted_at"),
            ("occurred_at", "severity", "loss"),
            "source",
            "place",
            "description",
        ),
        Lines(
            _("Affected products/batches/customers"),
            "batch",
            "product",
            "customer",
            "quantity",
            shown=("device_name", "lot", "expires_on", "customer", "quantity"),
        ),
        Section(_("Cause and responsibility"), "cause", "responsible"),
        Section(_("Measures"), "correction", "prevention", "deadline"),
        Section(_("Closing"), "effectiveness", ("authority_reported_at", "still_open")),
        Entries(
            _("Evaluation of the effect"),
            "effectiveness",
            "cause_found",
            "people_taught",
            "responsible_dealt_with",
            "measures_done",
            "authority_reported_at",
            relation="reviews",
            shown=(
                "done_at",
                "effectiveness",
                "cause_found",
                "people_taught",
                "responsible_dealt_with",
                "measures_done",
                "authority_reported_at",
                "done_by",
            ),
        ),
    )

    def awaited(self):
        return list(awaiting_incident().items())


@register
class OpenIncidents(Listing):
    """Incidents of which one of four points is open: nothing is let go (四不放過)."""

    model = Incident
    slug = "open-incidents"
    title = _("quality incidents not closed yet")
    department = Department.QUALITY
    columns = ("number", "occurred_at", "place", "deadline", "still_open")
    prefetch = ("reviews",)
    search = ("number", "place", "description")
    remind = QUALITY_STAFF

    def queryset(self):
        return super().queryset().not_closed()
