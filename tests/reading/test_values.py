from contextlib import suppress
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qms.records.reading.values import (
    Unreadable,
    Value,
    is_blank,
    read_bool,
    read_date,
    read_decimal,
    read_gtin,
    read_range,
    read_text,
)

ANYTHING = st.one_of(
    *(st.none(), st.text(), st.booleans(), st.integers(), st.floats()),
    *(st.decimals(), st.dates(), st.datetimes(), st.times(), st.timedeltas()),
    st.text("0123456789年月日.-/ ~°C,E+盒"),
)


@pytest.mark.parametrize(
    "read", [read_text, read_date, read_decimal, read_gtin, read_bool, read_range]
)
@given(raw=ANYTHING)
def test_a_reader_gives_a_value_or_a_reason(read, raw):
    with suppress(Unreadable):
        assert isinstance(read(raw), Value)


@pytest.mark.parametrize("raw", [None, "", " \u3000", "-", "/", "——", "無"])
def test_a_blank_or_a_stroke_is_nothing(raw):
    assert is_blank(raw)
    assert read_date(raw) == read_decimal(raw) == Value(None)
    assert read_gtin(raw) == Value("")
    assert read_range(raw) == Value((None, None))


def test_text_is_cleaned():
    assert read_text("\u3000１ml ") == Value("1ml")


class TestDecimal:
    @pytest.mark.parametrize(
        ("raw", "number"),
        [
            (235.0, "235"),
            (759.93, "759.93"),
            (-5.0, "-5"),
            ("-5", "-5"),
            ("−5", "-5"),
            ("１２", "12"),
            ("1,234.5", "1234.5"),
            ("１，２３４．５", "1234.5"),
            ("¥759.93", "759.93"),
            (" 12 ", "12"),
            (".5", "0.5"),
            (Decimal("2.50"), "2.50"),
        ],
    )
    def test_a_number(self, raw, number):
        assert read_decimal(raw) == Value(Decimal(number))

    @pytest.mark.parametrize(
        ("raw", "number", "unit"),
        [
            ("12盒", "12", "盒"),
            ("１２ 盒", "12", "盒"),
            ("5%", "5", "%"),
            ("3.5 kg", "3.5", "kg"),
            ("3千克", "3", "千克"),
        ],
    )
    def test_a_unit_is_a_doubt(self, raw, number, unit):
        read = read_decimal(raw)
        assert (read.value, read.unit) == (Decimal(number), unit)
        assert f"is {number} {unit} meant?" in str(read.doubt)

    @pytest.mark.parametrize(
        "raw",
        [
            "約12",
            "10-20",
            "1,23",
            "12盒3支",
            "1/2",
            "十二",
            "1.2萬元",
            "3千",
            "2打",
            "<5",
            "#REF!",
            True,
            float("inf"),
        ],
    )
    def test_what_is_no_number(self, raw):
        with pytest.raises(Unreadable, match="is not a number"):
            read_decimal(raw)

    @given(st.decimals(-(10**9), 10**9, places=4))
    def test_a_written_number_reads_back(self, number):
        assert read_decimal(f"{number:,}") == Value(number)


class TestGtin:
    @pytest.mark.parametrize(
        "raw",
        [
            6908853933633,
            6908853933633.0,
            "6908853933633",
            "06908853933633 ",
            "０６９０８８５３９３３６３３",
            "690-8853-933633",
            "6.908853933633E+12",
        ],
    )
    def test_a_right_check_digit_is_certain(self, raw):
        assert read_gtin(raw) == Value("06908853933633")

    @pytest.mark.parametrize("raw", [6908853933634, "06908853933634"])
    def test_a_wrong_check_digit_is_a_doubt(self, raw):
        read = read_gtin(raw)
        assert read.value == "06908853933634"
        assert str(read.doubt).endswith("should be 3: is a digit mistyped?")

    def test_a_rounded_number_is_a_doubt(self):
        assert read_gtin(6.9e12).doubt

    def test_lost_zeros_are_a_doubt(self):
        read = read_gtin(12345678905)
        assert read.value == "00012345678905"
        assert "leading zeros" in str(read.doubt)

    @pytest.mark.parametrize("raw", ["6.9E+12", "6.90885393363E+12"])
    def test_digits_that_a_sheet_has_rounded_away(self, raw):
        with pytest.raises(Unreadable, match="has lost digits"):
            read_gtin(raw)

    @pytest.mark.parametrize(
        "raw", ["MA.156.M0.100221", "123", "690885393363312", 690.5]
    )
    def test_what_is_no_gtin(self, raw):
        with pytest.raises(Unreadable, match="is not a GTIN"):
            read_gtin(raw)


class TestBool:
    @pytest.mark.parametrize(
        "raw", ["是", "有", "√", "Y", "ＹＥＳ", "TRUE", True, 1, 1.0]
    )
    def test_yes(self, raw):
        assert read_bool(raw) == Value(True)

    @pytest.mark.parametrize("raw", ["否", "無", "×", "n", "False", False, 0.0])
    def test_no(self, raw):
        assert read_bool(raw) == Value(False)

    def test_neither(self):
        assert read_bool("") == Value(None)
        with pytest.raises(Unreadable, match="neither yes nor no"):
            read_bool("可能")


class TestRange:
    @pytest.mark.parametrize(
        ("raw", "low", "high"),
        [
            ("2℃～8℃", 2, 8),
            ("\u30002℃～8℃ ", 2, 8),
            ("２－８℃", 2, 8),
            ("2-8°C", 2, 8),
            ("0℃～25℃", 0, 25),
            ("-25℃～-15℃", -25, -15),
            ("-20--10", -20, -10),
            ("2至8度", 2, 8),
            ("2℃—8℃避光保存", 2, 8),
            ("常溫(10～30℃)", 10, 30),
            ("35%～75%", 35, 75),
            ("≤20℃", None, 20),
            ("20℃以下", None, 20),
            ("不高於20℃", None, 20),
            ("≥-20℃", -20, None),
            ("常溫", 10, 30),
            ("常溫 ", 10, 30),
            ("陰涼", None, 20),
            ("陰涼乾燥處保存", None, 20),
            ("冷藏", 2, 8),
            ("乾燥通風", None, None),
        ],
    )
    def test_a_range(self, raw, low, high):
        read = read_range(raw)
        assert read.value == (low, high)
        assert not read.doubt
        assert read.text

    @pytest.mark.parametrize(
        "raw",
        [
            *("8℃～2℃", "25℃", "36°F～46°F", "2～8℃或常溫10～30℃", "1-2-3"),
            *("冷凍", "勿冷藏", "常溫或冷藏", "見說明書"),
        ],
    )
    def test_what_is_no_range(self, raw):
        with pytest.raises(Unreadable, match="is not a range"):
            read_range(raw)

    def test_the_words_are_kept(self):
        assert read_range(" 乾燥通風 ") == Value((None, None), text="乾燥通風")
