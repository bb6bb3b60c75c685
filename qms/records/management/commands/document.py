"""manage.py document: write the documents that follow from the declarations."""

from django.conf import settings
from django.core.management.base import BaseCommand

from qms.records.documents import documents


class Command(BaseCommand):
    help = "Write the documents in docs/ that follow from the declarations."

    def handle(self, *args, **options):
        for name, text in documents().items():
            (settings.BASE_DIR / "docs" / name).write_text(text, encoding="utf-8")
            self.stdout.write(f"docs/{name}")
