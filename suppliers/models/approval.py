"""What the two first-trade approvals have in common."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from qms.core.roles import Role
from qms.records.models import Record, Sign, State


class FirstTradeApproval(Record):
    """An application of purchasing that quality may veto and the head approves."""

    application_reason = models.TextField(_("reason for applying"))
    purchasing_opinion = models.TextField(_("opinion of purchasing"), blank=True)
    quality_opinion = models.TextField(
        _("opinion of the quality department"), blank=True
    )

    labels = {
        "number": _("approval number"),
        "submitted_at": _("date of application"),
    }
    signed_by = (
        Sign(Role.PURCHASER, _("application")),
        Sign(
            Role.PURCHASING_MANAGER,
            _("opinion of the purchasing department"),
            fills=("purchasing_opinion",),
        ),
        Sign(
            Role.QUALITY_OFFICER,
            _("review of qualification"),
            fills=("quality_opinion",),
            apart=True,
        ),
        Sign(Role.QUALITY_HEAD, _("quality review (with veto)"), apart=True),
        Sign(Role.COMPANY_HEAD, _("approval"), apart=True),
    )

    class Meta(Record.Meta):
        abstract = True

    def conclusion(self):
        return {
            State.SIGNED: _("agreed"),
            State.AMENDED: _("agreed"),
            State.REJECTED: _("not agreed"),
        }.get(self.state, "")

    conclusion.short_description = _("conclusion (agreed/not agreed)")
