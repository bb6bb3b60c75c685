"""Filling in: the keyboard, lines, two windows, bad dates, what is kept."""

import re

import pytest
from playwright.sync_api import expect

from qms.core.models import Supplier
from qms.core.roles import Role
from sales.models import Sale
from tests import make

from .person import RECORD

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def purchaser(enter):
    return enter(make.user(Role.PURCHASER))


def test_a_form_with_two_lines_is_filled_in_from_the_keyboard_alone(enter):
    batches = make.stocked_batch(), make.stocked_batch()
    customer = make.qualified_customer(name="佛山市中心醫院")
    seller = make.authorised_salesperson()
    li = enter(seller).open("/sales/sale/new/")
    keys = li.page.keyboard
    li.tab_to("id_customer-ts-control").types("fsszx").takes("id_customer")
    li.tab_to("id_invoice_no").types("FP1")
    keys.press("Enter")
    li.types("30")
    for number, batch in enumerate(batches):
        keys.press("Alt+n")
        li.is_at(f"id_lines-{number}-batch-ts-control").types(batch.lot)
        li.takes(f"id_lines-{number}-batch")
        keys.press("Tab")
        li.types("3")
        keys.press("Enter")
        li.types("5")
    keys.press("Control+s")
    li.says("Saved.")
    sale = Sale.objects.get()
    assert (sale.customer, sale.invoice_no, sale.total()) == (customer, "FP1", 30)
    assert [line.batch for line in sale.lines.all()] == list(batches)


def test_what_a_scanner_wants_is_taken_after_somebody_has_gone_on(enter):
    make.qualified_customer(name="佛山市中心醫院")
    li = enter(make.authorised_salesperson()).open("/sales/sale/new/")
    held = []
    li.page.route("**/*?q=fsszx", lambda route: held.append(route))
    with li.page.expect_request("**/*?q=fsszx"):
        li.tab_to("id_customer-ts-control").types("fsszx").page.keyboard.press("Enter")
    li.tab_to("id_invoice_no").types("FP")
    held[0].continue_()
    chosen = li.page.locator("#div_id_customer .ts-control .item")
    expect(chosen).to_contain_text("佛山市中心醫院")
    li.is_at("id_invoice_no").types("1").shows(invoice_no="FP1")


def test_a_lookup_that_somebody_left_does_not_take_the_focus_back(enter):
    make.qualified_customer(name="佛山市中心醫院")
    li = enter(make.authorised_salesperson()).open("/sales/sale/new/")
    li.page.clock.install()
    li.tab_to("id_customer-ts-control").page.clock.run_for(1000)
    expect(li.page.locator("#div_id_customer .option")).to_be_visible()
    li.types("fs").tab_to("id_invoice_no").page.clock.run_for(1000)
    li.is_at("id_invoice_no")


def test_a_line_is_removed_and_may_be_put_back_before(enter):
    contract = make.contract()
    contract.lines.create(
        by=contract.made_by, product=make.product(), quantity=7, unit_price=1
    )
    liu = enter(contract.made_by)
    liu.open(f"{contract.get_absolute_url()}edit/")
    first, second = liu.page.locator("[data-line]").all()
    first.locator("[data-remove-line]").click()
    expect(first.locator("[data-restore-line]")).to_be_focused()
    liu.page.keyboard.press("Enter")
    expect(first.locator("[data-restore-line]")).to_be_hidden()
    second.locator("[data-remove-line]").click()
    liu.save()
    assert [line.quantity for line in contract.lines.all()] == [100]


def test_the_second_of_two_windows_sees_both_versions_and_loses_none(enter):
    supplier = make.supplier(phone="1", contact_person="甲")
    first = enter(supplier.made_by)
    edit = f"{supplier.get_absolute_url()}edit/"
    first.open(edit).fill(phone="2")
    other = make.user(Role.PURCHASER)
    second = enter(other).open(edit)
    second.fill(phone="3", contact_person="乙").save()
    first.follow("Save draft")
    conflict = first.page.locator(".conflict")
    expect(conflict).to_contain_text("2")
    expect(conflict).to_contain_text("3")
    expect(conflict).to_contain_text("乙")
    first.sees(other.full_name).shows(phone="2", contact_person="甲")
    assert Supplier.objects.get().phone == "3"
    first.fill(contact_person="乙").save()
    saved = Supplier.objects.get()
    assert (saved.phone, saved.contact_person) == ("2", "乙")
    assert {v.phone for v in saved.history.all()} == {"1", "2", "3"}


def test_lines_changed_in_another_window_are_shown_before_one_saves(enter):
    contract = make.contract()
    edit = f"{contract.get_absolute_url()}edit/"
    first = enter(contract.made_by).open(edit).fill_line(0, quantity="77")
    second = enter(make.user(Role.PURCHASER)).open(edit)
    second.fill_line(0, quantity="55").save()
    first.follow("Save draft").sees(" · 55 · ")
    assert contract.lines.get().quantity == 55
    first.save()
    assert contract.lines.get().quantity == 77


def test_a_bad_date_stays_as_it_was_typed_with_a_message_beside_it(purchaser):
    purchaser.open("/procurement/contract/new/")
    purchaser.fill(valid_from="20266-01-15", payment_terms="月結")
    purchaser.follow("Save draft")
    place = purchaser.page.locator("#div_id_valid_from")
    expect(place.locator(".invalid-feedback")).to_be_visible()
    purchaser.shows(valid_from="20266-01-15", payment_terms="月結")


def test_a_day_is_shown_as_year_month_day_in_every_browser(purchaser):
    purchaser.open("/procurement/contract/new/")
    field = purchaser.page.locator("#id_valid_from")
    for typed, meant in (
        ("20260105", "2026-01-05"),
        ("２０２６／１／５", "2026-01-05"),
        ("2026年1月5日", "2026-01-05"),
        ("0230", "0230"),
    ):
        field.fill(typed)
        field.press("Tab")
        expect(field).to_have_value(meant)


def test_the_arrow_keys_lead_from_day_to_day(purchaser):
    purchaser.open("/procurement/contract/new/")
    field = purchaser.page.locator("#id_valid_from")
    field.fill("2026-02-28")
    field.press("ArrowUp")
    expect(field).to_have_value("2026-03-01")
    field.press("ArrowDown")
    expect(field).to_have_value("2026-02-28")


def test_what_was_typed_in_lines_is_put_back_or_let_go(enter):
    contract = make.contract()
    liu = enter(contract.made_by)
    edit = f"{contract.get_absolute_url()}edit/"
    liu.open(edit).add_line(product=contract.lines.get().product.name, quantity="7")
    expect(liu.page.locator("#saved")).to_contain_text(re.compile(r"\d:\d\d"))
    liu.page.close()
    liu.comes_back()
    liu.open(edit).follow("Put it back").has(1, quantity="7").fill_line(
        1, unit_price="2"
    )
    liu.save()
    assert contract.lines.count() == 2
    liu.open(edit).fill(payment_terms="月結")
    expect(liu.page.locator("#saved")).to_contain_text(re.compile(r"\d:\d\d"))
    liu.open(edit).press("Let it go")
    expect(liu.page.locator(".alert-info")).to_have_count(0)
    liu.open(edit).sees_not(liu.say("Put it back"))


def test_what_was_typed_and_not_saved_is_put_back(purchaser):
    purchaser.open("/core/supplier/new/").fill(name="東莞華衛", phone="0769-1")
    expect(purchaser.page.locator("#saved")).to_contain_text(re.compile(r"\d:\d\d"))
    purchaser.page.close()
    purchaser.comes_back()
    purchaser.open("/core/supplier/new/").shows(name="")
    purchaser.follow("Put it back").shows(name="東莞華衛", phone="0769-1")
    purchaser.fill(uscc=make.uscc()).save()
    assert Supplier.objects.get().name == "東莞華衛"
    purchaser.open("/").sees_not(purchaser.say("not saved"))


def test_a_lookup_finds_by_name_in_both_scripts_and_by_initials(purchaser):
    supplier = make.signed(make.supplier(name="廣州華衛醫療用品有限公司"))
    for words in ("廣州華衛", "广州华卫", "gzhw", supplier.uscc):
        purchaser.open("/procurement/contract/new/").fill(supplier=words)
        purchaser.open("/").find(words, supplier.name)
        purchaser.open("/core/supplier/").looks_for(words).sees(supplier.name)


def test_the_language_of_the_pages_is_ones_own_choice(purchaser):
    for language, heading in (("en", "My work"), ("zh-hans", "我的工作")):
        purchaser.speaks(language).open("/").sees(heading)
        expect(purchaser.page.locator("html")).to_have_attribute("lang", language)


def test_the_menu_of_a_phone_slides_in_and_leads_on(enter):
    user = make.user(Role.STOREKEEPER)
    wu = enter(user, 390)
    menu = wu.page.locator("#menu")
    expect(menu).to_be_hidden()
    wu.press("Open the menu")
    expect(menu).to_be_visible()
    menu.locator("summary", has_text=wu.say("Warehouse")).click()
    wu.follow("stock ledger", "#menu")
    wu.says("stock ledger")
    expect(menu).to_be_hidden()


def test_the_second_of_two_windows_that_revise_a_file_sees_both_versions(enter):
    supplier = make.signed(make.supplier(phone="1", contact_person="甲"))
    revise = f"{supplier.get_absolute_url()}revise/"
    first = enter(make.user(Role.QUALITY_OFFICER)).open(revise).fill(phone="2")
    other = make.user(Role.QUALITY_OFFICER)
    second = enter(other).open(revise)
    second.fill(phone="3", contact_person="乙", reason="搬遷", password="pw")
    second.follow("Revise", ".form-bar").has_done("Revise")
    first.fill(reason="搬遷", password="pw").follow("Revise", ".form-bar")
    conflict = first.page.locator(".conflict")
    for words in ("2", "3", "乙"):
        expect(conflict).to_contain_text(words)
    first.sees(other.full_name).shows(phone="2", contact_person="甲")
    assert Supplier.objects.get().phone == "3"
    first.fill(contact_person="乙", password="pw").follow("Revise", ".form-bar")
    first.has_done("Revise")
    saved = Supplier.objects.get()
    assert (saved.phone, saved.contact_person) == ("2", "乙")


def test_two_clicks_send_a_form_once(purchaser):
    purchaser.open("/core/supplier/new/").fill(name="佛山瑞安")
    twice = "button => { button.click(); setTimeout(() => button.click(), 30); }"
    button = purchaser.button("Save draft", "#record-form")
    purchaser.go(button.evaluate, twice)
    expect(purchaser.page).to_have_url(RECORD)
    assert Supplier.objects.count() == 1
