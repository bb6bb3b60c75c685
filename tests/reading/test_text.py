import pytest
from hypothesis import given
from hypothesis import strategies as st

from qms.records.reading.text import clean, key, simplified


@pytest.mark.parametrize(
    ("said", "text"),
    [
        (None, ""),
        ("", ""),
        ("\u3000佛山瑞安 ", "佛山瑞安"),
        ("２.５ml", "2.5ml"),
        ("2℃～8℃", "2°C~8°C"),
        ("帶\u3000 針\n", "帶 針"),
        ("\ufeff序號\u200b", "序號"),
        (13919375836.0, "13919375836"),
        (759.93, "759.93"),
        (12, "12"),
    ],
)
def test_a_cell_is_cleaned(said, text):
    assert clean(said) == text


@pytest.mark.parametrize("sign", "\0\x07\u200b\u202e\u2066\ufeff")
def test_what_nobody_sees_is_not_kept(sign):
    assert clean(f"甲{sign}公司") == "甲公司"


def test_the_simplified_form():
    assert simplified("體外診斷試劑") == "体外诊断试剂"
    assert simplified("体外诊断试剂 IVD") == "体外诊断试剂 IVD"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("條碼(DI)", "条码（di）"),
        ("批號/序列號", "批号 序列号"),
        ("有效期至：", " 有效期至"),
        ("Lot_No.", "LOT NO"),
    ],
)
def test_a_key_is_what_two_spellings_share(one, other):
    assert key(one) == key(other)


def test_one_and_true_have_their_own_keys():
    assert (key(1), key(True)) == ("1", "true")


@given(st.text())
def test_cleaning_is_done_once(said):
    assert clean(clean(said)) == clean(said)
