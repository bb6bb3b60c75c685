"""To whom the database itself lets nothing be sold (GSP 82, REG 40)."""

from qms.core.guards import on_signing, valid_on_the_day, while_held


def of_sales(model):
    """Sold is to customers that are qualified and may have the goods."""
    yield while_held(model, "customer")
    sentence = "nothing is sold to a customer that is not qualified"
    yield on_signing(model, _unqualified(), sentence, "customer")
    sentence = "nobody sells without a letter of authorisation"
    yield on_signing(model, _without_letter(), sentence, "letter")
    sentence = "implants and special devices are sold to institutions only"
    yield on_signing(model, _for_institutions(), sentence, "institutions")


def _without_letter():
    """On which day a letter is valid is for the rule to say."""
    return (
        "NOT EXISTS (SELECT 1 FROM sales_salesauthorization a "
        "WHERE a.employee_id = NEW.made_by_id AND a.state = 'signed')"
    )


def _unqualified():
    retail = "c.kind = 'individual' AND NEW.mode = 'retail'"
    permit = (
        "EXISTS (SELECT 1 FROM core_permit p "
        f"WHERE p.record_id = c.id AND {valid_on_the_day('p')})"
    )
    return (
        "NOT EXISTS (SELECT 1 FROM core_customer c WHERE c.id = NEW.customer_id "
        f"AND (({retail}) OR (c.state = 'signed' AND c.approved_on <= NEW.made_on "
        f"AND (c.kind = 'individual' OR {permit}))))"
    )


def _for_institutions():
    return (
        "EXISTS (SELECT 1 FROM sales_saleline l "
        "JOIN core_product p ON p.id = l.product_id "
        "JOIN core_customer c ON c.id = NEW.customer_id AND c.kind = 'individual' "
        "WHERE l.record_id = NEW.id "
        "AND (p.is_implant OR p.is_interventional OR p.is_special))"
    )
