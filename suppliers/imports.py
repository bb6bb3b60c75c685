"""Suppliers and products come in from an office's own tables."""

import re

from django.utils import timezone
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from qms.core.catalogue import CODES_2002, CODES_2017, REAGENTS_2002, REAGENTS_2017
from qms.core.identifiers import licence, normal, registration
from qms.core.imports import (
    ADDRESSES,
    CODES,
    GONE,
    ISSUERS,
    LAPSED,
    NAMES,
    NUMBERS,
    PERSONS,
    PHONES,
    REMARKS,
    SCOPES,
    TERMS,
    EnterpriseTarget,
    read_uscc,
)
from qms.core.models import Agent, Product, Supplier, SupplierCertificate
from qms.core.roles import QUALITY_STAFF, Role
from qms.core.search import search_text
from qms.records.imports import (
    ImportTarget,
    Known,
    column,
    doubt,
    read_choice,
    read_words,
    save_drafts,
    spelling,
    target,
)
from qms.records.reading.cells import Unreadable, Value
from qms.records.reading.tables import Column
from qms.records.reading.text import clean, key
from qms.records.reading.values import read_gtin, read_range

SUPPLIERS = ("供应商", "供应商名称", "供货单位", "供货者", "供货者名称", "供方", "supplier", "vendor")
TYPES = ("类别", "性质", "类型", "企业类型", "单位性质", "kind", "type", "category")

Kind, Paper = Supplier.Kind, SupplierCertificate.Kind
SUPPLIER_KINDS = {
    Kind.REGISTRANT: ("注册人", "医疗器械注册人"),
    Kind.FILER: ("备案人", "医疗器械备案人"),
    Kind.MANUFACTURER: ("生产企业", "生产厂家", "厂家", "生产商", "制造商"),
    Kind.DISTRIBUTOR: ("经营企业", "经销商", "代理商", "批发企业", "贸易商"),
    Kind.AGENT: ("境内代理人", "进口代理人", "国内代理人"),
    Kind.CARRIER: ("承运商", "物流", "物流公司", "运输企业"),
    Kind.STORAGE: ("仓储", "贮存服务", "第三方仓储"),
    Kind.AFTERSALES: ("售后", "售后服务", "维修"),
    Kind.PLATFORM: ("平台", "电商平台"),
}
#: What a licence number says of its paper and of who holds it.
LICENCES = {
    "distribution_licence": (Paper.DISTRIBUTION, Kind.DISTRIBUTOR),
    "distribution_filing": (Paper.DISTRIBUTION_FILING, Kind.DISTRIBUTOR),
    "manufacturing_licence": (Paper.MANUFACTURE, Kind.MANUFACTURER),
    "manufacturing_filing": (Paper.MANUFACTURE_FILING, Kind.MANUFACTURER),
}
FILINGS = (Paper.DISTRIBUTION_FILING, Paper.MANUFACTURE_FILING)


@target
class SupplierTarget(EnterpriseTarget):
    """Suppliers with their licence and their authorised salesperson."""

    key = "suppliers"
    title = _("suppliers")
    model = Supplier
    roles = (Role.PURCHASER, *QUALITY_STAFF)
    columns = (
        column(Supplier, "name", *SUPPLIERS, *NAMES, read=read_words, required=True),
        column(Supplier, "uscc", *CODES, read=read_uscc),
        column(
            Supplier,
            "kind",
            *TYPES,
            read=read_choice(Supplier._meta.get_field("kind"), SUPPLIER_KINDS),
        ),
        column(SupplierCertificate, "number", *NUMBERS),
        column(SupplierCertificate, "valid_until", *TERMS),
        column(SupplierCertificate, "scope", *SCOPES),
        column(SupplierCertificate, "issuer", *ISSUERS, read=read_words),
        column(Supplier, "legal_representative", "法定代表人", "法人", "法人代表"),
        column(Supplier, "contact_person", *PERSONS),
        column(Supplier, "phone", *PHONES),
        column(Supplier, "address", *ADDRESSES, read=read_words),
        column(Supplier, "bank_and_invoice", "开户行及账号", "银行账号", "开票信息"),
        column(Supplier, "agreement_until", "质量保证协议有效期", "质保协议有效期"),
        column(Agent, "name", "销售人员", "业务员", "授权人", called="agent_name"),
        column(Agent, "id_number", "身份证号", "身份证号码", "ID number"),
        column(
            Agent,
            "valid_until",
            *("授权有效期", "授权书有效期", "委托书有效期", "授权委托书有效期"),
            called="agent_until",
        ),
        column(Supplier, "market_info", *REMARKS),
    )

    def lapses(self, row):
        return self._paper(row)[0] not in FILINGS

    def check(self, row):
        yield from super().check(row)
        if row["number"] and not licence(row["number"]):
            sentence = _("{number} is no licence number of a known form.")
            yield doubt(format_lazy(sentence, number=row["number"]), "number")
        elif not row["number"] and not row["kind"]:
            yield doubt(_("Neither kind nor licence is told: is it a distributor?"))

    @staticmethod
    def _paper(row):
        """Which paper the row names, and which kind of company holds such a one."""
        read = licence(row.text("number"))
        return LICENCES[read.kind] if read else (Paper.DISTRIBUTION, Kind.DISTRIBUTOR)

    def draft(self, row):
        names = ("uscc", "legal_representative", "contact_person", "phone", "address")
        more = ("bank_and_invoice", "agreement_until", "market_info")
        kind = row["kind"] or self._paper(row)[1]
        return Supplier(name=row["name"], kind=kind, **row.filled(*names, *more))

    def papers(self, row, record):
        if row["number"]:
            kind = self._paper(row)[0]
            said = row.filled("number", "valid_until", "scope", "issuer")
            yield SupplierCertificate(record=record, kind=kind, **said)
        if row["agent_name"]:
            yield Agent(
                record=record,
                name=row["agent_name"],
                valid_until=row["agent_until"],
                **row.filled("id_number"),
            )


CLASSES = {
    Product.Class.I: ("I类", "一类", "1类", "第一类", "第一类医疗器械"),
    Product.Class.II: ("II类", "二类", "2类", "第二类", "第二类医疗器械"),
    Product.Class.III: ("III类", "三类", "3类", "第三类", "第三类医疗器械"),
}
#: Stored at no more than this, a product is a refrigerated one.
COLD = 8

PRODUCTS = (
    *("产品名称", "品名", "商品名称", "通用名称", "医疗器械名称", "名称"),
    *("product", "product name", "device name", "name"),
)
SPECIFICATIONS = (
    *("规格型号", "型号规格", "规格/型号", "型号/规格", "规格"),
    *("specification", "spec", "model and specification"),
)
REGISTRATIONS = (
    *("注册证号", "注册证编号", "注册证/备案号", "注册证号/备案凭证号", "备案号"),
    *("备案凭证编号", "批准文号", "注册号", "registration number", "registration no"),
)
UDI = ("条码", "DI", "UDI", "UDI-DI", "条形码", "商品条码", "产品标识", "GTIN", "barcode")
BOTH_CODES = ("分类编码", "分类代码", "目录编码", "分类目录", "分类号", "catalogue code")


def read_codes(raw):
    """Codes of the 2017 and the 2002 catalogue in one cell, as 14/6815."""
    found = {"2017": "", "2002": ""}
    for part in re.split(r"[/,;、\s]+", clean(raw)):
        if part[:4] in CODES_2002 and re.fullmatch(r"\d{4}(?:-\d+)*", part):
            found["2002"] = part
        elif part[:2] in CODES_2017 | {REAGENTS_2017} and re.fullmatch(
            r"\d\d(?:-\d\d){0,2}", part
        ):
            found["2017"] = part
        elif part not in ("", "-"):
            reason = _("{value} is no code of the catalogue of devices.")
            raise Unreadable(reason, value=part)
    return Value(found if any(found.values()) else None)


@target
class ProductTarget(ImportTarget):
    """Products, known by registration, name, model and specification."""

    key = "products"
    title = _("products")
    model = Product
    roles = QUALITY_STAFF
    columns = (
        column(Product, "name", *PRODUCTS, read=read_words, required=True),
        column(Product, "trade_name", "商品名", "商标名"),
        column(Product, "model", "型号"),
        column(Product, "specification", *SPECIFICATIONS),
        column(Product, "registration_no", *REGISTRATIONS, required=True),
        column(
            Product,
            "registration_valid_to",
            *("注册证有效期", "注册证有效期至", "注册证效期", "批准文号有效期"),
        ),
        column(
            Product,
            "registrant_name",
            *("生产厂家", "生产企业", "生产厂商", "厂家", "注册人", "备案人"),
            *("注册人/备案人名称", "生产商", "制造商", "manufacturer"),
            read=read_words,
        ),
        column(Product, "contract_manufacturer", "受托生产企业", read=read_words),
        column(
            Product, "manufacture_licence_no", "生产许可证号", "生产许可证", "生产备案号"
        ),
        column(
            Product,
            "management_class",
            *("类别", "管理类别", "分类", "器械类别", "医疗器械类别", "class"),
            read=read_choice(Product._meta.get_field("management_class"), CLASSES),
        ),
        Column("codes", _("codes of both catalogues"), BOTH_CODES, read_codes),
        column(Product, "catalogue_code_2017", "2017版分类编码"),
        column(Product, "catalogue_code_2002", "2002版分类编码", "68分类"),
        column(Product, "unit", "单位", "计量单位", "包装单位"),
        Column(
            "storage",
            _("storage condition"),
            ("储存条件", "贮存条件", "存储条件", "保存条件", "储运条件", "storage"),
            read_range,
        ),
        column(Product, "udi_di", *UDI, read=read_gtin),
        column(Product, "shelf_life_months", "有效期(月)", "保质期", "效期(月)", "shelf life"),
        column(Product, "transport_condition", "运输条件"),
        column(Product, "quality_standard", "产品技术要求", "执行标准", "标准号"),
        column(Product, "purchase_price", "进价", "采购价", "进货价", "购进价", "成本价"),
        column(Product, "sale_price", "售价", "销售价", "批发价"),
        Column("supplier", _("supplier"), SUPPLIERS),
        Column("remark", _("remark"), REMARKS),
    )
    notes = ("supplier", "storage_words", "remark")

    def load(self):
        found = Product.objects.exclude(state__in=GONE)
        names = ("registration_no", "name", "model", "specification")
        for number, name, *spec in found.values_list(*names):
            self.index[self._key(number, name, *spec)] = Known(f"{name} {spec[1]}")

    @staticmethod
    def _key(number, name, model, specification):
        return key(normal(number)), key(name), spelling(model + specification)

    def keys(self, row):
        names = ("registration_no", "name", "model", "specification")
        return [self._key(*map(row.text, names))]

    def check(self, row):
        yield from self._doubt_registration(row)
        yield from self._doubt_term(row)

    def _doubt_registration(self, row):
        number, said = row.text("registration_no"), row["management_class"]
        read = registration(number)
        if number and read is None:
            sentence = _("{number} is no registration or filing number of a known form.")
            yield doubt(format_lazy(sentence, number=number), "registration_no")
        elif read and said and said != read.management_class:
            sentence = _("{number} is of class {read}: which class is right?")
            said = {"number": number, "read": read.management_class}
            yield doubt(format_lazy(sentence, **said), "management_class")
        elif not read and not said:
            yield doubt(_("No class is told: is it class II?"), "management_class")

    def _doubt_term(self, row):
        until = row["registration_valid_to"]
        if until and until < timezone.localdate():
            yield doubt(format_lazy(LAPSED, day=until), "registration_valid_to")
        if row.words("registration_valid_to") and self._class(row) != Product.Class.I:
            sentence = _("The registration of a class II or III device has a term.")
            yield doubt(sentence, "registration_valid_to")

    @staticmethod
    def _class(row):
        """The class that the table names; else the one that the number names."""
        read = registration(row.text("registration_no"))
        told = row["management_class"] or (read and read.management_class)
        return told or Product.Class.II

    def take(self, rows, by, imported):
        records = [self._draft(row) for row in rows]
        save_drafts(records, by, [self.note(row, imported) for row in rows])
        return records

    def _draft(self, row):
        names = [f.name for f in Product._meta.fields if f.name in self.by_name]
        product = Product(**row.filled(*names))
        product.management_class = self._class(row)
        self._fill_in_codes(product, row)
        self._fill_in_storage(product, row)
        product.is_imported = bool(re.match("国械注[进许]", normal(row["registration_no"])))
        product.search_key = search_text(
            product.name, product.trade_name, product.specification
        )
        return product

    @staticmethod
    def _fill_in_codes(product, row):
        codes = row["codes"] or {}
        product.catalogue_code_2017 = product.catalogue_code_2017 or codes.get("2017", "")
        product.catalogue_code_2002 = product.catalogue_code_2002 or codes.get("2002", "")
        product.is_ivd = (
            product.catalogue_code_2017[:2] == REAGENTS_2017
            or product.catalogue_code_2002[:4] == REAGENTS_2002
        )

    @staticmethod
    def _fill_in_storage(product, row):
        product.temp_min, product.temp_max = row["storage"] or (None, None)
        product.is_cold_chain = product.temp_max is not None and product.temp_max <= COLD
