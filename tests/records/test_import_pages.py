"""The pages that lead a file into the books."""

from io import BytesIO

import pytest
from django.urls import reverse

from qms.core.models import Supplier
from qms.core.roles import Role
from qms.records.imports import targets
from qms.records.models import Import, Trail
from qms.records.reading.tables import sheets
from tests import make, office
from tests.core.cast import sign_in
from tests.office import HEAD, names, table

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]

State = Import.State


@pytest.fixture(autouse=True)
def at_once(settings):
    settings.TASKS = office.AT_ONCE


def buyer():
    return make.user(Role.PURCHASER)


def begin(client, user, content):
    """Upload a file; return the import as it waits for its columns."""
    sign_in(client, user)
    data = {"file": office.upload(content, "list.xlsx")}
    page = client.post(reverse("import-new"), data, follow=True)
    assert page.redirect_chain
    return Import.objects.get(), page


def confirm(client, imported, page, **changes):
    """Confirm the columns as they were guessed, save for some."""
    form = page.context["form"]
    data = {name: form.initial[name] for name in form.fields}
    header = page.context["layout"].header
    data |= {"sheet": "List", "target": "suppliers", "header": header}
    data["of"] = page.context["of"]
    url = reverse("import-sheet", args=[imported.pk])
    return client.post(url, data | changes, follow=True)


def test_a_file_goes_its_way_page_by_page(client):
    user = buyer()
    rows = [*names(2), ("Doubtful", "", "1", "unreadable"), ("", "", "1", "")]
    imported, page = begin(client, user, table(*rows))
    page = confirm(client, imported, page)
    imported.refresh_from_db()
    assert imported.state == State.READ
    assert page.context["counts"]["good"] == 2
    assert "D4 Certificate number" in page.content.decode()
    url = reverse("import-preview", args=[imported.pk])
    row = imported.rows.get(number=4)
    ticked = client.post(url, {"row": row.pk, "accepted": "on"})
    assert "Take 3 rows" in ticked.content.decode()
    unticked = client.post(url, {"row": row.pk})
    assert "Take 2 rows" in unticked.content.decode()
    client.post(url, {"action": "agree", "row": [row.pk]})
    page = office.press_take(client, imported)
    assert "3 rows came in as drafts" in page.content.decode()
    assert Supplier.objects.count() == 3
    left = client.get(reverse("import-rejects", args=[imported.pk]))
    assert left["Content-Type"].endswith("sheet")
    page = client.post(reverse("import-undo", args=[imported.pk]), follow=True)
    assert "was undone" in page.content.decode()
    assert not Supplier.objects.exists()


@pytest.mark.parametrize("verdict", ["", "good", "doubtful", "wrong", "known"])
def test_rows_are_shown_by_their_verdict(client, verdict):
    user = buyer()
    imported, page = begin(client, user, table(*names(2), ("Other", "", "1", "x")))
    confirm(client, imported, page)
    url = reverse("import-preview", args=[imported.pk])
    shown = client.get(url, {"verdict": verdict}).context["object_list"]
    assert len(shown) == {"": 3, "good": 2, "doubtful": 1}.get(verdict, 0)


def test_a_needed_column_and_one_given_twice_are_asked_for(client):
    imported, page = begin(client, buyer(), table(*names(1)))
    page = confirm(client, imported, page, **{"column-0": "", "column-1": "phone"})
    said = page.content.decode()
    assert "Say which column is “Name”." in said
    assert "“Telephone” is given to several columns." in said
    imported.refresh_from_db()
    assert imported.state == State.UPLOADED


def test_sheet_target_and_header_can_be_corrected(client):
    user = make.user(Role.PURCHASER, Role.SALESPERSON)
    imported, page = begin(client, user, table(["Title"], HEAD, *names(1), head=[]))
    url = reverse("import-sheet", args=[imported.pk])
    assert page.context["layout"].header == 3
    page = client.get(url, {"sheet": "List", "target": "customers"})
    assert page.context["of"] == "List|customers"
    data = {"sheet": "List", "target": "customers", "of": "List|customers", "header": 2}
    assert client.get(url, data).context["layout"].header == 2
    data["of"] = "List|suppliers"
    assert client.get(url, data).context["layout"].header == 3


def test_columns_are_kept_until_the_file_is_read_again(client):
    imported, page = begin(client, buyer(), table(*names(1)))
    confirm(client, imported, page, **{"column-2": ""})
    page = client.get(reverse("import-sheet", args=[imported.pk]))
    assert page.context["form"].initial["column-2"] == ""


def test_another_sheet_of_a_file_is_another_import(client):
    imported, page = begin(client, buyer(), table(*names(1)))
    client.post(reverse("import-again", args=[imported.pk]))
    assert Import.objects.filter(sha256=imported.sha256).count() == 2


def test_an_empty_workbook_names_the_columns(client):
    sign_in(client, buyer())
    assert client.get(reverse("import-template", args=["other"])).status_code == 404
    book = client.get(reverse("import-template", args=["suppliers"])).content
    [sheet] = sheets(BytesIO(book))
    assert sheet.columns == len(targets["suppliers"].columns)


# Who may


def test_the_pages_open_to_whom_the_target_admits(client):
    imported = office.bring_in(table(*names(2)), buyer())
    for user, status in [
        (buyer(), 200),
        (make.user(Role.INSPECTOR), 200),
        (make.user(Role.SALESPERSON), 403),
    ]:
        sign_in(client, user)
        page = client.get(reverse("import-preview", args=[imported.pk]))
        assert page.status_code == status
    assert Trail.objects.filter(act="refused", actor=user).exists()
    assert client.get(reverse("import-list")).status_code == 200


@pytest.mark.parametrize("page", ["sheet", "preview"])
def test_an_inspector_looks_and_is_offered_nothing_to_do(client, page):
    imported = office.bring_in(table(*names(2)), buyer())
    sign_in(client, make.user(Role.INSPECTOR))
    seen = client.get(reverse(f"import-{page}", args=[imported.pk]))
    assert seen.status_code == 200
    assert 'class="form-bar"' not in seen.content.decode()


def test_personal_data_are_masked_for_whom_they_are_none_of_his_business(client):
    rows = [("Supplier", make.uscc(), "Agent", "11010519491231002X")]
    head = ["Company name", "Credit code", "业务员", "身份证号"]
    imported = office.bring_in(table(*rows, head=head), buyer())
    office.take(imported, imported.made_by, agreeing=True)
    for user, told in [(buyer(), True), (make.user(Role.STOREKEEPER), False)]:
        sign_in(client, user)
        page = client.get(reverse("import-done", args=[imported.pk])).content.decode()
        assert "1101" in page
        assert ("11010519491231002X" in page) == told


def test_who_may_not_bring_it_in_takes_nothing(client):
    imported = office.bring_in(table(*names(2)), buyer())
    sign_in(client, make.user(Role.STOREKEEPER))
    url = reverse("import-preview", args=[imported.pk])
    assert client.post(url, {"action": "take"}).status_code == 403
    assert not Supplier.objects.exists()


def test_what_another_window_has_read_anew_is_looked_at_again(client):
    imported = office.bring_in(table(*names(2)), buyer())
    sign_in(client, imported.made_by)
    url = reverse("import-preview", args=[imported.pk])
    seen = client.get(url).context["seen"]
    imported.move(State.READING)
    imported.move(State.READ)
    page = client.post(url, {"action": "take", "seen": seen}, follow=True)
    assert "The file was read anew meanwhile" in page.content.decode()
    assert not Supplier.objects.exists()


def test_what_is_no_import_and_no_row_is_not_found(client):
    imported = office.bring_in(table(*names(2)), buyer())
    sign_in(client, imported.made_by)
    assert client.get(reverse("import-done", args=[0])).status_code == 404
    url = reverse("import-preview", args=[imported.pk])
    page = client.post(url, {"row": ["9" * 40, "x"], "accepted": "on"})
    assert page.status_code == 200
    assert not imported.rows.filter(accepted=True).exists()


def test_who_brings_in_nothing_uploads_nothing(client):
    sign_in(client, make.user())
    assert client.get(reverse("import-new")).status_code == 403


def test_a_sheet_for_somebody_else_is_named(client):
    rows = [("Clinic", make.uscc(), "PDY1", "A street")]
    head = ["Customer", "Credit code", "收货地址", "收货人"]
    _imported, page = begin(client, buyer(), table(*rows, head=head))
    assert str(page.context["stranger"]) == "Customers"


# While a worker is at it


@pytest.mark.parametrize(
    ("head", "is_likely"), [(["Name", "Colour", "Size"], False), (office.HEAD, True)]
)
def test_what_a_header_hardly_says_is_said_to_be_a_guess(client, head, is_likely):
    _imported, page = begin(client, buyer(), table(["A", "B", "C"], head=head))
    is_warned = "hardly says what this sheet holds" in page.content.decode()
    assert is_warned != is_likely


def test_a_bar_that_stands_still_may_be_pushed(client):
    user = buyer()
    imported = office.bring_in(table(*names(2)), user)
    imported.move(State.TAKING)
    sign_in(client, user)
    url = reverse("import-progress", args=[imported.pk])
    assert not client.get(url).context["is_stuck"]
    client.post(url)
    assert not Supplier.objects.exists()
    Import.objects.update(moved_at="2026-01-01T00:00Z")
    assert client.get(url).context["is_stuck"]
    client.post(url)
    assert Supplier.objects.count() == 2
    moved = client.get(url, headers={"HX-Request": "true"})
    assert moved["HX-Redirect"] == reverse("import-done", args=[imported.pk])
    assert "no-store" in moved["Cache-Control"]


def test_what_has_begun_to_come_in_is_not_read_anew(client):
    user = buyer()
    imported = office.bring_in(table(*names(2)), user)
    imported.rows.filter(number=2).update(object_id=1)
    sign_in(client, user)
    page = client.get(reverse("import-sheet", args=[imported.pk]))
    assert page.url == reverse("import-preview", args=[imported.pk])
