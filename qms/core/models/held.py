"""Whether things of several kinds are held, asked of the database but once."""

from collections import defaultdict

from django.contrib.contenttypes.models import ContentType
from django.db.models import Q

from .hold import Hold, Holdable


def named_by(rows):
    """Some rows and everything that they refer to, as far as it has been read."""
    found, waiting = {}, list(rows)
    while waiting:
        row = waiting.pop()
        if row is not None and id(row) not in found:
            found[id(row)] = row
            waiting += row._state.fields_cache.values()
    return list(found.values())


def read_holds(things):
    """Read the holds of things of any kind together, as if each had prefetched them."""
    asked = defaultdict(list)
    for thing in things:
        if isinstance(thing, Holdable) and thing.pk:
            asked[ContentType.objects.get_for_model(thing).pk, thing.pk].append(thing)
    which = Q(pk=None)
    for kind, pk in asked:
        which |= Q(kind=kind, object_id=pk)
    found = defaultdict(list)
    for hold in Hold.objects.filter(which) if asked else ():
        found[hold.kind_id, hold.object_id].append(hold)
    for key, same in asked.items():
        for thing in same:
            _remember(thing, found[key])


def _remember(thing, holds):
    rows = thing.holds.all()
    rows._result_cache = holds
    vars(thing).setdefault("_prefetched_objects_cache", {})["holds"] = rows
