"""Why an incident may not be reported so."""

from django.utils.translation import gettext as _

from qms.core.rules import still_to_come
from qms.records.rules import Problem, rule


@rule("GSP 21(13)")
def incident_lies_in_the_past(incident):
    """What is reported has happened."""
    yield from still_to_come(incident, "occurred_at")


@rule("GSP 21(13)")
def affected_lines_name_something(incident):
    """Each line about what is affected names a product, a batch or a customer."""
    for line in incident.lines.all():
        if not (line.product_id or line.batch_id or line.customer_id):
            sentence = _("Name a product, a batch or a customer.")
            yield Problem(sentence, field="product", line=line)
