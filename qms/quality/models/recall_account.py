"""What became of recalled goods, line by line and altogether."""

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from operator import attrgetter

from django.db import models
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from qms.core.models import Customer


@dataclass
class Known:
    """What is known of the goods on one line of a recall."""

    quantity: Decimal
    used: Decimal = Decimal(0)
    unrecoverable: Decimal = Decimal(0)
    recovered: Decimal = Decimal(0)
    recovered_on: dt.date | None = None

    @property
    def accounted(self):
        return self.used + self.unrecoverable + self.recovered

    @property
    def outstanding(self):
        """Sold − used − recovered − confirmed not recoverable (GSP 111)."""
        return self.quantity - self.accounted


def tally(recall):
    """What is known of each line of a recall, by the line's key.

    A correction has lines of its own; what was entered for those that it corrects
    counts for it too.
    """
    own = {_key(line): Known(line.quantity) for line in recall.lines_with()}
    for version in recall.versions():
        at = {line.pk: own[_key(line)] for line in version.lines_with()}
        for answer in version.lines_with(relation="answers"):
            at[answer.line_id].used += answer.used_qty
            at[answer.line_id].unrecoverable += answer.unrecoverable_qty
        came_back = version.lines_with(relation="recoveries")
        for each in sorted(came_back, key=attrgetter("recovered_on")):
            at[each.line_id].recovered += each.quantity
            at[each.line_id].recovered_on = each.recovered_on
    return {line.pk: own[_key(line)] for line in recall.lines_with()}


def _key(line):
    return line.sale_id, line.customer_id, line.batch_id


def told(recall):
    """The first notice that each customer got, by the customer's key."""
    found = dict.fromkeys(line.customer_id for line in recall.lines_with())
    for version in recall.versions():
        notices = version.lines_with(relation="notifications")
        for notice in sorted(notices, key=attrgetter("pk")):
            for customer, first in found.items():
                if first is None and notice.customer_id in (None, customer):
                    found[customer] = notice
    return found


class Account(models.Model):
    """The sums of a recall, its clocks and its reports."""

    class Meta:
        abstract = True

    @cached_property
    def tally(self):
        """What is known of each line, by its key: read once for a page."""
        return tally(self)

    @cached_property
    def told(self):
        """Who was told, and when: read once for a page."""
        return told(self)

    @cached_property
    def reported(self):
        """The reports made: read once for a page."""
        versions = self.versions()
        return [r for each in versions for r in each.lines_with(relation="reports")]

    def refresh_from_db(self, *args, **kwargs):
        super().refresh_from_db(*args, **kwargs)
        for name in ("tally", "told", "reported"):
            self.__dict__.pop(name, None)

    def _sum(self, name):
        return sum((getattr(each, name) for each in self.tally.values()), Decimal(0))

    def _scope(self, name):
        batches = self.lines_with(relation="batches")
        return sum((getattr(each, name) for each in batches), Decimal(0))

    def total_purchased(self):
        return self._scope("quantity")

    total_purchased.short_description = _("total purchased")

    def total_sold(self):
        return self._scope("sold")

    total_sold.short_description = _("quantity sold")

    def total_stock(self):
        return self._scope("in_stock")

    total_stock.short_description = _("quantity in stock")

    def total_recovered(self):
        return self._sum("recovered")

    total_recovered.short_description = _("quantity recovered")

    def outstanding(self):
        return self._sum("outstanding")

    outstanding.short_description = _("still out")

    def percentage(self):
        """How much of what was out is accounted for, rounded down."""
        total = self._sum("quantity")
        return int(100 * self._sum("accounted") / total) if total else 100

    def recovery_rate(self):
        return f"{self.percentage()} %" if self.number else ""

    recovery_rate.short_description = _("rate of completion of the recall")

    # Customers

    def customers(self):
        """Everybody who got any of it."""
        found = Customer.objects.filter(pk__in=self.lines.values("customer"))
        return found.order_by("pk")

    def unnotified(self):
        """The customers that nobody has told yet, by their keys."""
        return [pk for pk, notice in self.told.items() if notice is None]

    def waiting(self):
        return len(self.unnotified())

    waiting.short_description = _("customers not notified yet")

    def seconds_to_list(self):
        """How long it took from the first word until every customer was known."""
        if not self.listed_at:
            return ""
        took = self.listed_at - self.made_at
        return _("%s seconds") % round(took.total_seconds())

    seconds_to_list.short_description = _("every customer was known after")

    # Clocks

    def time_left(self):
        """What of the time for telling every customer is left, in words."""
        if not self.customer_deadline or not self.unnotified():
            return ""
        left = self.customer_deadline - timezone.now()
        hours, minutes = divmod(int(abs(left).total_seconds()) // 60, 60)
        said = {"days": hours // 24, "hours": hours % 24, "minutes": minutes}
        if left < dt.timedelta():
            return _("overdue by %(days)s d %(hours)s h %(minutes)s min") % said
        return _("%(days)s d %(hours)s h %(minutes)s min left") % said

    time_left.short_description = _("time left to notify customers")

    def is_overdue(self):
        late = self.customer_deadline and self.customer_deadline < timezone.now()
        return bool(late and self.unnotified())

    def reported_to(self, whom):
        times = [r.reported_at for r in self.reported if r.whom == whom]
        return min(times, default=None)

    def authority_reported_at(self):
        return self.reported_to("province")

    authority_reported_at.short_description = _(
        "reported to the provincial authority at (possible defect)"
    )

    def city_authority_reported_at(self):
        return self.reported_to("city")

    city_authority_reported_at.short_description = _(
        "reported to the city or county authority at (at once)"
    )

    def feedback_to_registrant_at(self):
        return self.reported_to("registrant")

    feedback_to_registrant_at.short_description = _("feedback to the registrant at")

    def reports_due(self):
        """Who is still to be told: the province of a defect, the city of a danger."""
        wanted = {
            "province": self.kind == "own",
            "city": self.is_serious,
            "registrant": not self.is_drill,
        }
        whom = dict(self.reports.model.Whom.choices)
        missing = (w for w, needed in wanted.items() if needed)
        return [str(whom[w]) for w in missing if not self.reported_to(w)]

    def reports_open(self):
        return ", ".join(self.reports_due())

    reports_open.short_description = _("reports still to be made")
