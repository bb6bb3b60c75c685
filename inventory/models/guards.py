"""Triggers on the ledger: how goods may go back, and leave the red zone."""

from django.contrib.contenttypes.models import ContentType

from qms.core.models import Movement, Place
from qms.records.triggers import Guard
from sales.models import Sale, SelectionUse


def never_more(returns, deliveries, partner, suffix, less="0"):
    """Refuse the return of more of a batch than the partner was given, or gave.

    `partner` is the column in which both kinds of record name the partner; `less` is
    what went back otherwise, in SQL. Whoever moves a batch holds its balances locked:
    two returns do not pass each other.
    """
    balance = " + ".join(_net(each, returns, partner) for each in (returns, deliveries))
    # A customer's deliveries went out and come in again; a supplier's the other way.
    comes_in = partner == "customer_id"
    crosses = f"NEW.{'source' if comes_in else 'target'}_id IS NULL"
    left = f"-({balance})" if comes_in else f"({balance})"
    # SQLite counts in floating point; quantities have three places.
    too_much = f"NEW.quantity > {left} - ({less}) + 0.0005"
    when = f"{_is(returns, 'NEW')} AND {crosses} AND {too_much}"
    sentence = "no more goes back than had come"
    return Guard(Movement._meta.db_table, "INSERT", when, sentence, suffix)


def _is(model, movement):
    """The condition that a movement is because of a record of some kind."""
    opts = model._meta
    return (
        f'EXISTS (SELECT 1 FROM "{ContentType._meta.db_table}" t '
        f"WHERE t.id = {movement}.kind_id AND t.app_label = '{opts.app_label}' "
        f"AND t.model = '{opts.model_name}')"
    )


def _net(model, returns, partner):
    """What records of a kind brought in of the batch, less what they took out."""
    return (
        "(SELECT COALESCE(SUM(CASE WHEN m.source_id IS NULL THEN m.quantity "
        "WHEN m.target_id IS NULL THEN -m.quantity ELSE 0 END), 0) "
        f'FROM "{Movement._meta.db_table}" m '
        f'JOIN "{model._meta.db_table}" r ON r.id = m.object_id '
        f"WHERE m.batch_id = NEW.batch_id AND {_is(model, 'm')} "
        f'AND r."{partner}" = (SELECT own."{partner}" '
        f'FROM "{returns._meta.db_table}" own WHERE own.id = NEW.object_id))'
    )


def red_zone_closed(decision, ways):
    """Refuse what leaves the red zone otherwise than by a decision in effect.

    `ways` are the relations to the records by which the goods of a decision leave.
    What undoes a movement into the zone is let out.
    """
    movement, place = Movement._meta.db_table, Place._meta.db_table
    decided = " OR ".join(_decided(decision, way) for way in ways)
    undone = (
        f'EXISTS (SELECT 1 FROM "{movement}" m WHERE m.kind_id = NEW.kind_id '
        "AND m.batch_id = NEW.batch_id AND m.target_id = NEW.source_id "
        "AND m.source_id IS NOT DISTINCT FROM NEW.target_id "
        "AND m.quantity = NEW.quantity)"
    )
    red = (
        f'EXISTS (SELECT 1 FROM "{place}" p WHERE p.id = NEW.source_id '
        "AND p.zone = 'rejected')"
    )
    sentence = "condemned goods leave by a return or destruction"
    when = f"{red} AND NOT ({decided} OR {undone})"
    return Guard(movement, "INSERT", when, sentence, "_red")


def _decided(decision, way):
    """The condition that a movement is because of a record that follows one."""
    model = way.related_model
    return (
        f"({_is(model, 'NEW')} AND EXISTS ("
        f'SELECT 1 FROM "{model._meta.db_table}" r '
        f'JOIN "{decision._meta.db_table}" n ON n.id = r."{way.field.column}" '
        "WHERE r.id = NEW.object_id AND n.state = 'signed'))"
    )


def only_what_is_out_is_used(reviews, returns):
    """Refuse to confirm more than an institution still has of a batch (GSP 90).

    Whoever confirms holds the sale locked: two confirmations do not pass each other.
    """
    sent = _of_the_sale(reviews, "r", "r.state = 'signed'")
    under_way = "back.review_id = r.id AND back.state IN ('submitted', 'signed')"
    back = _of_the_sale(returns, "back", under_way, f'"{reviews._meta.db_table}" r')
    used = _sum(SelectionUse, f"l.record_id IN ({_VERSIONS})")
    # SQLite counts in floating point; quantities have three places.
    when = f"NEW.quantity > {sent} - {back} - {used} + 0.0005"
    sentence = "no more is used than is with the institution"
    return Guard(SelectionUse._meta.db_table, "INSERT", when, sentence, "_out")


#: The sale that goods went out for, and those that it corrects.
_VERSIONS = (
    f'SELECT v.id FROM "{Sale._meta.db_table}" v '
    f'JOIN "{Sale._meta.db_table}" own ON own.id = NEW.record_id '
    f'LEFT JOIN "{Sale._meta.db_table}" before ON before.id = own.corrects_id '
    "WHERE v.id IN (own.id, own.corrects_id, before.corrects_id)"
)


def _of_the_sale(model, name, when, also=""):
    """How much of the batch the records of a kind say that belong to the sale."""
    line = model._meta.get_field("lines").related_model
    tables = ", ".join(filter(None, (f'"{model._meta.db_table}" {name}', also)))
    own = f"l.record_id = {name}.id AND r.sale_id IN ({_VERSIONS})"
    return _sum(line, f"{own} AND {when}", tables)


def _sum(lines, when, tables=""):
    found = ", ".join(filter(None, (f'"{lines._meta.db_table}" l', tables)))
    return (
        f"(SELECT COALESCE(SUM(l.quantity), 0) FROM {found} "
        f"WHERE l.batch_id = NEW.batch_id AND {when})"
    )
