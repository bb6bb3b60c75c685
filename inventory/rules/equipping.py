"""Why equipment may not be used."""

from dataclasses import replace

from django.utils import timezone

from qms.records.rules import rule


@rule("GSP 49, GSP 50, seed F.4.6")
def cold_rooms_are_fit(record):
    """Refrigerated goods come only into a room whose cold store may be used."""
    unfit = {}
    for line in record.lines_with("product"):
        if line.product.is_cold_chain and line.place:
            room = line.place.warehouse
            problems = unfit[room] if room in unfit else _unfit(room)
            unfit[room] = problems
            yield from (replace(p, field="place", line=line) for p in problems)


def _unfit(room):
    """What keeps every cold store of a room from being used; nothing if one may be."""
    today = timezone.localdate()
    stores = room.equipment.kept().filter(kind="cold_store").prefetch_related("holds")
    found = [list(store.problems_on(today)) for store in stores]
    return [p for problems in found for p in problems] if all(found) else []
