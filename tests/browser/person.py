"""A person before a browser, who knows the house: records, signatures, imports."""

import re

from playwright.sync_api import expect

from qms.quality.demo.steps import PAGE

from .filling import FormWindow

EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
#: The password of everybody whom tests.make makes.
PASSWORD = "pw"
#: The page of a record, as against its form.
RECORD = re.compile(r"/\d+/(#papers)?$")


class Person(FormWindow):
    """Somebody with an account; each step ends where the next may begin."""

    password = PASSWORD

    def sign_in(self, username, password=PASSWORD):
        self.password = password
        self.page.goto("/")
        self.fill(username=username, password=password)
        return self.follow("Sign in")

    def find(self, words, name):
        """Look for something by the search box of every page, and open it."""
        search = self.page.locator("[data-global-search]")
        search.fill(words)
        self.go(search.press, "Enter")
        return self.go(self.page.locator(".task", has_text=name).first.click)

    def speaks(self, language):
        """Choose another language from the bar on top."""
        menu = self.page.locator(f"[value={language}]")
        place = self.page.locator(".top .dropdown", has=menu)
        place.get_by_role("button").first.click()
        self.go(menu.click)
        expect(self.page.locator("html")).to_have_attribute("lang", language)
        self.language = language
        return self

    def looks_for(self, words):
        """Search a list."""
        box = self.page.locator("#words")
        box.fill(words)
        return self.go(box.press, "Enter")

    # Records

    def save(self):
        """Save a draft and come to its page."""
        self.follow("Save draft", "#record-form")
        expect(self.page).to_have_url(RECORD)
        return self

    def attach(self, *slots):
        """Put a scan into some slots of the record."""
        for slot in slots:
            name = f"{slot}.pdf"
            self.hand_in(slot, name, PAGE, "application/pdf").keeps(slot, name)
        return self

    def hand_in(self, slot, name, content, kind="text/csv"):
        """Choose a file for a slot."""
        with self.page.expect_file_chooser() as chooser:
            self.page.locator(f"#div_id_{slot} .paper-add label").click()
        file = {"name": name, "mimeType": kind, "buffer": content}
        return self.go(chooser.value.set_files, file)

    def keeps(self, slot, name):
        """See a file in its slot."""
        place = self.page.locator(f"#div_id_{slot}")
        expect(place.get_by_text(name)).to_be_visible()
        return self

    def take_up(self, words):
        """Open what waits for oneself on the first page."""
        self.open("/")
        return self.go(self.page.locator(".task", has_text=words).first.click)

    def begin(self, kind):
        """Begin the next record of the chain from the page of this one."""
        way = self.page.locator(".next").get_by_role("link", name=self.say(kind))
        self.go(way.click)
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
        return self.go(dialog.locator("[type=submit]").click)

    def submit(self, **values):
        return self.step("Sign and submit", **values).has_done("Sign and submit")

    def sign(self, **values):
        return self.step("Sign", **values).has_done("Sign")

    def cannot(self, msgid, *sentences):
        """Find a button greyed and be told why."""
        button = self.page.locator(".btn-blocked", has_text=self.say(msgid))
        lock = self.page.locator(".heading-actions .dropdown", has=button)
        lock.locator(".btn-blocked").click()
        for sentence in sentences:
            expect(lock.locator(".why")).to_contain_text(sentence)
        return self

    def has_done(self, msgid):
        expect(self.page.locator("#messages")).to_contain_text(f"{self.say(msgid)} ✓")
        return self

    # The import

    def upload(self, content, name="公司資料.xlsx"):
        """Bring in a workbook, up to the page of its columns."""
        self.follow("Import", ".side").follow("Bring in a file")
        self.page.locator("#id_file").set_input_files(
            {"name": name, "mimeType": EXCEL, "buffer": content}
        )
        return self.follow("Go on")

    def chooses(self, **values):
        """Say what a sheet is, where it is not recognised yet, and see it so."""
        for name, value in values.items():
            select = self.page.locator(f"select[name={name}]")
            if select.input_value() != value:
                self.go(select.select_option, value)
            expect(select).to_have_value(value)
        return self

    def take_rows(self, number):
        """Let the rows in that are waiting."""
        button = self.page.locator("#take button")
        expect(button).to_contain_text(str(number))
        self.go(button.click)
        expect(self.page.locator("#main .alert-success")).to_contain_text(str(number))
        return self
