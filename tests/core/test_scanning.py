from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qms.core.scanning import Scan, of_the_lot, read

GS = "\x1d"
GTIN = "06908853933633"
PRODUCED, EXPIRES = date(2025, 6, 4), date(2030, 5, 9)
FULL = {"gtin": GTIN, "produced": PRODUCED, "expires": EXPIRES}

SUBSTITUTES = (GS, "^]", "|", "~1", "<GS>", "{GS}", "␝", "<gs>", "[FNC1]", "\\x1d", " ")
PREFIXES = ("", "]d2", "]C1", "]Q3", GS, "]d2" + GS, "\ufeff", " ")


def facts(scan):
    names = ("gtin", "lot", "serial", "produced", "expires", "quantity")
    return {name: getattr(scan, name) for name in names if getattr(scan, name)}


CERTAIN = [
    # Both parts, in the order that the rules recommend and in others.
    (f"01{GTIN}112506041730050910A213B1", FULL | {"lot": "A213B1"}),
    (f"01{GTIN}1125060417300509102025060401", FULL | {"lot": "2025060401"}),
    (f"01{GTIN}112506041730050921SN0001", FULL | {"serial": "SN0001"}),
    (f"01{GTIN}17300509", {"gtin": GTIN, "expires": EXPIRES}),
    (f"01{GTIN}", {"gtin": GTIN}),
    (f"10A213B1{GS}01{GTIN}", {"gtin": GTIN, "lot": "A213B1"}),
    (f"10ABC01{GTIN}", {"gtin": GTIN, "lot": "ABC"}),
    (f"21X9{GS}10L7{GS}01{GTIN}", {"gtin": GTIN, "lot": "L7", "serial": "X9"}),
    (f"01{GTIN}10AB-1/2{GS}240REF77", {"gtin": GTIN, "lot": "AB-1/2"}),
    (f"01{GTIN}10A{GS}3050", {"gtin": GTIN, "lot": "A", "quantity": 50}),
    (f"01{GTIN}10A{GS}37120{GS}", {"gtin": GTIN, "lot": "A", "quantity": 120}),
    (f"01{GTIN}10A{GS}{GS}21B", {"gtin": GTIN, "lot": "A", "serial": "B"}),
    # What stands beside a primary bar code.
    (
        f"1125060417300509{GS}10A1",
        {k: v for k, v in FULL.items() if k != "gtin"} | {"lot": "A1"},
    ),
    ("1730050910A1", {"expires": EXPIRES, "lot": "A1"}),
    ("]C110A213B1", {"lot": "A213B1"}),
    # Day 00 is the last of the month.
    (f"01{GTIN}17280200", {"gtin": GTIN, "expires": date(2028, 2, 29)}),
    (f"01{GTIN}17270200", {"gtin": GTIN, "expires": date(2027, 2, 28)}),
    (f"01{GTIN}11260900", {"gtin": GTIN, "produced": date(2026, 9, 30)}),
    # Day with time.
    (f"01{GTIN}70033005091200", {"gtin": GTIN, "expires": EXPIRES}),
    (f"01{GTIN}800825060408", {"gtin": GTIN, "produced": PRODUCED}),
    # With brackets, as it is printed below the code.
    (f"(01){GTIN}(11)250604(17)300509(10)A213B1", FULL | {"lot": "A213B1"}),
    (
        f"(01){GTIN}(10)A213B1(21)1234",
        {"gtin": GTIN, "lot": "A213B1", "serial": "1234"},
    ),
    (
        f"(01) {GTIN} (17) 300509 (10) A 1",
        {"gtin": GTIN, "expires": EXPIRES, "lot": "A1"},
    ),
    (f"[01]{GTIN}[10]AB", {"gtin": GTIN, "lot": "AB"}),
    (
        f"(01){GTIN}\n(17)300509\n(10)AB",
        {"gtin": GTIN, "expires": EXPIRES, "lot": "AB"},
    ),
    (
        "（０１）０６９０８８５３９３３６３３（１０）ＡＢ１",
        {"gtin": GTIN, "lot": "AB1"},
    ),
    (f"(01){GTIN}(10)AB{GS}(21)7", {"gtin": GTIN, "lot": "AB", "serial": "7"}),
    ("(10)A213B1", {"lot": "A213B1"}),
    # Typed with blanks between identifier and value.
    (f"01 {GTIN} 17 300509 10 ABC", {"gtin": GTIN, "expires": EXPIRES, "lot": "ABC"}),
    # Two codes of one label, one below the other.
    (
        f"01{GTIN}\r\n1730050910ABC\r\n",
        {"gtin": GTIN, "expires": EXPIRES, "lot": "ABC"},
    ),
    # A number alone.
    (GTIN, {"gtin": GTIN}),
    ("6908853933633", {"gtin": GTIN}),
    ("６９０８８５３９３３６３３", {"gtin": GTIN}),
    ("]E06908853933633", {"gtin": GTIN}),
    ("]E3614141000418", {"gtin": "00614141000418"}),
    ("614141000418", {"gtin": "00614141000418"}),
    ("96385074", {"gtin": "00000096385074"}),
    ("]I116908853933630", {"gtin": "16908853933630"}),
    ("10614141000415", {"gtin": "10614141000415"}),
    # A web address of GS1.
    (
        f"https://id.gs1.org/01/{GTIN}/10/ABC/21/9?17=300509",
        {"gtin": GTIN, "lot": "ABC", "serial": "9", "expires": EXPIRES},
    ),
]


@pytest.mark.parametrize(
    ("code", "said"),
    [
        (
            f"01{GTIN}112506041730050910A1{GS}21S7",
            f"(01){GTIN}(11)250604(17)300509(10)A1",
        ),
        (f"(10)A1(21)S7(01){GTIN}", f"(01){GTIN}(10)A1"),
        (f"01{GTIN}21S7", f"01{GTIN}21S7"),
        (f"01{GTIN}10A1", f"01{GTIN}10A1"),
        ("MA.156.M0.100221.11000082.S1", "MA.156.M0.100221.11000082.S1"),
        ("", ""),
    ],
)
def test_of_a_lot_a_code_says_all_but_the_serial_of_the_unit(code, said):
    assert of_the_lot(code) == said


AMBIGUOUS = [
    (f"01{GTIN}1730050910A213B1211234", ["A213B1211234", "A213B1"]),
    (f"01{GTIN}10ABC12317300509", ["ABC12317300509", "ABC123"]),
    (f"01{GTIN}10ABC12311250604", ["ABC12311250604", "ABC123"]),
    (f"01{GTIN}10ABC12321XYZ9", ["ABC12321XYZ9", "ABC123"]),
    (f"01{GTIN}10AB121CD121EF1", ["AB121CD121EF1", "AB1", "AB121CD1"]),
]

OTHERS = [
    ("MA.156.M0.100221.11000082.M220101.L123", "ma"),
    ("ma.156.m0.100221.11000082", "ma"),
    ("]Q1MA.156.M0.100221.11000082.S1.V270101.C9", "ma"),
    ("https://www.example.cn/MA.156.M0.100221.11000082", "ma"),
    ("81234567890123456789", "ahm"),
    ("AHM1234567890", "ahm"),
    ("+A99912345/$$52001510X3", "unknown"),
    ("hello", "unknown"),
    ("", "unknown"),
    ("   ", "unknown"),
    ("6908853933634", "unknown"),  # wrong check digit
    ("2025042701", "unknown"),
    ("10234567", "unknown"),  # a lot, or any number that begins with 10
    ("13800138000", "unknown"),
    (f"01{GTIN}17301332", "unknown"),  # the thirteenth month
    ("(01)0690", "unknown"),
    ("(99999)1", "unknown"),
    ("(", "unknown"),
    ("https://www.example.cn/product/7", "unknown"),
    ("粤械注准20162640001", "unknown"),
    ("9" * 5000, "unknown"),
]


@pytest.mark.parametrize(("text", "said"), CERTAIN)
def test_a_code_says(text, said):
    scan = read(text)
    assert (scan.agency, scan.raw, scan.candidates) == ("gs1", text, ())
    assert facts(scan) == said


@pytest.mark.parametrize("prefix", PREFIXES)
@pytest.mark.parametrize("mark", SUBSTITUTES)
def test_scanners_write_the_separator_in_many_ways(prefix, mark):
    scan = read(f"{prefix}01{GTIN}1125060417300509" + f"10A213B1{mark}21SN21001\r\n")
    assert facts(scan) == FULL | {"lot": "A213B1", "serial": "SN21001"}
    assert scan.candidates == ()


@pytest.mark.parametrize(("text", "lots"), AMBIGUOUS)
def test_a_missing_separator_is_never_guessed(text, lots):
    scan = read(text)
    assert scan.agency == "gs1"
    assert scan.gtin == GTIN
    assert scan.lot == ""
    assert sorted({c.lot for c in scan.candidates}) == sorted(lots)
    assert all(c.raw == text and not c.candidates for c in scan.candidates)


def test_what_all_readings_say_is_said():
    scan = read(f"01{GTIN}1730050910A213B1211234")
    assert facts(scan) == {"gtin": GTIN, "expires": EXPIRES}
    assert [c.serial for c in scan.candidates] == ["", "1234"]


def test_a_number_may_be_a_gtin_or_a_message():
    scan = read("17300506")
    assert scan.agency == "gs1"
    assert scan.candidates == (
        Scan("17300506", "gs1", expires=date(2030, 5, 6)),
        Scan("17300506", "gs1", gtin="00000017300506"),
    )
    assert facts(scan) == {}


@pytest.mark.parametrize(("text", "agency"), OTHERS)
def test_what_gs1_did_not_issue_is_kept_as_it_is(text, agency):
    assert read(text) == Scan(text, agency)


def test_a_wrong_check_digit_gives_no_gtin():
    scan = read("(01)06908853933634(10)ABC")
    assert facts(scan) == {"lot": "ABC"}


@given(st.text(max_size=80))
def test_no_text_raises(text):
    assert read(text).raw == text


@given(
    st.text("0123456789", max_size=20),
    st.lists(
        st.sampled_from(["01", "10", "11", "17", "21", "30", "240", "91", "7007"])
    ),
    st.text(f"0123456789AB{GS}()[] ]|", max_size=40),
)
def test_no_near_message_raises(number, identifiers, text):
    assert read("".join(f"{i}{number}{text}" for i in identifiers)).agency


lots = st.text("ABCDEFGHJKLMNPQRSTUVWXYZ0123456789-/.", min_size=1, max_size=20)


@given(lots, lots, st.dates(date(2000, 1, 1), date(2060, 12, 31)))
def test_a_separated_message_reads_back(lot, serial, expires):
    scan = read(f"01{GTIN}17{expires:%y%m%d}10{lot}{GS}21{serial}")
    said = {"gtin": GTIN, "expires": expires, "lot": lot, "serial": serial}
    assert facts(scan) == said
    assert scan.candidates == ()


@given(lots, lots)
def test_the_truth_is_among_the_candidates(lot, serial):
    scan = read(f"01{GTIN}10{lot}21{serial}")
    lots = {c.lot for c in scan.candidates or [scan]}
    if len(lot) > 2 and len(serial) > 2:
        assert lot in lots
