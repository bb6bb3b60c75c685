"""manage.py climate: notice silent devices and give the alarms that are due (cron)."""

from django.core.management.base import BaseCommand

from inventory.climate import watching


class Command(BaseCommand):
    help = "Notice silent devices and give the climate alarms that are due."

    def handle(self, *args, **options):
        watching.look()
