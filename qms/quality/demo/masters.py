"""The masters of the demo company: licences, rooms, suppliers, products, customers."""

import datetime as dt
from decimal import Decimal

from django.utils import timezone

from qms.core.models import (
    CompanyLicence,
    Place,
    Product,
    Supplier,
    Warehouse,
    Zone,
)
from qms.core.roles import Role
from suppliers.models import FirstProductApproval, FirstSupplierApproval

from .numbers import gtin, id_number, uscc
from .steps import attach, signed

SCOPE = "6815,6820,6822,6823,6840,6846,6864,6866；2017年分類：06,07,09,13,14,16,22"
TODAY = timezone.localdate()


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
        ("licence", "粤穗药监械经营许20230415号", f"Ⅲ類：{SCOPE}", later(420)),
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
    return [supplier(staff, *row) for row in SUPPLIERS]


def supplier(staff, name, region, contact, address, phone, licence, days):
    """A supplier through its file and its first-trade approval."""
    buyer = staff[Role.PURCHASER]
    made = Supplier(
        name=name,
        uscc=uscc(region),
        address=address,
        legal_representative=contact,
        phone=phone,
        contact_person=contact,
    )
    made.save(by=buyer)
    signed(made, staff)
    approval = FirstSupplierApproval(
        supplier=made,
        licence_kind="distribution",
        licence_no=licence,
        licence_scope=SCOPE,
        licence_issuer="市場監督管理局",
        licence_valid_to=later(days),
        sales_person_name=contact,
        sales_person_id_no=id_number(),
        authorization_products="所經營的全部醫療器械",
        authorization_region="廣東省",
        authorization_from=timezone.localdate(),
        authorization_to=later(365),
        agreement_until=later(365),
        intended_products="注射器、輸液器、血糖試紙、檢測試劑",
        application_reason="拓展供貨渠道",
    )
    approval.save(by=buyer)
    attach(approval)
    signed(approval, staff)
    made.refresh_from_db()
    return made


#: Name, specification, unit, class, codes, registration, range, flags, price.
PRODUCTS = (
    (
        "一次性使用無菌注射器 帶針",
        "5ml",
        "支",
        3,
        "14",
        "6815",
        "国械注准20233145828",
        (10, 30),
        {"is_sterile_single_use": True},
        "0.62",
    ),
    (
        "一次性使用靜脈留置針",
        "22G",
        "支",
        3,
        "14",
        "6815",
        "国械注准20223148365",
        (10, 30),
        {"is_sterile_single_use": True},
        "6.80",
    ),
    (
        "醫用外科口罩",
        "17.5cm×9.5cm",
        "個",
        2,
        "14",
        "6864",
        "粤械注准20222141993",
        (10, 30),
        {},
        "0.35",
    ),
    (
        "血糖試紙（葡萄糖氧化酶法）",
        "50條/盒",
        "盒",
        2,
        "22",
        "6840",
        "浙械注准20232400649",
        (2, 30),
        {"is_ivd": True},
        "48.00",
    ),
    (
        "乙型肝炎病毒表面抗原檢測試劑盒（膠體金法）",
        "20人份/盒",
        "盒",
        3,
        "22",
        "6840",
        "国械注准20233407435",
        (2, 8),
        {"is_ivd": True, "is_cold_chain": True},
        "96.00",
    ),
    (
        "冠狀動脈藥物洗脫支架系統",
        "3.0×18mm",
        "套",
        3,
        "13",
        "6846",
        "国械注准20253132544",
        (0, 25),
        {"is_implant": True},
        "790.00",
    ),
)


def products(staff):
    return [product(staff, *row) for row in PRODUCTS]


def product(staff, name, spec, unit, level, new, old, number, limits, flags, price):
    made = Product(
        name=name,
        specification=spec,
        unit=unit,
        management_class=level,
        catalogue_code_2017=new,
        catalogue_code_2002=old,
        registration_no=number,
        registration_valid_to=later(900),
        registrant_name="廣東健源醫療科技有限公司",
        registrant_contact="0757-82228888",
        manufacture_licence_no="粤药监械生产许20200123号",
        udi_di=gtin(),
        temp_min=limits[0],
        temp_max=limits[1],
        transport_condition="2～8℃冷鏈運輸"
        if "is_cold_chain" in flags
        else "防潮、防壓",
        shelf_life_months=24,
        quality_standard="YY/T 產品技術要求",
        purchase_price=Decimal(price),
        sale_price=Decimal(price) * Decimal("1.4"),
        **flags,
    )
    made.save(by=staff[Role.QUALITY_OFFICER])
    return signed(made, staff)


def approve(staff, made, of, until=None):
    """The first-trade approval of a product from a supplier, up to a place."""
    approval = FirstProductApproval(
        supplier=of,
        product=made,
        registration_issued=dt.date(2023, 5, 6),
        intended_use="按說明書使用",
        application_reason="臨床需求",
    )
    approval.begin()
    approval.shelf_life = "24個月"
    approval.save(by=staff[Role.PURCHASER])
    attach(approval)
    signed(approval, staff, until)


#: Name, kind, permit.
CUSTOMERS = (
    ("廣州市第一人民醫院", "user", "practice", "PDY10045711", "內科；外科；醫學檢驗科"),
    ("佛山市中心醫院", "user", "practice", "PDY60458213", "內科；外科；心血管內科"),
    ("深圳康泰口腔診所", "user", "clinic", "PDY30511876", "口腔科"),
    (
        "東莞安迪大藥房有限公司",
        "distributor",
        "distribution",
        "粤莞药监械经营许20240387号",
        SCOPE,
    ),
)
