"""What the database itself refuses to let leave, or to take for used (GSP 80-90)."""

from qms.core.guards import on_signing, standing_hold, while_held
from qms.core.models import Supplier
from qms.records.corrections import versions
from qms.records.triggers import Guard, differs, exceeds
from sales.models import Sale, SelectionUse


def of_reviews(model):
    """What leaves was sold, passed the review, and goes to a customer that is free."""
    yield while_held(model, "customer")
    sold = _by_batch("sales_saleline", "NEW.sale_id")
    looked_at = _by_batch("inventory_reviewline", "NEW.id")
    other = differs(looked_at, sold)
    lines = "SELECT 1 FROM {} l WHERE l.record_id = {} AND {}"
    when = " OR ".join(
        f"EXISTS ({lines.format(table, record, other)})"
        for table, record in (
            ("inventory_reviewline", "NEW.id"),
            ("sales_saleline", "NEW.sale_id"),
        )
    )
    yield on_signing(model, when, "reviewed is what was sold", "sold")
    names = ("package_ok", "label_ok", "other_ok")
    bad = " OR ".join(f"l.{name} = 'bad'" for name in names)
    failed = f"({bad} OR l.review_result = 'stopped')"
    sentence = "what fails the review does not leave"
    lines = "SELECT 1 FROM inventory_reviewline l WHERE l.record_id = NEW.id"
    when = f"EXISTS ({lines} AND {failed})"
    yield on_signing(model, when, sentence, "passed")


def _by_batch(table, record):
    return (
        f"(SELECT COALESCE(SUM(x.quantity), 0) FROM {table} x "
        f"WHERE x.record_id = {record} AND x.batch_id = l.batch_id)"
    )


def of_carriers(model):
    """Entrusted goods set out with whom is free, evaluated and under an agreement.

    The day in Greenwich is never after the company's: what the rule lets go passes.
    """
    day = "date(NEW.shipped_at)"
    fit = (
        "EXISTS (SELECT 1 FROM core_supplier s "
        "JOIN core_assessment a ON a.supplier_id = s.id AND a.service = 'carrier' "
        "WHERE s.id = NEW.carrier_id AND s.state = 'signed' "
        f"AND s.agreement_until >= {day} AND a.valid_until >= {day})"
    )
    held = standing_hold(Supplier, "NEW.carrier_id")
    when = (
        "OLD.state = 'draft' AND NEW.state = 'submitted' "
        f"AND NEW.transport_mode = 'carrier' AND (NOT {fit} OR {held})"
    )
    sentence = "no goods leave with a carrier that is not evaluated and bound"
    return Guard(model._meta.db_table, "UPDATE", when, sentence, "_carrier")


def of_reviewed(sale, review, report):
    """A sale is not struck out whose goods have left, or were stopped and wait."""
    reports = f'SELECT 1 FROM "{report._meta.db_table}" n WHERE n.review_id = r.id'
    waiting = (
        f"EXISTS ({reports} AND n.state = 'submitted') "
        f"OR NOT EXISTS ({reports} AND n.state IN ('signed', 'rejected'))"
    )
    of_it = f"r.sale_id IN ({versions(sale._meta.db_table, 'NEW.id')})"
    when = (
        "NEW.state = 'void' AND OLD.state = 'signed' AND EXISTS "
        f'(SELECT 1 FROM "{review._meta.db_table}" r WHERE {of_it} '
        "AND (r.state IN ('submitted', 'signed') "
        f"OR (r.state = 'rejected' AND ({waiting}))))"
    )
    sentence = "a sale is not struck out whose goods have left or wait for quality"
    yield Guard(sale._meta.db_table, "UPDATE", when, sentence, "_reviewed")


def only_what_is_out_is_used(reviews, returns, suffix="_out", less="0"):
    """Refuse to confirm more than an institution still has of a batch (GSP 90).

    `less` is what came back otherwise than by a sales return, in SQL. Whoever confirms
    holds the sale locked: two confirmations do not pass each other.
    """
    left = still_chosen_from(reviews, returns, "NEW.record_id")
    when = exceeds("NEW.quantity", f"{left} - ({less})")
    sentence = "no more is used than is with the institution"
    return Guard(SelectionUse._meta.db_table, "INSERT", when, sentence, suffix)


def still_chosen_from(reviews, returns, sale, batch="NEW.batch_id"):
    """In SQL, what of a batch sent for selection is neither used nor returned."""
    sent = _of_the_sale(sale, batch, reviews, "r", "r.state = 'signed'")
    under_way = "back.review_id = r.id AND back.state IN ('submitted', 'signed')"
    of = f'"{reviews._meta.db_table}" r'
    back = _of_the_sale(sale, batch, returns, "back", under_way, of)
    return f"{sent} - {back} - {used(sale, batch)}"


def used(sale, batch="NEW.batch_id"):
    """In SQL, what of the batch was used of what went out for some sale."""
    own = versions(Sale._meta.db_table, sale)
    return _sum(SelectionUse, batch, f"l.record_id IN ({own})")


def _of_the_sale(sale, batch, model, name, when, also=""):
    """How much of the batch the records of a kind say that belong to the sale."""
    line = model._meta.get_field("lines").related_model
    tables = ", ".join(filter(None, (f'"{model._meta.db_table}" {name}', also)))
    own = versions(Sale._meta.db_table, sale)
    own = f"l.record_id = {name}.id AND r.sale_id IN ({own})"
    return _sum(line, batch, f"{own} AND {when}", tables)


def _sum(lines, batch, when, tables=""):
    found = ", ".join(filter(None, (f'"{lines._meta.db_table}" l', tables)))
    return (
        f"(SELECT COALESCE(SUM(l.quantity), 0) FROM {found} "
        f"WHERE l.batch_id = {batch} AND {when})"
    )
