"""A way of five days in the cold, read by the minute."""

import datetime as dt

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from inventory.models import TransportRecord
from qms.records.models import Attachment

from .case import Case

MINUTES = 5 * 24 * 60


def fill():
    """Lay a long file beside those of a transport that the demo company knows."""
    transport = TransportRecord.objects.exclude(range_max=None).latest("pk")
    upload = SimpleUploadedFile("long.csv", _told(transport.shipped_at).encode())
    paper = Attachment(record=transport, slot="temp_file", added_by=transport.made_by)
    paper.take(upload).save()


def _told(began):
    start = timezone.localtime(began).replace(second=0, microsecond=0)
    moments = (start + dt.timedelta(minutes=minute) for minute in range(MINUTES))
    rows = (f"{at:%Y-%m-%d %H:%M:%S},{4 + at.minute % 30 / 10}" for at in moments)
    return "\n".join(["time,temperature", *rows])


def cases():
    """The page of the transport with the longest file."""
    paper = Attachment.objects.filter(slot="temp_file").order_by("-size").first()
    papers = f"SELECT * FROM records_attachment WHERE object_id = {paper.object_id}"
    record = f"SELECT * FROM inventory_transportrecord WHERE id = {paper.object_id}"
    url = f"/inventory/transportrecord/{paper.object_id}/"
    yield Case(f"a way with {MINUTES:,} readings", url, (record, papers))
