"""What the demo company stores, watches and carries its goods with."""

import datetime as dt

from django.utils import timezone

from inventory.models import Equipment, EquipmentEntry
from qms.core.models import Warehouse
from qms.core.roles import Role
from qms.quality.models import Calibration

from .masters import later
from .steps import attach, signed

#: Name, model, kind, maker, place, room, measuring.
EQUIPMENT = (
    (
        "醫用冷藏庫",
        "ZL-20m³",
        "cold_store",
        "廣東冰輪",
        "冷藏庫",
        "冷藏庫",
        False,
    ),
    ("溫濕度自動監測儀", "RS-WS-N01", "climate", "建大仁科", "冷藏庫", "冷藏庫", True),
    ("溫濕度自動監測儀", "RS-WS-N01", "climate", "建大仁科", "陰涼庫", "陰涼庫", True),
    ("溫濕度自動監測儀", "RS-WS-N01", "climate", "建大仁科", "常溫庫", "常溫庫", True),
    ("冷藏保溫箱", "VEB-48L", "cold_transport", "青島海爾", "發貨區", "", False),
    ("立櫃式空調", "KFR-120LW", "air", "格力", "陰涼庫", "陰涼庫", False),
    ("重型貨架", "2000×600×2000", "shelves", "佛山聯鋼", "常溫庫", "常溫庫", False),
    ("備用發電機", "15 kW", "power", "康明斯", "設備間", "", False),
)


def stories(staff, today):
    """When the equipment comes into the books."""
    yield equipped(staff), today - dt.timedelta(days=14)


def equipped(staff):
    """The inventory, each with its file in effect, proven and looked after."""
    rooms = {room.name: room for room in Warehouse.objects.all()}
    pieces = [piece(staff, rooms, *row) for row in EQUIPMENT]
    proofs(staff, pieces)
    cared_for(staff, pieces[0])
    return
    yield


def piece(staff, rooms, name, model, kind, maker, location, room, measuring):
    made = Equipment(
        name=name,
        model=model,
        kind=kind,
        maker=maker,
        bought_on=dt.date(timezone.localdate().year - 2, 3, 12),
        location=location,
        warehouse=rooms.get(room),
        keeper=staff[Role.STOREKEEPER],
        is_measuring=measuring,
    )
    made.save(by=staff[Role.MAINTAINER])
    return signed(made, staff)


def cared_for(staff, made):
    """What was done with a piece of equipment of late."""
    for action, content, status in (
        ("check", "運行正常，庫內溫度4.6℃，報警測試有效", ""),
        ("maintenance", "清洗冷凝器，檢查門封與備用機組切換", ""),
    ):
        entry = EquipmentEntry(action=action, content=content, status=status)
        made.enter(staff[Role.MAINTAINER], entry)


def proven(staff, made, kind, until, **values):
    """A calibration or validation that holds until some days from now."""
    proof = Calibration(
        equipment=made, kind=kind, result="passed", valid_to=later(until), **values
    )
    proof.done_at = later(until - 365)
    proof.save(by=staff[Role.MAINTAINER])
    attach(proof)
    return signed(proof, staff)


def proofs(staff, pieces):
    """Everything is proven but one monitor; another's calibration is about to lapse."""
    agency = {"agency": "廣東省計量科學研究院"}
    for number, until in ((1, 230), (2, 21)):
        certificate = f"RZJ2026{pieces[number].pk:05d}"
        proven(
            staff,
            pieces[number],
            "calibration",
            until,
            certificate_no=certificate,
            **agency,
        )
    told = {
        "evaluation": "九個測點24小時內均在2～8℃，開門15分鐘及斷電保溫測試合格。",
        "prevention": "每月檢查門封；斷電時30分鐘內啟用備用發電機。",
    }
    for number in (0, 4):
        proven(staff, pieces[number], "before_use", 300, **told)
