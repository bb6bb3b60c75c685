"""The sheet by which quality, and nobody else, lifts a veto (GSP 18)."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from qms.core.models import Hold, lift_holds_of
from qms.core.roles import Role
from qms.quality import rules
from qms.records.models import Record, Series, Sign
from qms.records.rules import insist

from .veto import Veto


class VetoRelease(Record):
    """Lifts a veto at the signature of the head of quality, who did not propose it."""

    veto = models.ForeignKey(
        Veto,
        models.PROTECT,
        related_name="releases",
        verbose_name=_("quality veto notice"),
    )
    grounds = models.TextField(_("why the veto may be lifted"))

    form_no = "QR-QM-12-1"
    series = Series("FJJC")
    follows = ("veto",)
    labels = {"number": _("number of the notice")}
    signed_by = (
        Sign(Role.QUALITY_OFFICER, _("proposal of the release")),
        Sign(Role.QUALITY_HEAD, _("release of the veto"), apart=True),
    )
    rules = (rules.only_a_veto_in_force_is_lifted,)

    class Meta(Record.Meta):
        verbose_name = _("release of a quality veto")
        verbose_name_plural = _("releases of quality vetoes")

    def target(self):
        return self.veto.target

    target.short_description = _("target of the veto")

    def has_lifted(self):
        return Hold.objects.lifted_by_record(self).exists()

    def effect(self):
        return [self.veto.versions()[-1].pk]

    def take_effect(self, by):
        """Lift what the veto and the evaluation behind it hold.

        Raises Refused if that was let go meanwhile.
        """
        lift_holds_of(self.veto, by, because=self)
        if self.veto.evaluation:
            lift_holds_of(self.veto.evaluation, by, because=self)
        insist(rules.only_a_veto_in_force_is_lifted(self))

    def cease_effect(self, by):
        """Stop again what was let go."""
        if self.has_lifted():
            self.veto.target.hold(by, self.veto.facts, self.veto)
