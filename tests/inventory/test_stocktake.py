"""A blind count, what is made of a difference, and what moves."""

from decimal import Decimal
from io import BytesIO

import pytest
from pypdf import PdfReader

from inventory.models import Stocktake
from qms.core.models import Movement
from qms.core.roles import Role
from qms.records.models import Trail
from qms.records.rules import Refused
from tests import make
from tests.core.cast import sign_in
from tests.tampering import refused
from tests.world import amended, broken, change, void

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]


@pytest.fixture
def shelf(world):
    """A batch of which the books have 4321 on one shelf."""
    room = make.warehouse(name="Counting house")
    place = make.place(warehouse=room)
    make.core.move([(world.batch, None, place, 4321)], world.stock_in, world.seller)
    return place


def lying(world, shelf):
    return world.batch.balances.get(place=shelf).quantity


def count(world, shelf, quantity, **values):
    made = Stocktake.objects.create(
        by=make.user(Role.STOREKEEPER), warehouse=shelf.warehouse, **values
    )
    by = made.made_by
    made.lines.create(by=by, batch=world.batch, place=shelf, quantity=quantity)
    return made


def handed_in(world, shelf, quantity):
    made = count(world, shelf, quantity)
    made.submit(made.made_by)
    return made


def witness(sheet, **said):
    line = sheet.lines.get()
    for name, value in said.items():
        setattr(line, name, value)
    sheet.sign(make.user(Role.COUNTER_CHECKER), lines=[line])
    return sheet


def approved(world, shelf, quantity, adjustment="books"):
    sheet = handed_in(world, shelf, quantity)
    said = {"reason": "miscounted when it came", "adjustment": adjustment}
    return make.sign_all(witness(sheet, **said))


# Blind


def test_who_counts_reads_no_book_quantity_anywhere(world, shelf, client):
    sheet = count(world, shelf, 4300)
    sign_in(client, sheet.made_by)
    url = f"/inventory/stocktake/{sheet.pk}/"
    pages = [f"/inventory/stocktake/new/?warehouse={shelf.warehouse.pk}"]
    pages += [url, f"{url}edit/", f"{url}history/", "/"]
    said = [client.get(page).content.decode() for page in pages]
    said.append(client.get("/inventory/stocktake/export.xlsx").content.decode("latin1"))
    lookup = f"/lookup/inventory.stocktake/stocktakeline/batch/?q={world.batch.lot}"
    said.append(client.get(lookup).content.decode())
    assert world.batch.lot in said[-1]
    pdf = PdfReader(BytesIO(client.get(f"{url}sheet.pdf").content))
    said += [page.extract_text() for page in pdf.pages]
    assert world.batch.lot in said[-1]
    assert not [text for text in said if "4321" in text or "4,321" in text]
    assert sheet.lines.get().book_qty is None


def test_the_sheet_to_be_carried_names_the_goods_and_no_quantity(world, shelf, client):
    sign_in(client, make.user(Role.STOREKEEPER))
    url = f"/inventory/stocktake/new/?warehouse={shelf.warehouse.pk}"
    (line,) = client.get(url).context["parts"][1].formset
    assert (line["batch"].value(), line["place"].value()) == (world.batch.pk, shelf.pk)
    assert line["quantity"].value() is None
    assert set(line.fields) >= {"batch", "place", "quantity", "quality_problem"}
    assert not {"reason", "adjustment", "book_qty"} & set(line.fields)


def test_the_books_are_taken_down_when_the_count_is_handed_in(world, shelf):
    line = handed_in(world, shelf, 4300).lines.get()
    assert (line.book_qty, line.difference()) == (4321, -21)


def test_what_the_books_do_not_know_is_counted_against_nothing(world):
    place = make.place()
    sheet = count(world, place, 3)
    change(sheet, scope="sample")
    sheet.submit(sheet.made_by)
    assert sheet.lines.get().book_qty == 0


# What a count has to say


def test_a_count_of_a_room_leaves_nothing_out(world, shelf):
    other = make.stocked_batch()
    make.core.move([(other, None, shelf, 5)], world.stock_in, world.seller)
    sheet = count(world, shelf, 4321)
    assert broken(sheet) == {"everything_in_scope_is_counted"}
    change(sheet, scope="sample")
    assert broken(sheet) == set()


def test_everything_on_the_sheet_is_counted(world, shelf):
    sheet = count(world, shelf, None)
    assert broken(sheet) == {"complete"}
    change(sheet.lines.get(), quantity=0)
    assert broken(sheet) == set()


def test_counted_is_what_lies_in_the_room_and_once(world, shelf):
    sheet = count(world, shelf, 1, scope="sample")
    by = sheet.made_by
    sheet.lines.create(by=by, batch=world.batch, place=world.qualified, quantity=1)
    assert broken(sheet) == {"counted_lies_in_the_room"}
    change(sheet.lines.last(), place=shelf)
    assert broken(sheet) == {"counted_lies_in_the_room"}


def test_a_difference_has_a_reason_and_a_treatment_before_anybody_approves(
    world, shelf
):
    sheet = handed_in(world, shelf, 4300)
    with pytest.raises(Refused):
        witness(sheet)
    with pytest.raises(Refused):
        witness(sheet, reason="lost")
    assert sheet.next_signature().place == 1


def test_who_counted_is_not_the_witness(world, shelf):
    sheet = handed_in(world, shelf, 4321)
    by = sheet.made_by
    make.core.Appointment.objects.create(by=by, user=by, role=Role.COUNTER_CHECKER)
    with pytest.raises(Refused) as refusal:
        sheet.sign(make.core.User.objects.get(pk=by.pk), lines=[])
    assert refusal.value.problems[0].rule == "independence"


def test_the_database_knows_no_treatment_without_a_reason(world, shelf):
    sheet = count(world, shelf, 1)
    with refused():
        change(sheet.lines.get(), adjustment="books")


# What moves


@pytest.mark.parametrize("counted", [4300, 4400])
def test_an_approved_difference_is_found_or_lost(world, shelf, counted):
    sheet = approved(world, shelf, counted)
    assert lying(world, shelf) == counted
    moved = Movement.objects.get(number=sheet.number)
    assert (moved.quantity, moved.source is None) == (
        abs(4321 - counted),
        counted > 4321,
    )


def test_nothing_moves_before_the_head_of_the_company_has_signed(world, shelf):
    sheet = witness(handed_in(world, shelf, 4300), reason="lost", adjustment="books")
    sheet.sign(make.user(Role.QUALITY_OFFICER))
    assert lying(world, shelf) == 4321
    with refused():
        make.core.move([(world.batch, shelf, None, 21)], sheet, sheet.made_by)
    sheet.sign(make.user(Role.COMPANY_HEAD))
    assert lying(world, shelf) == 4300


@pytest.mark.parametrize("adjustment", ["traced", "again"])
def test_the_books_stay_unless_they_are_to_be_adjusted(world, shelf, adjustment):
    approved(world, shelf, 4300, adjustment)
    assert lying(world, shelf) == 4321


def test_a_count_that_agrees_moves_nothing(world, shelf):
    sheet = make.sign_all(witness(handed_in(world, shelf, 4321)))
    assert not Movement.objects.filter(number=sheet.number)
    assert sheet not in Stocktake.objects.with_losses()


def test_no_more_is_lost_than_is_there_by_then(world, shelf):
    sheet = witness(handed_in(world, shelf, 0), reason="lost", adjustment="books")
    make.core.move([(world.batch, shelf, None, 1)], world.stock_in, world.seller)
    with pytest.raises(Refused, match="missing"):
        make.sign_all(sheet)
    assert lying(world, shelf) == 4320


def test_a_voided_count_gives_back_what_it_took(world, shelf):
    void(approved(world, shelf, 4300))
    assert lying(world, shelf) == 4321


def test_a_corrected_count_meets_the_books_that_the_first_one_met(world, shelf):
    sheet = approved(world, shelf, 4300)
    draft = amended(sheet, lines={"quantity": 4310})
    draft.submit(draft.made_by)
    said = {"reason": "misread", "adjustment": "books"}
    make.sign_all(witness(draft, **said))
    assert lying(world, shelf) == Decimal(4310)
    assert draft.lines.get().difference() == -11


def test_what_was_lost_is_found_by_who_proposes_incidents(world, shelf):
    assert approved(world, shelf, 4300) in Stocktake.objects.with_losses()
    assert approved(world, shelf, 4350) not in Stocktake.objects.with_losses()


def test_a_room_is_due_until_it_is_counted_this_quarter(world, shelf, client):
    sign_in(client, make.user(Role.STOREKEEPER))
    url = f"/inventory/stocktake/new/?warehouse={shelf.warehouse.pk}"
    assert url in client.get("/").content.decode()
    handed_in(world, shelf, 4321)
    assert url not in client.get("/").content.decode()


def test_the_signatures_go_on_to_match(world, shelf):
    sheet = approved(world, shelf, 4300)
    assert sheet.is_intact()
    places = list(sheet.signatures.given())
    assert [s.digest == sheet.digest(s.place) for s in places] == [True] * 4
    assert Trail.objects.filter(act=Trail.Act.TOOK_EFFECT).first().record == sheet


def test_the_witness_is_asked_about_differences_only(world, shelf, client):
    sheet = count(world, shelf, 4319)
    other = make.core.Batch.objects.create(
        by=sheet.made_by, product=world.product, lot="AGREES"
    )
    make.core.move([(other, None, shelf, 5)], world.stock_in, world.seller)
    sheet.lines.create(by=sheet.made_by, batch=other, place=shelf, quantity=5)
    sheet.submit(sheet.made_by)
    sign_in(client, make.user(Role.COUNTER_CHECKER))
    page = client.get(f"/inventory/stocktake/{sheet.pk}/sign/")
    [form] = page.context["formsets"][0].forms
    assert str(form.instance).endswith("(-2)")
