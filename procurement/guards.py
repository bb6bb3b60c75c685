"""What the database itself refuses to let be bought (GSP 53, 54, 57)."""

from qms.core.guards import on_signing, standing_hold, valid_on_the_day, while_held
from qms.core.models import Product
from qms.records.triggers import Guard

KINDS = ("manufacture", "manufacture_filing", "distribution", "distribution_filing")
LICENCES = f"({', '.join(repr(kind) for kind in KINDS)})"


def of_purchases(model):
    """Bought is from an approved supplier, of approved products, with valid papers."""
    yield while_held(model, "supplier")
    sentence = "nothing is bought from a supplier that is not qualified"
    yield on_signing(model, _unqualified(), sentence, "supplier")
    sentence = "nothing is bought that is not approved, registered and free"
    yield on_signing(model, _unapproved(), sentence, "products")


def comes_once(model):
    """An invoice for a purchase is entered once."""
    table = model._meta.db_table
    same = "i.record_id = NEW.record_id AND i.invoice_no = NEW.invoice_no"
    when = f'EXISTS (SELECT 1 FROM "{table}" i WHERE {same})'
    return Guard(table, "INSERT", when, "an invoice is entered once")


def _unqualified():
    licence, letter = valid_on_the_day("c"), valid_on_the_day("a")
    return (
        "NOT EXISTS (SELECT 1 FROM core_supplier s WHERE s.id = NEW.supplier_id "
        "AND s.state = 'signed' AND s.approved_on <= NEW.made_on "
        "AND s.agreement_until >= NEW.made_on "
        "AND EXISTS (SELECT 1 FROM core_suppliercertificate c "
        f"WHERE c.record_id = s.id AND c.kind = 'business' AND {licence}) "
        "AND EXISTS (SELECT 1 FROM core_suppliercertificate c "
        f"WHERE c.record_id = s.id AND c.kind IN {LICENCES} AND {licence}) "
        "AND EXISTS (SELECT 1 FROM core_agent a WHERE a.record_id = s.id "
        f"AND a.valid_until IS NOT NULL AND {letter}))"
    )


def _unapproved():
    approved = (
        "EXISTS (SELECT 1 FROM core_source o WHERE o.supplier_id = NEW.supplier_id "
        "AND o.registration_no = p.registration_no AND o.ended_on IS NULL "
        "AND o.approved_on <= NEW.made_on)"
    )
    registered = "p.management_class = 1 OR p.registration_valid_to >= NEW.made_on"
    return (
        "EXISTS (SELECT 1 FROM procurement_purchaseline l "
        "JOIN core_product p ON p.id = l.product_id WHERE l.record_id = NEW.id "
        f"AND NOT (p.state = 'signed' AND {approved} "
        f"AND COALESCE({registered}, 1=0) "
        f"AND NOT {standing_hold(Product, 'p.id')}))"
    )
