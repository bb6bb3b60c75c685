"""The office's list of equipment, in its own words."""

import datetime as dt

import pytest

from inventory.models import Equipment
from qms.core.roles import Role
from qms.records.imports import targets
from tests import make, office

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]

HEAD = ["序號", "資產編號", "設備名稱", "規格/型號", "設備類別", "品牌", "購置時間"]
HEAD += ["存放地點", "保管人", "強檢", "使用狀態", "校準有效期", "備註"]
ROWS = [
    ["1", "YQ-001", "溫濕度記錄儀", "RS-WS", "溫濕度監測", "建大仁科", "2024.3.5"],
    ["2", "YQ-002", "醫用冷藏箱", "HYC-390", "冷庫冷櫃", "海爾", "2023年6月1日"],
    ["3", "YQ-003", "立式空調", "KFR-120", "", "格力", ""],
    ["4", "YQ-004", "手推車", "", "", "", ""],
    ["5", "YQ-005", "重型貨架", "2m", "貨架托盤", "", ""],
]
MORE = [
    ["陰涼庫", "何志強", "是", "正常", "2027-01-05", "壁掛"],
    ["冷藏庫", "何志強", "否", "停用", "", ""],
    ["陰涼庫", "", "", "在用", "", ""],
    ["庫房", "何志強", "", "", "", ""],
    ["常溫庫", "何志強", "", "報廢", "", ""],
]


@pytest.fixture
def keeper():
    return make.user(Role.STOREKEEPER, full_name="何志強")


@pytest.fixture
def by(keeper):
    return make.user(Role.MAINTAINER)


def table(*numbers):
    rows = [[*ROWS[n], *MORE[n]] for n in numbers or range(5)]
    title = [["設施設備台賬"], ["編制：倉儲部"]]
    return office.workbook(設備=[*title, HEAD, *rows])


def brought(by, content, agreeing=True, **options):
    imported = office.bring_in(content, by, **options)
    return office.take(imported, by, agreeing)


def test_the_offices_own_list_is_recognised(by):
    imported = office.bring_in(table(), by)
    assert (imported.target, imported.header) == ("equipment", 3)
    assert set(imported.columns.values()) == {
        *("number", "name", "model", "kind", "maker", "bought_on", "location"),
        *("keeper", "is_measuring", "status", "proof", "remark"),
    }


def test_good_rows_become_drafts_with_all_that_is_said(by, keeper):
    room = make.warehouse(name="陰涼庫")
    brought(by, table(0, 1))
    logger, box = Equipment.objects.order_by("own_no")
    assert (logger.state, logger.own_no, logger.kind) == ("draft", "YQ-001", "climate")
    assert (logger.keeper, logger.warehouse) == (keeper, room)
    assert (logger.is_measuring, logger.bought_on) == (True, dt.date(2024, 3, 5))
    assert logger.maintenance_due > make.today()
    assert logger.calibration_due is None
    assert "2027-01-05" in logger.history.first().history_change_reason
    assert (box.status, box.stopped_on) == ("out_of_use", make.today())
    assert Equipment.objects.filter(search_key__contains="yq-002").get() == box


def test_what_is_not_said_is_doubted_and_never_guessed(by):
    imported = office.bring_in(table(), by)
    assert office.verdicts(imported) == {
        4: "good",
        5: "good",
        6: "wrong",
        7: "wrong",
        8: "wrong",
    }
    assert any("air conditioning?" in said for said in office.said(imported, 6))
    assert any("Nobody with an account" in said for said in office.said(imported, 6))
    assert any("which category" in said for said in office.said(imported, 7))
    assert any("needs no file" in said for said in office.said(imported, 8))


def test_somebody_is_chosen_for_what_nobody_is_named_for(by, keeper):
    imported = office.bring_in(table(2), by, keeper=keeper.pk)
    assert office.verdicts(imported) == {4: "doubtful"}
    assert any("Person" in s or "何志強" in s for s in office.said(imported, 4))
    office.take(imported, by, agreeing=True)
    made = Equipment.objects.get()
    assert (made.kind, made.keeper) == ("air", keeper)


def test_the_same_list_twice_brings_nothing_new(by):
    brought(by, table(0, 1))
    again = office.bring_in(table(0, 1), by)
    assert set(office.verdicts(again).values()) == {"known"}


def test_three_shelves_alike_are_three_if_somebody_says_so(by):
    head = ["設備名稱", "型號", "類別", "使用地點", "責任人"]
    shelf = ["貨架", "2m", "貨架", "常溫庫", "何志強"]
    content = office.workbook(List=[head, shelf, shelf, shelf])
    imported = office.bring_in(content, by)
    assert list(office.verdicts(imported).values()) == ["good", "doubtful", "doubtful"]
    office.take(imported, by, agreeing=True)
    assert Equipment.objects.count() == 3
    again = office.bring_in(content, by)
    assert set(office.verdicts(again).values()) == {"known"}


def test_several_pieces_in_one_row_are_doubted(by):
    head = ["名稱", "類別", "位置", "責任人", "數量"]
    content = office.workbook(List=[head, ["滅火器", "消防", "庫房", "何志強", "6"]])
    imported = office.bring_in(content, by)
    assert office.verdicts(imported) == {2: "doubtful"}
    assert any("6 pieces in one row" in said for said in office.said(imported, 2))


def test_our_own_export_is_known_by_its_numbers(by):
    made = make.signed(make.equipment())
    head = ["設備編號", "設備名稱", "類別", "責任人"]
    row = [made.number, made.name, "冷庫冷櫃", "何志強"]
    imported = office.bring_in(office.workbook(List=[head, row]), by)
    assert office.verdicts(imported) == {2: "known"}


def test_a_list_in_english_is_recognised_too(by):
    head = ["Asset number", "Equipment", "Model", "Category", "Location", "Keeper"]
    row = ["A-1", "Refrigerator", "HYC", "cold store/refrigerator", "Room 1", "何志強"]
    imported = office.bring_in(office.workbook(List=[head, row]), by)
    assert imported.target == "equipment"
    assert office.verdicts(imported) == {2: "good"}


def test_who_brings_it_in():
    target = targets["equipment"]
    assert target.admits(make.user(Role.MAINTAINER))
    assert not target.admits(make.user(Role.SALESPERSON))
