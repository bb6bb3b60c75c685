"""Records of several kinds, found in one statement."""

from django.db.models import Value

#: What is read of each: enough to say its name and to lead to its page.
READ = ("id", "number", "state", "corrects_id")


def found_together(querysets, most=None):
    """The records of several kinds, one kind after the other, the oldest first.

    All else than their numbers and states is read when it is asked for; `most` is how
    many are wanted.
    """
    kinds = list(querysets)
    wanted = [
        rows.order_by().values_list(Value(turn), *READ)
        for turn, rows in enumerate(kinds)
    ]
    if not wanted:
        return []
    first, *others = wanted
    found = first.union(*others, all=True) if others else first
    return [
        kinds[turn].model.from_db(kinds[turn].db, READ, said)
        for turn, *said in sorted(found[:most])
    ]
