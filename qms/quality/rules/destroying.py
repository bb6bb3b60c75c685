"""Why goods may not be destroyed so."""

from django.utils.translation import gettext as _

from qms.core.roles import Role
from qms.core.rules import still_to_come
from qms.records.rules import Problem, rule


@rule("GSP 69, GSP 19(6)")
def destroyed_after_its_approval(record):
    """Goods are destroyed after the last approval, and not in the future."""
    if record.destroyed_at is None:
        return
    approved = record.signature_of(Role.COMPANY_HEAD)
    if approved and record.destroyed_at < approved.signed_at:
        sentence = _("This was before the destruction was approved.")
        yield Problem(sentence, field="destroyed_at")
    yield from still_to_come(record, "destroyed_at")


@rule("common practice (two persons)")
def witness_is_not_the_operator(record):
    """Who supervises the destruction does not carry it out."""
    signed = record.signature_of(Role.DESTRUCTION_WITNESS)
    if signed and signed.signer_id == record.operator_id:
        sentence = _("Who carries the destruction out does not supervise it.")
        yield Problem(sentence, field="operator")
