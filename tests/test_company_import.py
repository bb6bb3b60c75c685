"""A company brings in what it keeps in Excel: all four sheets, oddities and all."""

from decimal import Decimal
from io import BytesIO

import openpyxl
import pytest
from django.utils import translation

from inventory.models import StockIn
from qms.core.models import (
    Batch,
    Customer,
    Permit,
    Place,
    Product,
    Supplier,
    SupplierCertificate,
    Zone,
)
from qms.core.roles import Role
from qms.records import workbooks
from qms.records.imports import recognising, rejects, targets
from qms.records.imports.files import admit
from qms.records.models import Import, Trail
from qms.records.registers import registry
from tests import make, office

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]

SHEETS = {
    "供應商": "suppliers",
    "產品": "products",
    "客戶": "customers",
    "庫存": "stock",
}
ROLES = {
    "供應商": Role.PURCHASER,
    "產品": Role.QUALITY_OFFICER,
    "客戶": Role.SALESPERSON,
    "庫存": Role.STOREKEEPER,
}


@pytest.fixture
def content():
    return office.company()


def brought_in(content, sheet, **options):
    by = make.user(ROLES[sheet])
    return office.bring_in(content, by, sheet, **options), by


def taken(content, sheet, agreeing=False, **options):
    imported, by = brought_in(content, sheet, **options)
    return office.take(imported, by, agreeing)


@pytest.fixture
def room():
    return make.warehouse(name="常溫庫", temp_min=10, temp_max=30)


@pytest.fixture
def stocked(content, room):
    """The opening stock after its products; unknown locations are set up."""
    taken(content, "產品")
    options = {"warehouse": room.pk, "create": True}
    return taken(content, "庫存", agreeing=True, **options)


@pytest.mark.parametrize("sheet", SHEETS)
def test_each_sheet_is_recognised_for_what_it_is(content, sheet):
    imported = admit(office.upload(content), make.user())
    guess = recognising.guess(imported, targets, sheet)
    layout = recognising.Layout(imported, sheet, targets[guess.target])
    assert (guess.target, layout.header) == (SHEETS[sheet], 3)
    named = [seen for seen in layout.columns() if seen.head != "序號"]
    assert all(seen.match.score == 1 for seen in named)


def test_suppliers_come_in_as_drafts_with_their_licences(content):
    imported = taken(content, "供應商")
    assert office.verdicts(imported) == {4: "good", 5: "good", 6: "doubtful", 7: "good"}
    assert "is a sign mistyped?" in office.said(imported, 6)[0]
    assert office.said(imported, 6)[0].startswith("C6 The check digit of")
    first, second, last = Supplier.objects.order_by("pk")
    assert (first.state, first.kind, first.phone) == (
        "draft",
        "distributor",
        "13919375836",
    )
    assert (second.name, second.phone) == ("佛山瑞安醫療用品有限公司", "020-8112")
    assert last.name == "上海聯合（華東）有限公司"
    assert "fsra" in second.search_key
    licence = first.certificates.get()
    assert licence.kind == SupplierCertificate.Kind.DISTRIBUTION
    assert str(licence.valid_until) == "2037-08-16"


def test_a_filing_is_told_from_a_licence_by_its_number():
    rows = [["單位全稱", "備案號"], ["甲公司", "粤穗药监械经营备20220001号"]]
    rows += [["乙公司", "粤药监械生产许20220002号"], ["丙公司", "PDY97619725"]]
    by = make.user(Role.PURCHASER)
    imported = office.bring_in(office.workbook(a=rows), by)
    assert office.verdicts(imported) == {2: "good", 3: "doubtful", 4: "doubtful"}
    assert office.said(imported, 3) == ["No term is given: is it long-term?"]
    office.take(imported, by, agreeing=True)
    kinds = SupplierCertificate.objects.order_by("pk").values_list("kind", flat=True)
    assert list(kinds) == ["distribution_filing", "manufacture", "distribution"]
    assert Supplier.objects.get(name="乙公司").kind == "manufacturer"


def test_products_come_in_read_by_their_meaning(content):
    imported = taken(content, "產品")
    assert set(office.verdicts(imported).values()) == {"good"}
    syringe, half, _whole, strips, patch = Product.objects.order_by("pk")
    assert (syringe.management_class, syringe.unit) == (3, "支")
    assert (syringe.catalogue_code_2017, syringe.catalogue_code_2002) == ("14", "6815")
    assert syringe.udi_di.startswith("0690")
    assert len(syringe.udi_di) == 14
    assert (syringe.temp_min, syringe.temp_max) == (10, 30)
    assert half.specification == "2.5ml"
    assert strips.registration_no == "浙械注准20232400649"
    assert (strips.is_ivd, strips.is_cold_chain) == (True, True)
    assert (patch.management_class, patch.registration_valid_to) == (1, None)
    assert syringe.purchase_price == Decimal("759.93")


def test_what_no_field_takes_is_kept_with_the_first_version(content):
    taken(content, "產品")
    patch = Product.objects.get(name="醫用冷敷貼")
    reason = patch.history.get().history_change_reason
    assert reason.splitlines()[0] == "公司資料.xlsx · 產品"
    assert "廣州聯合生物科技有限公司" in reason
    assert "乾燥通風" in reason


def test_customers_come_in_and_the_one_named_twice_is_named(content):
    imported = taken(content, "客戶")
    assert office.verdicts(imported) == {4: "good", 5: "good", 6: "good", 7: "wrong"}
    assert office.said(imported, 7) == ["Row 5 is the same one."]
    kinds = Customer.objects.order_by("pk").values_list("kind", flat=True)
    assert list(kinds) == ["user", "distributor", "user"]
    permits = Permit.objects.order_by("pk").values_list("kind", flat=True)
    assert list(permits) == ["practice", "distribution_filing", "clinic"]
    assert Customer.objects.last().phone == "13823734825"


def test_a_location_that_is_not_in_the_books_is_a_question(content, room):
    taken(content, "產品")
    imported, by = brought_in(content, "庫存")
    assert set(office.verdicts(imported).values()) == {"doubtful", "wrong"}
    assert not imported.rows.filter(acceptable=True).exists()
    assert "G4 B-06-2 is not in the books" in office.said(imported, 4)[0]


def test_opening_stock_is_read_with_its_doubts(content, room):
    taken(content, "產品")
    options = {"warehouse": room.pk, "create": True}
    imported, _by = brought_in(content, "庫存", **options)
    verdicts = office.verdicts(imported)
    assert [n for n in verdicts if verdicts[n] == "wrong"] == [7, 8, 10]
    assert [n for n in verdicts if verdicts[n] == "good"] == [4, 5]
    assert "F6 12盒 holds a number and a unit" in office.said(imported, 6)[0]
    assert office.said(imported, 7) == ["E7 2026-02-30 is not a day of the calendar."]
    assert office.said(imported, 8) == ["F8 -5: a stock is never below zero."]
    assert any("stays locked" in each for each in office.said(imported, 9))
    assert "has no product file" in office.said(imported, 10)[0]
    assert Place.objects.count() == 0


def test_opening_stock_enters_as_one_draft_and_moves_once_signed(stocked, room):
    entry = StockIn.objects.get()
    assert (entry.state, entry.source, entry.warehouse) == ("draft", "opening", room)
    lines = entry.lines.order_by("pk")
    assert [line.quantity for line in lines] == [235, 175, 12, 520]
    assert lines[0].device_name == "一次性使用無菌注射器"
    assert set(Place.objects.values_list("zone", flat=True)) == {Zone.QUALIFIED}
    # The refrigerated strips do not belong here, which the entry's own rule says.
    lines.last().delete(by=entry.made_by)
    make.signed(entry)
    balances = {batch.lot: batch.quantity() for batch in Batch.objects.all()}
    assert balances["20250604A"] == 235


def test_one_import_is_one_entry_of_the_trail(stocked):
    entries = Trail.objects.filter(act__in=("imported", "created", "changed"))
    assert [entry.act for entry in entries] == ["imported", "imported"]
    details = entries[0].details
    assert details["sha256"] == stocked.sha256
    assert (details["came_in"], details["stayed_out"]) == (4, 3)


def test_the_same_file_changes_nothing_the_second_time(content, stocked):
    before = Trail.objects.count(), StockIn.history.count(), Product.history.count()
    for sheet in ("產品", "庫存"):
        options = stocked.options if sheet == "庫存" else {}
        again, by = brought_in(content, sheet, **options)
        verdicts = set(office.verdicts(again).values())
        assert verdicts == ({"known"} if sheet == "產品" else {"known", "wrong"})
        assert again.earlier(sheet)
        office.take(again, by, agreeing=True)
        assert again.counts()["taken"] == 0
    after = Trail.objects.count() - 2, StockIn.history.count(), Product.history.count()
    assert before == after


def test_an_import_is_undone_while_nothing_stands_on_it(content, stocked):
    by = make.user(Role.STOREKEEPER)
    assert office.undo(stocked, by).state == Import.State.UNDONE
    assert not StockIn.objects.exists()
    assert not Batch.objects.exists()
    assert not Place.objects.exists()
    last = StockIn.history.first()
    assert (last.history_type, last.history_user) == ("-", by)
    assert Trail.objects.first().act == Trail.Act.UNDONE
    products = Import.objects.get(target="products")
    assert office.undo(products, by).state == Import.State.UNDONE
    assert not Product.objects.exists()


def test_what_somebody_has_built_on_is_not_undone(content, stocked):
    products = Import.objects.get(target="products")
    quality = make.user(Role.QUALITY_OFFICER)
    office.undo(products, quality)
    assert products.state == Import.State.TAKEN
    assert products.failure["en"].startswith("Row 4: ")
    assert "一次性使用無菌注射器 1ml" in products.failure["en"]
    assert Product.objects.count() == 5
    assert Trail.objects.first().act == Trail.Act.REFUSED


def test_a_draft_that_was_worked_on_is_named(content):
    imported = taken(content, "供應商")
    draft = Supplier.objects.first()
    draft.save(by=imported.made_by)
    office.undo(imported, imported.made_by)
    said = f"Row 7: {draft} was worked on since it came in."
    assert imported.failure["en"] == said
    assert Supplier.objects.count() == 3


def test_what_stays_out_comes_back_as_a_workbook_with_reasons(content, room):
    taken(content, "產品")
    options = {"warehouse": room.pk, "create": True}
    imported = taken(content, "庫存", **options)
    left = rejects.workbook(imported)
    page = openpyxl.load_workbook(BytesIO(left)).active
    head, *rows = page.iter_rows(values_only=True)
    assert head[:3] == ("品名", "規格", "批號/序列號")
    assert head[-1] == "Reasons"
    lots = ["20251008A", "20260309", "20260223", "20200306", "20250909A"]
    assert [row[2] for row in rows] == lots
    assert rows[1][-1].startswith("E7 ")
    assert rows[1][-1].endswith(": 2026-02-30 is not a day of the calendar.")
    assert len(brought_in(left, "庫存")[0].columns) == 8


@pytest.mark.parametrize("language", ["en", "zh-hant", "zh-hans"])
@pytest.mark.parametrize("key", ["suppliers", "products", "customers"])
def test_an_export_comes_in_again_unchanged(key, language):
    target = targets[key]
    for _number in range(3):
        make.signed(make.one(target.model))
    register = registry.of(target.model)
    with translation.override(language):
        book = workbooks.export(register, register.queryset())
    by = make.user(*target.roles)
    imported = office.bring_in(book, by)
    assert imported.target == key
    assert list(office.verdicts(imported).values()) == ["known"] * 3


def test_an_ambiguous_day_is_asked_and_not_guessed(content, room):
    taken(content, "產品")
    rows = [["批次号", "产品名称", "规格", "库存数量", "生产日期", "有效期至", "货位"]]
    rows += [["L1", "一次性使用无菌注射器", "1ml", 5, "01/02/2026", "01/02/2037", "A"]]
    book = office.workbook(x=rows)
    options = {"warehouse": room.pk, "create": True}
    imported = office.bring_in(book, make.user(Role.STOREKEEPER), **options)
    row = imported.rows.get()
    assert (row.verdict, row.acceptable) == ("doubtful", False)
    assert "2026-01-02 / 2026-02-01" in row.findings[0]["said"]["en"]
    layout = recognising.Layout(imported, "x", targets["stock"])
    asked = [seen.head for seen in layout.columns() if seen.is_ambiguous]
    assert asked == ["生产日期", "有效期至"]
    orders = {"produced_on": "dmy", "expires_on": "dmy"}
    answered = office.bring_in(book, imported.made_by, orders=orders, **options)
    assert office.verdicts(answered) == {2: "good"}
    office.take(answered, imported.made_by)
    assert str(Batch.objects.get().produced_on) == "2026-02-01"


def test_everybody_is_offered_first_what_is_his_to_bring_in():
    """Though another sheet has more of the columns that his has."""
    of_suppliers = office.suppliers()
    of_suppliers[2].append("聯繫人")
    book = office.workbook(供應商=of_suppliers, 客戶=office.customers())
    by = make.user(Role.SALESPERSON)
    admitted = [key for key, target in targets.items() if target.admits(by)]
    guess = recognising.guess(admit(office.upload(book), by), admitted)
    assert (guess.sheet, guess.target) == ("客戶", "customers")
