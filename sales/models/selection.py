"""Goods that an institution chooses from: what it used is sold, the rest comes back."""

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from qms.core.models import Batch, money_field, quantity_field
from qms.records.models import Entry
from qms.records.sheets import plain

from .sale import Sale


class SelectionUse(Entry):
    """What an institution confirms to have used of goods sent to it (GSP 90)."""

    record = models.ForeignKey(Sale, models.PROTECT, related_name="uses")
    batch = models.ForeignKey(Batch, models.PROTECT, verbose_name=_("batch"))
    quantity = quantity_field(_("quantity used"))
    used_on = models.DateField(_("day of use"))
    invoice_no = models.CharField(
        _("lawful voucher number (invoice/sales voucher)"), max_length=40
    )
    amount = money_field(_("amount of the voucher"))

    class Meta(Entry.Meta):
        verbose_name = _("confirmation of use after selection")
        verbose_name_plural = _("confirmations of use after selection")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(quantity__gt=0),
                name="sales_selectionuse_of_something",
                violation_error_message=_("The quantity is above zero."),
            ),
        ]

    def __str__(self):
        return f"{self.batch} × {plain(self.quantity)}"

    def clean(self):
        """No more is used than left the house and neither was used nor came back."""
        if self.batch_id is None or self.quantity is None:
            return
        left = self.record.still_out().get(self.batch_id, 0)
        if self.quantity > left:
            said = {"batch": self.batch, "left": plain(left)}
            sentence = _("Of %(batch)s only %(left)s are still with the institution.")
            raise ValidationError({"quantity": ValidationError(sentence, params=said)})
