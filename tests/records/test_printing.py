"""Records, blank forms and ledgers on paper."""

from io import BytesIO

import pytest
from django.utils import translation
from pypdf import PdfReader, PdfWriter
from pypdf.generic import DictionaryObject, NameObject, TextStringObject

from procurement.models import Purchase, PurchaseLine
from qms.core.models import Supplier, User
from qms.core.roles import Role
from qms.records.printing import blank_pdf, ledger_pdf, sheet_pdf
from qms.records.registers import Listing, registry
from qms.records.templatetags.labels import split_label
from sales.models import SalesAuthorization
from tests import make
from tests.paper import pages, text
from tests.pdfa import faults
from tests.tampering import assign, unguarded

pytestmark = [pytest.mark.django_db, pytest.mark.alike]
PRINTER = User(full_name="Printer's Devil")


@pytest.fixture(autouse=True)
def english():
    with translation.override("en"):
        yield


class Names(Listing):
    model = Supplier
    columns = ("name", "uscc", "address")


class Authorised(Listing):
    model = SalesAuthorization
    columns = ("region", "id_no")


def printed(record):
    """The sheet of a record, which is PDF/A whatever stands on it."""
    record = type(record).objects.get(pk=record.pk)
    pdf = sheet_pdf(record, registry.of(record), PRINTER)
    assert set(faults(pdf)) == set()
    return pdf


def fonts(pdf):
    for page in PdfReader(BytesIO(pdf)).pages:
        for font in page["/Resources"]["/Font"].values():
            yield font["/DescendantFonts"][0]["/FontDescriptor"]


def names(count, **values):
    return [Supplier(name=f"Supplier {n}", **values) for n in range(1, count + 1)]


def test_a_sheet_says_what_the_record_says():
    purchase = make.signed(make.purchase())
    line = purchase.lines.get()
    pdf = printed(purchase)
    said = text(pdf)
    assert pdf.startswith(b"%PDF")
    for value in (
        "廣州示範醫療器械有限公司",
        "Purchase record of medical devices",
        "Form number QR-PU-01",
        f"Record number {purchase.number}",
        "Page 1 of 1",
        line.device_name,
        line.registration_no,
        "nothing below",
        "Keep until 20",
        purchase.digest(),
        "printed by Printer's Devil",
    ):
        assert value in said


def test_a_sheet_shows_every_signature():
    purchase = make.signed(make.purchase())
    said = text(printed(purchase))
    for signature in purchase.signatures.all():
        assert said.count(signature.printed_name) >= 2
        assert signature.digest[:16] in said
        assert signature.meaning.capitalize() in said
    assert "Company seal" in said


def test_signatures_of_an_earlier_round_are_told_apart():
    purchase = make.purchase()
    purchase.submit(purchase.made_by, justification="Known")
    purchase.send_back(make.user(Role.PURCHASING_MANAGER), "Too many")
    assert "Filling in (round 1)" in text(printed(purchase))
    make.signed(purchase)
    said = text(printed(purchase))
    assert said.count("(round 1)") == 1
    assert "(round 2)" not in said


def test_who_took_down_a_signature_of_somebody_outside_is_named():
    receipt = make.signed(make.goods_receipt())
    said = text(printed(receipt))
    outside = receipt.signatures.get(role=Role.COUNTERPARTY)
    assert f"{outside.printed_name} (taken down by {outside.signer})" in said


def test_papers_are_listed_with_their_digests():
    approval = make.first_supplier_approval()
    paper = approval.attachments().first()
    said = text(printed(approval))
    assert f"{paper.name} {paper.sha256[:12]}" in said
    assert "Quality agreement/quality clauses" in said


def test_personal_data_is_printed_in_full():
    approval = make.first_supplier_approval()
    assert make.ID_NUMBER in text(printed(approval))


def test_a_draft_says_so_on_every_page():
    pdf = printed(long_purchase(40))
    assert len(pages(pdf)) > 1
    assert all("DRAFT" in page for page in pages(pdf))


def test_a_record_in_effect_carries_no_mark():
    said = text(printed(make.signed(make.supplier())))
    assert not any(mark in said for mark in ("DRAFT", "VOID", "AMENDED", "REJECTED"))


def test_a_void_record_says_who_struck_it_out_and_why():
    purchase = make.signed(make.purchase())
    purchase.void(make.user(*purchase.voiders(), full_name="Striker"), "Ordered twice")
    said = text(printed(purchase))
    assert "VOID" in said
    assert "Striker: Ordered twice" in said


def test_a_correction_shows_old_and_new_values():
    first = make.signed(make.purchase(100))
    draft = first.amend(make.user(Role.PURCHASER), "Miscounted")
    line = draft.lines.get()
    line.quantity = 90
    line.save(by=draft.made_by)
    draft.lines.create(
        by=draft.made_by, product=line.product, quantity=7, unit_price=line.unit_price
    )
    second = make.signed(draft)
    said = text(printed(second))
    assert f"Correction of {first.number}" in said
    assert "Reason of the correction: Miscounted" in said
    assert "Line 1: quantity 100 90" in said
    assert f"Line 2 — {line.device_name}" in said
    old = text(printed(first))
    assert "AMENDED" in old
    assert f"Replaced by the correction {second.number}." in old


def test_a_rejected_record_shows_the_veto():
    approval = make.first_supplier_approval()
    approval.submit(approval.made_by, justification="Known")
    approval.reject(make.user(Role.PURCHASING_MANAGER), "Licence forged")
    said = text(printed(approval))
    assert "REJECTED" in said
    assert "refused Licence forged" in said


def test_altered_content_is_told():
    supplier = make.signed(make.supplier())
    alarm = "The content no longer matches the signatures"
    assert alarm not in text(printed(supplier))
    with unguarded():
        assign(supplier, address="Nowhere")
    assert alarm in text(printed(supplier))


def long_purchase(count):
    """A purchase with some lines more than the one that it has."""
    purchase = make.purchase()
    product = purchase.lines.get().product
    lines = [
        PurchaseLine(record=purchase, product=product, quantity=n, unit_price=1)
        for n in range(1, count + 1)
    ]
    PurchaseLine.objects.bulk_create(lines, by=purchase.made_by)
    return purchase


@pytest.mark.parametrize("count", range(17, 21))
def test_the_signature_row_stands_under_a_line_at_least(count):
    found = pages(printed(long_purchase(count)))
    [signed] = [page for page in found if "Company seal" in page]
    assert f"\n{count + 1} " in signed


def test_many_lines_go_on_under_the_same_head():
    found = pages(printed(long_purchase(80)))
    assert len(found) >= 4
    assert all("Product name" in " ".join(page.split()) for page in found[:3])


def test_a_sheet_that_runs_over_by_a_little_is_set_tighter():
    """Its signatures stay with what is signed."""
    [page] = pages(printed(make.first_supplier_approval()))
    assert "Digest of the record" in page


def test_a_blank_form_leaves_rows_to_fill_in():
    """Its tables share the page."""
    [said] = pages(blank_pdf(registry.of(Purchase)))
    assert [line for line in said.splitlines() if line.isdigit()] == [*"123123"]
    assert "nothing below" not in said


def test_a_ledger_lists_its_rows():
    pdf = ledger_pdf(Names(), names(3), PRINTER, title="all of them", subtitle="A · B")
    said = text(pdf)
    assert pdf.startswith(b"%PDF")
    for value in (
        "All of them A · B",
        "No. Name Unified social credit code Address",
        "1 Supplier 1 2 Supplier 2 3 Supplier 3 nothing below",
        "printed by Printer's Devil",
        "page 1 of 1",
    ):
        assert value in said


def test_a_long_ledger_repeats_its_head():
    found = pages(ledger_pdf(Names(), iter(names(200)), PRINTER))
    assert len(found) > 3
    assert all("Unified social credit code" in page for page in found)
    assert f"page 2 of {len(found)}" in found[1]


def test_an_empty_ledger_is_printed_all_the_same():
    assert "Name" in text(ledger_pdf(Names(), [], PRINTER))


def test_a_ledger_takes_no_text_for_markup():
    wild = '#eval("1") *b* _i_ $x$ <a> @b \\ `c` [d] // = é'
    assert wild in text(
        ledger_pdf(Names(), names(1, address=wild), PRINTER, title="#x")
    )


@pytest.mark.parametrize(
    ("name", "said"),
    [("廣州\u0378\ue123\x01公司", "廣州〓〓〓公司"), ("𓀀公司", "公司")],
)
def test_a_ledger_is_printed_whatever_its_texts_hold(name, said):
    assert said in text(ledger_pdf(Names(), [Supplier(name=name)], PRINTER))


def test_a_ledger_can_be_kept_for_ever():
    pdf = ledger_pdf(Names(), names(100, address="廣州 😀 \ue123"), PRINTER)
    assert set(faults(pdf)) == set()


def test_a_ledger_masks_personal_data():
    person = SalesAuthorization(region="Guangdong", id_no=make.ID_NUMBER)
    said = text(ledger_pdf(Authorised(), [person], PRINTER))
    assert make.ID_NUMBER not in said
    assert "1101************2X" in said


def test_a_code_wider_than_its_column_is_broken():
    said = text(ledger_pdf(Names(), names(1, address="W" * 200), PRINTER))
    assert "W" * 200 not in said
    assert said.count("W") == 200


def test_a_character_that_no_font_has_is_printed_as_a_block():
    supplier = make.supplier(name="廣州\u0378\ue123公司", contact_person="𠮷野 😀")
    said = text(printed(supplier))
    assert "廣州〓〓公司" in said
    assert "𠮷野" in said


def spoilt(spoil):
    """A sheet, altered, as another program would write it."""
    writer = PdfWriter(clone_from=BytesIO(blank_pdf(registry.of(SalesAuthorization))))
    spoil(writer)
    written = BytesIO()
    writer.write(written)
    return written.getvalue()


def unembedded(writer):
    for font in writer.pages[0]["/Resources"]["/Font"].values():
        del font["/DescendantFonts"][0]["/FontDescriptor"]["/FontFile3"]


def with_a_script(writer):
    action = {"/S": NameObject("/JavaScript"), "/JS": TextStringObject("app.alert(1)")}
    action = {NameObject(name): value for name, value in action.items()}
    writer.root_object[NameObject("/OpenAction")] = DictionaryObject(action)


@pytest.mark.parametrize(
    ("clause", "spoil"),
    [
        ("6.1.3", lambda w: w.encrypt("secret", algorithm="RC4-128")),
        ("6.2.3", lambda w: w.root_object.pop("/OutputIntents")),
        ("6.2.11.4", unembedded),
        ("6.5", with_a_script),
        ("6.6.2", lambda w: w.root_object.pop("/Metadata")),
        ("6.6.3", lambda w: w.add_metadata({"/Title": "another"})),
        ("6.1, 6.5", lambda w: w.add_attachment("a.txt", b"a")),
    ],
)
def test_the_checks_of_pdfa_see_what_breaks_it(clause, spoil):
    found = list(faults(spoilt(spoil)))
    assert any(clause in fault for fault in found), found


@pytest.mark.parametrize("language", ["zh-hant", "zh-hans", "en"])
def test_fonts_are_embedded(language):
    listing = Names()
    with translation.override(language):
        papers = [
            blank_pdf(registry.of(Purchase)),
            ledger_pdf(listing, names(1, address="廣州"), PRINTER),
        ]
    script = "tc" if language == "zh-hant" else "sc"
    for paper in papers:
        found = list(fonts(paper))
        assert all("/FontFile3" in font for font in found)
        assert any(
            font["/FontName"].lower().replace("-", "").find(f"serifcjk{script}") > 0
            for font in found
        )


@pytest.mark.parametrize(
    ("label", "main", "rest"),
    [
        ("category (filer/agent)", "category", "(filer/agent)"),
        ("類別（備案人/代理人）", "類別", "（備案人/代理人）"),
        ("term (from (day))", "term", "(from (day))"),
        ("(scan)", "(scan)", ""),
        ("unit", "unit", ""),
    ],
)
def test_a_label_is_parted_before_its_brackets(label, main, rest):
    assert split_label(label) == (main, rest)
