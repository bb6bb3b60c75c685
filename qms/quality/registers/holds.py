"""Whatever stands stopped, by which record, and who may let it go."""

from django.utils.translation import gettext_lazy as _

from qms.core.models import Hold
from qms.core.roles import Department
from qms.records.registers import Listing, register


@register
class StandingHolds(Listing):
    model = Hold
    title = _("standing holds")
    department = Department.QUALITY
    columns = ("thing", "what", "reason", "laid_at", "number", "who_may_lift")
    search = ("thing", "number", "reason")
    found_everywhere = True

    def queryset(self):
        return super().queryset().standing()
