"""Customers come in from an office's own table."""

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from qms.core.identifiers import licence
from qms.core.imports import (
    ADDRESSES,
    CODES,
    ISSUERS,
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
from qms.core.models import Customer, Permit
from qms.core.roles import QUALITY_STAFF, Role
from qms.records.imports import column, doubt, read_choice, read_words, target
from qms.records.reading.cells import Value
from qms.records.reading.tables import Column
from qms.records.reading.text import key

Kind, Paper = Customer.Kind, Permit.Kind
CUSTOMERS = (
    "客户",
    "客户名称",
    "购货单位",
    "购货者",
    "购货单位名称",
    "customer",
    "buyer",
)
TYPES = ("类别", "性质", "类型", "客户类型", "客户类别", "单位性质", "kind", "type")
CLINICS = ("个人诊所", "诊所", "门诊部", "口腔诊所", "卫生室", "医务室", "clinic")
KINDS = {
    Kind.MANUFACTURER: ("生产企业", "生产厂家", "厂家", "制造商"),
    Kind.DISTRIBUTOR: (
        *("经营企业", "经销商", "药店", "大药房", "连锁药店", "药房", "批发企业"),
        *("零售企业", "医药公司", "贸易公司", "pharmacy", "dealer"),
    ),
    Kind.USER: (
        *("医疗机构", "使用单位", "医院", "卫生院", "妇幼保健院", "体检中心"),
        *("社区卫生服务中心", "hospital", *CLINICS),
    ),
    Kind.OTHER: ("其他", "其它", "科研单位", "学校", "检测机构"),
    Kind.INDIVIDUAL: ("个人", "消费者", "个人消费者", "自然人"),
}
LICENCES = {
    "distribution": Paper.DISTRIBUTION,
    "distribution_filing": Paper.DISTRIBUTION_FILING,
}
PERMITS = {
    Paper.DISTRIBUTION: ("经营许可证", "医疗器械经营许可证"),
    Paper.DISTRIBUTION_FILING: ("经营备案凭证", "第二类医疗器械经营备案凭证"),
    Paper.PRACTICE: ("医疗机构执业许可证", "执业许可证"),
    Paper.CLINIC: ("诊所备案凭证", "中医诊所备案证"),
    Paper.NEED: ("需求说明", "情况说明"),
}

read_kind = read_choice(Customer._meta.get_field("kind"), KINDS)


def read_customer_kind(raw):
    """The kind of a customer; that it is a clinic is kept beside it."""
    value = read_kind(raw)
    is_clinic = any(key(word) in key(raw) for word in CLINICS)
    return Value(value.value, value.doubt, text="clinic" if is_clinic else "")


@target
class CustomerTarget(EnterpriseTarget):
    """Customers with the permit by which they buy."""

    key = "customers"
    title = _("customers")
    model = Customer
    roles = (Role.SALESPERSON, *QUALITY_STAFF)
    columns = (
        column(Customer, "name", *CUSTOMERS, *NAMES, read=read_words, required=True),
        column(Customer, "uscc", *CODES, read=read_uscc),
        column(Customer, "kind", *TYPES, read=read_customer_kind),
        column(
            Permit,
            "kind",
            *("证照类型", "资质类型", "许可证类型"),
            called="permit_kind",
            read=read_choice(Permit._meta.get_field("kind"), PERMITS),
        ),
        column(Permit, "number", *NUMBERS, "执业许可证号", "登记号"),
        column(Permit, "valid_until", *TERMS),
        column(
            Permit, "scope", *SCOPES, "诊疗范围", "诊疗科目", "科室", "经营(诊疗)范围"
        ),
        column(Permit, "issuer", *ISSUERS, read=read_words),
        column(Customer, "contact_person", *PERSONS, "收货人", "收件人", "采购员"),
        column(Customer, "phone", *PHONES),
        column(Customer, "address", *ADDRESSES, read=read_words),
        column(
            Customer,
            "delivery_address",
            *(
                "收货地址",
                "送货地址",
                "交货地址",
                "送货地点",
                "收货地点",
                "delivery address",
            ),
            read=read_words,
        ),
        column(Customer, "abc_class", "客户等级", "等级", "ABC分类", "ABC"),
        Column("remark", _("remark"), REMARKS),
    )
    notes = ("remark",)

    def lapses(self, row):
        return self._permit_kind(row) != Paper.DISTRIBUTION_FILING

    def needs_scope(self, row):
        """An institution is licensed for departments, not for codes."""
        return row["kind"] in (Kind.DISTRIBUTOR, Kind.MANUFACTURER)

    def check(self, row):
        yield from super().check(row)
        if not row["kind"]:
            yield doubt(_("No kind is told: is it an institution that uses devices?"))
        if row["number"] and not self._is_certain(row):
            said = {"number": row["number"], "paper": self._permit_kind(row).label}
            sentence = _("Is {number} a {paper}?")
            yield doubt(format_lazy(sentence, **said), "number")

    @staticmethod
    def _is_certain(row):
        """Whether the number or the table says which paper it is."""
        read = licence(row["number"])
        if read:
            return read.kind in LICENCES
        return row["permit_kind"] or row["kind"] in (Kind.USER, None)

    @staticmethod
    def _permit_kind(row):
        read = licence(row.text("number"))
        if read and read.kind in LICENCES:
            return LICENCES[read.kind]
        if row["permit_kind"]:
            return Paper(row["permit_kind"])
        if row["kind"] in (Kind.DISTRIBUTOR, Kind.MANUFACTURER):
            return Paper.DISTRIBUTION
        return Paper.CLINIC if row.words("kind") == "clinic" else Paper.PRACTICE

    def draft(self, row):
        names = ("uscc", "kind", "contact_person", "phone", "address", "abc_class")
        said = row.filled("name", "delivery_address", *names)
        return Customer(**said)

    def papers(self, row, record):
        if row["number"]:
            said = row.filled("number", "valid_until", "scope", "issuer")
            yield Permit(record=record, kind=self._permit_kind(row), **said)
