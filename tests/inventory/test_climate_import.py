"""Files of loggers, in the shapes that makers give them."""

import datetime as dt
from decimal import Decimal

import pytest
import time_machine
from django.urls import reverse

from inventory.models import ClimateEvent, Reading
from qms.core.roles import Role
from qms.records.imports import recognising, tasks
from qms.records.imports.targets import targets
from qms.records.models import Import, Trail
from tests import make, office
from tests.core.cast import sign_in
from tests.inventory import climate
from tests.inventory.climate import at

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]


@pytest.fixture(autouse=True)
def today(settings):
    settings.TASKS = office.AT_ONCE
    with time_machine.travel(at(40 * 24 * 60), tick=False):
        yield


@pytest.fixture
def logger():
    return climate.sensor(serial="TH20231107")


def lines(head, row, temperatures, separator=",", above=()):
    """A file as text: what stands above, the header, a row for each temperature."""
    told = [
        row(number, at(30 * number), temperature)
        for number, temperature in enumerate(temperatures)
        if temperature is not None
    ]
    rows = [*above, head, *told]
    return "\n".join(separator.join(map(str, each)) for each in rows)


ABOVE = [["設備名稱", "陰涼庫1號"], ["序列號", "TH20231107"], ["記錄間隔", "30分鐘"]]
CHINESE = ["序號", "時間", "溫度(℃)", "濕度(%RH)"]


def chinese(number, moment, temperature):
    return [number + 1, f"{moment:%Y-%m-%d %H:%M:%S}", temperature, "50.0"]


def begin(content, user=None, name="log.csv"):
    """The import of a file, its columns as they were recognised."""
    user = user or make.user(Role.MAINTAINER)
    imported = office.files.admit(office.upload(content, name), user)
    guess = recognising.guess(imported, targets)
    assert guess.target == "readings"
    layout = recognising.Layout(imported, guess.sheet, targets["readings"])
    imported.sheet, imported.target = guess.sheet, guess.target
    imported.header = layout.header
    seen = list(layout.columns())
    imported.columns = {str(s.index): s.match.name for s in seen if s.match}
    orders = {s.match.name: s.order for s in seen if s.match and s.order}
    above = targets["readings"]().suggest(layout)
    imported.options = above | {"orders": orders}
    imported.save()
    return imported, user


def read(content, user=None, name="log.csv", **options):
    imported, user = begin(content, user, name)
    imported.options |= options
    imported.save()
    tasks.start(imported, Import.State.READING, user)
    imported.refresh_from_db()
    assert imported.state == Import.State.READ, imported.failure
    return imported, user


def take(imported, user):
    tasks.start(imported, Import.State.TAKING, user)
    imported.refresh_from_db()
    assert imported.state == Import.State.TAKEN, imported.failure
    return imported


def stored():
    found = Reading.objects.order_by("at")
    return [f"{t.normalize():f}" for t in found.values_list("temperature", flat=True)]


@pytest.mark.parametrize(
    "encoding", ["gb18030", "utf-8", "utf-8-sig", "utf-16", "big5hkscs"]
)
def test_a_file_is_read_in_every_encoding(logger, encoding):
    text = lines(CHINESE, chinese, [5, "6.5", 9, None, 5], above=ABOVE)
    imported, user = read(text.encode(encoding))
    assert imported.options["sensor_1"] == logger.pk
    take(imported, user)
    assert stored() == ["5", "6.5", "9", "5"]
    assert Reading.objects.first().source == "file"
    kinds = ClimateEvent.objects.values_list("kind", flat=True)
    assert sorted(kinds) == ["excursion", "gap"]


def german(number, moment, temperature):
    said = str(temperature).replace(".", ",")
    return [f"{moment:%d.%m.%Y %H:%M:%S}", said, "50,5"]


SHAPES = {
    "semicolon and decimal comma": lines(
        ["Zeit", "Temperatur (°C)", "Feuchte (%)"], german, [5, 6.5], ";"
    ),
    "tabs": lines(
        ["Timestamp", "Temp", "RH"],
        lambda n, m, t: [f"{m:%Y/%m/%d %H:%M}", f"{t}℃", "50%RH"],
        [5, 6.5],
        "\t",
    ),
    "day and time apart": lines(
        ["日期", "时刻", "温度", "湿度"],
        lambda n, m, t: [f"{m:%Y-%m-%d}", f"{m:%H:%M}", t, 50],
        [5, 6.5],
    ),
    "with its offset": lines(
        ["time", "temperature"],
        lambda n, m, t: [m.astimezone(dt.UTC).isoformat(), t],
        [5, 6.5],
    ),
    "with its half of the day": lines(
        ["date time", "temperature"],
        lambda n, m, t: [f"{m:%Y-%m-%d} {m:%I:%M:%S %p}", t],
        [5, 6.5],
    ),
}


@pytest.mark.parametrize("shape", SHAPES)
def test_a_file_is_read_in_every_shape(logger, shape):
    take(*read(SHAPES[shape].encode()))
    assert stored() == ["5", "6.5"]
    assert list(Reading.objects.order_by("at").values_list("at", flat=True)) == [
        at(0),
        at(30),
    ]


def test_a_workbook_is_read_too(logger):
    rows = [[m.replace(tzinfo=None), t] for m, t in ((at(0), 5), (at(30), 6.5))]
    book = office.workbook(Log=[["时间", "温度"], *rows])
    take(*read(book, name="log.xlsx"))
    assert stored() == ["5", "6.5"]


def test_the_order_of_the_days_is_seen_from_the_whole_file(logger):
    head = ["time", "temperature"]
    rows = [f"{day:02d}/10/2026 12:00" for day in range(9, 15)]
    text = "\n".join([",".join(head), *(f"{moment},5" for moment in rows)])
    imported, user = read(text.encode())
    assert imported.options["orders"] == {"at": "dmy"}
    take(imported, user)
    first = Reading.objects.order_by("at").first()
    assert first.day == dt.date(2026, 10, 9)


def test_an_order_that_is_open_is_asked_for(logger):
    text = "time,temperature\n03/04/2026 12:00,5\n04/04/2026 12:00,5"
    imported, _user = read(text.encode())
    [first, _second] = imported.rows.all()
    assert (first.verdict, first.acceptable) == ("doubtful", False)


def test_several_channels_stand_in_one_row():
    one, two = climate.sensor(), climate.sensor()
    text = lines(
        ["时间", "通道1温度", "通道1湿度", "通道2温度", "通道2湿度"],
        lambda n, m, t: [f"{m:%Y-%m-%d %H:%M}", t, 50, t + 1, 51],
        [5, 6],
    )
    imported, user = read(text.encode(), sensor_1=one.pk, sensor_2=two.pk)
    take(imported, user)
    said = {
        s.code: [r.temperature for r in s.readings.order_by("at")] for s in (one, two)
    }
    assert said == {one.code: [5, 6], two.code: [6, 7]}


@pytest.mark.parametrize(
    ("first", "second", "told"),
    [
        ("通道1温度(℃)", "通道2温度(℉)", [5, 41]),
        ("通道1温度(°F)", "通道2温度(°C)", [41, 5]),
        ("通道1温度", "通道2温度(°F)", [41, 41]),
        ("通道1温度(°F)", "通道2温度", [41, 41]),
    ],
)
def test_each_channel_is_read_in_its_own_unit(first, second, told):
    """A header without a unit follows those that have one."""
    one, two = climate.sensor(), climate.sensor()
    head = ["时间", first, second]
    text = lines(head, lambda n, m, t: [f"{m:%Y-%m-%d %H:%M}", *told], [0])
    take(*read(text.encode(), sensor_1=one.pk, sensor_2=two.pk))
    assert stored() == ["5", "5"]


def test_a_row_may_name_its_point():
    one, two = climate.sensor(), climate.sensor()
    head = ["探头", "时间", "温度"]
    rows = [[one.code, at(0), 5], [two.code, at(0), 6]]
    told = [f"{code},{moment:%Y-%m-%d %H:%M},{t}" for code, moment, t in rows]
    take(*read("\n".join([",".join(head), *told]).encode()))
    assert [one.readings.get().temperature, two.readings.get().temperature] == [5, 6]


def test_doubtful_rows_are_named_with_their_reasons(logger):
    moment = "2026-10-14 12:00"
    rows = [f"{moment}:00,---", "never,5", f"{moment},OL", "2036-01-01 12:00,5"]
    rows += [f"{moment},5", f"{moment},6", "2026-10-14 13:00,999", ",5"]
    imported, _user = read("\n".join(["时间,温度", *rows]).encode())
    said = {
        row.number: " ".join(f["said"]["en"] for f in row.findings)
        for row in imported.rows.exclude(verdict="good")
    }
    assert said[2] == "--- is not a number."
    assert "names no time of the day" in said[3]
    assert "OL is not a number" in said[4]
    assert "still to come" in said[5]
    assert "Row 6 is the same one" in said[7]
    assert "200" in said[8]
    assert "There is no time" in said[9]
    assert imported.counts()["good"] == 1


def test_what_a_rule_forbids_in_a_file_is_trailed_with_its_rows(logger):
    """Once for the rule, and not for what is mistyped."""
    late = [f"2036-01-0{day} 12:00,5" for day in (1, 2, 4)]
    rows = ["2026-10-14 12:00,5", *late[:2], "2026-10-14 13:00,OL", late[2]]
    imported, user = read("\n".join(["时间,温度", *rows]).encode())
    take(imported, user)
    [entry] = Trail.objects.filter(act="refused")
    assert (entry.actor, entry.record) == (user, imported)
    [problem] = entry.details["problems"]
    assert problem["rule"] == "reading_has_been_taken"
    assert entry.details["rows"] == "3–4, 6"


def test_the_preview_tells_of_the_whole_file(client, logger):
    temperatures = [5, 9, "9.5", 5, None, None, 5]
    text = lines(CHINESE, chinese, temperatures, above=ABOVE)
    imported, user = read(text.encode("gb18030"))
    sign_in(client, user)
    page = client.get(reverse("import-preview", args=[imported.pk])).content.decode()
    assert "5 readings from 2026-10-14 12:00 to 2026-10-14 15:00." in page
    assert "Gap: 2026-10-14 13:30 to 2026-10-14 15:00." in page
    assert "2026-10-14 12:30 to 2026-10-14 13:30, 9 to 9.5 °C." in page


def test_the_same_file_twice_changes_nothing_and_says_so(client, logger):
    text = lines(CHINESE, chinese, [5, 6, 9, 5], above=ABOVE).encode("gb18030")
    take(*read(text))
    events = list(ClimateEvent.history.values_list("history_id"))
    again, user = read(text)
    assert again.counts()["known"] == 4
    sign_in(client, user)
    page = client.get(reverse("import-preview", args=[again.pk])).content.decode()
    assert "4 of them are in the books already; they change nothing." in page
    take(again, user)
    assert Reading.objects.count() == 4
    assert list(ClimateEvent.history.values_list("history_id")) == events


def test_another_value_at_a_time_that_is_known_changes_nothing(logger):
    take(*read(lines(CHINESE, chinese, [5], above=ABOVE).encode()))
    imported, user = read(lines(CHINESE, chinese, [6, 7], above=ABOVE).encode())
    first = imported.rows.first()
    assert first.verdict == "known"
    assert "The books say 5 °C" in first.findings[0]["said"]["en"]
    take(imported, user)
    assert stored() == ["5", "7"]


def test_the_import_is_one_act_and_the_file_is_kept(logger):
    text = lines(CHINESE, chinese, [5, 6], above=ABOVE).encode()
    imported, user = read(text)
    take(imported, user)
    [entry] = Trail.objects.filter(act="imported")
    assert (entry.actor, entry.details["sha256"]) == (user, imported.sha256)
    assert entry.details["came_in"] == 2
    with imported.file.open() as file:
        assert file.read() == text
    assert {r.file for r in Reading.objects.all()} == {imported}


def test_readings_are_not_undone(client, logger):
    imported, user = read(lines(CHINESE, chinese, [5], above=ABOVE).encode())
    take(imported, user)
    sign_in(client, user)
    page = client.get(reverse("import-done", args=[imported.pk]))
    assert not page.context["may_undo"]
    assert "1 row is in the books." in page.content.decode()
    client.post(reverse("import-undo", args=[imported.pk]))
    assert Reading.objects.count() == 1


def test_who_brings_it_in(logger):
    target = targets["readings"]
    assert target.admits(make.user(Role.MAINTAINER))
    assert not target.admits(make.user(Role.SALESPERSON))


def test_a_value_is_kept_to_three_places(logger):
    text = "时间,温度\n2026-10-14 12:00,5.12345"
    take(*read(text.encode()))
    assert Reading.objects.get().temperature == Decimal("5.123")


# Odd files of one's own


ELITECH = "\n".join(
    [
        "Elitech Technology, Inc.\t",
        "Serial Number\tTH20231107",
        "Time Zone\tUTC+08:00",
        "No.\tTime\tTemperature°F\tHumidity%RH",
        "1\t2026-10-14 12:00:00 PM\t41.0\t50.0",
        "2\t2026-10-14 12:30:00 PM\t48.2\t50.0",
    ]
).encode("utf-16")

TESTO = "\n".join(
    [
        "testo 175 H1;SN 39900001;UTC",
        "id;Date/Time;Temperatur [°C];Feuchte [%rF]",
        "1;14.10.2026 04:00:00;5,0;50,5",
        "2;14.10.2026 04:30:00;9,0;50,6",
    ]
).encode("cp1252")

SENSITECH = "\n".join(
    [
        "TempTale Ultra,,",
        "Point,Date,Time,Temp",
        ",mm/dd/yy,hh:mm:ss,(°F)",
        "1,10/14/26,12:00:00 PM,41.0",
        "2,10/14/26,12:30:00 PM,48.2",
        "Max,,,48.2",
    ]
).encode("cp1252")

PAIRED = "\n".join(
    [
        "記錄儀數據,,",
        "溫度單位：華氏,,",
        "日期,時刻,溫度",
        "2026年10月14日,下午12:00,41",
        "2026年10月14日,下午12:30,48.2",
    ]
).encode("big5hkscs")

CELLS = "\n".join(
    ["time,temp,rh", "2026-10-14 12:00,41°F,50%", "2026-10-14 12:30,9 °C,50%"]
).encode()

ODD = {
    "tabs, UTF-16, °F, halves of the day": ELITECH,
    "Latin signs, decimal comma, UTC": TESTO,
    "units in the row below, a sum at the end": SENSITECH,
    "Big5, the unit above, day and time apart": PAIRED,
    "a unit in each cell": CELLS,
}


@pytest.mark.parametrize("shape", ODD)
def test_an_odd_file_says_the_same_as_a_plain_one(logger, shape):
    imported, user = read(ODD[shape])
    take(imported, user)
    assert stored() == ["5", "9"]
    moments = Reading.objects.order_by("at").values_list("at", flat=True)
    assert list(moments) == [at(0), at(30)]


def test_a_conversion_is_shown_before_anything_is_taken(client, logger):
    imported, user = read(ELITECH)
    assert (imported.options["unit"], imported.options["zone"]) == ("F", "")
    sign_in(client, user)
    page = client.get(reverse("import-preview", args=[imported.pk])).content.decode()
    assert "Temperatures in °F are converted: 48.2 °F is 9 °C." not in page
    assert "Temperatures in °F are converted: 41 °F is 5 °C." in page
    page = client.get(reverse("import-sheet", args=[imported.pk]))
    assert page.context["options"].initial["unit"] == "F"


def test_another_time_zone_is_shown_before_anything_is_taken(client, logger):
    imported, user = read(TESTO)
    assert imported.options["zone"] == "+00:00"
    sign_in(client, user)
    page = client.get(reverse("import-preview", args=[imported.pk])).content.decode()
    assert "Times in UTC+00:00 are brought to the time of the company." in page


def test_a_logger_that_is_too_slow_is_one_finding(client, logger):
    text = lines(CHINESE, chinese, [5, None] * 40, above=ABOVE)
    imported, user = read(text.encode("gb18030"))
    sign_in(client, user)
    page = client.get(reverse("import-preview", args=[imported.pk])).content.decode()
    assert "Gap:" not in page
    assert page.count("The interval of the logger is too long") == 1
    assert "a reading every 60 minutes from 2026-10-14 12:00" in page
    assert "39 are missing" in page
    take(imported, user)
    [event] = ClimateEvent.objects.filter(kind="gap")
    assert (event.step, event.missing) == (60, 39)


def test_a_gap_among_good_data_is_still_a_gap(client, logger):
    text = lines(CHINESE, chinese, [5, 5, None, None, 5, 5], above=ABOVE)
    imported, user = read(text.encode())
    sign_in(client, user)
    page = client.get(reverse("import-preview", args=[imported.pk])).content.decode()
    assert "Gap: 2026-10-14 12:30 to 2026-10-14 14:00." in page
