"""Letters by which the company authorises its own salespeople (GSP 78)."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from qms.core.identifiers import validate_id_number
from qms.core.naming import names
from qms.core.roles import Role
from qms.records.models import Paper, Record, RecordQuerySet, Series, Sign, State


class AuthorizationQuerySet(RecordQuerySet):
    def valid_on(self, day):
        term = models.Q(valid_from__lte=day, valid_to__gte=day)
        return self.in_effect().filter(term)


class SalesAuthorization(Record):
    """What a salesperson may sell, where and how long; voiding takes it back."""

    employee = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="sales_authorizations",
        verbose_name=_("authorised salesperson"),
    )
    id_no = models.CharField(
        _("identity number"), max_length=18, validators=[validate_id_number]
    )
    products = models.CharField(_("products that may be sold"), max_length=300)
    region = models.CharField(_("region"), max_length=120)
    valid_from = models.DateField(_("term from"), default=timezone.localdate)
    valid_to = models.DateField(_("term until"))
    training = models.CharField(_("trained (legal responsibility)"), max_length=120)

    form_no = "QR-SA-05"
    series = Series("SQ", period="%Y")
    masked = ("id_no",)
    labels = {"number": _("letter number"), "effective_at": _("date of issue")}
    signed_by = (
        Sign(Role.SALES_MANAGER, _("application")),
        Sign(Role.QUALITY_OFFICER, _("review")),
        Sign(Role.LEGAL_REPRESENTATIVE, _("issue (with the company seal)")),
    )
    papers = (
        Paper("seal", _("company seal (picture or scan)"), False),
        Paper("id_copy", _("copy of the identity document"), False),
    )

    objects = AuthorizationQuerySet.as_manager()

    class Meta(Record.Meta):
        verbose_name = _("salesperson authorisation letter")
        verbose_name_plural = _("salesperson authorisation letters")
        constraints = [
            *Record.Meta.constraints,
            models.CheckConstraint(
                condition=models.Q(valid_from__lte=models.F("valid_to")),
                name="sales_salesauthorization_begins_before_it_ends",
                violation_error_message=_("It ends before it begins."),
            ),
        ]

    def covers(self, product):
        """Whether its products, as written, name this one."""
        return names(self.products, product)

    def revoked_at(self):
        """The day that the letter was taken back: that of its voiding."""
        if self.state != State.VOID:
            return None
        return self.history.filter(state=State.VOID).earliest().history_date

    revoked_at.short_description = _("date of revocation")
