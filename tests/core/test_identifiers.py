import pytest
from django.core.exceptions import ValidationError
from django.utils import translation
from hypothesis import assume, given
from hypothesis import strategies as st

from qms.core.catalogue import Scope
from qms.core.identifiers import (
    USCC_ALPHABET,
    Licence,
    Registration,
    gtin14,
    is_gtin,
    is_id_number,
    is_uscc,
    licence,
    registration,
    validate_gtin,
    validate_id_number,
    validate_uscc,
)

digits = st.text("0123456789", min_size=13, max_size=13)
uscc_bodies = st.text(USCC_ALPHABET, min_size=17, max_size=17).map(
    lambda text: text[:2] + "440106" + text[8:]
)


def completed(body, alphabet, is_right):
    """The texts that one more sign makes right."""
    return [body + sign for sign in alphabet if is_right(body + sign)]


class TestCheckDigits:
    @pytest.mark.parametrize(
        "code",
        [
            "91350100M000100Y43",
            "９１３５０１００Ｍ０００１００Ｙ４３",
            " 91350100m000100y43\u3000",
            "91350100-M000100Y4-3",
            "91440106C12H3BJ1GW",
        ],
    )
    def test_a_uscc_is_known(self, code):
        assert is_uscc(code)

    @pytest.mark.parametrize(
        "code",
        ["91350100M000100Y44", "", None, "91350100M000100Y4", "O" * 18, "٣" * 18],
    )
    def test_what_is_no_uscc(self, code):
        assert not is_uscc(code)

    @given(uscc_bodies)
    def test_one_sign_completes_a_uscc(self, body):
        assert len(completed(body, USCC_ALPHABET, is_uscc)) == 1

    @given(uscc_bodies, st.integers(0, 17), st.sampled_from(USCC_ALPHABET))
    def test_one_wrong_sign_of_a_uscc_is_seen(self, body, place, sign):
        [code] = completed(body, USCC_ALPHABET, is_uscc)
        assume(code[place] != sign)
        assert not is_uscc(code[:place] + sign + code[place + 1 :])

    @given(digits)
    def test_one_digit_completes_a_gtin(self, body):
        [gtin] = completed(body, "0123456789", is_gtin)
        assert gtin14(gtin) == gtin

    @given(digits, st.integers(0, 13), st.sampled_from("0123456789"))
    def test_one_wrong_digit_of_a_gtin_is_seen(self, body, place, digit):
        [gtin] = completed(body, "0123456789", is_gtin)
        assume(gtin[place] != digit)
        assert gtin14(gtin[:place] + digit + gtin[place + 1 :]) is None

    @pytest.mark.parametrize(
        ("said", "gtin"),
        [
            ("06901234567892", "06901234567892"),
            ("6901234567892", "06901234567892"),
            ("６９０１２３４５６７８９２", "06901234567892"),
            (6901234567892.0, "06901234567892"),
            ("614141000418", "00614141000418"),
            ("96385074", "00000096385074"),
            ("6901234567893", None),
            ("690123456789", None),
            ("69012345678920", None),
            ("", None),
        ],
    )
    def test_a_gtin_gets_14_digits(self, said, gtin):
        assert gtin14(said) == gtin

    @pytest.mark.parametrize(
        ("number", "is_one"),
        [
            ("11010519491231002X", True),
            ("11010519491231002x", True),
            ("440524188001010014", True),
            ("110105194912310021", False),
            ("110105194913310026", False),  # the thirteenth month
            ("110105", False),
        ],
    )
    def test_an_identity_number(self, number, is_one):
        assert is_id_number(number) is is_one

    @pytest.mark.parametrize(
        ("validate", "right", "wrong"),
        [
            (validate_uscc, "91350100M000100Y43", "91350100M000100Y44"),
            (validate_gtin, "06901234567892", "06901234567893"),
            (validate_id_number, "11010519491231002X", "110105194912310021"),
        ],
    )
    def test_the_validators(self, validate, right, wrong):
        validate(right)
        with (
            translation.override("en"),
            pytest.raises(ValidationError, match="digit is wrong"),
        ):
            validate(wrong)

    @given(st.one_of(st.text(), st.none(), st.integers(), st.floats()))
    def test_nothing_raises(self, said):
        for read in (
            is_uscc,
            is_gtin,
            is_id_number,
            registration,
            licence,
            Scope.parse,
        ):
            read(said)


class TestRegistration:
    @pytest.mark.parametrize(
        ("number", "said"),
        [
            ("国械注准20153400001", ("registration", 3, "40", 2015, "0001")),
            ("国械注进20153660001", ("registration", 3, "66", 2015, "0001")),
            ("国械注许20172220001", ("registration", 2, "22", 2017, "0001")),
            ("粤械注准20162640001", ("registration", 2, "64", 2016, "0001")),
            ("国械注准２０２２３１４８３６５", ("registration", 3, "14", 2022, "8365")),
            ("\u3000國械註準 20233145828 ", ("registration", 3, "14", 2023, "5828")),
            ("粵械注准20232404104", ("registration", 2, "40", 2023, "4104")),
            ("粤穗械备20150001号", ("filing", 1, "", 2015, "0001")),
            ("国械备20151134号", ("filing", 1, "", 2015, "1134")),
            ("浙溫械備20140027號", ("filing", 1, "", 2014, "0027")),
            ("国食药监械(准)字2014第3400001号", ("old", 3, "40", 2014, "0001")),
            ("粤食药监械（准）字2012第2640123号（更）", ("old", 2, "64", 2012, "0123")),
        ],
    )
    def test_a_number_says(self, number, said):
        assert registration(number) == Registration(*said)

    @pytest.mark.parametrize(
        "number",
        [
            "国械注准20152400001",  # the state registers class III at home
            "粤械注准20163640001",  # a province registers class II
            "粤械注进20162640001",
            "国械注准2015340001",
            "国械注准99993400001",
            "港械注准20162640001",
            "無",
            "",
        ],
    )
    def test_what_is_no_number(self, number):
        assert registration(number) is None


class TestLicence:
    @pytest.mark.parametrize(
        ("number", "said"),
        [
            ("粤穗食药监械经营许20190001号", ("distribution", 2019, "0001")),
            ("粵穗食藥監械經營備20190001號", ("distribution_filing", 2019, "0001")),
            (
                "粤佛食药监械经营备２０２５８５８８号",
                ("distribution_filing", 2025, "8588"),
            ),
            ("京经食药监械经营备20170029", ("distribution_filing", 2017, "0029")),
            ("浙杭药监械经营备20250018号", ("distribution_filing", 2025, "0018")),
            ("陕食药监械生产许20160021号", ("manufacture", 2016, "0021")),
            ("苏苏药监械生产备20210003号", ("manufacture_filing", 2021, "0003")),
        ],
    )
    def test_a_number_says(self, number, said):
        assert licence(number) == Licence(*said)

    @pytest.mark.parametrize(
        "number", ["PDY97619725", "", "粤穗食药监械经营许可20190001号"]
    )
    def test_what_is_no_number(self, number):
        assert licence(number) is None
