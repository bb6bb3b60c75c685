"""Small helpers: everything of the demo goes through the real verbs."""

from django.core.files.uploadedfile import SimpleUploadedFile

from qms.records.models import Attachment

#: The smallest PDF that a reader opens: one empty page.
PAGE = (
    b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
    b"2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
    b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>endobj\n"
    b"trailer<</Root 1 0 R>>\n%%EOF\n"
)


def attach(record, *slots):
    """Put a scan into some slots of a draft, or into all that it needs."""
    for slot in slots or [p.slot for p in record.papers if p.is_needed(record)]:
        paper = Attachment(record=record, slot=slot, added_by=record.made_by)
        paper.take(SimpleUploadedFile(f"{slot}.pdf", PAGE)).save()


def submit(record, staff):
    """Submit a draft as whoever signs first."""
    record.submit(staff[record.writers()[0]], justification="已核實")
    return record


def signed(record, staff, until=None, **filled):
    """Let everybody sign in turn, up to a place; say what each place asks for."""
    submit(record, staff)
    while (place := record.next_signature()) and (until is None or place.place < until):
        for slot in place.sign.papers:
            attach(record, slot)
        asked = {name: filled.get(name, "同意") for name in place.sign.fills}
        record.sign(staff[place.hand], **asked)
    return record


def fill(record, by, **values):
    """Begin a record from an earlier one and save it with its lines."""
    lines = record.begin()
    record.save(by=by)
    for number, line in enumerate(lines):
        line.record = record
        for name, value in values.items():
            setattr(line, name, value(number) if callable(value) else value)
        line.save(by=by)
    return record
