"""An office brings in its own workbook, page by page."""

import io

import openpyxl
import pytest
from playwright.sync_api import expect

from qms.core.models import Supplier
from qms.core.roles import Role
from tests import make, office

pytestmark = pytest.mark.django_db(transaction=True)


def test_suppliers_come_in_from_the_offices_workbook_and_go_again(enter):
    liu = enter(make.user(Role.PURCHASER)).upload(office.company())
    liu.chooses(sheet="供應商", target="suppliers", header="3")
    liu.follow("Read the rows")
    doubt = liu.page.locator(".import-reasons").filter(visible=True)
    expect(doubt).to_have_count(1)
    expect(doubt).to_contain_text("C6")
    liu.take_rows(3)
    names = set(Supplier.objects.values_list("name", "state"))
    assert {state for _name, state in names} == {"draft"}
    assert ("佛山瑞安醫療用品有限公司", "draft") in names

    left = liu.downloads("The rows that are left")
    rows = list(openpyxl.load_workbook(io.BytesIO(left)).active.values)
    assert len(rows) == 2
    assert "蘇州瑞安醫療器械有限公司" in rows[1]

    liu.unfold("Undo this import").follow("Undo")
    liu.says("This import was undone: what it had made is gone; the trail tells of it.")
    assert not Supplier.objects.exists()


def test_every_odd_cell_of_a_stock_list_is_named_before_it_comes_in(enter):
    room = make.warehouse(name="常溫庫", temp_min=10, temp_max=30)
    content = office.company()
    products = make.user(Role.QUALITY_OFFICER)
    office.take(office.bring_in(content, products, "產品"), products)
    wu = enter(make.user(Role.STOREKEEPER)).upload(content)
    wu.chooses(sheet="庫存", target="stock", header="3")
    wu.fill(warehouse=str(room.pk), create=True).follow("Read the rows")
    for cell, what in (("F6", "12盒"), ("E7", "2026-02-30"), ("F8", "-5")):
        reason = wu.page.locator(".import-reasons li", has_text=cell)
        expect(reason.first).to_contain_text(what)
