"""What lay in a room at a time: the stock ledger answers for any moment."""

from django.db.models import Q, Sum

from qms.core.models import Batch, Movement


def batches_in(room, began, ended):
    """Each batch that lay in a room at any time of a stretch, with how much of it.

    The quantity is what lay there at the beginning, and what came in meanwhile.
    """
    inside = Q(source__warehouse=room, target__warehouse=room)
    moves = Movement.objects.exclude(inside).order_by()
    came = _sums(moves.filter(target__warehouse=room, at__lte=ended))
    left = _sums(moves.filter(source__warehouse=room, at__lte=began))
    lay = {batch: sum_ - left.get(batch, 0) for batch, sum_ in came.items()}
    batches = Batch.objects.select_related("product").in_bulk(lay)
    return {batches[pk]: quantity for pk, quantity in lay.items() if quantity > 0}


def _sums(moves):
    return dict(moves.values_list("batch").annotate(Sum("quantity")))
