"""Small helpers: everything of the demo goes through the real verbs."""

from django.core.files.uploadedfile import SimpleUploadedFile

from . import clock

TEXT = b"BT /F 22 Tf 72 700 Td (Stands for a scan in the demo company) Tj ET"
#: The smallest PDF that a reader opens: one page with a line of text.
PAGE = (
    b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
    b"2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
    b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R"
    b"/Resources<</Font<</F 5 0 R>>>>>>endobj\n"
    b"4 0 obj<</Length %d>>stream\n%s\nendstream endobj\n"
    b"5 0 obj<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>endobj\n"
    b"trailer<</Root 1 0 R>>\n%%%%EOF\n"
).replace(b"%PDF", b"%%PDF") % (len(TEXT), TEXT)


def attach(record, *slots, by=None, line=None):
    """Put a scan into some slots of a record, or into all that it still needs."""
    for slot in slots or lacking(record):
        name = f"{line.lot}.pdf" if line else f"{slot}.pdf"
        upload = SimpleUploadedFile(name, PAGE)
        record.attach(by or record.made_by, slot, upload, line)


def lacking(record):
    """The slots that a paper is still needed in."""
    there = set(record.attachments().values_list("slot", flat=True))
    needed = (p.slot for p in record.papers if p.is_needed(record))
    return [slot for slot in needed if slot not in there]


def submit(record, staff):
    """Submit a draft as whoever signs first."""
    clock.go_on()
    by = staff.get(record.writers()[0], record.made_by)
    record.submit(by, justification="已核實")
    return record


def signed(record, staff, until=None, **filled):
    """Let everybody sign in turn, up to a place; say what each place asks for."""
    submit(record, staff)
    return finish(record, staff, until, **filled)


def finish(record, staff, until=None, **filled):
    """Let those sign who have not signed yet, up to a place."""
    while (place := record.next_signature()) and (until is None or place.place < until):
        clock.go_on()
        hand = staff[place.hand]
        for slot in {*lacking(record)} & {*place.sign.papers}:
            attach(record, slot, by=hand)
        record.sign(hand, **_answers(record, place.sign, **filled))
    return record


def _answers(record, sign, verdict=None, **filled):
    """What a place asks for; a verdict is what an inspector says of each line."""
    said = {name: filled.get(name, "同意") for name in sign.fills}
    if "moved_to" in said:
        said["moved_to"] = record.moved_to
    if sign.fills_lines:
        said["lines"] = list(record.lines.all())
        for line in said["lines"]:
            verdict(line)
    return said


def fill(record, by, **values):
    """Begin a record from an earlier one and save it with its lines."""
    clock.go_on()
    lines = record.begin()
    record.save(by=by)
    for number, line in enumerate(lines):
        line.record = record
        for name, value in values.items():
            setattr(line, name, value(number) if callable(value) else value)
        line.save(by=by)
    return record
