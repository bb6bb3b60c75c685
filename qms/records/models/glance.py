"""Reading a record without asking the database twice for the same."""

from copy import copy
from functools import wraps

from django.db import models
from django.db.models import Prefetch, prefetch_related_objects


def once_read(method):
    """Let a method without arguments be answered once while a record is only read."""

    @wraps(method)
    def answer(self):
        if self.seen is None:
            return method(self)
        if method not in self.seen:
            self.seen[method] = method(self)
        return self.seen[method]

    return answer


def at_a_glance(method):
    """Let a method without arguments be answered once for each glance."""
    answer = once_read(method)
    return wraps(method)(lambda self: answer(self.glance()))


def _anew(row, made=None):
    """A copy of a row and of what it refers to, which has read nothing else yet.

    What refers to each other goes on to do so; `made` are the copies by their row.
    """
    made = {} if made is None else made
    if id(row) in made:
        return made[id(row)]
    made[id(row)] = copied = copy(row)
    copied._prefetched_objects_cache = {}
    related = copied._state.fields_cache
    related.update({n: each and _anew(each, made) for n, each in related.items()})
    return copied


class Glance(models.Model):
    """What rules, pages and sheets read together of a record and its lines."""

    #: What a glance has found so far; None where every question is asked anew.
    seen = None

    class Meta:
        abstract = True

    def glance(self):
        """A copy that asks the database for nothing twice; it is only read.

        Rules share what they read of lines and masters. The next glance begins
        anew, so that nothing is decided on what was true before.
        """
        return _anew(self).as_read() if self.seen is None else self

    def as_read(self):
        """Take this object, just read from the database, for a glance of its own."""
        self.seen = {}
        return self

    def lines_with(self, *paths, relation="lines"):
        """The lines of this record and what some paths from them lead to."""
        if self.pk is None:
            return []
        lines = getattr(self, relation)
        if relation not in getattr(self, "_prefetched_objects_cache", ()):
            related = lines.model.related() or [None]
            if self.seen is None:
                lines = lines.select_related(*related)
            else:
                rows = lines.model._default_manager.select_related(*related)
                prefetch_related_objects([self], Prefetch(relation, rows))
        found = list(lines.all())
        prefetch_related_objects(found, *paths)
        return found
