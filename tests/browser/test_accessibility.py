"""The pages serve those who see little, hear the page or have no mouse, too.

axe looks for what it knows to be wrong: controls without a name, contrast below
4.5 to 1, roles that contradict each other. The rest is tried by hand.
"""

import datetime as dt

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from qms.core.roles import Role
from tests import make

pytestmark = pytest.mark.django_db(transaction=True)

AXE = Axe()

#: The fields with an error that no sentence is tied to.
UNTOLD = """() => {
  const fields = document.querySelectorAll(
    "#main :is(input, select, textarea).is-invalid");
  const told = (field) => {
    const control = field.tomselect?.control_input ?? field;
    const ids = control.getAttribute("aria-describedby")?.split(" ") ?? [];
    return control.ariaInvalid === "true"
      && ids.some((id) => document.getElementById(id)?.matches(".invalid-feedback"));
  };
  return [...fields].filter((field) => !told(field)).map(({ id }) => id);
}"""

#: Where the keyboard is, if that cannot be seen.
UNSEEN = """() => {
  const { outlineStyle, boxShadow } = getComputedStyle(document.activeElement);
  const frame = document.activeElement.closest(".ts-wrapper, .btn");
  const around = frame ? getComputedStyle(frame) : {};
  const seen = [outlineStyle, boxShadow, around.outlineStyle, around.boxShadow]
    .some((said) => said && said !== "none");
  return seen ? "" : document.activeElement.outerHTML;
}"""


def faults(person):
    found = AXE.run(person.page).response["violations"]
    return [f"{each['id']}: {node['html']}" for each in found for node in each["nodes"]]


def untold(person):
    return person.page.evaluate(UNTOLD)


def focused(person):
    return person.page.locator(":focus")


def test_each_kind_of_page_has_names_roles_and_contrast(visitor, enter):
    nobody = visitor().open("/")
    assert faults(nobody) == []
    purchase = make.purchase()
    void = make.signed(make.purchase(contract=purchase.contract))
    void.void(make.user(*void.voiders()), "Ordered twice")
    liu = enter(purchase.made_by)
    form = "/procurement/purchase/new/"
    for address in ("/", "/procurement/purchase/", form, purchase.get_absolute_url()):
        assert faults(liu.open(address)) == []


def test_a_form_that_comes_back_is_gone_on_with_at_its_first_error(enter):
    liu = enter(make.user(Role.PURCHASER)).open("/procurement/purchase/new/")
    liu.fill(expected_on="2026-02-30").follow("Save and check")
    expect(liu.page.locator(".invalid-feedback").first).to_be_visible()
    expect(focused(liu)).to_have_id("id_contract-ts-control")
    assert untold(liu) == []
    assert faults(liu) == []


def test_a_dialog_takes_the_keyboard_and_gives_it_back(enter):
    purchase = make.purchase()
    liu = enter(purchase.made_by).open(purchase.get_absolute_url())
    liu.press("Sign and submit", ".heading-actions")
    expect(liu.page.locator("#step-dialog :focus")).to_be_visible()
    assert faults(liu) == []
    liu.page.keyboard.press("Escape")
    expect(focused(liu)).to_have_text(liu.say("Sign and submit"))


def test_it_is_seen_where_the_keyboard_is(enter):
    liu = enter(make.user(Role.PURCHASER)).open("/procurement/purchase/new/")
    save = liu.button("Save draft")
    for _stop in range(99):
        liu.page.keyboard.press("Tab")
        assert liu.page.evaluate(UNSEEN) == ""
        if save.evaluate("button => button.matches(':focus')"):
            return
    raise AssertionError("The keyboard does not lead through the form.")


def test_a_reading_is_taken_with_a_phone_by_anyone(enter):
    sensor = make.sensor(since=make.today() - dt.timedelta(days=2))
    wu = enter(make.user(Role.MAINTAINER), width=390).open("/inventory/climate-round/")
    assert faults(wu) == []
    wu.fill(**{f"{sensor.pk}_temperature": "5,2"}).press("Take down", "#main")
    expect(wu.page.locator(".invalid-feedback").first).to_be_visible()
    expect(focused(wu)).to_have_id(f"id_{sensor.pk}_temperature")
    assert untold(wu) == []
    assert faults(wu) == []
