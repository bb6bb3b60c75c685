"""What the database itself refuses of the account of a recall (GSP 90, 106, 111)."""

from inventory import guards
from inventory.models import OutboundReview, SalesReturn
from qms.core.models import Place
from qms.records.corrections import versions
from qms.records.triggers import Guard, differs, exceeds
from sales.models import Sale

from .recall import Recall
from .recall_lines import RecallLine

RECALL, LINE, SALE = (m._meta.db_table for m in (Recall, RecallLine, Sale))


def of_recoveries(answers, recoveries):
    """What comes back was out, and is kept apart from what may be sold."""
    tables = (answers._meta.db_table, recoveries._meta.db_table)
    left = _open(*tables)
    yield _no_more(tables[0], "NEW.used_qty + NEW.unrecoverable_qty", left)
    yield _no_more(tables[1], "NEW.quantity", left)
    yield _apart(tables[1])
    yield _closed(left)
    yield from _once(tables[1])


def _once(recoveries):
    """What a recall took back is not returned as well, nor used, nor was it before."""
    sale = guards.traded(SalesReturn, "sale")
    less = f"{guards.used(sale)} + {_recovered(recoveries, sale)}"
    yield guards.never_more(SalesReturn, OutboundReview, "sale", "_recalled", less)
    less = _recovered(recoveries, "NEW.record_id")
    yield guards.only_what_is_out_is_used(
        OutboundReview, SalesReturn, "_recalled", less
    )
    yield _not_used(recoveries)


def _no_more(table, amount, left):
    """The guard on what is entered about a delivery; `amount` is in SQL."""
    when = (
        f'EXISTS (SELECT 1 FROM "{LINE}" l '
        "WHERE l.id = NEW.line_id AND (l.record_id <> NEW.record_id "
        f"OR {exceeds(amount, left)}))"
    )
    sentence = "no more is accounted for than a customer got"
    return Guard(table, "INSERT", when, sentence, "_more")


def _apart(recoveries):
    astray = (
        f'NOT EXISTS (SELECT 1 FROM "{Place._meta.db_table}" p '
        "WHERE p.id = NEW.place_id AND p.zone IN ('returned', 'rejected'))"
    )
    sentence = "recalled goods are kept apart"
    return Guard(recoveries, "INSERT", astray, sentence, "_apart")


def _closed(left):
    still_out = (
        f'EXISTS (SELECT 1 FROM "{LINE}" l '
        f"WHERE l.record_id = NEW.id AND {differs(left, 0)})"
    )
    # A correction stands on what was entered for the record that it corrects.
    when = (
        "NEW.state = 'signed' AND NEW.kind <> 'drill' "
        f"AND NEW.corrects_id IS NULL AND {still_out}"
    )
    sentence = "a recall is not closed while anything is unaccounted for"
    return Guard(RECALL, "UPDATE", when, sentence, "_open")


def _not_used(recoveries):
    """Of goods sent for selection comes back what nobody confirmed as used."""
    named = 'SELECT l.{} FROM "{}" l WHERE l.id = NEW.line_id'
    sale, batch = (f"({named.format(n, LINE)})" for n in ("sale_id", "batch_id"))
    left = guards.still_chosen_from(OutboundReview, SalesReturn, sale, batch)
    left = f"{left} - {_recovered(recoveries, sale, batch)}"
    real = f'SELECT 1 FROM "{RECALL}" c WHERE c.id = NEW.record_id AND c.kind <> '
    chosen = f'SELECT 1 FROM "{SALE}" s WHERE s.id = {sale} AND s.mode = '
    when = (
        f"NEW.sales_return_id IS NULL AND EXISTS ({real}'drill') "
        f"AND EXISTS ({chosen}'selection') AND {exceeds('NEW.quantity', left)}"
    )
    return Guard(recoveries, "INSERT", when, "what was used is not taken back", "_used")


def _recovered(recoveries, sale, batch="NEW.batch_id"):
    """In SQL, what recalls took back of the batch of a sale."""
    return (
        f'(SELECT COALESCE(SUM(r.quantity), 0) FROM "{recoveries}" r '
        f'JOIN "{LINE}" l ON l.id = r.line_id '
        f'JOIN "{RECALL}" c ON c.id = r.record_id '
        f"WHERE l.batch_id = {batch} "
        f"AND l.sale_id IN ({versions(SALE, sale)}) "
        "AND r.sales_return_id IS NULL AND c.kind <> 'drill')"
    )


def _open(answers, recoveries):
    """In SQL, what of a line `l` is neither used nor recovered nor given up."""
    return (
        "l.quantity - COALESCE((SELECT SUM(a.used_qty + a.unrecoverable_qty) "
        f'FROM "{answers}" a WHERE a.line_id = l.id), 0) '
        f'- COALESCE((SELECT SUM(r.quantity) FROM "{recoveries}" r '
        "WHERE r.line_id = l.id), 0)"
    )
