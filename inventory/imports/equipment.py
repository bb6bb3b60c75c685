"""The office's list of facilities and equipment comes in, as drafts of their files."""

from django import forms
from django.utils import timezone
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from inventory.models import Equipment
from inventory.models.equipment import EquipmentStatus, Kind
from qms.core.imports import GONE, REMARKS
from qms.core.models import User, Warehouse
from qms.core.roles import Role
from qms.records.forms import Chosen
from qms.records.imports import (
    ImportTarget,
    Known,
    column,
    doubt,
    read_choice,
    read_words,
    remark,
    save_drafts,
    spelling,
    target,
    wrong,
)
from qms.records.reading.tables import Column
from qms.records.reading.text import key
from qms.records.reading.values import read_decimal

NAMES = (
    *("设备名称", "设施设备名称", "设施名称", "仪器名称", "仪器设备名称", "名称"),
    *("equipment", "equipment name", "instrument", "name"),
)
MODELS = (
    *("规格型号", "型号规格", "型号/规格", "规格/型号", "型号", "规格"),
    *("model", "specification", "model and specification"),
)
NUMBERS = (
    *("设备编号", "编号", "资产编号", "固定资产编号", "仪器编号", "设备号"),
    *("equipment no", "equipment number", "asset number", "asset no"),
)
SERIALS = ("出厂编号", "机身号", "机身编号", "序列号", "serial number", "serial no")
KINDS = ("类别", "设备类别", "设备类型", "分类", "类型", "category", "kind", "type")
MAKERS = (
    *("生产厂家", "厂家", "生产厂商", "制造商", "生产企业", "品牌", "厂牌"),
    *("maker", "manufacturer", "brand"),
)
BOUGHT = (
    *("购置日期", "购入日期", "采购日期", "购买日期", "购置时间", "启用日期"),
    *("bought on", "purchase date", "date of purchase"),
)
LOCATIONS = (
    *("使用地点", "存放地点", "安装地点", "放置地点", "安装位置", "位置", "地点"),
    *("使用部门", "location", "place"),
)
ROOMS = ("库房", "仓库", "所在库房", "warehouse", "room")
KEEPERS = (
    *("责任人", "保管人", "负责人", "管理人", "使用人", "保管员", "设备责任人"),
    *("keeper", "person responsible", "responsible"),
)
MEASURING = ("计量器具", "是否计量器具", "是否计量", "强检", "是否强检", "measuring")
STATES = ("状态", "使用状态", "设备状态", "运行状态", "现状", "status", "condition")
QUANTITIES = ("数量", "台数", "quantity", "qty")
CALIBRATIONS = (
    *("校准有效期", "检定有效期", "下次校准日期", "下次检定日期", "校准日期"),
    *("检定日期", "验证有效期", "calibration due", "calibrated until"),
)
#: What an office calls the kinds of GSP 41, and by which words a name betrays one; of
#: two that fit, the one named first counts.
WORDS = {
    Kind.COLD_TRANSPORT: ("冷藏车", "保温箱", "冷藏箱", "保温车", "冷链运输"),
    Kind.CLIMATE: ("温湿度", "记录仪", "温度计", "湿度计", "探头", "温控监测"),
    Kind.COLD_STORE: ("冷库", "冷柜", "冰箱", "冷藏柜", "冷藏库", "冰柜"),
    Kind.AIR: ("空调", "除湿机", "加湿器", "风机", "排风扇"),
    Kind.SHELVES: ("货架", "托盘", "垫板", "地垫", "周转箱"),
    Kind.POWER: ("发电机", "ups", "电源", "配电", "供电"),
    Kind.FIRE: ("灭火器", "消防", "烟感", "消火栓"),
    Kind.PROTECTION: ("灭蚊", "挡鼠", "防鼠", "粘鼠", "防虫", "门帘", "窗帘", "五防"),
    Kind.COMPUTER: ("电脑", "计算机", "服务器", "打印机", "扫码", "扫描枪"),
    Kind.REPAIR: ("维修", "工具箱"),
    Kind.INSPECTION: ("检测", "卡尺", "天平", "验收台", "验收检测", "万用表"),
}
STATUS_WORDS = {
    EquipmentStatus.IN_USE: ("在用", "正常", "完好", "良好", "使用中", "使用"),
    EquipmentStatus.OUT_OF_USE: ("停用", "闲置", "备用", "封存"),
    EquipmentStatus.REPAIR: ("维修", "维修中", "故障", "待修"),
    EquipmentStatus.SCRAPPED: ("报废", "已报废"),
}


class EquipmentOptions(forms.Form):
    """Who keeps what the list names nobody for, or nobody with an account."""

    keeper = Chosen(
        User.objects.filter(is_active=True),
        label=_("Person responsible where the list names nobody with an account"),
        required=False,
    )


@target
class EquipmentTarget(ImportTarget):
    """Equipment, known by its number, the office's own number, or what it is."""

    key = "equipment"
    title = _("facilities and equipment")
    model = Equipment
    roles = (Role.MAINTAINER, Role.WAREHOUSE_MANAGER, Role.QUALITY_OFFICER)
    options_form = EquipmentOptions
    columns = (
        Column("number", Equipment.labels["number"], NUMBERS),
        column(Equipment, "own_no"),
        column(Equipment, "name", *NAMES, read=read_words, required=True),
        column(Equipment, "model", *MODELS),
        column(
            Equipment,
            "kind",
            *KINDS,
            read=read_choice(Equipment._meta.get_field("kind"), WORDS),
        ),
        column(Equipment, "maker", *MAKERS, read=read_words),
        column(Equipment, "bought_on", *BOUGHT),
        column(Equipment, "location", *LOCATIONS, read=read_words),
        Column("warehouse", _("room that it serves"), ROOMS),
        Column("keeper", _("person responsible"), KEEPERS),
        column(Equipment, "is_measuring", *MEASURING),
        column(
            Equipment,
            "status",
            *STATES,
            read=read_choice(Equipment._meta.get_field("status"), STATUS_WORDS),
        ),
        Column("quantity", _("quantity"), QUANTITIES, read_decimal),
        Column("serial", _("serial number"), SERIALS),
        Column("proof", _("next calibration/verification"), CALIBRATIONS),
        Column("remark", _("remark"), REMARKS),
    )
    notes = ("quantity", "serial", "proof", "remark")

    def load(self):
        people = User.objects.filter(is_active=True)
        self.people = {key(n): p for p in people for n in (p.username, p.full_name)}
        self.default = people.filter(pk=self.options.get("keeper")).first()
        self.rooms = {key(room.name): room for room in Warehouse.objects.all()}
        found = Equipment.objects.exclude(state__in=GONE)
        for made in found:
            for each in self._keys(made.number, made.own_no, made):
                self.index.setdefault(each, Known(str(made)))

    @staticmethod
    def _keys(number, own_no, said):
        """By which a piece is known: its numbers, or else what and where it is."""
        numbers = [spelling(each) for each in (number, own_no) if each]
        if numbers:
            return numbers
        return [tuple(map(spelling, (said.name, said.model, said.location)))]

    def keys(self, row):
        names = ("name", "model", "location")
        plain = Equipment(**{name: row.text(name) for name in names})
        return self._keys(row.text("number"), row.text("own_no"), plain)

    def repeated(self, row, earlier):
        if row["number"] or row["own_no"]:
            return super().repeated(row, earlier)
        sentence = _("Row {row} says the same: is it another piece?")
        return doubt(format_lazy(sentence, row=earlier.row), "name")

    def check(self, row):
        yield from self._doubt_kind(row)
        yield from self._doubt_keeper(row)
        if row["status"] == EquipmentStatus.SCRAPPED:
            yield wrong(_("What is scrapped needs no file."), "status")
        if (row["quantity"] or 1) > 1:
            sentence = _("{count} pieces in one row: does one file stand for all?")
            yield doubt(format_lazy(sentence, count=row["quantity"]), "quantity")
        if row["proof"]:
            sentence = _("It counts once its certificate is recorded.")
            yield remark(sentence, "proof")

    def _doubt_kind(self, row):
        row.found["kind"] = row["kind"] or _betrayed(row.text("name"))
        if row["kind"] is None and row.is_blank("kind"):
            if row.found["kind"]:
                said = {"name": row["name"], "kind": Kind(row.found["kind"]).label}
                sentence = _("No category is told: is {name} of {kind}?")
                yield doubt(format_lazy(sentence, **said), "name")
            else:
                yield wrong(_("Say of which category it is."), "name")

    def _doubt_keeper(self, row):
        named = self.people.get(key(row.text("keeper")))
        row.found["keeper"] = named or self.default
        if row.found["keeper"] is None:
            sentence = _(
                "Nobody with an account is named: choose one beside the columns."
            )
            yield wrong(sentence, "keeper")
        elif named is None:
            sentence = _("{person} is entered as responsible.")
            yield remark(format_lazy(sentence, person=self.default), "keeper")

    def take(self, rows, by, imported):
        records = [self._draft(row) for row in rows]
        save_drafts(records, by, [self.note(row, imported) for row in rows])
        return records

    def _draft(self, row):
        names = ("name", "model", "maker", "bought_on", "location", "status")
        made = Equipment(kind=row.found["kind"], **row.filled(*names))
        made.keeper = row.found["keeper"]
        made.own_no = row.text("own_no") or row.text("number")
        made.warehouse = self.rooms.get(key(row.text("warehouse") or made.location))
        made.is_measuring = row["is_measuring"] or False
        if row["is_measuring"] is None:
            # What watches the climate is calibrated, whoever keeps the list.
            made.is_measuring = made.is_probe()
        if made.status != EquipmentStatus.IN_USE:
            made.stopped_on = timezone.localdate()
        made.search_key = made.search_words()
        return made


def _betrayed(name):
    """The kind that a name betrays, or None."""
    said = key(name)
    return next((kind for kind, words in WORDS.items() if _speaks(words, said)), None)


def _speaks(words, said):
    return any(key(word) in said for word in words)
