"""Suppliers come in from an office's own table."""

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
    SUPPLIERS,
    TERMS,
    EnterpriseTarget,
    read_uscc,
)
from qms.core.models import Agent, Supplier, SupplierCertificate
from qms.core.roles import QUALITY_STAFF, Role
from qms.records.imports import column, doubt, read_choice, read_words, target

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
    "distribution": (Paper.DISTRIBUTION, Kind.DISTRIBUTOR),
    "distribution_filing": (Paper.DISTRIBUTION_FILING, Kind.DISTRIBUTOR),
    "manufacture": (Paper.MANUFACTURE, Kind.MANUFACTURER),
    "manufacture_filing": (Paper.MANUFACTURE_FILING, Kind.MANUFACTURER),
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
        column(
            Supplier,
            "bank_and_invoice",
            "开户行及账号",
            "开户银行",
            "银行账号",
            "开票信息",
        ),
        column(
            Supplier,
            "agreement_until",
            "质量保证协议有效期",
            "质保协议有效期",
            "质保协议到期日",
        ),
        column(Agent, "name", "销售人员", "业务员", "授权人", called="agent_name"),
        column(Agent, "id_number", "身份证号", "身份证号码", "ID number"),
        column(
            Agent,
            "valid_until",
            *("授权截止日", "授权到期日", "委托书到期日"),
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
