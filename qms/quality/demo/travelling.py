"""How goods of the demo company travel: in the van, some of them in the cold box."""

import datetime as dt
from random import Random

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from inventory.models import TransportRecord, VehicleRule
from inventory.models.transport_record import awaiting_transport
from qms.core.models import Supplier
from qms.core.roles import Role

from . import clock, equipment
from .steps import attach, fill, submit

#: Name, model, kind, maker, place, room, measuring.
BOX = ("車載冷藏箱", "VEB-110L", "cold_transport", "青島海爾", "發貨區", "", False)
VALIDATED = {
    "evaluation": "滿載運行4小時，各測點均在2～8℃；斷電保溫2小時合格。",
    "prevention": "出車前預冷並檢查門封、電量。",
}
#: How many notes travel by the book, and how long a way takes, in minutes.
NOTES, WAY = 4, 95


def stories(staff, today):
    """Some of what is delivered travels with its record, some by a carrier."""
    yield travelled(staff), today - dt.timedelta(days=12)


def travelled(staff):
    """Two ways with the cold box, one of them too warm for a while; others without."""
    box = equipment.piece(staff, {}, *BOX)
    equipment.proven(staff, box, "before_use", 300, **VALIDATED)
    box.refresh_from_db()
    watched(staff, box)
    notes = awaiting_transport().distinct()
    cold = list(notes.filter(lines__product__is_cold_chain=True)[:2])
    for number, note in enumerate(cold):
        refrigerated(staff, note, box, warm=bool(number))
        yield 1
    for note in notes.exclude(lines__product__is_cold_chain=True)[: NOTES - len(cold)]:
        made = in_the_van(staff, note)
        arrived(staff, made, timezone.now())
        yield 1
    yield from entrusted(staff)


def entrusted(staff):
    """A note goes by the carrier that was evaluated."""
    carrier = Supplier.objects.get(kind=Supplier.Kind.CARRIER)
    notes = awaiting_transport().distinct()
    while (note := notes.exclude(lines__product__is_cold_chain=True).first()) is None:
        yield 1
    mode = TransportRecord.Mode.CARRIER
    made = on_the_way(
        staff, note, transport_mode=mode, carrier=carrier, waybill_no="SD2026110731"
    )
    yield 2
    arrived(staff, made, timezone.now())


def watched(staff, box):
    """Quality says how often the box is read, and who is alarmed."""
    VehicleRule(
        equipment=box,
        first_alarmed=staff[Role.QUALITY_OFFICER],
        second_alarmed=staff[Role.WAREHOUSE_MANAGER],
    ).save(by=staff[Role.QUALITY_OFFICER])


def in_the_van(staff, note, **cold):
    """A note sets out in the company's van."""
    van = {"vehicle_no": "粤A·8K316", "driver": staff[Role.DRIVER]}
    return on_the_way(staff, note, **van, **cold)


def on_the_way(staff, note, **values):
    """A note sets out, and its loading is reviewed."""
    made = TransportRecord(note=note, **values)
    clock.go_on()
    made.shipped_at = timezone.now()
    submit(fill(made, staff[Role.DRIVER]), staff)
    made.sign(staff[Role.OUTBOUND_REVIEWER])
    return made


def arrived(staff, made, at, **said):
    """The customer signs on the driver's phone."""
    driver = staff[Role.DRIVER]
    attach(made, "receiver_signature", by=driver)
    said = {"arrival_temp": None, "abnormal": ""} | said
    made.sign(driver, arrived_at=at, received_by="收貨員 張", **said)


def refrigerated(staff, note, box, warm):
    made = in_the_van(staff, note, cold_equipment=box, loading_temp="4.6")
    ended = made.shipped_at + dt.timedelta(minutes=WAY)
    clock.turn_on(timezone.localtime(ended).hour + 1)
    file = SimpleUploadedFile("保溫箱.csv", box_file(made.shipped_at, warm))
    made.attach(staff[Role.DRIVER], "temp_file", file)
    trouble = "途中裝卸開箱過久；已報質量部，產品隔離待評估" if warm else ""
    arrived(staff, made, ended, arrival_temp="5.2", abnormal=trouble)


def box_file(began, warm):
    """What the logger of the box read: every five minutes, every two while too warm."""
    dice, rows, minutes = Random(11), [], 0
    start = timezone.localtime(began).replace(second=0, microsecond=0)
    while minutes <= WAY:
        is_hot = warm and 40 <= minutes <= 55
        temperature = (86 if is_hot else 41) + dice.randint(0, 9)
        moment = start + dt.timedelta(minutes=minutes)
        rows.append(f"{len(rows) + 1},{moment:%Y-%m-%d %H:%M:%S},{temperature / 10}")
        minutes += 2 if is_hot else 5
    head = ("設備名稱,冷藏保溫箱", "序號,時間,溫度(℃)")
    return "\n".join([*head, *rows]).encode("gb18030")
