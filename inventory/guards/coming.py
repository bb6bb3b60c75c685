"""What the database itself refuses to take in or put away (GSP 18, 60-69)."""

from qms.core.guards import by_the_purchaser, on_signing, standing_hold, while_held
from qms.core.models import Product, Supplier
from qms.records.triggers import exceeds


def of_receipts(model):
    """Nothing comes in of what is held, or by the hand of who ordered it."""
    for name in ("purchase", "supplier"):
        yield while_held(model, name, unless="NEW.conclusion = 'refused'")
    yield by_the_purchaser(model, "NEW.purchase_id")
    sentence = "no more comes than was ordered"
    yield on_signing(model, _more_than_ordered(), sentence, "ordered")


def of_inspections(model):
    """Accepted are goods in date, with a certificate, kept cold, and not vetoed."""
    accepted = f"EXISTS ({_accepted()})"
    yield while_held(model, "receipt", unless=f"NOT {accepted}")
    receipt = "(SELECT r.{} FROM inventory_goodsreceipt r WHERE r.id = NEW.receipt_id)"
    supplier = standing_hold(Supplier, receipt.format("supplier_id"))
    product = f"EXISTS ({_accepted()} AND {standing_hold(Product, 'l.product_id')})"
    sentence = "nothing is accepted that is held, or whose supplier is"
    yield on_signing(
        model, f"({supplier} AND {accepted}) OR {product}", sentence, "free"
    )
    ordered = "SELECT r.purchase_id FROM inventory_goodsreceipt r"
    yield by_the_purchaser(model, f"{ordered} WHERE r.id = NEW.receipt_id")
    sentence = "nothing is accepted that has expired, is unfit or lacks its certificate"
    bad = " OR ".join(f"l.{name} = 'bad'" for name in CHECKS)
    unfit = (
        "l.expires_on < NEW.made_on OR l.certificate_no = '' "
        f"OR (l.rejected_qty = 0 AND ({bad}))"
    )
    yield on_signing(model, f"EXISTS ({_accepted()} AND ({unfit}))", sentence, "fit")
    sentence = "refrigerated goods are accepted only if they were kept cold"
    yield on_signing(model, f"EXISTS ({_warm()})", sentence, "cold")
    sentence = "inspected is what was received"
    came = _by_lot("inventory_receiptline", "received_qty", "NEW.receipt_id")
    looked_at = _by_lot("inventory_inspectionline", "received_qty", "NEW.id")
    when = f"EXISTS ({_lines('inspectionline')} AND {exceeds(looked_at, came)})"
    yield on_signing(model, when, sentence, "received")


CHECKS = ("appearance", "packaging", "labelling", "import_docs")


def _lines(name):
    return f"SELECT 1 FROM inventory_{name} l WHERE l.record_id = NEW.id"


def _by_lot(table, column, record):
    """How much a record says in a column of the lot of a line."""
    return (
        f"(SELECT COALESCE(SUM(x.{column}), 0) FROM {table} x "
        f"WHERE x.record_id = {record} "
        "AND x.product_id = l.product_id AND x.lot = l.lot)"
    )


def _more_than_ordered():
    come = (
        "(SELECT SUM(o.received_qty) FROM inventory_receiptline o "
        "JOIN inventory_goodsreceipt r ON r.id = o.record_id "
        "WHERE o.purchase_line_id = l.purchase_line_id "
        "AND (r.state = 'signed' OR r.id = NEW.id))"
    )
    ordered = (
        "(SELECT p.quantity FROM procurement_purchaseline p "
        "WHERE p.id = l.purchase_line_id)"
    )
    unordered = f"l.purchase_line_id IS NULL OR {exceeds(come, ordered)}"
    return f"EXISTS ({_lines('receiptline')} AND ({unordered}))"


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
    sentence = "no more is put away than was accepted"
    yield on_signing(model, _more_than_accepted(), sentence, "accepted")
    sentence = "goods are put away where they are kept as they need"
    yield on_signing(model, _misplaced(), sentence, "place")


def _more_than_accepted():
    put = (
        "(SELECT SUM(o.quantity) FROM inventory_stockinline o "
        "JOIN inventory_stockin s ON s.id = o.record_id "
        "WHERE s.inspection_id = NEW.inspection_id AND o.product_id = l.product_id "
        "AND o.lot = l.lot AND (s.state = 'signed' OR s.id = NEW.id))"
    )
    accepted = _by_lot("inventory_inspectionline", "accepted_qty", "NEW.inspection_id")
    return f"EXISTS ({_lines('stockinline')} AND {exceeds(put, accepted)})"


def _misplaced():
    """The condition that a line lies in no green place, or in no climate for it."""
    outside = " OR ".join(
        f"w.{limit}_min < d.{limit}_min OR w.{limit}_max > d.{limit}_max"
        for limit in ("temp", "humidity")
    )
    return (
        "EXISTS (SELECT 1 FROM inventory_stockinline l "
        "JOIN core_place p ON p.id = l.place_id "
        "JOIN core_warehouse w ON w.id = p.warehouse_id "
        "JOIN core_product d ON d.id = l.product_id "
        f"WHERE l.record_id = NEW.id AND (p.zone <> 'qualified' OR {outside}))"
    )


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
    return f"EXISTS ({_lines('stockinline')} AND {exceeds('l.quantity', found)})"


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
