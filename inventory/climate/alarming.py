"""Alarms by mail, where the company has set that up."""

from django.conf import settings
from django.core.mail import send_mail
from django.db import transaction
from django.utils.translation import gettext as _


def mail(persons, what, *more):
    """Write to those of some persons who have an address, once all is stored."""
    addresses = [person.email for person in persons if person.email]
    if settings.ALARM_BY_MAIL and addresses:
        subject = _("Climate alarm: %s") % what
        text = "\n".join(filter(None, map(str, (what, *more))))
        transaction.on_commit(
            lambda: send_mail(subject, text, None, addresses), robust=True
        )
