"""Papers: known by their content, kept for ever, shown to whom they concern."""

import hashlib
from io import BytesIO

import pytest
from django.core.exceptions import ValidationError
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from qms.core.roles import Role
from qms.records.models import Attachment
from qms.records.registers import registry
from qms.records.rules import Refused
from qms.records.workbooks import write
from tests import make
from tests.core.cast import last, sentences, sign_in

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]


def picture(kind="PNG"):
    buffer = BytesIO()
    Image.new("RGB", (4, 4)).save(buffer, kind)
    return buffer.getvalue()


def upload(content=make.PDF, name="licence.pdf"):
    return SimpleUploadedFile(name, content)


def taken(content, name):
    return Attachment().take(upload(content, name))


def stored(paper):
    with paper.file.open() as file:
        return file.read()


@pytest.fixture
def letter():
    return make.sales_authorization()


# What may be attached

SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@pytest.mark.parametrize(
    ("content", "name", "kind"),
    [
        (make.PDF, "licence.pdf", "application/pdf"),
        (make.PDF, "licence.txt", "application/pdf"),
        (picture(), "seal.png", "image/png"),
        (picture("JPEG"), "seal.JPG", "image/jpeg"),
        (picture("WEBP"), "seal.webp", "image/webp"),
        (write("List", ["A"], [["b"]]), "list.xlsx", SHEET),
        ("品名,批號\n".encode(), "list.csv", "text/csv"),
        ("備註\n".encode(), "note.txt", "text/plain"),
    ],
)
def test_a_file_is_what_it_contains(content, name, kind):
    assert taken(content, name).content_type == kind


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (b"MZ\x90\x00" + b"\0" * 60 + b"PE\0\0" + b"\0" * 200, "licence.pdf"),
        (b"\x7fELF\x02\x01\x01" + b"\0" * 64, "seal.png"),
        (b"#!/bin/sh\nrm -rf /\n", "run.sh"),
        (b"<html><script>alert(1)</script></html>", "page.html"),
        (b"<!DOCTYPE html><script>alert(1)</script>", "licence.pdf"),
        (b"<!DOCTYPE html><script>alert(1)</script>", "note.txt"),
        (b'<svg xmlns="http://www.w3.org/2000/svg" onload="x()"/>', "seal.svg"),
        (b'<svg xmlns="http://www.w3.org/2000/svg" onload="x()"/>', "seal.png"),
        (b'<?xml version="1.0"?><svg onload="x()"/>', "list.csv"),
        (b"\x00\x01\x02\x03", "list.csv"),
        (b"plain words", "licence.pdf"),
        (b"", "licence.pdf"),
    ],
)
def test_what_else_a_file_pretends_to_be_is_refused(content, name):
    with pytest.raises(ValidationError, match="is not a PDF, picture"):
        taken(content, name)


def test_a_file_may_not_be_too_large(settings):
    settings.ATTACHMENT_LIMIT = len(make.PDF)
    assert taken(make.PDF, "licence.pdf").size == len(make.PDF)
    with pytest.raises(ValidationError, match="licence.pdf is larger than"):
        taken(make.PDF + b"\n", "licence.pdf")


# How it is kept


def test_a_paper_is_known_by_its_digest(letter):
    paper = letter.attach(letter.made_by, "seal", upload())
    assert paper.sha256 == hashlib.sha256(make.PDF).hexdigest()
    assert stored(paper) == make.PDF
    assert (paper.name, paper.added_by) == ("licence.pdf", letter.made_by)
    assert last("attached").details["sha256"] == paper.sha256


def test_the_same_content_is_stored_once(letter):
    one = letter.attach(letter.made_by, "seal", upload())
    two = letter.attach(letter.made_by, "id_copy", upload(name="another.pdf"))
    assert (one.file.name, one.sha256) == (two.file.name, two.sha256)
    _folders, files = default_storage.listdir(one.file.name.rpartition("/")[0])
    assert [name for name in files if name.startswith(one.sha256)] == [one.sha256]


def test_a_withdrawn_paper_stays_on_record(letter):
    paper = letter.attach(letter.made_by, "seal", upload())
    letter.withdraw(letter.made_by, paper)
    assert not letter.attachments()
    kept = Attachment.objects.of(letter).get()
    assert (kept.withdrawn_by, stored(kept)) == (letter.made_by, make.PDF)
    assert last("detached").details["name"] == "licence.pdf"


# Where and when


def slots(record, *roles):
    return record.open_slots(make.user(*roles))


def test_the_slots_of_a_draft_are_open_to_its_writers(letter):
    assert slots(letter, Role.SALES_MANAGER) == {"seal", "id_copy"}
    assert slots(letter, Role.QUALITY_OFFICER) == set()


def test_the_slots_of_a_signer_open_at_his_turn():
    contract = make.contract()
    assert slots(contract, Role.PURCHASER) == {"quality_standard_files"}
    contract.submit(contract.made_by)
    assert slots(contract, Role.PURCHASER) == set()
    for _sign in contract.signed_by[1:4]:
        contract.sign(make.user(contract.next_signature().hand))
    assert slots(contract, Role.PURCHASER) == {"scan_file"}
    assert slots(contract, Role.COMPANY_HEAD) == set()


def test_the_papers_of_a_file_are_renewed_by_quality():
    licence = make.signed(make.company_licence())
    assert slots(licence, Role.QUALITY_HEAD) == {"scans"}
    assert slots(licence, Role.COMPANY_HEAD) == set()


def test_nothing_is_attached_after_the_last_signature(letter):
    make.signed(letter)
    with pytest.raises(Refused, match="No paper may be attached here"):
        letter.attach(letter.made_by, "seal", upload())
    assert (last().act, last().details["step"]) == ("refused", "attach")


def test_nothing_is_withdrawn_after_the_last_signature(letter):
    paper = letter.attach(letter.made_by, "seal", upload())
    make.signed(letter)
    with pytest.raises(Refused):
        letter.withdraw(letter.made_by, paper)
    assert letter.attachments().get() == paper


# On the page


def post(client, record, **data):
    page = client.post(registry.of(record).url("attach", record.pk), data, follow=True)
    return [str(message) for message in page.context["messages"]]


def test_files_are_attached_on_the_page(client, letter):
    sign_in(client, letter.made_by)
    both = [upload(), upload(picture(), "seal.png")]
    assert post(client, letter, slot="seal", file=both) == []
    assert sorted(p.name for p in letter.attachments()) == ["licence.pdf", "seal.png"]


def test_a_refused_file_says_why_on_the_page(client, letter):
    sign_in(client, letter.made_by)
    [said] = post(client, letter, slot="seal", file=upload(b"MZ", "licence.pdf"))
    assert said == "licence.pdf is not a PDF, picture, Office document or text."
    assert not letter.attachments()
    assert (last().act, last().record, sentences(last())) == ("refused", letter, [said])


@pytest.mark.parametrize("slot", ["seal", "no_such_slot"])
def test_a_closed_slot_says_so_on_the_page(client, letter, slot):
    sign_in(client, make.user(Role.DRIVER))
    [said] = post(client, letter, slot=slot, file=upload())
    assert said == "No paper may be attached here as things stand."


def shown(client, paper, query=""):
    page = client.get(f"/papers/{paper.pk}/{query}")
    page.body = b"".join(page)
    return page


@pytest.mark.parametrize(
    ("content", "name", "shown_as"),
    [(make.PDF, "a.pdf", "inline"), (b"a,b\n", "a.csv", "attachment")],
)
def test_a_paper_is_shown_and_never_run(client, letter, content, name, shown_as):
    paper = letter.attach(letter.made_by, "seal", upload(content, name))
    sign_in(client, make.user(Role.ANY_EMPLOYEE))
    page = shown(client, paper)
    assert page.body == content
    assert page["Content-Disposition"].startswith(shown_as)
    assert page["X-Content-Type-Options"] == "nosniff"
    assert "default-src 'none'" in page["Content-Security-Policy"]
    assert "sandbox" in page["Content-Security-Policy"]


def test_a_paper_may_be_downloaded(client, letter):
    paper = letter.attach(letter.made_by, "seal", upload())
    sign_in(client, make.user(Role.ANY_EMPLOYEE))
    page = shown(client, paper, "?download")
    assert page["Content-Disposition"] == 'attachment; filename="licence.pdf"'


def test_only_who_may_see_the_record_sees_its_papers(client, letter, monkeypatch):
    paper = letter.attach(letter.made_by, "seal", upload())
    assert shown(client, paper).url.startswith("/sign-in/")
    sign_in(client, make.user(Role.DRIVER))
    register = registry.of(letter)
    monkeypatch.setattr(register, "readers", (Role.SALES_MANAGER,))
    assert shown(client, paper).status_code == 403
    assert (last().act, last().details["register"]) == ("refused", register.key)


def test_the_papers_of_a_discarded_draft_are_shown_to_nobody(client, letter):
    paper = letter.attach(letter.made_by, "seal", upload())
    letter.discard(letter.made_by)
    sign_in(client, letter.made_by)
    assert shown(client, paper).status_code == 404
    assert Attachment.objects.filter(pk=paper.pk).exists()


def test_an_inspectors_look_at_a_paper_is_trailed(client, letter):
    paper = letter.attach(letter.made_by, "seal", upload())
    inspector = sign_in(client, make.user(Role.INSPECTOR))
    assert shown(client, paper).status_code == 200
    assert (last().act, last().actor, last().record) == ("viewed", inspector, letter)
