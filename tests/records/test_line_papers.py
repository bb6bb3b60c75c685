"""Papers of single lines: whose they are, what they prove, where they are shown."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from qms.records.models import Stash
from qms.records.printing.sheet import Printout
from qms.records.registers import registry
from qms.records.rules import Refused
from tests import make
from tests.core.cast import last, sign_in

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]

SLOT = "certificate_file"


def upload(name="certificate.pdf"):
    return SimpleUploadedFile(name, make.PDF)


@pytest.fixture
def draft(world):
    """An inspection of two lots, with no certificate yet."""
    order = make.purchase(contract=world.contract)
    more = make.approved_product(order.supplier)
    order.lines.create(by=order.made_by, product=more, quantity=100, unit_price=1)
    make.signed(order)
    made = make.incoming_inspection(
        receipt=make.signed(make.goods_receipt(purchase=order))
    )
    made.withdraw(made.made_by, made.attachments().get(slot=SLOT))
    return made


def missing(record):
    return [p.line for p in record.problems() if p.field == SLOT]


def test_each_line_asks_for_its_paper(draft):
    one, two = draft.lines.all()
    assert missing(draft) == [one, two]
    draft.attach(draft.made_by, SLOT, upload(), one)
    assert missing(draft) == [two]
    assert last("attached").details["line"] == str(one)


def test_a_paper_about_all_lines_does_for_each(draft):
    draft.attach(draft.made_by, SLOT, upload())
    assert missing(draft) == []


def test_a_line_asks_only_under_its_condition(draft):
    one, two = draft.lines.all()
    one.accepted_qty, one.rejected_qty = 0, one.received_qty
    one.conclusion, one.failure_items, one.disposal = "rejected", "wet", "return"
    one.save(by=draft.made_by)
    assert missing(draft) == [two]


def test_the_signature_covers_whose_a_paper_is(draft):
    one, two = draft.lines.all()
    paper = draft.attach(draft.made_by, SLOT, upload(), one)
    before = draft.digest()
    draft.withdraw(draft.made_by, paper)
    draft.attach(draft.made_by, SLOT, upload(), two)
    assert draft.digest() != before


def test_a_correction_takes_each_paper_along_to_its_line(draft):
    for line in draft.lines.all():
        draft.attach(draft.made_by, SLOT, upload(f"{line.lot}.pdf"), line)
    make.signed(draft)
    copy = draft.amend(draft.made_by, "the certificate")
    for line in copy.lines.all():
        assert [p.name for p in copy.attachments_of(line)] == [f"{line.lot}.pdf"]
    assert missing(copy) == []


def test_the_papers_of_a_line_go_with_it(draft):
    one, two = draft.lines.all()
    paper = draft.attach(draft.made_by, SLOT, upload(), one)
    one.delete(by=draft.made_by)
    assert paper not in draft.attachments()
    assert missing(draft) == [two]


def test_what_the_earlier_record_has_is_taken_over(draft):
    taken = draft.attachments().get(slot="delivery_note_file")
    given = draft.receipt.attachments().get(slot="delivery_note_file")
    assert (taken.sha256, taken.added_by) == (given.sha256, draft.made_by)


def test_a_correction_does_not_take_over_twice(draft):
    draft.attach(draft.made_by, SLOT, upload())
    copy = make.signed(draft).amend(draft.made_by, "a slip")
    assert copy.attachments().filter(slot="delivery_note_file").count() == 1


def test_the_sheet_names_the_line_of_each_paper(draft):
    _one, two = draft.lines.all()
    draft.attach(draft.made_by, SLOT, upload(), two)
    sheet = Printout(registry.of(draft), draft, draft.made_by)
    [file] = dict(sheet.papers)["certificates of conformity"]
    assert (file.name, file.line) == ("certificate.pdf", 2)


# On the pages


def form(client, record, **data):
    """Send the form of a draft as the browser does, with files."""
    url = registry.of(record).url("edit", record.pk)
    page = client.get(url).context
    bound = [page["form"], *(f for p in page["parts"] if p.formset for f in p.formset)]
    sent = {f"lines-{name}_FORMS": 2 for name in ("TOTAL", "INITIAL")}
    for each in bound:
        for name, field in each.fields.items():
            value = each[name].value()
            if value not in (None, False):
                sent[each.add_prefix(name)] = field.prepare_value(value)
    return client.post(url, sent | data, follow=True)


def test_the_form_takes_papers_of_record_and_lines(client, draft):
    sign_in(client, draft.made_by)
    one, two = draft.lines.all()
    both = {
        f"paper:{SLOT}:lines-1": upload("two.pdf"),
        f"paper:{SLOT}:": upload("all.pdf"),
    }
    form(client, draft, **both)
    assert [p.name for p in draft.attachments_of(two)] == ["two.pdf"]
    assert not draft.attachments_of(one)
    shared = draft.attachments().get(slot=SLOT, line_id=None)
    assert shared.name == "all.pdf"
    form(client, draft, withdraw=shared.pk)
    assert shared not in draft.attachments()


def test_what_is_wrong_in_the_form_loses_no_paper(client, draft):
    sign_in(client, draft.made_by)
    one, _two = draft.lines.all()
    name = f"paper:{SLOT}:lines-0"
    wrong = {"lines-0-accepted_qty": "many", name: upload("one.pdf")}
    page = form(client, draft, **wrong)
    assert b"many" in page.content
    assert [p.name for p in draft.attachments_of(one)] == ["one.pdf"]


def test_a_file_for_a_line_that_is_not_saved_is_asked_for_again(client, draft):
    sign_in(client, draft.made_by)
    page = form(client, draft, **{f"paper:{SLOT}:lines-7": upload("lost.pdf")})
    said = [str(message) for message in page.context["messages"]]
    assert "Choose again after saving: lost.pdf" in said


def test_a_paper_is_attached_to_a_line_on_the_page_of_the_record(client, draft):
    sign_in(client, draft.made_by)
    url = registry.of(draft).url("attach", draft.pk)
    line = draft.lines.last()
    client.post(url, {"slot": SLOT, "line": line.pk, "file": upload()})
    assert draft.attachments_of(line)
    stray = {"slot": "delivery_note_file", "line": line.pk, "file": upload()}
    assert client.post(url, stray).status_code == 404


def test_a_stranger_attaches_nothing(draft):
    with pytest.raises(Refused):
        draft.attach(make.user("driver"), SLOT, upload(), draft.lines.first())


def test_files_are_not_kept_as_typed_text(client, draft):
    sign_in(client, draft.made_by)
    register = registry.of(draft)
    sent = {"stash_key": str(draft.pk), f"paper:{SLOT}:": "x", "invoice_no": "FP7"}
    client.post(register.url("autosave"), sent)
    kept = Stash.objects.of(draft.made_by, register.key, str(draft.pk)).data
    assert "invoice_no" in kept
    assert f"paper:{SLOT}:" not in kept
