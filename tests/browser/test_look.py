"""Every page of every listing, in three languages, on an office screen and a phone.

One test leafs through them all and collects what is wrong, so that the company is
furnished once.
"""

import io
import re

import pytest
from django.db import transaction
from django.utils import translation
from pypdf import PdfReader

from qms.core.models import Batch, User
from qms.core.roles import Role
from qms.quality.management.commands.demo import furnish
from qms.records.registers import registry
from tests import make

from .conftest import OFFICE, PHONE

pytestmark = pytest.mark.django_db(transaction=True)

ABROAD = {Role.INSPECTOR, Role.COUNTERPARTY}
#: Words that stand on Chinese pages as they are.
KNOWN = {"Excel", "Ctrl", "Alt", "English"}
WORD = re.compile(r"(?<![A-Za-z0-9])[A-Za-z][a-z]{2,}(?![A-Za-z])")

#: What is wrong with a page as it stands in the browser.
LOOK = """() => {
  const shown = (each) => each.getClientRects().length > 0;
  const found = [];
  const wide = document.scrollingElement.scrollWidth;
  if (wide > innerWidth) found.push(`${wide} px wide on ${innerWidth}`);
  for (const field of document.querySelectorAll("input, select, textarea, button")) {
    const said = field.labels?.length || field.ariaLabel || field.title
      || field.getAttribute("aria-labelledby") || field.textContent.trim();
    if (shown(field) && !said) found.push(`no label: ${field.outerHTML.slice(0, 120)}`);
  }
  return found;
}"""

#: All that a page says to somebody who looks, points at things or listens.
SAID = """() => {
  const names = ["title", "aria-label", "placeholder", "alt"];
  const said = names.flatMap((name) =>
    [...document.querySelectorAll(`[${name}]`)].map((each) => each.getAttribute(name)));
  return [document.body.innerText, document.title, ...said].join("\\n");
}"""


def everybody():
    """One person of all trades, so that no form is closed to him."""
    roles = [role for role in Role if role not in ABROAD]
    return make.user(*roles, full_name="萬能")


def addresses():
    """The pages of each listing and the sheet of each record."""
    yield from ("/", "/trail/", "/people/", "/password/", "/search/?q=2")
    yield Batch.objects.first().get_absolute_url()
    for listing in registry.values():
        yield listing.url()
    for register in registry.registers():
        yield register.url("create")
        record = register.model.objects.filter(state="signed").first()
        yield record.get_absolute_url()
        yield register.url("history", record.pk)


def forms_begun():
    """Forms that start from a record, with all their lines."""
    for register in registry.registers():
        for name, awaited in register.awaited():
            if record := awaited.first():
                yield f"{register.url('create')}?{name}={record.pk}"


def untranslated(text, language):
    """English words on a page that is not English."""
    return set() if language == "en" else set(WORD.findall(text)) - KNOWN


def wrong_with(person, address):
    person.open(address)
    for button in person.page.locator("[data-add-line]").all():
        button.click()
    for size in (OFFICE, PHONE):
        person.page.set_viewport_size(size)
        yield from person.page.evaluate(LOOK)
    yield from untranslated(person.page.evaluate(SAID), person.language)


def wrong_with_sheet(person, address):
    answer = person.page.request.get(address)
    sheet = PdfReader(io.BytesIO(answer.body()))
    text = "".join(page.extract_text() for page in sheet.pages)
    yield from untranslated(text, person.language)


def test_every_page_fits_is_labelled_and_speaks_one_language(visitor):
    with translation.override("zh-hant"), transaction.atomic():
        furnish()
    user = everybody()
    person = visitor().sign_in(user.username, "pw")
    wrong = []
    pages = [*addresses(), *forms_begun()]
    for language in ("zh-hant", "zh-hans", "en"):
        User.objects.filter(pk=user.pk).update(language=language)
        person.language = language
        for address in pages:
            wrong += [(language, address, each) for each in wrong_with(person, address)]
    assert wrong == []
