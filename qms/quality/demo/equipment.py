"""What the demo company stores, watches and carries its goods with."""

import datetime as dt

from django.utils import timezone

from inventory.models import Equipment, EquipmentEntry
from qms.core.models import Warehouse
from qms.core.roles import Role

from .steps import signed

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


def equipment(staff):
    """The inventory, each with its file in effect; return the files."""
    rooms = {room.name: room for room in Warehouse.objects.all()}
    return [piece(staff, rooms, *row) for row in EQUIPMENT]


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
