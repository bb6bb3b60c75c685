"""What of goods sent for selection is still with the institution (GSP 90)."""

from collections import Counter

from django.utils.translation import gettext_lazy as _

from qms.records.corrections import all_versions


class Chosen:
    """Goods that an institution chooses from; a mixin of the sale."""

    def is_selection(self):
        """Whether it applies for goods to choose from: use makes them sold (GSP 90)."""
        return self.mode == self.Mode.SELECTION

    def still_out(self):
        """What of goods sent for selection is neither used nor back, by batch."""
        versions = all_versions(type(self), self.pk)
        here = type(self).objects.filter(pk__in=versions)
        if not here.filter(reviews__state="signed").exists():
            return {}
        out = Counter()
        for line in self.lines_with():
            out[line.batch_id] += line.quantity
        back = here.filter(reviews__returns__state__in=("submitted", "signed"))
        lines = "reviews__returns__lines__"
        out.subtract(_sums(back.values_list(f"{lines}batch", f"{lines}quantity")))
        out.subtract(_sums(here.values_list("uses__batch", "uses__quantity")))
        for rows in self.back_otherwise(self.pk):
            out.subtract(_sums(rows.values_list("batch_id", "quantity")))
        return out

    def hold_versions(self):
        """Wait for whoever confirms a use of it, or asks its goods back (GSP 90)."""
        own = type(self).objects.filter(pk__in=all_versions(type(self), self.pk))
        list(own.select_for_update().order_by("pk"))

    @classmethod
    def back_otherwise(cls, sale):
        """What came back past any sales return: rows with a batch and a quantity.

        Lines of later departments about a sale tell of it by `brought_back()`, given
        its key or a reference to it.
        """
        for relation in cls._meta.get_fields(include_hidden=True):
            if relation.one_to_many and hasattr(relation.related_model, "brought_back"):
                yield relation.related_model.brought_back(sale)

    def quantity_out(self):
        """How much is still with the institution, in words; nothing for other sales."""
        return sum(self.still_out().values()) if self.is_selection() else None

    quantity_out.short_description = _("still with the institution (selection)")


def _sums(pairs):
    """How much pairs of a batch and a quantity say of each batch."""
    sums = Counter()
    for batch, quantity in pairs:
        sums[batch] += quantity or 0
    return sums
