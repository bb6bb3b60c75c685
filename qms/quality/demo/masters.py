"""The masters of the demo company: licences, rooms, suppliers, products, customers."""

import datetime as dt
from decimal import Decimal

from django.utils import timezone

from qms.core.models import (
    CompanyLicence,
    Place,
    Supplier,
    Warehouse,
    WorkCalendar,
    Zone,
)
from qms.core.roles import Role
from suppliers.models import FirstSupplierApproval

from .numbers import id_number, uscc
from .steps import attach, signed

SCOPE = "6815,6820,6822,6823,6840,6846,6864,6866；2017年分類：06,07,09,13,14,16,22"


#: The files are opened a year before the real day; terms are told from that day on.
YEAR = 365


def later(days):
    return timezone.localdate() + dt.timedelta(days=days)


def licences(staff):
    """The licence for class III and the filing for class II."""
    common = {
        "company_name": "廣州康衛醫療器械有限公司",
        "uscc": uscc(),
        "legal_representative": "王海濤",
        "company_head": "王海濤",
        "quality_head": "陳志明",
        "domicile": "廣州市黃埔區科學大道162號B2棟501",
        "premises": "廣州市黃埔區科學大道162號B2棟501",
        "warehouses": "廣州市黃埔區科學大道162號B2棟一層",
        "issuer": "廣州市市場監督管理局",
    }
    papers = (
        ("licence", "粤穗药监械经营许20230415号", f"Ⅲ類：{SCOPE}", later(YEAR + 150)),
        ("filing", "粤穗药监械经营备20230988号", f"Ⅱ類：{SCOPE}", None),
    )
    for kind, number, scope, until in papers:
        licence = CompanyLicence(
            kind=kind,
            licence_no=number,
            scope=scope,
            issued_at=dt.date(2023, 4, 18),
            valid_to=until,
            **common,
        )
        licence.save(by=staff[Role.QUALITY_OFFICER])
        attach(licence, "scans")
        signed(licence, staff)


#: The holidays of 2026, and the weekends that are worked for them.
HOLIDAYS = (
    ("元旦", "01-01", "01-03"),
    ("春節", "02-15", "02-23"),
    ("清明節", "04-04", "04-06"),
    ("勞動節", "05-01", "05-05"),
    ("端午節", "06-19", "06-21"),
    ("中秋節", "09-25", "09-27"),
    ("國慶節", "10-01", "10-07"),
)
WORKED = ("01-04", "02-14", "02-28", "05-09", "09-20", "10-10")


def calendar(staff):
    """The working days of 2026; those of 2027 are not announced yet."""
    by = staff[Role.QUALITY_OFFICER]
    made = WorkCalendar(year=2026, notice="國務院辦公廳關於2026年部分節假日安排的通知")
    made.save(by=by)
    runs = [(name, "free", first, last) for name, first, last in HOLIDAYS]
    for name, kind, *days in [*runs, *(("", "worked", day, day) for day in WORKED)]:
        first, last = (dt.date.fromisoformat(f"2026-{day}") for day in days)
        made.days.create(by=by, name=name, kind=kind, first=first, last=last)
    signed(made, staff)


#: Room, temperatures, shelves.
ROOMS = (
    ("常溫庫", 10, 30, ("A-01", "A-02", "A-03", "B-01")),
    ("陰涼庫", 0, 20, ("Y-01", "Y-02")),
    ("冷藏庫", 2, 8, ("L-01", "L-02")),
)


def rooms(staff):
    """Three rooms, each with the five zones of GSP 40."""
    by = staff[Role.QUALITY_HEAD]
    for name, low, high, shelves in ROOMS:
        room = Warehouse(
            name=name,
            address="廣州市黃埔區科學大道162號B2棟一層",
            temp_min=Decimal(low),
            temp_max=Decimal(high),
        )
        room.save(by=by)
        zones = {
            "待驗": Zone.PENDING,
            "發貨": Zone.DISPATCH,
            "不合格": Zone.REJECTED,
            "退貨": Zone.RETURNED,
        }
        codes = [(code, Zone.QUALIFIED) for code in shelves] + [*zones.items()]
        Place.objects.bulk_create(
            [Place(warehouse=room, code=code, zone=zone) for code, zone in codes], by=by
        )


#: Name, region, contact, address, telephone, licence, days it is still valid.
SUPPLIERS = (
    (
        "廣州仁和醫療器械有限公司",
        "440106",
        "劉永康",
        "廣州市天河區體育西路109號",
        "020-38761290",
        "粤穗药监械经营许20230106号",
        800,
    ),
    (
        "深圳聯合生物科技有限公司",
        "440305",
        "林思敏",
        "深圳市南山區科苑路15號",
        "0755-26781845",
        "粤深药监械经营许20230305号",
        640,
    ),
    (
        "佛山瑞安醫療用品有限公司",
        "440604",
        "何家輝",
        "佛山市禪城區季華五路22號",
        "0757-83290117",
        "粤佛药监械经营许20230604号",
        75,
    ),
)


def suppliers(staff):
    return [
        supplier(staff, *file, licence=licence, days=days)
        for *file, licence, days in SUPPLIERS
    ]


def supplier(staff, *file, licence, days):
    """A supplier through its file and its first-trade approval."""
    made = supplier_file(staff, *file)
    signed(application(staff, made, licence, days), staff)
    made.refresh_from_db()
    return made


def supplier_file(staff, name, region, contact, address, phone, **values):
    made = Supplier(
        **values,
        name=name,
        uscc=uscc(region),
        address=address,
        legal_representative=contact,
        phone=phone,
        contact_person=contact,
    )
    made.save(by=staff[Role.PURCHASER])
    return signed(made, staff)


def application(staff, supplier, licence, days):
    """The application for a supplier, with all of its papers."""
    made = FirstSupplierApproval(
        supplier=supplier,
        licence_kind="distribution",
        licence_no=licence,
        licence_scope=SCOPE,
        licence_issuer="市場監督管理局",
        licence_valid_to=later(YEAR + days),
        sales_person_name=supplier.contact_person,
        sales_person_id_no=id_number(),
        authorization_products="所經營的全部醫療器械",
        authorization_region="廣東省",
        authorization_from=timezone.localdate(),
        authorization_to=later(YEAR + days // 5),
        agreement_until=later(YEAR + 210),
        intended_products="注射器、輸液器、血糖試紙、檢測試劑",
        application_reason="拓展供貨渠道",
    )
    made.save(by=staff[Role.PURCHASER])
    attach(made)
    return made
