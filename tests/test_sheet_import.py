"""What a register gives out comes in again; filled templates become drafts."""

from io import BytesIO

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import translation

from procurement.models import Purchase
from qms.core.roles import Role
from qms.records import workbooks
from qms.records.imports import targets
from qms.records.models import Import
from qms.records.registers import registry
from tests import make, office
from tests.browsing import typed

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def at_once(settings):
    """Long work is done while the test waits."""
    backend = "django_tasks.backends.immediate.ImmediateBackend"
    settings.TASKS = {"default": {"BACKEND": backend}}


def read(client, book):
    """Upload a workbook and confirm what the wizard makes of it."""
    upload = SimpleUploadedFile("list.xlsx", book, workbooks.XLSX)
    client.post(reverse("import-new"), {"file": upload})
    imported = Import.objects.latest("pk")
    page = reverse("import-sheet", args=[imported.pk])
    said = typed(client.get(page), form=None)
    client.post(page, said)
    imported.refresh_from_db()
    return imported


def purchases():
    return registry["procurement.purchase"]


def filled_template(contract, quantities):
    """The empty workbook of the kind, with one row for each quantity."""
    target = targets["procurement.purchase"]()
    book = openpyxl.load_workbook(BytesIO(workbooks.empty(target)))
    page = book.active
    heads = [cell.value for cell in page[1]]
    for quantity in quantities:
        values = {
            "Date of purchase": make.today(),
            "Purchase contract/agreement": contract.number,
            "Supplier": contract.supplier.name,
            "Product (product file)": str(contract.lines.get().product),
            "Quantity": quantity,
            "Unit price": 2,
        }
        page.append([values.get(head) for head in heads])
    file = BytesIO()
    book.save(file)
    return file.getvalue()


def test_an_export_of_a_register_changes_nothing(client):
    make.signed(make.purchase())
    client.force_login(make.user(Role.PURCHASER))
    rows = purchases().queryset()
    imported = read(client, workbooks.export(purchases(), rows))
    assert imported.target == "procurement.purchase"
    assert [row.verdict for row in imported.rows.all()] == ["known"]


def test_rows_that_agree_in_all_but_the_line_are_one_draft(client):
    contract = make.signed(make.contract())
    client.force_login(make.user(Role.PURCHASER))
    with translation.override("en"):
        book = filled_template(contract, [5, 7])
    imported = read(client, book)
    assert {row.verdict for row in imported.rows.all()} == {"good"}
    office.press_take(client, imported)
    purchase = Purchase.objects.get()
    assert purchase.state == "draft"
    assert sorted(line.quantity for line in purchase.lines.all()) == [5, 7]


@pytest.mark.parametrize(
    ("number", "verdict"), [("CG-190001-0001", "wrong"), (None, "doubtful")]
)
def test_who_has_a_column_of_numbers_names_known_ones(number, verdict, client):
    contract = make.signed(make.contract())
    client.force_login(make.user(Role.PURCHASER))
    with translation.override("en"):
        book = openpyxl.load_workbook(BytesIO(filled_template(contract, [5])))
    page = book.active
    page.cell(1, page.max_column + 1, "Purchase number")
    page.cell(2, page.max_column, number)
    file = BytesIO()
    book.save(file)
    imported = read(client, file.getvalue())
    assert [row.verdict for row in imported.rows.all()] == [verdict]


def test_what_came_into_the_books_since_the_last_reading_is_found(client):
    contract = make.contract()
    contract.submit(contract.made_by)
    client.force_login(make.user(Role.PURCHASER))
    with translation.override("en"):
        book = filled_template(contract, [5])
    assert [row.verdict for row in read(client, book).rows.all()] == ["wrong"]
    make.sign_all(contract)
    assert [row.verdict for row in read(client, book).rows.all()] == ["good"]
