"""A workbook as an office keeps it, with everything that may be odd about one."""

import datetime as dt
from io import BytesIO

import xlsxwriter
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import override_settings
from django.urls import reverse

from qms.quality.demo.numbers import gtin
from qms.records.imports import files, recognising, targets, tasks
from qms.records.models import Import
from tests import make

#: No worker: what is handed over is done at once.
AT_ONCE = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}}
HEAD = ["Company name", "Credit code", "Telephone", "Licence number"]
SCOPE = "6815,6820,6840,6866；2017年分類：07,14,22"


def workbook(**pages):
    """The content of a workbook: the name of each sheet and its rows."""
    buffer = BytesIO()
    options = {"in_memory": True, "default_date_format": "yyyy-mm-dd"}
    with xlsxwriter.Workbook(buffer, options) as book:
        for name, rows in pages.items():
            page = book.add_worksheet(name)
            for number, row in enumerate(rows):
                page.write_row(number, 0, row)
    return buffer.getvalue()


def table(*rows, head=HEAD):
    """A plain list, as of suppliers."""
    return workbook(List=[head, *rows])


def names(count):
    """As many rows of good suppliers."""
    filing = "粤穗药监械经营备2022{:04d}号"
    return [(f"Supplier {n}", make.uscc(), "1", filing.format(n)) for n in range(count)]


def framed(title, head, rows):
    """A sheet as it is printed: a title above the header, a total below the rows."""
    author = ["編制：質量管理部", "", "日期：2026.11.01"]
    return [[title], author, head, *rows, [], ["合計", len(rows)]]


def mistyped(code):
    """A credit code of which a digit is wrong, so that its check digit is, too."""
    return f"{code[:16]}{(int(code[16]) + 1) % 10}{code[17]}"


def suppliers():
    head = ["序號", "單位全稱", "社會信用代碼", "許可證/備案號", "許可證有效期至"]
    head += ["經營範圍", "法人", "電話", "地址", "備註"]
    rows = [
        ("廣州仁和醫療器械有限公司", make.uscc(), dt.date(2037, 8, 16), 13919375836.0),
        (
            "佛山瑞安醫療用品有限公司 ",
            f"\u3000{make.uscc()}",
            "20370527",
            "０２０-８１１２",
        ),
        ("蘇州瑞安醫療器械有限公司", mistyped(make.uscc()), "2037年9月23日", "139"),
        ("上海聯合（華東）有限公司", make.uscc(), "2037.10.26", "138"),
    ]
    rows = [
        [number, name, code, f"粤穗食药监械经营许2022{number:04d}号", until, SCOPE]
        + ["王海濤", phone, f"廣州市{number}號", ""]
        for number, (name, code, until, phone) in enumerate(rows, 1)
    ]
    return framed("合格供貨單位一覽表", head, rows)


def products():
    head = ["產品名稱", "規格型號", "註冊證號", "註冊證有效期", "生產廠家", "類別"]
    head += ["分類編碼", "單位", "儲存條件", "條碼(DI)", "進價", "供應商"]
    syringe = ("一次性使用無菌注射器", "国械注准20233145828", "III類", "14/6815", "支")
    strips = (
        "血糖試紙",
        "浙械注准２０２３２４００６４９",
        "Ⅱ类",
        "４０/６８４０",
        "盒",
    )
    patch = ("醫用冷敷貼", "粤穗械备20255910号", "I類", "09/6864", "貼")
    rows = [
        product(*syringe, "1ml", "2037/4/18", "常溫", float(gtin())),
        product(*syringe, "２.５ml", dt.date(2037, 4, 18), "常溫", gtin()),
        product(*syringe, "25ml ", "20370418", "常溫", gtin()),
        product(*strips, "50條/盒", "2037年3月9日", "2℃～8℃", gtin()),
        product(*patch, "7cm×10cm", "長期", "乾燥通風", gtin()),
    ]
    return framed("經營品種目錄", head, rows)


def product(name, number, level, codes, unit, spec, until, storage, code):
    maker = "廣州聯合生物科技有限公司"
    head = [f"\u3000{name}", spec, number, until, maker, level, codes, unit]
    return [*head, storage, code, 759.93, maker]


def customers():
    head = ["客戶名稱", "性質", "統一代碼", "資質證號", "有效期", "經營（診療）範圍"]
    head += ["收貨地址", "收貨人", "手機"]
    pharmacy = make.uscc()
    trade = ("經營企業", "粤佛食药监械经营备20258588号", SCOPE)
    rows = [
        customer(
            "廣州市婦幼保健院", "醫療機構", make.uscc(), "PDY97619725", "內科；外科"
        ),
        customer("佛山聯合大藥房2店", trade[0], pharmacy, *trade[1:]),
        customer("深圳康泰口腔診所", "個人診所", make.uscc(), "PDY25050194", "口腔科"),
        customer("\u3000佛山聯合大藥房２店", trade[0], pharmacy, *trade[1:]),
    ]
    return framed("客戶（購貨單位）一覽表", head, rows)


def customer(name, kind, code, number, scope):
    rest = ["\u3000廣州市208號", "採購科", "１３８２３７３４８２５"]
    return [name, kind, code, number, "2037.07.17", scope, *rest]


def stock():
    head = [
        "品名",
        "規格",
        "批號/序列號",
        "生產日期",
        "失效日期",
        "數量",
        "庫位",
        "備註",
    ]
    syringe, strips = "一次性使用無菌注射器", "血糖試紙"
    rows = [
        [syringe, "1ml", "20250604A", "2025/6/4", "2037-05-09", 235, "B-06-2"],
        [
            syringe,
            "2.5ml",
            "2025042701",
            dt.date(2025, 4, 27),
            "20370411",
            175,
            "C-04-1",
        ],
        [syringe, "25ml", "20251008A", "2025.10.08", "2037.04.01", "12盒", "C-０4-1"],
        [syringe, "1ml", "20260309", "2026/3/9", "2026-02-30", 500, "A-05-3"],
        [syringe, "1ml", "20260223", "20260223", "2037.02.07", -5, "A-03-1"],
        [strips, "50條/盒 ", "20200306", "20200306", "2022-02-18", 520, "C-01-1"],
        ["紅外額溫計", "FT-100C", "20250909A", "2025-09-09", "20370830", 29, "C-04-1"],
    ]
    return framed("2026年10月末庫存盤點表", head, rows)


def company():
    """The workbook with all four sheets."""
    pages = {"供應商": suppliers, "產品": products, "客戶": customers, "庫存": stock}
    return workbook(**{name: page() for name, page in pages.items()})


def upload(content, name="公司資料.xlsx"):
    return SimpleUploadedFile(name, content)


def bring_in(content, by, sheet=None, name="公司資料.xlsx", key=None, **options):
    """A file as far as the page that shows its rows: all guesses taken as they are."""
    imported = files.admit(upload(content, name), by)
    guess = recognising.guess(imported, targets, sheet)
    key = key or guess.target
    layout = recognising.Layout(imported, guess.sheet, targets[key])
    imported.sheet, imported.target = guess.sheet, key
    imported.header, imported.options = layout.header, options
    found = {seen.index: seen.match for seen in layout.columns() if seen.match}
    imported.columns = {str(index): match.name for index, match in found.items()}
    imported.save()
    return go_on(imported, Import.State.READING, by)


@override_settings(TASKS=AT_ONCE)
def go_on(imported, state, by):
    tasks.start(imported, state, by)
    imported.refresh_from_db()
    return imported


def take(imported, by, agreeing=False):
    """Let the good rows in, and the doubtful ones where somebody agrees."""
    if agreeing:
        imported.rows.filter(acceptable=True).update(accepted=True)
    return go_on(imported, Import.State.TAKING, by)


def press_take(client, imported):
    """Let in, on the page that shows them, the rows that are to come."""
    url = reverse("import-preview", args=[imported.pk])
    seen = client.get(url).context["seen"]
    return client.post(url, {"action": "take", "seen": seen}, follow=True)


def undo(imported, by):
    return go_on(imported, Import.State.UNDOING, by)


def verdicts(imported):
    """The verdict of each row, by its number."""
    return dict(imported.rows.values_list("number", "verdict"))


def said(imported, number, language="en"):
    """What is said of a row: the cell and the sentence."""
    findings = imported.rows.get(number=number).findings
    return [f"{each['cell']} {each['said'][language]}".strip() for each in findings]
