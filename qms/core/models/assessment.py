"""In which roles a supplier has been evaluated, and until when that holds."""

from datetime import timedelta

from django.db import models
from django.utils.translation import gettext_lazy as _

from qms.records.models import Trailed

#: GSP 98 and 103 say "regularly"; customary is at least once a year.
ASSESSED_FOR = timedelta(days=365)


class Service(models.TextChoices):
    """What a party does for the company."""

    GOODS = "goods", _("supplier of goods")
    CARRIER = "carrier", _("carrier")
    STORAGE = "storage", _("storage provider")
    AFTERSALES = "aftersales", _("after-sales provider")
    PLATFORM = "platform", _("platform")


#: What a party does that sells nothing to the company, but works for it.
SERVICES = tuple(service for service in Service if service != Service.GOODS)


class Grade(models.TextChoices):
    A = "A", "A"
    B = "B", "B"
    C = "C", "C"
    OUT = "out", _("eliminated")


class Assessment(Trailed):
    """What the last evaluation of a supplier in a role says (GSP 53, 98).

    Written by the evaluation alone, when it takes effect and when it ceases.
    """

    supplier = models.ForeignKey(
        "core.Supplier",
        models.PROTECT,
        related_name="assessments",
        verbose_name=_("supplier"),
    )
    service = models.CharField(_("role of the party"), max_length=10, choices=Service)
    evaluation = models.CharField(_("evaluation"), max_length=24, blank=True)
    done_on = models.DateField(_("evaluated on"), null=True)
    grade = models.CharField(_("grade"), max_length=4, choices=Grade, blank=True)
    valid_until = models.DateField(_("evaluated until"), null=True)

    class Meta:
        ordering = ["service"]
        verbose_name = _("evaluation in force")
        verbose_name_plural = _("evaluations in force")
        constraints = [
            models.UniqueConstraint(
                fields=["supplier", "service"], name="core_assessment_once"
            ),
        ]

    def __str__(self):
        return f"{self.supplier}: {self.get_service_display()}"

    def holds_on(self, day):
        return self.valid_until is not None and self.done_on <= day <= self.valid_until


class Assessed(models.Model):
    """A supplier as what it does for the company, and was evaluated in."""

    class Meta:
        abstract = True

    @property
    def main_service(self):
        """What it does for the company, by the kind of its file."""
        return Service(self.kind) if self.kind in SERVICES else Service.GOODS

    def is_assessed_in(self, service):
        """Whether an evaluation of it in a role is in effect, in date or not."""
        return any(a.valid_until for a in self._assessments_in(service))

    def is_assessed_on(self, day, service):
        """Whether an evaluation of it in a role is in date (GSP 98)."""
        return bool(self.evaluated_by(service, day))

    def evaluated_by(self, service, day):
        """The number of its evaluation in a role that is in date on a day, or ""."""
        dated = (a for a in self._assessments_in(service) if a.holds_on(day))
        return next((a.evaluation for a in dated), "")

    def _assessments_in(self, service):
        # Read through all(), so that a list may have prefetched them.
        return [a for a in self.assessments.all() if a.service == service]

    def assessments_in_force(self):
        return self.assessments.exclude(valid_until=None)
