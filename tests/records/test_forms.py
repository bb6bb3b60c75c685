"""Filling in: begun from the record before, typed, scanned, kept, never lost."""

import datetime as dt
import html

import pytest
from django.utils.text import capfirst

from inventory.models import DeliveryNote, GoodsReceipt
from procurement.models import Contract
from qms.core.models import Batch, Customer
from qms.records.forms import record_form
from qms.records.forms.fields import LongSelect
from qms.records.models import Stash
from qms.records.registers import registry
from sales.models import Sale, SalesAuthorization
from tests import make
from tests.browsing import typed
from tests.core.cast import sign_in
from tests.world import change

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]

LETTERS = registry.of(SalesAuthorization)
CONTRACTS = registry.of(Contract)


def edit(record):
    return registry.of(record).url("edit", record.pk)


@pytest.fixture
def contract(client):
    """A draft with one line, its author signed in."""
    made = make.contract()
    sign_in(client, made.made_by)
    return made


def fresh(record):
    return type(record).objects.get(pk=record.pk)


# Typing


def test_a_draft_may_be_incomplete(client):
    sign_in(client, make.user(*LETTERS.writers))
    data = typed(client.get(LETTERS.url("create")))
    data |= {"employee": make.user().pk, "valid_to": make.next_year()}
    client.post(LETTERS.url("create"), data)
    assert SalesAuthorization.objects.get().products == ""


def test_checking_a_draft_shows_what_is_missing_by_its_field(client, contract):
    data = typed(client.get(edit(contract))) | {"liability": "", "action": "check"}
    data["lines-0-quantity"] = "0"
    page = client.post(edit(contract), data, follow=True)
    assert page.request["PATH_INFO"] == edit(contract)
    assert page.context["form"].errors == {"liability": ["This field cannot be blank."]}
    assert 'id="error_1_id_liability"' in page.content.decode()


def test_wrong_input_is_kept_with_a_message_by_its_field(client, contract):
    wrong = {"valid_from": "tomorrow", "lines-0-quantity": "12盒"}
    page = client.post(edit(contract), typed(client.get(edit(contract))) | wrong)
    assert list(page.context["form"].errors) == ["valid_from"]
    [line] = page.context["parts"][1].formset.forms
    assert list(line.errors) == ["quantity"]
    assert typed(page).items() >= wrong.items()
    assert fresh(contract).version == contract.version


@pytest.mark.parametrize("day", ["9999-12-31", "0206-11-28"])
def test_a_day_lies_in_a_year_that_somebody_means(client, contract, day):
    page = client.post(
        edit(contract), typed(client.get(edit(contract))) | {"valid_to": day}
    )
    assert page.context["form"].errors == {
        "valid_to": ["A year between 1950 and 2099 is needed."]
    }


def test_a_number_in_full_width_is_a_number(client, contract):
    wide = {"lines-0-quantity": "１２．５", "lines-0-unit_price": "　３"}
    client.post(edit(contract), typed(client.get(edit(contract))) | wide)
    [line] = contract.lines.all()
    assert (line.quantity, line.unit_price) == (12.5, 3)


def test_lines_are_added_and_removed(client, contract):
    [line] = contract.lines.all()
    data = typed(client.get(edit(contract))) | {"lines-TOTAL_FORMS": "2"}
    data |= {"lines-0-DELETE": "on", "lines-1-product": line.product_id}
    data |= {"lines-1-quantity": "7", "lines-1-unit_price": "3"}
    client.post(edit(contract), data)
    [kept] = contract.lines.all()
    assert (kept.pk > line.pk, kept.quantity) == (True, 7)
    assert kept.history.get().history_user == contract.made_by


# Two windows


def test_the_second_window_shows_both_versions_and_changes_nothing(client, contract):
    mine, theirs = (typed(client.get(edit(contract))) for _window in range(2))
    client.post(edit(contract), theirs | {"liability": "法院"})
    page = client.post(edit(contract), mine | {"liability": "仲裁委員會"})
    [(label, my_words, their_words, name)] = page.context["conflict"]
    assert (name, my_words, their_words) == ("liability", "仲裁委員會", "法院")
    assert capfirst(str(label)) in page.content.decode()
    assert page.context["conflict_by"] == contract.made_by
    assert fresh(contract).liability == "法院"


def test_whoever_saves_after_that_wins_and_the_history_keeps_both(client, contract):
    mine, theirs = (typed(client.get(edit(contract))) for _window in range(2))
    client.post(edit(contract), theirs | {"liability": "法院"})
    page = client.post(edit(contract), mine | {"liability": "仲裁委員會"})
    assert client.post(edit(contract), typed(page)).status_code == 302
    said = contract.history.values_list("liability", flat=True)
    assert list(said) == ["仲裁委員會", "法院", "仲裁"]


def test_a_line_removed_in_the_other_window_can_still_be_kept(client, contract):
    mine, theirs = (typed(client.get(edit(contract))) for _window in range(2))
    client.post(edit(contract), theirs | {"lines-0-DELETE": "on"})
    assert not contract.lines.exists()
    page = client.post(edit(contract), mine | {"lines-0-quantity": "12"})
    assert client.post(edit(contract), typed(page)).status_code == 302
    assert contract.lines.get().quantity == 12


# Begun from the record before

BEGUN = {
    "purchase": lambda: make.signed(make.contract()),
    "goodsreceipt": lambda: make.signed(make.purchase()),
    "incominginspection": lambda: make.signed(make.goods_receipt()),
    "stockin": lambda: make.signed(make.incoming_inspection()),
    "outboundreview": lambda: make.signed(make.sale()),
    "deliverynote": lambda: make.signed(make.outbound_review()),
}
#: What no earlier record can know.
JUDGED = {"incominginspection": {"lines-0-accepted_qty": "100"}}


@pytest.mark.parametrize("slug", BEGUN)
def test_a_form_begins_with_what_is_known(client, slug):
    before = BEGUN[slug]()
    make.zones()
    [register] = [r for r, _name in registry.followers(before) if r.slug == slug]
    name = dict(registry.followers(before))[register]
    sign_in(client, make.user(*register.writers))
    url = f"{register.url('create')}?{name}={before.pk}"
    data = typed(client.get(url)) | JUDGED.get(slug, {})
    assert client.post(url, data).status_code == 302
    begun = register.model.objects.get()
    assert getattr(begun, name) == before
    assert [line.product for line in begun.rows()] == [
        line.product for line in before.rows()
    ]
    assert [line.quantity for line in begun.rows()] == [
        line.quantity for line in before.rows()
    ]


@pytest.mark.parametrize(
    ("page", "asked"),
    [
        ("create", {"supplier": "abc"}),
        ("line", {"index": "abc"}),
        ("line", {"relation": "nothing"}),
    ],
)
def test_an_address_that_names_nothing_leads_nowhere(client, page, asked):
    sign_in(client, make.user(*CONTRACTS.writers))
    assert client.get(CONTRACTS.url(page), asked).status_code == 404


def test_nothing_is_kept_for_a_form_that_there_is_not(client):
    sign_in(client, make.user(*CONTRACTS.writers))
    for key in ("abc", "99999"):
        asked = {"stash_key": key}
        assert client.post(CONTRACTS.url("autosave"), asked).status_code == 404
    assert client.get("/").status_code == 200


# Scanning


@pytest.fixture
def product():
    return make.signed(make.product(udi_di="06901234567892"))


def scanned(client, model, code):
    register = registry.of(model)
    sign_in(client, make.user(*register.writers))
    data = {"relation": "lines", "index": 3, "scan": code}
    page = client.get(register.url("line"), data)
    line = typed(page, form=None)
    return page, {name.removeprefix("lines-3-"): said for name, said in line.items()}


@pytest.mark.parametrize(
    "code",
    [
        "(01)06901234567892(17)281231(10)L42(21)S1",
        "01069012345678921728123110L42\x1d21S1",
        "]d201069012345678921728123110L42\x1d21S1",
    ],
    ids=["brackets", "separator", "symbology"],
)
def test_a_code_fills_in_product_lot_and_expiry(client, product, code):
    _page, line = scanned(client, GoodsReceipt, code)
    assert line["product"] == str(product.pk)
    assert (line["lot"], line["expires_on"]) == ("L42", "2028-12-31")
    assert (line["udi_di"], line["udi_pi"]) == ("06901234567892", code)


def test_a_code_finds_the_batch_in_the_books(client, product):
    batch = Batch.objects.create(by=product.made_by, product=product, lot="L42")
    _page, line = scanned(client, Sale, "(01)06901234567892(10)L42")
    assert line["batch"] == str(batch.pk)


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("(10)L42", "No product identifier can be read from this code."),
        ("(01)06901234567893", "No product identifier can be read from this code."),
        ("(01)09501101530003(10)L42", "No product file has the identifier"),
    ],
)
def test_a_code_that_is_not_known_says_so(client, code, said):
    page, _line = scanned(client, GoodsReceipt, code)
    assert said in page.content.decode()


# What is typed and not saved


def keep(client, **data):
    return client.post(LETTERS.url("autosave"), {"stash_key": "new", **data})


@pytest.fixture
def seller(client):
    return sign_in(client, make.user(*LETTERS.writers))


def test_what_is_typed_is_kept_until_it_is_put_back(client, seller):
    keep(client, products="全部", region="廣")
    keep(client, products="全部", region="廣東", password="pw")
    assert Stash.objects.get().data.keys() == {"stash_key", "products", "region"}
    assert typed(client.get(LETTERS.url("create")))["region"] == ""
    page = client.get(LETTERS.url("create"), {"restore": 1})
    assert typed(page)["region"] == "廣東"


def test_what_is_typed_is_forgotten_once_it_is_saved(client, seller):
    begun = {"employee": seller.pk, "valid_to": make.next_year(), "region": "廣東"}
    keep(client, **typed(client.get(LETTERS.url("create"))) | begun)
    data = typed(client.get(LETTERS.url("create"), {"restore": 1}))
    client.post(LETTERS.url("create"), data)
    assert SalesAuthorization.objects.get().region == "廣東"
    assert not Stash.objects.exists()


def test_what_is_typed_can_be_let_go(client, seller):
    keep(client, region="廣東")
    client.post(LETTERS.url("autosave"), {"stash_key": "new", "forget": "1"})
    assert not Stash.objects.exists()


def test_what_is_typed_ends_with_the_draft(client):
    letter = make.sales_authorization()
    sign_in(client, letter.made_by)
    client.post(LETTERS.url("autosave"), {"stash_key": str(letter.pk), "region": "廣"})
    client.post(LETTERS.url("step", letter.pk, "discard"))
    assert not Stash.objects.exists()


def test_a_removed_line_is_put_back_as_removed(client, contract):
    sign_in(client, contract.made_by)
    data = typed(client.get(edit(contract))) | {"lines-0-DELETE": "on"}
    key = {"stash_key": str(contract.pk)}
    client.post(registry.of(contract).url("autosave"), key | data)
    page = client.get(edit(contract), {"restore": 1})
    assert b"line-gone" in page.content


@pytest.mark.parametrize("said", ["2027-01-05", "2027/1/5", "20270105", "2027年1月5日"])
def test_a_day_is_written_as_year_month_day(client, seller, said):
    begun = typed(client.get(LETTERS.url("create"))) | {"employee": seller.pk}
    client.post(LETTERS.url("create"), begun | {"valid_to": said})
    assert SalesAuthorization.objects.get().valid_to == dt.date(2027, 1, 5)


def test_a_day_in_another_order_is_refused_and_kept(client, seller):
    begun = typed(client.get(LETTERS.url("create"))) | {"employee": seller.pk}
    page = client.post(LETTERS.url("create"), begun | {"valid_to": "01/05/2027"})
    assert typed(page)["valid_to"] == "01/05/2027"
    assert "valid_to" in page.context["form"].errors


def test_what_is_typed_is_nobody_elses(client, seller):
    keep(client, region="廣東")
    sign_in(client, make.user(*LETTERS.writers))
    assert client.get(LETTERS.url("create")).context["stash"] is None


def test_a_delivery_note_takes_its_lines_over_untyped(client):
    note = make.delivery_note()
    sign_in(client, note.made_by)
    page = client.get(edit(note))
    assert [part.kind for part in page.context["parts"]] == ["section"]
    client.post(edit(note), typed(page) | {"mixed_box": "on"})
    assert DeliveryNote.objects.get(mixed_box=True).lines.count() == 1


def test_a_list_of_what_is_missing_names_it(client):
    record = make.incoming_inspection()
    line = record.lines.get()
    change(line, certificate_no="")
    sign_in(client, record.made_by)
    page = client.get(record.get_absolute_url()).content.decode()
    label = "Number of the certificate/inspection report"
    missing = f"{line}: {label}: This field cannot be blank."
    assert missing in html.unescape(page)


def test_what_an_empty_field_means_is_said_below_it(client):
    customers = registry.of(Customer)
    sign_in(client, make.user(*customers.writers))
    asked = {"relation": "permits", "index": 0}
    page = client.get(customers.url("line"), asked)
    field = page.context["form"]["valid_until"]
    assert (field.label, field.help_text) == ("Valid until", "Empty: long-term.")
    assert "Empty: long-term." in page.content.decode()


def test_a_select_with_long_choices_is_given_more_room(client):
    customers = registry.of(Customer)
    form = record_form(customers)()
    assert isinstance(form.fields["kind"].widget, LongSelect)
    assert not isinstance(form.fields["abc_class"].widget, LongSelect)
