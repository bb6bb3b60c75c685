"""manage.py verify: nothing was altered behind the system's back, or what was."""

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from qms.records import versions
from qms.records.verification import verify


class Command(BaseCommand):
    help = "Check trail, history, signatures, digests, numbers, triggers and balances."

    def handle(self, *args, **options):
        found = 0
        for sentence in verify():
            found += 1
            self.stderr.write(f"✗ {sentence}")
        if found:
            raise CommandError(
                ngettext(
                    "%d thing is not as it should be.",
                    "%d things are not as they should be.",
                    found,
                )
                % found
            )
        versions.enter()
        self.stdout.write(self.style.SUCCESS(_("Everything is as it was signed.")))
