"""What the database itself refuses to let be approved (GSP 53)."""

from qms.core.guards import on_signing


def audited(model):
    """A supplier that is to be audited is approved with an evaluation in date."""
    audit = (
        "EXISTS (SELECT 1 FROM core_assessment a "
        "WHERE a.supplier_id = NEW.supplier_id AND a.service = 'goods' "
        "AND a.valid_until >= NEW.made_on)"
    )
    sentence = "no supplier is approved before the audit that it needs"
    return on_signing(
        model, f"NEW.onsite_audit_needed AND NOT {audit}", sentence, "audited"
    )
