"""A form in a window, and somebody who fills it in."""

import re

from playwright.sync_api import expect

from .window import Window


class FormWindow(Window):
    """Fields are named as in the code; lines are counted from 0."""

    def fill(self, **values):
        """Fill in fields by their names."""
        for name, value in values.items():
            self._enter(f"id_{name}", value)
        return self

    def fill_in(self, name, words):
        """Type into a box that has no label of its own, and press Enter."""
        box = self.page.locator(f"#main [name={name}]").first
        box.fill(words)
        return self.go(box.press, "Enter")

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
