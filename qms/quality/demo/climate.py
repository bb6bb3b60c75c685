"""The climate of the demo company: rounds by hand, and the month of a logger."""

import datetime as dt
from decimal import Decimal
from random import Random

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from inventory.models import (
    ClimateAssessment,
    ClimateEvent,
    ClimateLog,
    ClimateRule,
    Equipment,
    Reading,
    Sensor,
)
from inventory.models.climate import Period, half_day
from qms.core.models import Warehouse
from qms.core.roles import Role
from qms.records.imports import files, recognising, taking, targets
from qms.records.models import Import

from . import clock, equipment
from .steps import fill, signed, submit

#: Room, usual temperature and humidity, whether humidity is measured.
BY_HAND = (("常溫庫", 22, 55, True), ("冷藏庫", 5, 50, False))
LOGGED, SERIAL = "陰涼庫", "TH20231107"
#: How many days before today the rounds begin: the whole of last month among them.
DAYS = 61


def rounds(staff):
    """Two rooms are read every morning and afternoon, weekends too; one is missed."""
    points = [_point(staff, *row) for row in BY_HAND]
    dice = Random(7)
    for day in range(DAYS):
        for sensor, usual in points:
            if day % 23 != 17:
                _read(staff, sensor, usual, dice)
        yield 0
        clock.turn_on(15)
        for sensor, usual in points:
            _read(staff, sensor, usual, dice, hot=day == 34)
        yield 1


def _point(staff, name, temperature, humidity, measures_humidity):
    room = Warehouse.objects.get(name=name)
    _rule(staff, room, measures_humidity)
    made = _instrument(staff, "指針式溫濕度計", "WS-508", name)
    code = f"WD-{made.pk:02d}"
    sensor = Sensor(code=code, room=room, equipment=made, since=timezone.localdate())
    sensor.save(by=staff[Role.QUALITY_OFFICER])
    return sensor, (temperature, humidity if measures_humidity else None)


def _rule(staff, room, measures_humidity=True):
    ClimateRule(
        room=room,
        measures_humidity=measures_humidity,
        first_alarmed=staff[Role.MAINTAINER],
        second_alarmed=staff[Role.QUALITY_OFFICER],
        third_alarmed=staff[Role.QUALITY_HEAD],
    ).save(by=staff[Role.QUALITY_OFFICER])


def _instrument(staff, name, model, room):
    rooms = {room: Warehouse.objects.get(name=room)}
    row = (name, model, "climate", "天津科輝", room, room, True)
    made = equipment.piece(staff, rooms, *row)
    certificate = {
        "agency": "廣東省計量科學研究院",
        "certificate_no": f"RZ{made.pk:06d}",
    }
    equipment.proven(staff, made, "calibration", 330, **certificate)
    made.refresh_from_db()
    return made


def _read(staff, sensor, usual, dice, hot=False):
    temperature, humidity = usual
    said = {"temperature": Decimal(temperature) + Decimal(dice.randint(-15, 15)) / 10}
    if humidity:
        said["humidity"] = Decimal(humidity + dice.randint(-6, 6))
    if hot:
        said["temperature"] = sensor.room.temp_max + Decimal("1.4")
        said |= {"measure": "調低空調設定，關閉庫門", "temperature_after": temperature}
        said |= {"humidity_after": humidity}
    sensor.read(staff[Role.MAINTAINER], **said)
    clock.go_on()


def looked_after(staff):
    """A logger's file of last month comes in; what it tells is judged and logged."""
    room = Warehouse.objects.get(name=LOGGED)
    instrument = Equipment.objects.get(kind=Equipment.Kind.CLIMATE, warehouse=room)
    _rule(staff, room)
    first = (timezone.localdate().replace(day=1) - dt.timedelta(days=1)).replace(day=1)
    logger = Sensor(
        code="JL-01",
        serial=SERIAL,
        room=room,
        kind=Sensor.Kind.LOGGER,
        equipment=instrument,
        since=first,
    )
    logger.save(by=staff[Role.QUALITY_OFFICER])
    _brought_in(staff, logger_file(first))
    _judged(staff, ClimateEvent.objects.filter(room=room, kind="excursion").first())
    by_hand = ClimateLog(warehouse=Warehouse.objects.get(name=BY_HAND[0][0]))
    submit(fill(by_hand, staff[Role.MAINTAINER]), staff)
    signed(fill(ClimateLog(warehouse=room), staff[Role.MAINTAINER]), staff)
    _read_today(staff)


def logger_file(first):
    """A month of a cool room, every half hour: warm on the 14th, silent on the 20th."""
    dice, rows = Random(14), []
    moment = dt.datetime.combine(first, dt.time())
    while moment.month == first.month:
        warm = moment.day == 14 and 3 <= moment.hour < 6
        silent = moment.day == 20 and 8 <= moment.hour < 13
        temperature = (225 if warm else 158) + dice.randint(0, 12 if warm else 26)
        row = f"{moment:%Y-%m-%d %H:%M:%S},{temperature / 10},{dice.randint(48, 66)}"
        if not silent:
            rows.append(f"{len(rows) + 1},{row}.0")
        moment += dt.timedelta(minutes=30)
    head = ("設備名稱,陰涼庫1號", f"序列號,{SERIAL}", "記錄間隔,30分鐘")
    return "\n".join([*head, "序號,時間,溫度(℃),濕度(%RH)", *rows]).encode("gb18030")


def _brought_in(staff, content):
    """As the pages of the import do it, with what was recognised."""
    by = staff[Role.MAINTAINER]
    name = "溫濕度記錄儀_陰涼庫.csv"
    imported = files.admit(SimpleUploadedFile(name, content), by)
    target = targets["readings"]
    layout = recognising.Layout(imported, "", target)
    imported.target, imported.header = target.key, layout.header
    matches = layout.matches.items()
    imported.columns = {str(i): match.name for i, match in matches if match}
    imported.options = target().suggest(layout)
    imported.state = Import.State.READING
    imported.save()
    taking.read(imported, by)
    imported.refresh_from_db()
    imported.move(Import.State.TAKING)
    taking.take(imported, by)


def _judged(staff, event):
    made = ClimateAssessment(
        event=event,
        cause="凌晨空調跳閘，值班員未及時發現",
        measure="恢復供電並加裝斷電報警，庫溫於06:00前恢復",
        grounds="超標3小時，最高未超過25℃，註冊人穩定性資料允許短時30℃以下",
        judgement=ClimateAssessment.Judgement.UNAFFECTED,
    )
    signed(fill(made, staff[Role.QUALITY_OFFICER]), staff)


def _read_today(staff):
    """One of the rooms is read already, where it is afternoon; the rest waits."""
    if half_day(timezone.now())[1] == Period.MORNING:
        return
    sensor = Sensor.objects.read_by_hand().first()
    today = Reading.objects.filter(sensor=sensor, day=timezone.localdate())
    if not today.exists():
        _read(staff, sensor, (22, 55), Random(3))
