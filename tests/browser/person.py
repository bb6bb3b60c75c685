"""A person before a browser: looks, types, presses, signs."""

import re
from contextlib import contextmanager

from django.utils import translation
from playwright.sync_api import expect

from qms.quality.demo.steps import PAGE

EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
#: The password of everybody whom tests.make makes.
PASSWORD = "pw"
#: The page of a record, as against its form.
RECORD = re.compile(r"/\d+/(#papers)?$")


class Person:
    """A window of the browser and what somebody does in it.

    Buttons and links are named by the English of the code and looked for by what
    stands on them in the person's language.
    """

    def __init__(self, context):
        self.context, self.language = context, "zh-hant"
        self.troubles = []
        self.comes_back()

    def comes_back(self):
        """Open a window, with what the browser remembers."""
        self.page = self.context.new_page()
        self._watch(self.page)

    def leave(self, picture):
        """Close the windows; a picture is kept of the last page."""
        self.page.screenshot(path=picture)
        self.context.close()

    # What goes wrong on a page

    def _watch(self, page):
        note = self.troubles.append
        page.on("console", lambda m: m.type == "error" and note((m.text, m.location)))
        page.on("pageerror", lambda error: note(str(error)))
        page.on("response", lambda r: r.status >= 400 and note((r.status, r.url)))
        page.on("requestfailed", lambda request: self._note_failure(request))

    def _note_failure(self, request):
        # What the browser itself stops, as the page is left.
        if request.failure != "net::ERR_ABORTED":
            self.troubles.append((request.failure, request.url))

    @contextmanager
    def refused_by_the_server(self, *statuses):
        """A page that answers with one of some statuses, and no other trouble."""
        before = list(self.troubles)
        yield
        new = self.troubles[len(before) :]
        answered = [trouble[0] for trouble in new if isinstance(trouble[0], int)]
        assert answered
        assert set(answered) <= set(statuses)
        assert len(new) <= 2 * len(answered), new
        self.troubles[:] = before

    # Going about

    def say(self, msgid):
        with translation.override(self.language):
            return str(translation.gettext(msgid))

    def sign_in(self, username, password=PASSWORD):
        self.password = password
        self.page.goto("/")
        self.fill(username=username, password=password)
        self.press("Sign in")
        return self

    def open(self, address):
        self.page.goto(address)
        return self

    def find(self, words, name):
        """Look for something by the search box of every page, and open it."""
        search = self.page.locator("[data-global-search]")
        search.fill(words)
        search.press("Enter")
        self.page.locator(".task", has_text=name).first.click()
        return self

    def press(self, msgid, within="body"):
        self.button(msgid, within).click()
        return self

    def unfold(self, msgid):
        self.page.locator("#main summary", has_text=self.say(msgid)).click()
        return self

    def button(self, msgid, within="body"):
        name, place = self.say(msgid), self.page.locator(within)
        buttons = place.get_by_role("button", name=name, exact=True)
        return buttons.or_(place.get_by_role("link", name=name, exact=True)).first

    def sees(self, *words):
        for each in words:
            expect(self._shown(each).first).to_be_visible()
        return self

    def sees_not(self, words):
        expect(self._shown(words)).to_have_count(0)
        return self

    def _shown(self, words):
        return self.page.locator("#main").get_by_text(str(words)).filter(visible=True)

    def says(self, msgid, **values):
        """See a sentence of the code in one's own language."""
        return self.sees(self.say(msgid) % values if values else self.say(msgid))

    def speaks(self, language):
        """Choose another language from the bar on top."""
        menu = self.page.locator(f"[value={language}]")
        place = self.page.locator(".top .dropdown", has=menu)
        place.get_by_role("button").first.click()
        menu.click()
        expect(self.page.locator("html")).to_have_attribute("lang", language)
        self.language = language
        return self

    def looks_for(self, words):
        """Search a list."""
        self.page.locator("#words").fill(words)
        self.page.locator("#words").press("Enter")
        return self

    # Forms

    def fill(self, **values):
        """Fill in fields by their names."""
        for name, value in values.items():
            self._enter(f"id_{name}", value)
        return self

    def fill_line(self, number, relation="lines", **values):
        return self.fill(**{f"{relation}-{number}-{k}": v for k, v in values.items()})

    def _enter(self, ident, value):
        field = self.page.locator(f"#{ident}")
        kind = field.evaluate("field => field.dataset.lookup ? 'lookup' : field.type")
        if kind == "lookup":
            self.look_up(ident, value)
        elif kind == "checkbox":
            field.set_checked(value)
        elif kind == "select-one":
            field.select_option(value)
        else:
            field.fill(str(value))

    def shows(self, **values):
        """See what stands in the fields of a form."""
        for name, value in values.items():
            expect(self.page.locator(f"#id_{name}")).to_have_value(value)
        return self

    def has(self, number, relation="lines", **values):
        """See what stands in the fields of a line."""
        for name, value in values.items():
            ident = f"id_{relation}-{number}-{name}"
            field = self.page.locator(f"#{ident}")
            if field.get_attribute("data-lookup"):
                chosen = self.page.locator(f"#div_{ident} .ts-control .item")
                expect(chosen).to_contain_text(value)
            else:
                # A quantity may stand there with all its decimal places.
                shown = re.compile(rf"^{re.escape(str(value))}(\.0+)?$")
                expect(field).to_have_value(shown)
        return self

    def has_ticked(self, number, name, relation="lines"):
        expect(self.page.locator(f"#id_{relation}-{number}-{name}")).to_be_checked()
        return self

    def look_up(self, ident, words):
        """Type into a lookup until one row is left, and take it."""
        place = self.page.locator(f"#div_{ident}")
        place.locator(".ts-control").click()
        place.locator(".ts-control input").press_sequentially(words)
        place.locator(".ts-control input").press("Enter")
        expect(place.locator(".ts-control .item")).to_be_visible()

    def finds_nothing(self, ident, words):
        """Type into a lookup and be offered nothing."""
        place = self.page.locator(f"#div_{ident}")
        place.locator(".ts-control").click()
        place.locator(".ts-control input").press_sequentially(words)
        expect(place.locator(".ts-dropdown .no-results")).to_be_visible()
        expect(place.locator(".ts-dropdown .option")).to_have_count(0)
        return self

    def add_line(self, relation="lines", **values):
        group = self.page.locator(f"[data-lines={relation}]")
        number = group.locator("[data-line]").count()
        group.locator("[data-add-line]").click()
        expect(group.locator("[data-line]")).to_have_count(number + 1)
        return self.fill_line(number, relation, **values)

    def scan(self, code, relation="lines"):
        """Type a code as a scanner does: all of it, then Enter."""
        box = self.page.locator(f"[data-lines={relation}] [data-scan]")
        box.fill(code)
        box.press("Enter")
        return self

    def save(self):
        """Save a draft and come to its page."""
        self.press("Save draft", "#record-form")
        expect(self.page).to_have_url(RECORD)
        return self

    def attach(self, *slots):
        """Put a scan into some slots of the record."""
        for slot in slots:
            place = self.page.locator(f"#div_id_{slot}")
            with self.page.expect_file_chooser() as chooser:
                place.locator(".paper-add label").click()
            name = f"{slot}.pdf"
            scan = {"name": name, "mimeType": "application/pdf", "buffer": PAGE}
            chooser.value.set_files(scan)
            expect(place.get_by_text(name)).to_be_visible()
        return self

    # The keyboard

    def tab_to(self, ident):
        """Press Tab until a field has the focus."""
        for _press in range(60):
            self.page.keyboard.press("Tab")
            if self.page.evaluate("document.activeElement.id") == ident:
                return self
        raise AssertionError(f"The keyboard does not lead to {ident}.")

    def is_at(self, ident):
        expect(self.page.locator(f"#{ident}")).to_be_focused()
        return self

    def types(self, text):
        self.page.keyboard.type(text)
        return self

    def takes(self, ident):
        """Take the one row that a lookup offers for what is typed."""
        self.page.keyboard.press("Enter")
        expect(self.page.locator(f"#div_{ident} .ts-control .item")).to_be_visible()
        return self

    # The import

    def upload(self, content, name="公司資料.xlsx"):
        """Bring in a workbook, up to the page of its columns."""
        self.press("Import", ".side").press("Bring in a file")
        self.page.locator("#id_file").set_input_files(
            {"name": name, "mimeType": EXCEL, "buffer": content}
        )
        return self.press("Go on")

    def chooses(self, **values):
        """Say what a sheet is, where it is not recognised yet, and see it so."""
        for name, value in values.items():
            select = self.page.locator(f"select[name={name}]")
            if select.input_value() != value:
                select.select_option(value)
            expect(select).to_have_value(value)
        return self

    def take_rows(self, number):
        """Let the rows in that are waiting."""
        button = self.page.locator("#take button")
        expect(button).to_contain_text(str(number))
        button.click()
        expect(self.page.locator("#main .alert-success")).to_contain_text(str(number))
        return self

    # Records

    def take_up(self, words):
        """Open what waits for oneself on the first page."""
        self.open("/")
        self.page.locator(".task", has_text=words).first.click()
        return self

    def begin(self, kind):
        """Begin the next record of the chain from the page of this one."""
        self.page.locator(".next").get_by_role("link", name=self.say(kind)).click()
        expect(self.page.locator("#record-form")).to_be_visible()
        return self

    def heading_number(self):
        """The number that the record has got, as its page is headed."""
        return self.page.locator(".heading-title").inner_text().split()[0]

    def printed(self):
        """The sheet of the record, as the menu of the page gives it."""
        self.press("Print", ".heading-actions")
        return self.downloads("This record")

    def downloads(self, msgid):
        """The file that a link of the heading leads to."""
        link = self.button(msgid, ".heading-actions")
        return self.page.request.get(link.get_attribute("href")).body()

    def step(self, msgid, **values):
        """Take a step in the dialog that its button opens."""
        self.press(msgid, ".heading-actions")
        dialog = self.page.locator("#step-dialog")
        expect(dialog.locator("#step-form")).to_be_visible()
        self.fill(**{"password": self.password} | values)
        dialog.locator("[type=submit]").click()
        return self

    def submit(self, **values):
        return self.step("Sign and submit", **values).has_done("Sign and submit")

    def sign(self, **values):
        return self.step("Sign", **values).has_done("Sign")

    def cannot(self, msgid, *sentences):
        """Find a button greyed and be told why."""
        lock = self.page.locator(".heading-actions .dropdown", has_text=self.say(msgid))
        lock.locator(".btn-blocked").click()
        for sentence in sentences:
            expect(lock.locator(".why")).to_contain_text(sentence)
        return self

    def has_done(self, msgid):
        expect(self.page.locator("#messages")).to_contain_text(f"{self.say(msgid)} ✓")
        return self
