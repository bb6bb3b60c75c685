"""A window of the browser: what stands in it, and what goes wrong in it."""

from contextlib import contextmanager

from django.utils import translation
from playwright.sync_api import expect


class Window:
    """A page that somebody has before the eyes.

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

    def say(self, msgid):
        with translation.override(self.language):
            return str(translation.gettext(msgid))

    def open(self, address):
        self.page.goto(address)
        return self

    def press(self, msgid, within="body"):
        """Press what does something to this page."""
        self.button(msgid, within).click()
        return self

    def follow(self, msgid, within="body"):
        """Press what leads to another page, and be there."""
        return self.go(self.button(msgid, within).click)

    def go(self, act, *arguments):
        """Do what leads to another page, and be there: nobody acts on half a page."""
        with self.page.expect_navigation():
            act(*arguments)
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

    def sees_all(self):
        """Have all of a page on the screen, without pushing it aside."""
        wide = self.page.locator("html").evaluate("html => html.scrollWidth")
        assert wide <= self.page.viewport_size["width"]
        return self

    def says(self, msgid, **values):
        """See a sentence of the code in one's own language."""
        return self.sees(self.say(msgid) % values if values else self.say(msgid))
