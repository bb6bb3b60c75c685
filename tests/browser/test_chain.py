"""The whole chain, from an office's list of suppliers to a delivered sale.

Eleven people do their part of it in their own browsers; the warehouse holds phones.
"""

import datetime as dt
import io

import pytest
from django.utils import timezone
from pypdf import PdfReader

from qms.quality.demo import masters
from qms.quality.demo.numbers import gtin, id_number, uscc
from qms.quality.demo.people import PASSWORD, people
from tests import office

pytestmark = pytest.mark.django_db(transaction=True)

SUPPLIER = "佛山瑞安醫療用品有限公司"
PRODUCT = "一次性使用無菌注射器"
CUSTOMER = "佛山市中心醫院"
DI = gtin()
TODAY = timezone.localdate()
NEXT_YEAR = TODAY + dt.timedelta(days=365)
EXPIRY = TODAY + dt.timedelta(days=600)
MADE = TODAY - dt.timedelta(days=60)


@pytest.fixture
def company():
    """A company that may trade and has not begun to."""
    staff = people()
    masters.licences(staff)
    masters.rooms(staff)


@pytest.fixture
def cast(company, visitor):
    """Everybody at his or her own screen, called by user name."""
    everybody = {}
    for name in ("liu", "zhao", "huang", "chen", "wang", "zhou", "li", "zhang"):
        everybody[name] = visitor().sign_in(name, PASSWORD)
    for name in ("sun", "wu", "zheng"):
        everybody[name] = visitor(390).sign_in(name, PASSWORD)
    return everybody


def test_goods_are_approved_bought_received_sold_and_delivered(cast):
    bring_in_suppliers(**cast)
    approve_the_supplier(**cast)
    approve_a_product(**cast)
    contract = agree_on_a_contract(**cast)
    purchase = buy(contract, **cast)
    receipt = receive(purchase, **cast)
    inspection = inspect(receipt, **cast)
    put_away(inspection, **cast)
    approve_a_customer(**cast)
    authorise_a_salesperson(**cast)
    sale = sell(**cast)
    review = review_out(sale, **cast)
    note = deliver(review, **cast)
    the_note_prints(note, **cast)
    the_batch_is_traced(**cast)


def bring_in_suppliers(liu, huang, **others):
    """The office's own list comes in; one of its drafts is completed."""
    liu.upload(office.company()).follow("Read the rows").take_rows(3)
    liu.find("fsra", SUPPLIER).follow("Edit").fill(
        legal_representative="何家輝",
        address="佛山市禪城區季華五路22號",
        contact_person="何家輝",
    )
    liu.save().submit()
    huang.take_up(SUPPLIER).sign(opinion="資料齊全")


def approve_the_supplier(liu, zhao, huang, chen, wang, **others):
    liu.find("fsra", SUPPLIER).begin("first-trade supplier approval")
    liu.shows(licence_scope=office.SCOPE).fill(
        licence_issuer="佛山市市場監督管理局",
        sales_person_name="何家輝",
        sales_person_id_no=id_number(),
        authorization_products="所經營的全部醫療器械",
        authorization_region="廣東省",
        authorization_from=TODAY,
        authorization_to=NEXT_YEAR,
        agreement_until=NEXT_YEAR,
        intended_products="注射器",
        application_reason="拓展供貨渠道",
    )
    liu.save().attach(
        "business_licence_file",
        "licence_file",
        "sales_person_id_file",
        "authorization_file",
        "delivery_note_sample_file",
        "quality_agreement_file",
    )
    liu.submit()
    number = liu.heading_number()
    zhao.take_up(number).sign(purchasing_opinion="同意申請")
    huang.take_up(number).sign(quality_opinion="資質合格")
    chen.take_up(number).sign(opinion="同意")
    wang.take_up(number).sign(opinion="批准")
    wang.says("agreed")


def approve_a_product(liu, zhao, huang, chen, wang, **others):
    huang.open("/core/product/").follow("New").fill(
        name=PRODUCT,
        specification="5ml",
        unit="支",
        management_class="3",
        catalogue_code_2017="14",
        catalogue_code_2002="6815",
        is_sterile_single_use=True,
        udi_di=DI,
        registration_no="国械注准20233145828",
        registration_valid_to=NEXT_YEAR,
        registrant_name="廣東健源醫療科技有限公司",
        registrant_contact="0757-82228888",
        manufacture_licence_no="粤药监械生产许20200123号",
        temp_min="10",
        temp_max="30",
        transport_condition="防潮、防壓",
        shelf_life_months="24",
        quality_standard="GB 15810",
        purchase_price="0.62",
        sale_price="0.90",
    )
    huang.save().submit()
    chen.take_up(PRODUCT).sign(opinion="核實無誤")

    liu.find("ycxsyw", PRODUCT).begin("first-trade product approval").fill(
        supplier="佛山瑞安",
        registration_issued=dt.date(2023, 5, 6),
        intended_use="供抽吸液體或注射用",
        application_reason="臨床需求",
    )
    liu.save().attach(
        "registration_file", "label_sample_file", "inspection_report_file"
    )
    liu.submit()
    number = liu.heading_number()
    zhao.take_up(number).sign(purchasing_opinion="同意申請")
    huang.take_up(number).sign(quality_opinion="註冊證有效")
    chen.take_up(number).sign(opinion="同意")
    wang.take_up(number).sign(opinion="批准")


def agree_on_a_contract(liu, zhao, huang, wang, **others):
    liu.find("fsra", SUPPLIER).begin("purchase (sale) contract")
    liu.add_line(product=PRODUCT, quantity="100", unit_price="0.62").fill(
        valid_from=TODAY,
        valid_to=NEXT_YEAR,
        quality_clauses="符合註冊產品技術要求，附合格證明",
        after_sales_clauses="供方負責技術培訓",
        delivery_terms="供方送貨至需方倉庫",
        payment_terms="驗收合格後30日內付款",
        liability="爭議由廣州仲裁委員會仲裁",
    )
    liu.save().attach("quality_standard_files").submit()
    number = liu.heading_number()
    zhao.take_up(number).sign()
    huang.take_up(number).sign()
    wang.take_up(number).sign()
    liu.take_up(number).attach("scan_file").sign(signed_for_party="何家輝")
    return number


def buy(contract, liu, zhao, huang, **others):
    liu.take_up(contract).save().submit()
    number = liu.heading_number()
    zhao.take_up(number).sign()
    huang.take_up(number).sign()
    return number


def receive(purchase, sun, **others):
    """Two lots come: the first is scanned into the line that waits for it."""
    sun.take_up(purchase).fill(
        delivery_note_no="RA20260115",
        note_matches_sample=True,
        carrier="順達物流 粵A·8K316",
        deliverer="梁師傅",
    )
    for number, lot, quantity in ((0, "RA2601", "60"), (1, "RA2602", "40")):
        sun.scan(f"(01){DI}(11){MADE:%y%m%d}(17){EXPIRY:%y%m%d}(10){lot}")
        sun.has(number, product=PRODUCT, lot=lot, produced_on=MADE, expires_on=EXPIRY)
        sun.fill_line(number, quantity=quantity, received_qty=quantity)
    sun.save().attach("delivery_note_file", "deliverer_signature").submit()
    return sun.heading_number()


def inspect(receipt, zhou, wu, **others):
    good = {"appearance": "good", "packaging": "good", "labelling": "good"}
    zhou.take_up(receipt)
    for line, lot, quantity in ((0, "RA2601", "60"), (1, "RA2602", "40")):
        zhou.has(line, lot=lot, received_qty=quantity)
        zhou.fill_line(
            line,
            sampled_qty="5",
            certificate_no=f"HG-{lot}",
            accepted_qty=quantity,
            conclusion="accepted",
            **good,
        )
    zhou.save().attach("certificate_file").submit()
    number = zhou.heading_number()
    wu.take_up(number).sign()
    return number


def put_away(inspection, wu, zhou, **others):
    wu.take_up(inspection)
    wu.has(0, quantity="60").has(1, quantity="40")
    wu.save().submit()
    zhou.take_up(wu.heading_number()).sign()


def approve_a_customer(li, zhang, huang, chen, **others):
    li.open("/core/customer/").follow("New").fill(
        name=CUSTOMER,
        kind="user",
        uscc=uscc("440604", "12"),
        address="佛山市禪城區嶺南大道北81號",
        delivery_address="佛山市禪城區嶺南大道北81號 收貨處",
        contact_person="採購科",
        phone="0757-8316 3000",
    )
    li.save().submit()
    huang.take_up(CUSTOMER).sign()
    zhang.take_up(CUSTOMER).sign()

    li.find("fsszxyy", CUSTOMER).begin("customer qualification review").fill(
        permit_kind="practice",
        permit_no="PDY60458213",
        permit_scope="內科；外科",
        permit_valid_to=NEXT_YEAR,
    )
    li.save().attach("business_licence_file", "permit_file").submit()
    number = li.heading_number()
    zhang.take_up(number).sign(sales_opinion="長期合作單位")
    huang.take_up(number).sign(quality_opinion="資質合格")
    chen.take_up(number).sign(opinion="同意")


def authorise_a_salesperson(zhang, huang, wang, **others):
    zhang.open("/sales/salesauthorization/").follow("New").fill(
        employee="李娜",
        id_no=id_number("19920703"),
        products="公司經營範圍內全部產品",
        region="廣東省",
        valid_to=NEXT_YEAR,
        training="PX-2026-03",
    )
    zhang.save().submit()
    number = zhang.heading_number()
    huang.take_up(number).sign()
    wang.take_up(number).sign()


def sell(li, zhang, **others):
    li.find("fsszxyy", CUSTOMER).begin("sales record")
    li.add_line(batch="RA2602", quantity="30", unit_price="0.90")
    li.fill(invoice_no="044032600111", invoice_amount="27.00").save().submit()
    number = li.heading_number()
    zhang.take_up(number).sign()
    return number


def review_out(sale, wu, zheng, **others):
    wu.take_up(sale).has(0, quantity="30")
    wu.scan(f"01{DI}17{EXPIRY:%y%m%d}10RA2602").has_ticked(0, "udi_scanned")
    wu.fill_line(0, package_ok="good", label_ok="good", other_ok="good")
    wu.fill_line(0, review_result="released").save().submit()
    number = wu.heading_number()
    zheng.take_up(number).sign()
    return number


def deliver(review, li, zheng, **others):
    li.take_up(review).save().submit()
    number = li.heading_number()
    zheng.take_up(number).sign()
    li.take_up(number).attach("receiver_signature").sign(received_by="收貨員 張")
    return number


def the_note_prints(note, li, **others):
    sheet = li.printed()
    assert sheet.startswith(b"%PDF")
    text = "".join(page.extract_text() for page in PdfReader(io.BytesIO(sheet)).pages)
    assert note in text


def the_batch_is_traced(li, **others):
    li.follow("Trace", ".heading-actions").sees(SUPPLIER, CUSTOMER, "RA2602")
