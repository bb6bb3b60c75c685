"""Every page of every listing, in three languages, on an office screen and a phone.

One test leafs through them all and collects what is wrong, so that the company is
furnished once.
"""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.utils import translation

from qms.core.models import Batch, Supplier, User
from qms.core.roles import Role
from qms.quality.demo import year
from qms.quality.demo.steps import PAGE
from qms.quality.management.commands.demo import furnish
from qms.records.models import State
from qms.records.registers import registry
from tests import make, paper

pytestmark = pytest.mark.django_db(transaction=True)

#: The widths of an office screen and of a phone.
SCREENS = (1440, 390)
ABROAD = {Role.INSPECTOR, Role.COUNTERPARTY}
#: Words that stand on Chinese pages as they are.
KNOWN = {"Excel", "Ctrl", "Alt", "Enter", "English", "Asia", "Shanghai"}
#: Names of files, and digests.
NOT_WORDS = re.compile(r"\S+\.(?:pdf|xlsx|csv)|\b[0-9a-f]{6,}\b")
WORD = re.compile(r"(?<![A-Za-z0-9])[A-Za-z][a-z]{2,}(?![A-Za-z])")

#: What is wrong with a page as it stands in the browser.
LOOK = """() => {
  const shown = (each) => each.getClientRects().length > 0;
  const found = [];
  const wide = document.scrollingElement.scrollWidth;
  if (wide > innerWidth) found.push(`${wide} px wide on ${innerWidth}`);
  const fields = "input, select:not(.tomselected), textarea, button";
  for (const field of document.querySelectorAll(fields)) {
    const said = field.labels?.length || field.ariaLabel || field.title
      || field.getAttribute("aria-labelledby") || field.textContent.trim();
    if (!shown(field) || said || field.closest("[aria-hidden=true]")) continue;
    found.push(`no label: ${field.outerHTML.slice(0, 120)}`);
  }
  const pen = document.createElement("canvas").getContext("2d");
  for (const select of document.querySelectorAll("select:not(.tomselected)")) {
    if (!shown(select)) continue;
    const style = getComputedStyle(select);
    pen.font = style.font;
    const room = select.clientWidth
      - parseFloat(style.paddingLeft) - parseFloat(style.paddingRight);
    const cut = [...select.options].filter(({ text }) =>
      pen.measureText(text).width > room);
    found.push(...cut.map(({ text }) => `cut on ${innerWidth}: ${text}`));
  }
  return found;
}"""

#: All that a page says to somebody who looks, points at things or listens: the one
#: that is open, or another as it comes from the server.
SAID = """async (address) => {
  const fetched = async () => (await fetch(address)).text();
  const page = address
    ? new DOMParser().parseFromString(await fetched(), "text/html")
    : document.cloneNode(true);
  page.querySelectorAll("script, style").forEach((each) => each.remove());
  const names = ["title", "aria-label", "placeholder", "alt"];
  const said = names.flatMap((name) =>
    [...page.querySelectorAll(`[${name}]`)].map((each) => each.getAttribute(name)));
  return [page.body.textContent, page.title, ...said].join("\\n");
}"""


def everybody():
    """One person of all trades, so that no form is closed to him."""
    roles = [role for role in Role if role not in ABROAD]
    return make.user(*roles, username="wan", full_name="萬能")


def pages():
    """The pages of each listing, and of its records in each state."""
    yield from (
        "/",
        "/trail/",
        "/people/",
        "/password/",
        "/address/",
        "/search/?q=2",
        "/import/",
    )
    yield Batch.objects.first().get_absolute_url()
    for listing in registry.values():
        yield listing.url()
    for register in registry.registers():
        yield register.url("create")
        yield from forms_begun(register)
        for state in State:
            if record := register.model.objects.filter(state=state).first():
                yield from pages_of(record, register)


def forms_begun(register):
    """Forms that start from a record, with all their lines."""
    for name, awaited in register.awaited():
        if record := awaited.first():
            yield f"{register.url('create')}?{name}={record.pk}"


def pages_of(record, register):
    yield record.get_absolute_url()
    if record.state == State.DRAFT:
        yield register.url("edit", record.pk)
    if record.state == State.SIGNED:
        yield register.url("history", record.pk)
    for step in ("submit", "sign", "revise"):
        if record.state in record.STEPS[step] and (
            step != "revise" or record.revised_by
        ):
            yield register.url("step", record.pk, step)


def untranslated(text):
    """English words on a page that is not English."""
    names = User.objects.values_list("username", flat=True)
    return set(WORD.findall(NOT_WORDS.sub("", text))) - KNOWN - set(names)


def crooked(person):
    """What does not fit, or has no label, on the screen at hand and on the other."""
    page = person.page
    bare = page.locator("[data-lines]").filter(has_not=page.locator("[data-line]"))
    for relation in [lines.get_attribute("data-lines") for lines in bare.all()]:
        person.add_line(relation)
    yield from page.evaluate(LOOK)
    other = sum(SCREENS) - page.viewport_size["width"]
    page.set_viewport_size({"width": other, "height": 900})
    yield from page.evaluate(LOOK)


def opened(person, address):
    """What is wrong with a page as it stands in the browser."""
    person.open(address)
    if person.language != "en":
        yield from untranslated(person.page.evaluate(SAID))
    yield from crooked(person)


def fetched(person, address):
    """What a page says in another language than the person's."""
    yield from untranslated(person.page.evaluate(SAID, address))


#: How each language is looked at; words of both scripts are equally wide.
LOOKS = {"en": opened, "zh-hans": fetched, "zh-hant": opened}


def foreign_on_sheets(person):
    """What the printed sheet of a record of each kind says in another language."""
    for register in registry.registers():
        record = register.model.objects.filter(state=State.SIGNED).first()
        address = register.url("sheet", record.pk)
        said = "".join(paper.pages(person.page.request.get(address).body()))
        yield from ((address, each) for each in untranslated(said))


def test_every_page_fits_is_labelled_and_speaks_one_language(enter):
    with translation.override("zh-hant"), transaction.atomic():
        furnish(rounds=year.FEWEST)
    user = everybody()
    draft = Supplier(name="深圳華康醫療器械有限公司")
    draft.save(by=user)
    draft.attach(user, "quality_agreement", SimpleUploadedFile("a.pdf", PAGE))
    person, wrong = enter(user), []
    addresses = list(pages())
    for language, look in LOOKS.items():
        User.objects.filter(pk=user.pk).update(language=language)
        person.language = language
        person.open("/")
        for address in addresses:
            wrong += [(language, address, each) for each in look(person, address)]
    wrong += foreign_on_sheets(person)
    assert not wrong, "\n".join(map(str, wrong))
