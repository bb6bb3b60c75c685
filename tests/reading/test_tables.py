from datetime import date
from io import BytesIO
from zipfile import ZipFile

import pytest
import xlsxwriter

from qms.records.reading.cells import Unreadable
from qms.records.reading.tables import (
    Column,
    Match,
    Table,
    find_header,
    is_total_row,
    match,
    sheets,
)

COLUMNS = [
    Column(
        "product",
        "name of the product",
        ("品名", "產品名稱", "商品名稱"),
        required=True,
    ),
    Column("specification", "specification", ("規格", "規格型號", "型號")),
    Column("lot", "lot", ("批號", "生產批號"), required=True),
    Column("produced", "production date", ("生產日期",)),
    Column("expires", "expiry date", ("失效日期", "有效期至", "有效期")),
    Column("quantity", "quantity", ("數量", "庫存數量"), required=True),
    Column("supplier", "supplier", ("供應商", "供貨單位")),
    Column("unit", "unit", ("單位",)),
]
TITLE = ["2026年10月末庫存盤點表"]
MADE_BY = ["編制：質量管理部", "", "日期：2026.11.01"]
NAMES = [
    "品名",
    "規格",
    "批號/序列號",
    "生產日期",
    "失效日期",
    "數量",
    "庫位",
    "供貨單位",
]
ROW = [
    "\u3000注射器",
    "1ml",
    "20250604A",
    "2025/6/4",
    date(2030, 5, 9),
    235,
    "B-06-2",
    "廣州",
]
ROWS = [TITLE, MADE_BY, NAMES, ROW, [], [*ROW[:5], "12盒"], ["合計", 2]]


def workbook(**tables):
    file = BytesIO()
    with xlsxwriter.Workbook(file, {"default_date_format": "yyyy-mm-dd"}) as book:
        for name, rows in tables.items():
            sheet = book.add_worksheet(name)
            for number, row in enumerate(rows):
                sheet.write_row(number, 0, row)
    return file


def open_document(rows):
    cell = (
        '<table:table-cell office:value-type="string">'
        "<text:p>{}</text:p></table:table-cell>"
    )
    body = "".join(
        f"<table:table-row>{''.join(map(cell.format, row))}</table:table-row>"
        for row in rows
    )
    names = " ".join(
        f'xmlns:{n}="urn:oasis:names:tc:opendocument:xmlns:{n}:1.0"'
        for n in ("office", "table", "text")
    )
    file = BytesIO()
    with ZipFile(file, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("META-INF/manifest.xml", "<manifest/>")
        archive.writestr(
            "content.xml",
            f"<office:document-content {names}><office:body><office:spreadsheet>"
            f'<table:table table:name="庫存">{body}</table:table>'
            "</office:spreadsheet></office:body></office:document-content>",
        )
    return file


def csv(rows, encoding="utf-8", separator=","):
    text = "\r\n".join(separator.join(row) for row in rows)
    return BytesIO(text.encode(encoding))


class TestMatch:
    def test_each_field_is_found_by_meaning(self):
        found = match(NAMES, COLUMNS)
        fields = [found[i] and found[i].name for i in range(len(NAMES))]
        assert fields == [
            *("product", "specification", "lot", "produced", "expires", "quantity"),
            *(None, "supplier"),
        ]

    def test_a_name_in_part_is_not_certain(self):
        found = match(NAMES, COLUMNS)
        assert found[0].score == 1
        assert 0 < found[2].score < 1

    @pytest.mark.parametrize(
        ("header", "field"),
        [
            ("规格型号", "specification"),
            ("數量（盒）", "quantity"),
            ("Expiry Date", "expires"),
            ("EXPIRY_DATE:", "expires"),
            ("有效期至（年月日）", "expires"),
            ("产品批号", "lot"),
            ("計量單位", "unit"),
            ("供貨單位全稱", "supplier"),
            ("備註", None),
            ("號", None),
            ("", None),
            (3.0, None),
        ],
    )
    def test_offices_name_a_column_in_many_ways(self, header, field):
        found = match([header], COLUMNS)[0]
        assert (found and found.name) == field

    def test_the_first_of_two_names_counts(self):
        serial = Column("serial", "serial number", ("序列號",))
        assert match(["批號/序列號"], [serial, *COLUMNS])[0].name == "lot"

    def test_a_field_is_used_once(self):
        found = match(["批號", "批號"], COLUMNS)
        assert found == {0: Match("lot", 1), 1: None}

    def test_the_likest_header_gets_the_field(self):
        assert match(["原批號", "批號"], COLUMNS)[1] == Match("lot", 1)


class TestHeader:
    def test_it_is_found_below_the_titles(self):
        header = find_header(ROWS, COLUMNS)
        assert header.row == 3
        assert header.missing(COLUMNS) == []

    def test_required_columns_may_be_missing(self):
        header = find_header([["品名", "規格"]], COLUMNS)
        assert [c.name for c in header.missing(COLUMNS)] == ["lot", "quantity"]

    def test_titles_alone_are_none(self):
        assert find_header([TITLE, MADE_BY], COLUMNS) is None

    def test_a_table_of_one_column_has_a_header(self):
        assert find_header([["批號"], ["A1"]], COLUMNS[2:3]).row == 1

    def test_it_is_not_looked_for_below_the_twentieth_row(self):
        assert find_header([[]] * 20 + [NAMES], COLUMNS) is None


@pytest.mark.parametrize(
    ("row", "is_total"),
    [
        (["合計", 93], True),
        (["", "總計：", 93], True),
        (["小计"], True),
        (["合计：12家"], True),
        (["本頁合計"], True),
        (["Grand total", 3], True),
        (["合計器", 3], False),
        (["Total hip prosthesis"], False),
        ([1.0, "合計"], False),
        ([], False),
    ],
)
def test_total_rows(row, is_total):
    assert is_total_row(row) is is_total


class TestFiles:
    def test_the_sheets_of_a_workbook(self):
        assert sheets(workbook(甲=ROWS, 乙=[["品名"]])) == [("甲", 7, 8), ("乙", 1, 1)]

    def test_rows_keep_their_numbers_and_raw_cells(self):
        table = Table.read(workbook(甲=[["x"]], 庫存=ROWS), "庫存")
        rows = list(table.rows_after(find_header(table.rows, COLUMNS)))
        assert [number for number, _ in rows] == [4, 6]
        assert rows[0][1] == {
            "product": "\u3000注射器",
            "specification": "1ml",
            "lot": "20250604A",
            "produced": "2025/6/4",
            "expires": date(2030, 5, 9),
            "quantity": 235.0,
            "supplier": "廣州",
        }
        assert rows[1][1]["quantity"] == "12盒"
        assert rows[1][1]["supplier"] == ""

    def test_rows_above_the_first_cell_are_counted(self):
        table = Table.read(workbook(甲=[[], [], *ROWS]))
        assert find_header(table.rows, COLUMNS).row == 5

    def test_open_document(self):
        table = Table.read(
            open_document([TITLE, NAMES, ["注射器", "1ml", "A1"]]), "庫存"
        )
        [(number, cells)] = table.rows_after(find_header(table.rows, COLUMNS))
        assert (number, cells["lot"], cells["quantity"]) == (3, "A1", "")

    @pytest.mark.parametrize(
        "encoding", ["utf-8", "utf-8-sig", "utf-16", "gb18030", "big5"]
    )
    @pytest.mark.parametrize("separator", [",", ";", "\t"])
    def test_csv_of_any_office(self, encoding, separator):
        rows = [
            NAMES,
            ["注射器", "1ml", "20250604A", "2025/6/4", "", "5", "", "廣州聯合"],
        ]
        table = Table.read(csv(rows, encoding, separator))
        assert table.rows == rows

    def test_simplified_csv_in_gb18030(self):
        rows = [["设备名称", "阴凉库1号"], ["序号", "温度(℃)"]]
        assert Table.read(csv(rows, "gb18030")).rows == rows

    def test_a_short_row_has_blanks(self):
        table = Table.read(csv([NAMES, ["注射器"]]))
        [(_, cells)] = table.rows_after(find_header(table.rows, COLUMNS))
        assert cells["lot"] == ""

    def test_a_path_is_a_file_too(self, tmp_path):
        path = tmp_path / "stock.csv"
        path.write_bytes(csv([NAMES]).getvalue())
        assert sheets(path) == sheets(str(path)) == [("", 1, 8)]

    def test_an_empty_file_has_no_rows(self):
        assert Table.read(BytesIO(b"")).rows == []

    def test_a_sheet_that_is_not_there(self):
        with pytest.raises(Unreadable, match="no sheet 丙"):
            Table.read(workbook(甲=ROWS), "丙")

    @pytest.mark.parametrize(
        "content",
        [b"PK\x03\x04 broken", b"\xd0\xcf\x11\xe0 broken", b"\x89PNG\r\n\xff\x00"],
    )
    def test_what_is_no_table(self, content):
        with pytest.raises(Unreadable, match="not a table"):
            sheets(BytesIO(content))

    def test_a_locked_workbook_says_so(self):
        package = "EncryptedPackage".encode("utf-16-le")
        with pytest.raises(Unreadable, match="locked with a password"):
            sheets(BytesIO(b"\xd0\xcf\x11\xe0" + bytes(1000) + package))

    def test_a_text_document_is_no_table(self):
        file = BytesIO()
        with ZipFile(file, "w") as archive:
            archive.writestr("word/document.xml", "<w/>")
        with pytest.raises(Unreadable, match="not a table"):
            Table.read(file)
