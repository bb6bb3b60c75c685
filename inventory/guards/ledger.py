"""What the database itself refuses to take back (GSP 106), or to give back."""

from django.contrib.contenttypes.models import ContentType

from qms.core.models import Movement
from qms.records.corrections import versions
from qms.records.triggers import Guard, exceeds
from sales.models import Sale


def never_more(returns, deliveries, name, suffix, less="0"):
    """Refuse the return of more of a batch than came by the trade it belongs to.

    `name` is the key by which both kinds of record name the sale or the purchase, in
    whichever version; `less` is what is gone otherwise, in SQL. Whoever moves a batch
    holds its balances locked: two returns do not pass each other.
    """
    balance = " + ".join(_net(each, returns, name) for each in (returns, deliveries))
    # A sale's deliveries went out and come in again; a purchase's the other way.
    comes_in = returns._meta.get_field(name).related_model is Sale
    crosses = f"NEW.{'source' if comes_in else 'target'}_id IS NULL"
    left = f"-({balance})" if comes_in else f"({balance})"
    too_much = exceeds("NEW.quantity", f"{left} - ({less})")
    when = f"{is_of(returns, 'NEW')} AND {crosses} AND {too_much}"
    sentence = "no more goes back than had come"
    return Guard(Movement._meta.db_table, "INSERT", when, sentence, suffix)


def traded(returns, name):
    """In SQL, the sale or purchase that a return belongs to, as it names it itself."""
    column = returns._meta.get_field(name).column
    table = returns._meta.db_table
    return f'(SELECT own."{column}" FROM "{table}" own WHERE own.id = NEW.object_id)'


def is_of(model, movement):
    """The condition that a movement is because of a record of some kind."""
    opts = model._meta
    return (
        f'EXISTS (SELECT 1 FROM "{ContentType._meta.db_table}" t '
        f"WHERE t.id = {movement}.kind_id AND t.app_label = '{opts.app_label}' "
        f"AND t.model = '{opts.model_name}')"
    )


def _net(model, returns, name):
    """What records of a kind brought in of the batch, less what they took out."""
    trade = returns._meta.get_field(name)
    same = versions(trade.related_model._meta.db_table, traded(returns, name))
    return (
        "(SELECT COALESCE(SUM(CASE WHEN m.source_id IS NULL THEN m.quantity "
        "WHEN m.target_id IS NULL THEN -m.quantity ELSE 0 END), 0) "
        f'FROM "{Movement._meta.db_table}" m '
        f'JOIN "{model._meta.db_table}" r ON r.id = m.object_id '
        f"WHERE m.batch_id = NEW.batch_id AND {is_of(model, 'm')} "
        f'AND r."{trade.column}" IN ({same}))'
    )
