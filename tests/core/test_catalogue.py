import pytest
from hypothesis import given
from hypothesis import strategies as st

from qms.core.catalogue import CODES_2002, CODES_2017, Clause, Scope

BOTH = "6815,6820,6822,6823,6840,6846,6864,6866；2017年分類：06,07,09,13,14,16,22"

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
