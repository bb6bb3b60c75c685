"""What the database itself refuses to take in or put away (GSP 18, 60-69)."""

from qms.core.guards import by_the_purchaser, on_signing, while_held
from qms.records.triggers import Guard


def of_receipts(model):
    """Nothing comes in of what is held, or by the hand of who ordered it."""
    for name in ("purchase", "supplier"):
        yield while_held(model, name, unless="NEW.conclusion = 'refused'")
    yield by_the_purchaser(model, "NEW.purchase_id")


def of_inspections(model):
    """Accepted are goods in date, with a certificate, kept cold, and not vetoed."""
    accepted = f"EXISTS ({_accepted()})"
    yield while_held(model, "receipt", unless=f"NOT {accepted}")
    ordered = "SELECT r.purchase_id FROM inventory_goodsreceipt r"
    yield by_the_purchaser(model, f"{ordered} WHERE r.id = NEW.receipt_id")
    sentence = "nothing is accepted that has expired or lacks its certificate"
    unfit = "l.expires_on < NEW.made_on OR l.certificate_no = ''"
    yield on_signing(model, f"EXISTS ({_accepted()} AND ({unfit}))", sentence, "fit")
    sentence = "refrigerated goods are accepted only if they were kept cold"
    yield on_signing(model, f"EXISTS ({_warm()})", sentence, "cold")


def of_put_aways(model):
    """Put away is what was inspected, came back, was found or lies on a green place."""
    lawful = {
        "inspection": _in_effect("incominginspection", "inspection_id"),
        "return": _in_effect("salesreturn", "sales_return_id"),
        "surplus": f"{_in_effect('stocktake', 'stocktake_id')} AND NOT {_not_found()}",
        "transfer": (
            "EXISTS (SELECT 1 FROM core_place p "
            "WHERE p.id = NEW.moved_from_id AND p.zone = 'qualified')"
        ),
        "opening": f"NOT {_moved_before()}",
    }
    known = " OR ".join(f"(NEW.source = '{n}' AND {c})" for n, c in lawful.items())
    sentence = "nothing is put away that was not inspected"
    yield on_signing(model, f"NOT ({known})", sentence, "inspected")


def _in_effect(name, column):
    return (
        f"EXISTS (SELECT 1 FROM inventory_{name} f "
        f"WHERE f.id = NEW.{column} AND f.state IN ('signed', 'amended'))"
    )


def _not_found():
    """The condition that a line puts away more than a count found over the books."""
    found = (
        "SELECT COALESCE(SUM(c.quantity - c.book_qty), 0) "
        "FROM inventory_stocktakeline c WHERE c.record_id = NEW.stocktake_id "
        "AND c.batch_id = l.batch_id AND c.quantity > c.book_qty "
        "AND c.adjustment = 'traced'"
    )
    # SQLite counts in floating point; quantities have three places.
    return (
        "EXISTS (SELECT 1 FROM inventory_stockinline l "
        f"WHERE l.record_id = NEW.id AND l.quantity > ({found}) + 0.0005)"
    )


def _moved_before():
    """The condition that a batch came into the books otherwise than as opening."""
    opening = (
        "SELECT 1 FROM inventory_stockin o JOIN django_content_type t "
        "ON t.app_label = 'inventory' AND t.model = 'stockin' "
        "WHERE o.source = 'opening' AND o.id = m.object_id AND t.id = m.kind_id"
    )
    return (
        "EXISTS (SELECT 1 FROM inventory_stockinline l "
        "JOIN core_movement m ON m.batch_id = l.batch_id "
        f"WHERE l.record_id = NEW.id AND NOT EXISTS ({opening}))"
    )


def of_reviews(model):
    """Nothing leaves for a customer that is held."""
    yield while_held(model, "customer")


def of_reviewed(sale, review, report):
    """A sale is not struck out whose goods have left, or were stopped and wait."""
    sales = f'"{sale._meta.db_table}"'
    reports = f'SELECT 1 FROM "{report._meta.db_table}" n WHERE n.review_id = r.id'
    waiting = (
        f"EXISTS ({reports} AND n.state = 'submitted') "
        f"OR NOT EXISTS ({reports} AND n.state IN ('signed', 'rejected'))"
    )
    corrected = f"SELECT s.corrects_id FROM {sales} s WHERE s.id = NEW.corrects_id"
    of_it = f"r.sale_id IN (NEW.id, NEW.corrects_id, ({corrected}))"
    when = (
        "NEW.state = 'void' AND OLD.state = 'signed' AND EXISTS "
        f'(SELECT 1 FROM "{review._meta.db_table}" r WHERE {of_it} '
        "AND (r.state IN ('submitted', 'signed') "
        f"OR (r.state = 'rejected' AND ({waiting}))))"
    )
    sentence = "a sale is not struck out whose goods have left or wait for quality"
    yield Guard(sale._meta.db_table, "UPDATE", when, sentence, "_reviewed")


def _accepted(also=""):
    return (
        f"SELECT 1 FROM inventory_inspectionline l {also} "
        "WHERE l.record_id = NEW.id AND l.accepted_qty > 0"
    )


def _warm():
    readings = ("transit_temp_min", "transit_temp_max", "arrival_temp")
    missing = " OR ".join(f"r.{name} IS NULL" for name in readings)
    outside = " OR ".join(
        f"r.{name} < p.temp_min OR r.{name} > p.temp_max" for name in readings
    )
    of_product = "JOIN core_product p ON p.id = l.product_id AND p.is_cold_chain"
    of_receipt = "JOIN inventory_goodsreceipt r ON r.id = NEW.receipt_id"
    return f"{_accepted(f'{of_product} {of_receipt}')} AND ({missing} OR {outside})"
