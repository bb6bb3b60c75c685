import pytest
from django.core.exceptions import ValidationError
from hypothesis import assume, given
from hypothesis import strategies as st

from qms.core.catalogue import CODES_2002, CODES_2017, Clause, Scope
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

BOTH = "6815,6820,6822,6823,6840,6846,6864,6866；2017年分類：06,07,09,13,14,16,22"

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
        with pytest.raises(ValidationError, match="digit is wrong"):
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
            ("粤穗食药监械经营许20190001号", ("distribution_licence", 2019, "0001")),
            ("粵穗食藥監械經營備20190001號", ("distribution_filing", 2019, "0001")),
            (
                "粤佛食药监械经营备２０２５８５８８号",
                ("distribution_filing", 2025, "8588"),
            ),
            ("京经食药监械经营备20170029", ("distribution_filing", 2017, "0029")),
            ("浙杭药监械经营备20250018号", ("distribution_filing", 2025, "0018")),
            ("陕食药监械生产许20160021号", ("manufacturing_licence", 2016, "0021")),
            ("苏苏药监械生产备20210003号", ("manufacturing_filing", 2021, "0003")),
        ],
    )
    def test_a_number_says(self, number, said):
        assert licence(number) == Licence(*said)

    @pytest.mark.parametrize(
        "number", ["PDY97619725", "", "粤穗食药监械经营许可20190001号"]
    )
    def test_what_is_no_number(self, number):
        assert licence(number) is None


classes = st.frozensets(st.integers(1, 3))
clauses = st.builds(
    Clause,
    codes_2002=st.frozensets(st.sampled_from(sorted(CODES_2002)), min_size=1),
    codes_2017=st.frozensets(st.sampled_from(sorted(CODES_2017))),
    ivd=st.booleans(),
    whole=st.booleans(),
)


class TestScope:
    def test_both_catalogues_are_read(self):
        scope = Scope.parse(BOTH)
        assert scope.codes_2002 == set(BOTH[:39].split(","))
        assert scope.codes_2017 == {"06", "07", "09", "13", "14", "16", "22"}
        assert scope.is_catalogue
        assert scope.ivd
        assert scope.classes == set()

    @pytest.mark.parametrize(
        ("code_2002", "code_2017", "inside"),
        [
            ("6815", "14", True),
            ("6815", "", True),
            ("", "14-01-02", True),
            ("6866", "10", True),
            ("6840", "40", True),
            ("6821", "12", False),
            ("", "", False),
        ],
    )
    def test_either_catalogue_covers(self, code_2002, code_2017, inside):
        assert Scope.parse(BOTH).covers(code_2002, code_2017) is inside

    @pytest.mark.parametrize(
        "said", ["內科；外科；口腔科；醫學檢驗科", "", None, "第二类、第三类医疗器械"]
    )
    def test_what_names_no_codes_is_no_catalogue_scope(self, said):
        scope = Scope.parse(said)
        assert not scope.is_catalogue
        assert not scope.covers("6815", "14")
        assert str(scope) == ""

    @pytest.mark.parametrize(
        ("said", "ivd"),
        [
            ("6840", True),
            ("6815，体外诊断试剂", True),
            ("6815，體外診斷試劑", True),
            ("6840（体外诊断试剂除外）", False),
            ("6840（不含诊断试剂）", False),
            ("6815", False),
            ("全部二类医疗器械", True),
            ("全部二类医疗器械（体外诊断试剂除外）", False),
        ],
    )
    def test_reagents(self, said, ivd):
        scope = Scope.parse(said)
        assert scope.ivd is ivd
        assert scope.covers("6840", "40") is ivd

    def test_reagents_alone_do_not_cover_analysers(self):
        assert not Scope.parse("体外诊断试剂").covers("6840", "22")

    def test_a_clause_holds_for_its_class(self):
        scope = Scope.parse("Ⅲ类：6815注射穿刺器械，6866；Ⅱ类：全部二类")
        assert scope.classes == {2, 3}
        assert scope.covers("6866", "", 3)
        assert scope.covers("6846", "13", 2)
        assert not scope.covers("6846", "13", 3)

    @pytest.mark.parametrize(
        "classes", ["Ⅱ、Ⅲ类", "II类、III类", "第二類及第三類", "二、三类"]
    )
    def test_a_clause_may_hold_for_two_classes(self, classes):
        scope = Scope.parse(f"{classes}：6815")
        assert scope.classes == {2, 3}
        assert scope.covers("6815", "", 2)
        assert not scope.covers("6815", "", 1)

    def test_classes_within_each_catalogue(self):
        scope = Scope.parse(
            "2002年分类目录：Ⅲ类：6815,6821；Ⅱ类：6820；2017年分类目录：Ⅲ类：14；Ⅱ类：07"
        )
        assert scope.covers("", "14", 3)
        assert not scope.covers("", "14", 2)
        assert scope.covers("6820", "", 2)
        assert not scope.covers("6820", "", 3)

    @pytest.mark.parametrize(
        ("said", "codes"),
        [
            ("01有源手术器械，14-01-02", {"01", "14"}),
            ("2017年12月22日：06", {"06"}),
            ("06；有效期至2028年03月15日", {"06"}),
            ("6815、20、21", set()),
            ("40,99,00,23", set()),
        ],
    )
    def test_which_digits_are_codes_of_2017(self, said, codes):
        assert Scope.parse(said).codes_2017 == codes

    def test_codes_that_never_were_are_left_out(self):
        assert Scope.parse("6811,6899,16815").codes_2002 == set()

    @given(clauses, classes)
    def test_its_text_reads_back(self, clause, named):
        clause = Clause(
            named,
            clause.codes_2002,
            clause.codes_2017,
            clause.ivd,
            clause.whole,
        )
        assert Scope.parse(str(Scope((clause,)))) == Scope((clause,))

    def test_its_text_is_canonical(self):
        assert str(Scope.parse("6866、6815 2017年分類 14/06")) == (
            "6815,6866；2017年分类：06,14"
        )
        assert str(Scope.parse("三類：6815；二類：全部")) == "Ⅲ类：6815；全部Ⅱ类"
