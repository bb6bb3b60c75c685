"""Products come in from an office's own table."""

import re

from django.utils import timezone
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from qms.core.catalogue import CODES_2002, CODES_2017, REAGENTS_2002, REAGENTS_2017
from qms.core.identifiers import normal, registration
from qms.core.imports import (
    GONE,
    LAPSED,
    PRODUCTS,
    REGISTRATIONS,
    REMARKS,
    SPECIFICATIONS,
    SUPPLIERS,
    UDI,
)
from qms.core.models import Product
from qms.core.roles import QUALITY_STAFF
from qms.core.search import search_text
from qms.records.imports import (
    ImportTarget,
    Known,
    column,
    doubt,
    misfits,
    read_choice,
    read_words,
    save_drafts,
    spelling,
    target,
)
from qms.records.reading.cells import Unreadable, Value
from qms.records.reading.cross import doubt_expiry
from qms.records.reading.tables import Column
from qms.records.reading.text import clean, key, simplified
from qms.records.reading.values import read_decimal, read_gtin, read_range

BOTH_CODES = (
    "分类编码",
    "分类代码",
    "目录编码",
    "分类目录",
    "分类号",
    "catalogue code",
)

CLASSES = {
    Product.Class.I: ("I类", "一类", "1类", "第一类", "第一类医疗器械"),
    Product.Class.II: ("II类", "二类", "2类", "第二类", "第二类医疗器械"),
    Product.Class.III: ("III类", "三类", "3类", "第三类", "第三类医疗器械"),
}
MONTHS = {"": 1, "月": 1, "个月": 1, "months": 1, "年": 12, "years": 12}
FEW = 5
#: Stored at no more than this, a product is a refrigerated one.
COLD = 8


def read_codes(raw):
    """Codes of the 2017 and the 2002 catalogue in one cell, as 14/6815."""
    parts = [part for part in re.split(r"[/,;、\s]+", clean(raw)) if part]
    found = {_era(part): part for part in parts}
    return Value(found or None)


def _era(code):
    if code[:4] in CODES_2002 and re.fullmatch(r"[0-9]{4}(-[0-9]+)*", code):
        return "2002"
    known = code[:2] in CODES_2017 or code[:2] == REAGENTS_2017
    if known and re.fullmatch(r"[0-9]{2}(-[0-9]{2}){0,2}", code):
        return "2017"
    raise Unreadable(_("{value} is no code of the catalogue of devices."), value=code)


def read_months(raw):
    """A shelf life in months; so few that years may be meant are asked about."""
    told = read_decimal(raw)
    per_unit = MONTHS.get(simplified(told.unit).lower())
    months = per_unit and told.value and told.value * per_unit
    if per_unit is None or (months and months % 1):
        raise Unreadable(_("{value} is no number of months."), value=clean(raw))
    if months and months <= FEW and not told.unit:
        return Value(months, format_lazy(_("{value}: months, or years?"), value=months))
    return Value(months)


def read_storage(raw):
    """The storage temperatures; words that name none are kept as a note."""
    value = read_range(raw)
    if value.value == (None, None):
        return Value(None, text=value.text)
    return Value(value.value)


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
            Product,
            "manufacture_licence_no",
            "生产许可证号",
            "生产许可证",
            "生产备案号",
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
            (
                "储存温度",
                "贮藏",
                "储存条件",
                "贮存条件",
                "存储条件",
                "保存条件",
                "储运条件",
                "storage",
            ),
            read_storage,
        ),
        column(Product, "udi_di", *UDI, read=read_gtin),
        column(
            Product,
            "shelf_life_months",
            "有效期(月)",
            "保质期",
            "效期(月)",
            "shelf life",
            read=read_months,
        ),
        column(Product, "transport_condition", "运输条件"),
        column(Product, "quality_standard", "产品技术要求", "执行标准", "标准号"),
        column(
            Product, "purchase_price", "进价", "采购价", "进货价", "购进价", "成本价"
        ),
        column(Product, "sale_price", "售价", "销售价", "批发价"),
        Column("supplier", _("supplier"), SUPPLIERS),
        Column("remark", _("remark"), REMARKS),
    )
    notes = ("supplier", "storage", "remark")

    def load(self):
        #: UDI-DI → whose it is: the key of a product and its name.
        self.codes = {}
        found = Product.objects.exclude(state__in=GONE)
        names = ("udi_di", "registration_no", "name", "model", "specification")
        for code, number, name, *spec in found.values_list(*names):
            own, text = self._key(number, name, *spec), f"{name} {spec[1]}"
            self.index[own] = Known(text)
            self.codes.setdefault(code, (own, text))

    @staticmethod
    def _key(number, name, model, specification):
        return key(normal(number)), key(name), spelling(model + specification)

    def keys(self, row):
        names = ("registration_no", "name", "model", "specification")
        return [self._key(*map(row.text, names))]

    def describe(self, row):
        return " ".join(filter(None, map(row.text, ("name", "specification"))))

    def check(self, row):
        yield from self._doubt_registration(row)
        yield from self._doubt_term(row)
        yield from self._doubt_code(row)
        for name, bound in self._bounds(row).items():
            yield from misfits(Product._meta.get_field(name), bound, "storage")

    def _doubt_registration(self, row):
        number, said = row.text("registration_no"), row["management_class"]
        read = registration(number)
        if number and read is None:
            sentence = _(
                "{number} is no registration or filing number of a known form."
            )
            yield doubt(format_lazy(sentence, number=number), "registration_no")
        elif read and said and said != read.management_class:
            sentence = _("{number} is of {read}: which class is right?")
            class_ = Product.Class(read.management_class).label
            told = {"number": number, "read": class_}
            yield doubt(format_lazy(sentence, **told), "management_class")
        elif not read and not said:
            yield doubt(_("No class is told: is it class II?"), "management_class")

    def _doubt_code(self, row):
        """A UDI-DI is that of one product; who scans it would get either."""
        if code := row["udi_di"]:
            [own] = self.keys(row)
            other, text = self.codes.setdefault(code, (own, self.describe(row)))
            if other != own:
                sentence = _("{code} is that of {product}.")
                yield doubt(format_lazy(sentence, code=code, product=text), "udi_di")

    def _doubt_term(self, row):
        until = row["registration_valid_to"]
        if until and until < timezone.localdate():
            yield doubt(format_lazy(LAPSED, day=until), "registration_valid_to")
        others = self.values("registration_valid_to")
        for said in doubt_expiry(None, until, None, "", others):
            yield doubt(said, "registration_valid_to")
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
        product.is_imported = bool(
            re.match("国械注[进许]", normal(row["registration_no"]))
        )
        product.search_key = search_text(
            product.name, product.trade_name, product.specification
        )
        return product

    @staticmethod
    def _fill_in_codes(product, row):
        codes = row["codes"] or {}
        product.catalogue_code_2017 = product.catalogue_code_2017 or codes.get(
            "2017", ""
        )
        product.catalogue_code_2002 = product.catalogue_code_2002 or codes.get(
            "2002", ""
        )
        product.is_ivd = (
            product.catalogue_code_2017[:2] == REAGENTS_2017
            or product.catalogue_code_2002[:4] == REAGENTS_2002
        )

    @staticmethod
    def _bounds(row):
        return dict(zip(("temp_min", "temp_max"), row["storage"] or (), strict=False))

    def _fill_in_storage(self, product, row):
        for name, bound in self._bounds(row).items():
            setattr(product, name, bound)
        product.is_cold_chain = (
            product.temp_max is not None and product.temp_max <= COLD
        )
