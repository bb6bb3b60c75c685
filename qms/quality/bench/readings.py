"""Ten million readings: twenty rooms with a logger each, one every five minutes."""

from django.db import connection, transaction

from inventory.models import ClimateRule, Equipment, Reading, Sensor
from qms.core.models import User, Warehouse
from qms.records.dates import add_months

ROOMS, EVERY = 20, 5

#: In the order of time, as they arrive: what the rooms say of a moment lies together.
FILL = """
    INSERT INTO {table} (sensor_id, room_id, at, day, period, temperature, humidity,
        in_range, brought_back, measure, late, source, arrived_at)
    SELECT s.id, s.room_id, t, (t AT TIME ZONE 'Asia/Shanghai')::date, 'automatic',
        2.5 + 5 * random(), 40 + 30 * random(), true, false, '', false, 'file', t
    FROM generate_series(1, {each}) g,
        LATERAL (SELECT now() - ({each} - g) * interval '{every} minutes' AS t) moment,
        (SELECT id, room_id FROM {sensors} WHERE code LIKE 'BENCH%') s"""


def is_filled():
    return Sensor.objects.filter(code__startswith="BENCH").exists()


@transaction.atomic
def fill(readings):
    """Fill the table of readings, a rule and a logger in each of the rooms."""
    by = {user.username: user for user in User.objects.all()}
    logger = Equipment.objects.in_effect().filter(kind="climate").first()
    for number in range(ROOMS):
        _room(number, logger, by["chen"], by["huang"])
    with connection.cursor() as cursor:
        cursor.execute(
            FILL.format(
                table=Reading._meta.db_table,
                sensors=Sensor._meta.db_table,
                each=readings // ROOMS,
                every=EVERY,
            )
        )


def _room(number, logger, first, second):
    room = Warehouse.objects.create(by=first, name=f"BENCH {number:02}")
    ClimateRule.objects.create(
        by=first,
        room=room,
        interval=EVERY,
        first_alarmed=first,
        second_alarmed=second,
    )
    Sensor.objects.create(
        by=first, code=f"BENCH{number:02}", kind="logger", room=room, equipment=logger
    )


def measured_room():
    """One of the rooms, the last month that is over, and how many readings it has."""
    told = Reading.objects.filter(room=Warehouse.objects.get(name="BENCH 07"))
    newest = told.select_related("room").latest("day")
    month = add_months(newest.day.replace(day=1), -1)
    own = told.filter(day__year=month.year, day__month=month.month)
    return newest.room, f"{month:%Y-%m}", own.count()
