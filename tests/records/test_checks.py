"""manage.py check finds the mistakes in a declaration."""

import pytest

from inventory.models import IncomingInspection, OutboundReview
from qms.core.roles import Role
from qms.records.checks import check_registers
from qms.records.models import Paper, Series, Sign
from qms.records.registers import registry
from qms.records.rules import rule
from qms.records.sheets import Cell, Section, Sheet
from sales.models import Sale, SalesAuthorization

LETTERS = registry.of(SalesAuthorization)


def found():
    return [(error.id, error.msg) for error in check_registers(None)]


@pytest.fixture
def declare(monkeypatch):
    """Declare something else for the length of a test; say what is found."""

    def change(declaration, **values):
        for name, value in values.items():
            monkeypatch.setattr(declaration, name, value)
        return found()

    return change


def test_all_declarations_are_right():
    assert found() == []


def test_a_column_that_is_none(declare):
    [(code, said)] = declare(LETTERS, cells=[Cell("number"), Cell("colour")])
    assert code == "register.E001"
    assert "colour" in said


def test_a_search_that_finds_nothing(declare):
    [(code, said)] = declare(LETTERS, search=("number", "colour__name"))
    assert code == "register.E001"
    assert "colour" in said


def test_a_field_that_no_sheet_shows(declare):
    shown = [name for name in LETTERS.sheet.fields if name != "region"]
    declared = declare(LETTERS, sheet=Sheet(Section("", *shown)))
    assert declared == [("register.E002", "No section of the sheet shows ['region'].")]


def test_two_kinds_with_one_series(declare):
    [(code, said)] = declare(SalesAuthorization, series=Series(Sale.series.prefix))
    assert code == "register.E003"
    assert "'XS'" in said


def test_a_rule_without_clause_or_docstring(declare):
    def bare(letter):
        """A rule that nobody marked."""

    @rule("GSP 78")
    def silent(letter):
        pass

    silent.__doc__ = ""
    assert declare(SalesAuthorization, rules=(bare, silent)) == [
        ("register.E004", "Rule bare has no clause or no docstring."),
        ("register.E004", "Rule silent has no clause or no docstring."),
    ]


@pytest.mark.parametrize(
    ("declared", "said"),
    [
        ({"fills": ("colour",)}, "colour is filled in at a signature"),
        ({"fills": ("opinion",)}, "opinion is what each signature asks for"),
        ({"papers": ("portrait",)}, "No paper is declared for ['portrait']."),
        ({"witness": Role.DRIVER}, "Nobody is named for the place of driver."),
    ],
    ids=["fills", "asked anyway", "papers", "witness"],
)
def test_a_place_to_sign_that_cannot_be_signed(declare, declared, said):
    place = Sign(Role.DRIVER, "delivery", **declared)
    [(code, sentence)] = declare(SalesAuthorization, signed_by=(place,))
    assert code == "register.E005"
    assert sentence.startswith(said)


@pytest.mark.parametrize(
    ("paper", "said"),
    [
        (Paper("certificate_file", "again"), "More than one paper goes into"),
        (Paper("note", "note", taken_from="sale"), "note is taken from a record that"),
    ],
    ids=["twice", "from nowhere"],
)
def test_a_slot_that_cannot_be_told_or_filled(declare, paper, said):
    [(code, sentence)] = declare(IncomingInspection, papers=(paper,))
    assert code == "register.E007"
    assert sentence.startswith(said)


@pytest.mark.parametrize(
    "tells", [{"customer": "is_reviewed"}, {"sale": "contact"}], ids=["whom", "where"]
)
def test_a_record_that_is_told_what_it_cannot_keep(declare, tells):
    [(code, _said)] = declare(OutboundReview, tells=tells)
    assert code == "register.E008"


def test_lines_that_no_sheet_shows(declare):
    sales = registry.of(Sale)
    declared = declare(sales, sheet=Sheet(Section("", *sales.sheet.fields)))
    assert declared == [("register.E006", "The sheet shows no lines.")]
