"""What the files of suppliers and customers have in common when they come in."""

from django.utils import timezone
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from qms.core.catalogue import Scope
from qms.core.identifiers import USCC, credit_code, is_uscc
from qms.core.search import search_text
from qms.records.imports import (
    ImportTarget,
    Known,
    doubt,
    save_drafts,
    save_rows,
    wrong,
)
from qms.records.models import State
from qms.records.reading.cells import Unreadable, Value
from qms.records.reading.cross import doubt_expiry
from qms.records.reading.text import key

#: States of a file that stands for nothing any more.
GONE = (State.VOID, State.REJECTED)
LAPSED = _("{day} is past: is this term right?")

NAMES = (
    "名称",
    "单位全称",
    "单位名称",
    "企业名称",
    "公司名称",
    "全称",
    "name",
    "company",
)
CODES = (
    *("统一社会信用代码", "社会信用代码", "信用代码", "统一代码", "税号"),
    *(
        "营业执照号",
        "营业执照注册号",
        "纳税人识别号",
        "credit code",
        "USCC",
        "tax number",
    ),
)
ADDRESSES = ("地址", "注册地址", "住所", "经营场所", "单位地址", "address")
PHONES = (
    *("电话", "联系电话", "手机", "手机号", "联系方式", "座机"),
    *("phone", "telephone", "mobile", "tel"),
)
PERSONS = ("联系人", "联络人", "负责人", "contact", "contact person")
NUMBERS = (
    *(
        "许可证/备案号",
        "许可证号",
        "许可证编号",
        "经营许可证号",
        "备案号",
        "备案凭证号",
    ),
    *(
        "备案编号",
        "备案凭证编号",
        "许可证",
        "证号",
        "资质证号",
        "证照编号",
        "licence number",
        "license number",
    ),
)
TERMS = (
    *("有效期", "有效期至", "有效期限", "许可证有效期", "许可证有效期至", "证照有效期"),
    *("截止日期", "有效截止日期", "到期时间", "证件有效期"),
    *("资质有效期", "到期日", "valid until", "expiry date", "expires"),
)
SCOPES = ("经营范围", "许可范围", "生产范围", "范围", "scope", "business scope")
ISSUERS = ("发证机关", "发证部门", "许可机关", "issued by", "issuer")
SUPPLIERS = (
    *("供应商", "供应商名称", "供货单位", "供货者", "供货者名称", "供方"),
    *("supplier", "supplier name", "vendor"),
)
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
UDI = (
    "条码",
    "DI",
    "UDI",
    "UDI-DI",
    "条形码",
    "商品条码",
    "产品标识",
    "GTIN",
    "barcode",
)
REMARKS = ("备注", "说明", "remark", "remarks", "note", "notes")


def read_uscc(raw):
    """A credit code; a wrong check digit is doubted as the file's own rule does."""
    code = credit_code(raw)
    if code and not USCC.fullmatch(code):
        raise Unreadable(_("{value} is not a credit code of 18 signs."), value=code)
    if code and not is_uscc(code):
        sentence = _("The check digit of {value} is wrong: is a sign mistyped?")
        return Value(code, format_lazy(sentence, value=code))
    return Value(code)


class EnterpriseTarget(ImportTarget):
    """Companies, known by their credit code, else by their name."""

    #: The model of their licences or permits, and the fields that a table fills in.
    certificates = None

    def load(self):
        #: Name → Known and the credit code under which it goes.
        self.names = {}
        found = self.model.objects.exclude(state__in=GONE)
        for name, uscc in found.values_list("name", "uscc"):
            self._enter(name, uscc, Known(name))

    def _enter(self, name, uscc, known):
        if uscc:
            self.index.setdefault(uscc, known)
        self.names.setdefault(key(name), (known, uscc))

    def recognise(self, row):
        """Whom name and code name; where one has no code, the name alone."""
        uscc = row.text("uscc")
        if uscc in self.index:
            return None if self._usurps(row) else self.index[uscc]
        known, other = self._namesake(row)
        return None if uscc and other else known

    def _usurps(self, row):
        """Whether the row gives somebody the code of another."""
        known = self.index.get(row.text("uscc"))
        return known and key(known.text) != key(row.text("name"))

    def remember(self, row):
        self._enter(row.text("name"), row["uscc"], Known(row.text("name"), row.number))

    def _namesake(self, row):
        return self.names.get(key(row.text("name")), (None, ""))

    def check(self, row):
        yield from self._doubt_name(row)
        yield from self._doubt_term(row)
        if self.needs_scope(row):
            yield from self._doubt_scope(row)

    def _doubt_name(self, row):
        if self._usurps(row):
            sentence = _("The credit code is that of {name}.")
            name = self.index[row["uscc"]].text
            yield wrong(format_lazy(sentence, name=name), "uscc")
        known, other = self._namesake(row)
        if known and other and row["uscc"] and row["uscc"] != other:
            sentence = _("{name} is known under the credit code {code}.")
            yield doubt(format_lazy(sentence, name=known.text, code=other), "uscc")

    def _doubt_term(self, row):
        """A licence without a term never lapses: that is said, not taken for said."""
        until = row["valid_until"]
        if row["number"] and row.is_blank("valid_until") and self.lapses(row):
            yield doubt(_("No term is given: is it long-term?"), "valid_until")
        if until and until < timezone.localdate():
            yield doubt(format_lazy(LAPSED, day=until), "valid_until")
        for said in doubt_expiry(None, until, None, "", self.values("valid_until")):
            yield doubt(said, "valid_until")

    def _doubt_scope(self, row):
        if row["scope"] and not Scope.parse(row["scope"]).is_catalogue:
            sentence = _("No code of the catalogue is named here.")
            yield doubt(sentence, "scope")

    def lapses(self, row):
        """Whether such a paper has a term; a filing has none."""
        return True

    def needs_scope(self, row):
        return True

    def draft(self, row):
        """The file of a row, not saved yet."""
        raise NotImplementedError

    def papers(self, row, record):
        """The licences or permits of a row, not saved yet."""
        return []

    def take(self, rows, by, imported):
        records = [self.draft(row) for row in rows]
        for record in records:
            record.search_key = search_text(record.name, record.uscc)
        save_drafts(records, by, [self.note(row, imported) for row in rows])
        pairs = list(zip(rows, records, strict=True))
        lines = [line for row, record in pairs for line in self.papers(row, record)]
        for model in {type(line) for line in lines}:
            own = [line for line in lines if type(line) is model]
            save_rows(own, by, [str(imported)] * len(own))
        return records
