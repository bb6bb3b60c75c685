"""The products of the demo company, and their first-trade approvals."""

import datetime as dt
from decimal import Decimal

from qms.core.models import Product
from qms.core.roles import Role
from suppliers.models import FirstProductApproval

from .masters import YEAR, later
from .numbers import gtin
from .steps import attach, signed

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
    (
        "一次性使用輸液器 帶針",
        "0.7×25mm",
        "套",
        3,
        "14",
        "6866",
        "国械注准20243140317",
        (10, 30),
        {"is_sterile_single_use": True},
        "1.85",
    ),
    (
        "上臂式電子血壓計",
        "BP-360",
        "台",
        2,
        "07",
        "6820",
        "粤械注准20232070456",
        (10, 30),
        {},
        "168.00",
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
        registration_valid_to=later(YEAR + 900),
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
