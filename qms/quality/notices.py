"""The notices of a recall on paper: a letter with a reply slip for each customer."""

from itertools import groupby
from operator import attrgetter

from django.utils import timezone
from django.utils.translation import gettext as _

from qms.records.printing import paper
from qms.records.sheets import plain

TEMPLATE = "recall_notice.typ"


def notices_pdf(recall, by):
    """Print the notice to every customer on the list of a recall, one page each."""
    lines = recall.lines.select_related("sale", "customer").order_by(
        "customer_id", "pk"
    )
    letters = [
        _letter(customer, list(own))
        for customer, own in groupby(lines, attrgetter("customer"))
    ]
    return paper.typeset(TEMPLATE, _words(recall, by) | {"letters": letters})


def _letter(customer, lines):
    return {
        "name": customer.name,
        "address": customer.delivery_address or customer.address,
        "contact": " ".join(filter(None, (customer.contact_person, customer.phone))),
        "rows": [list(map(plain, _row(line))) for line in lines],
    }


def _row(line):
    goods = f"{line.device_name} {line.model_and_specification()}"
    yield from (goods, line.registration_no, line.lot, line.expires_on)
    yield from (line.sale.number, line.sale.made_on)
    yield f"{plain(line.quantity)} {line.unit}"


def _words(recall, by):
    """What every letter says alike."""
    until = recall.customer_deadline
    return {
        "script": paper.script(),
        "company": paper.company_name(),
        "title": _("Notice of recall"),
        "mark": recall.mark and str(recall.mark),
        "number": recall.number,
        "date": plain(timezone.localdate()),
        "to": _("Addressed to"),
        "facts": _facts(recall),
        "opening": _opening(recall),
        "heads": [str(head) for head in _heads()],
        "demands": _demands(until),
        "issuer": _("issued by %(name)s") % {"name": by.printed_name},
        "slip": _slip(recall),
    }


def _facts(recall):
    said = [
        (_("Who recalls"), recall.initiator),
        (_("Class of the recall"), recall.get_recall_class_display()),
        (_("Reason"), recall.reason),
        (_("What is demanded"), recall.get_requirement_display()),
    ]
    return [[label, str(text)] for label, text in said if text]


def _opening(recall):
    if recall.is_drill:
        return _(
            "This is a drill. Nothing is wrong with the goods; please only confirm "
            "that this notice has reached you."
        )
    return _("The following goods, which you bought from this company, are recalled.")


def _heads():
    yield from (_("Device"), _("Registration"), _("Batch"), _("Use by"))
    yield from (_("Sales number"), _("Date of sale"), _("Quantity"))


def _demands(until):
    """What the customer is to do, sentence by sentence."""
    yes = [
        _("Stop using and selling these goods at once, and keep them apart."),
        _("Count what you have, used and passed on, and tell whoever has it now."),
        _("Fill in the slip below, stamp it and send it back."),
    ]
    if until:
        yes.append(_("This notice is due by %(time)s.") % {"time": plain(until)})
    return yes


def _slip(recall):
    heads = (_("Batch"), _("Bought"), _("Used"), _("Still there"), _("Sent back"))
    return {
        "title": " · ".join((_("Reply slip"), recall.number)),
        "text": _("The notice of recall has been received."),
        "heads": [*heads, _("Remarks")],
        "feet": [_("Signature and seal"), _("Telephone"), _("Date")],
    }
