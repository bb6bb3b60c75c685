"""Files on their way into the books, and what may go wrong with them."""

import zipfile
from io import BytesIO

import pytest
import xlsxwriter
from django.core.exceptions import ValidationError
from django.urls import reverse

from qms.core.models import Customer, Supplier
from qms.core.roles import Role
from qms.records.imports import files, saving, taking, targets, tasks
from qms.records.imports.columns import read_words, spelling
from qms.records.imports.targets import named_columns
from qms.records.models import Import, Trail
from qms.records.reading.tables import match
from tests import make, office
from tests.core.cast import sign_in
from tests.office import names, table

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]

State = Import.State


@pytest.fixture
def at_once(settings):
    settings.TASKS = office.AT_ONCE


def buyer():
    return make.user(Role.PURCHASER)


def test_text_keeps_its_own_punctuation_and_loses_stray_blanks():
    assert read_words("\u3000佛山（２店）； Ａ ").value == "佛山（2店）； A"
    assert read_words(5.0).value == "5"


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("2.5ml", "25ml", False),
        ("-1.00D", "+1.00D", False),
        ("２.５ ml", "2.5ML", True),
        ("5cm*5cm-8P", "5cm×5cm−8P", True),
    ],
)
def test_every_sign_of_a_specification_counts(one, other, same):
    assert (spelling(one) == spelling(other)) == same


@pytest.mark.parametrize(
    ("key", "head", "name"),
    [
        ("suppliers", "營業執照號", "uscc"),
        ("suppliers", "有效截止日期", "valid_until"),
        ("suppliers", "备案凭证编号", "number"),
        ("suppliers", "质保协议到期日", "agreement_until"),
        ("suppliers", "授权截止日", "agent_until"),
        ("customers", "到期时间", "valid_until"),
        ("customers", "收件人", "contact_person"),
        ("customers", "送货地点", "delivery_address"),
        ("products", "貯藏", "storage"),
        ("sales.customerreview", "用戶檔案", "customer"),
    ],
)
def test_an_office_has_its_own_words(key, head, name):
    assert match([head], named_columns(targets[key]))[0] == (name, 1)


# Files


def archive(**parts):
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w") as book:
        for name, content in parts.items():
            book.writestr(name, content)
    return buffer.getvalue()


def scattered(cells):
    """A workbook of which some cells hold text, or a formula and what it comes to."""
    buffer = BytesIO()
    with xlsxwriter.Workbook(buffer) as book:
        page = book.add_worksheet()
        for place, said in cells.items():
            page.write(place, *([said] if isinstance(said, str) else said))
    return buffer.getvalue()


BAD = {
    "empty.xlsx": b"",
    "cut.xlsx": table(*[("A", "B", "1", "2")] * 50)[:4000],
    "other.docx": archive(document="<x/>"),
    "old.xls": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(2000),
    "picture.csv": b"\x89PNG\r\n\x1a\n" + bytes(range(256)),
    "letter.pdf": make.PDF,
    "page.xls": b"<html><table><tr><td>1</td></tr></table></html>",
    "word.csv": b"nothing else",
    "blank.csv": b"\n\n\n",
    "numbers.xlsx": office.workbook(a=[["1"], ["2"]]),
}


@pytest.mark.parametrize("name", BAD)
def test_what_is_no_table_is_refused_in_a_sentence(name, client, at_once):
    user = buyer()
    with pytest.raises(ValidationError) as refusal:
        files.admit(office.upload(BAD[name], name), user)
    sign_in(client, user)
    page = client.post(reverse("import-new"), {"file": office.upload(BAD[name], name)})
    assert page.status_code == 200
    assert refusal.value.messages[0] in page.content.decode()
    assert not Import.objects.exists()


def test_a_file_is_no_larger_than_permitted(settings):
    settings.ATTACHMENT_LIMIT = 100
    with pytest.raises(ValidationError, match="larger than"):
        files.admit(office.upload(table()), buyer())


def test_a_workbook_that_unpacks_to_too_much_is_refused(settings):
    content = archive(sheet="0" * 2_000_000)
    settings.ATTACHMENT_LIMIT = 2_000_000
    files._check_content(office.upload(content))
    settings.ATTACHMENT_LIMIT = 20_000
    with pytest.raises(ValidationError, match="Only tables"):
        files._check_content(office.upload(content))


HUGE = {
    "corner.xlsx": scattered({"A1": "Name", "B1": "Telephone", "XFD1048576": "."}),
    "wide.xlsx": scattered({"A1": "Name", "A2": "Supplier", "XFD1": "."}),
    "wide.csv": b"1," * 1000 + b"\n1,2",
    "long.csv": b"1,2\n" * 1_000_001,
}


@pytest.mark.parametrize("name", HUGE)
def test_what_no_page_could_show_is_refused(name):
    with pytest.raises(ValidationError, match="more than can be read"):
        files.admit(office.upload(HUGE[name], name), buyer())


def test_one_content_is_stored_once():
    content, by = table(*names(2)), buyer()
    first = files.admit(office.upload(content), by)
    second = files.admit(office.upload(content, "copy.xlsx"), by)
    assert first.file.name == second.file.name
    assert first.sha256 != files.admit(office.upload(table(*names(2))), by).sha256


def test_another_office_keeps_a_text_file_in_its_own_script():
    text = "供货者名称,联系电话,统一社会信用代码,备注\n甲公司,020-1,,老客户\n"
    imported = office.bring_in(text.encode("gb18030"), buyer(), name="列表.csv")
    assert imported.target == "suppliers"
    assert office.verdicts(imported) == {2: "doubtful"}
    office.take(imported, imported.made_by, agreeing=True)
    made = Supplier.objects.get()
    assert (made.name, made.phone, made.market_info) == ("甲公司", "020-1", "老客户")


# On the way


@pytest.fixture
def small(monkeypatch):
    monkeypatch.setattr(taking, "CHUNK", 2)


def test_a_worker_that_dies_leaves_nothing_half_done(small, monkeypatch):
    imported = office.bring_in(table(*names(5)), buyer())
    by, saved = imported.made_by, saving.save_drafts

    def dies(records, *args):
        if Supplier.objects.count() == 2:
            raise KeyboardInterrupt
        saved(records, *args)

    monkeypatch.setattr("qms.core.imports.save_drafts", dies)
    imported.move(State.TAKING)
    with pytest.raises(KeyboardInterrupt):
        taking.take(imported, by)
    imported.refresh_from_db()
    assert (imported.state, imported.done, imported.total) == (State.TAKING, 2, 5)
    assert Supplier.objects.count() == 2
    monkeypatch.setattr("qms.core.imports.save_drafts", saved)
    taking.take(imported, by)
    imported.refresh_from_db()
    assert (imported.state, Supplier.objects.count()) == (State.TAKEN, 5)
    assert Trail.objects.filter(act="imported").count() == 1


def test_a_row_that_has_changed_waits_for_another_look():
    rows = names(3)
    imported = office.bring_in(table(*rows), buyer())
    make.supplier(name=rows[1][0], uscc=rows[1][1])
    office.take(imported, imported.made_by)
    assert office.verdicts(imported) == {2: "good", 3: "known", 4: "good"}
    assert imported.counts()["taken"] == 2


def test_a_failure_says_so_and_goes_back(monkeypatch):
    imported = office.bring_in(table(*names(2)), buyer())

    def fails(*args):
        raise ZeroDivisionError

    monkeypatch.setattr(targets["suppliers"], "take", fails)
    office.take(imported, imported.made_by)
    assert imported.state == State.READ
    assert imported.failure["en"].startswith("This went wrong")
    assert set(imported.failure) == {"en", "zh-hans", "zh-hant"}


def test_two_who_press_at_once_take_once():
    imported = office.bring_in(table(*names(2)), buyer())
    other = Import.objects.get(pk=imported.pk)
    office.take(imported, imported.made_by)
    assert not other.move(State.TAKING)
    office.take(other, imported.made_by)
    assert Supplier.objects.count() == 2


def test_what_does_not_fit_its_field_is_wrong():
    imported = office.bring_in(table(("A" * 121, "", "1" * 41, "x")), buyer())
    said = " ".join(office.said(imported, 2))
    assert "at most 120 characters" in said
    assert "at most 40 characters" in said


def test_a_namesake_with_another_code_is_a_doubt_and_with_none_the_same():
    make.supplier(name="甲公司")
    make.supplier(name="乙公司", uscc="")
    rows = [("甲公司", make.uscc(), "1", ""), ("乙公司", make.uscc(), "1", "")]
    imported = office.bring_in(table(*rows), buyer())
    assert office.verdicts(imported) == {2: "doubtful", 3: "known"}


def test_a_name_under_the_code_of_another_is_not_taken_for_it():
    known = make.signed(make.supplier())
    other = ("Supplier B", make.uscc(), "1", "")
    rows = ["Supplier A", known.uscc, "1", ""], other, ("Supplier C", *other[1:])
    imported = office.bring_in(table(*rows), buyer())
    assert office.verdicts(imported) == {2: "wrong", 3: "doubtful", 4: "wrong"}
    assert office.said(imported, 2)[0] == f"B2 The credit code is that of {known}."
    assert office.said(imported, 4)[0] == "B4 The credit code is that of Supplier B."
    assert imported.rows.left().count() == 3


def test_what_a_sheet_could_not_work_out_is_no_blank():
    cells = {"A1": "Company name", "B1": "Telephone", "A2": "Supplier", "A3": "#REF!"}
    content = scattered(cells | {"B2": ("=1/0", None, "#DIV/0!"), "B3": "1"})
    imported = office.bring_in(content, buyer())
    assert office.verdicts(imported) == {2: "wrong", 3: "wrong"}
    said = "B2 #DIV/0!: the sheet could not work this out."
    assert said in office.said(imported, 2)


def test_rows_that_add_up_others_are_named():
    rows = [*names(2), ["Subtotal", 2], *names(1), ["合計", 3]]
    imported = office.bring_in(table(*rows), buyer())
    assert list(office.verdicts(imported)) == [2, 3, 5]
    said = ["Totals that are left out, by row: 4, 6."]
    assert [each["en"] for each in imported.outlook] == said


def test_customers_and_suppliers_are_kept_apart():
    customer = make.customer()
    row = (customer.name, customer.uscc, "1", "粤穗药监械经营备20220001号")
    imported = office.bring_in(table(row), buyer(), key="suppliers")
    assert office.verdicts(imported) == {2: "good"}
    assert Customer.objects.count() == 1


def test_tasks_know_each_state_that_is_under_way():
    assert set(tasks.TASKS) == set(Import.UNDER_WAY)
