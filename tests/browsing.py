"""What a browser makes of a page."""

from html.parser import HTMLParser


def typed(page, form="record-form"):
    """What a browser would post of a form on a page if nobody touched it.

    Without a form: of everything on the page, which is a part of one.
    """
    reader = FormReader(form)
    reader.feed(page.content.decode())
    return reader.data


class FormReader(HTMLParser):
    """Collects what stands in the fields of one form."""

    def __init__(self, form):
        super().__init__()
        self.form, self.inside, self.data = form, form is None, {}
        self.select = self.textarea = None

    def handle_starttag(self, tag, attrs):
        attrs = dict(attrs)
        if tag == "form":
            self.inside = attrs.get("id") == self.form
        elif self.inside and hasattr(self, f"start_{tag}"):
            getattr(self, f"start_{tag}")(attrs)

    def handle_endtag(self, tag):
        if tag == "form":
            self.inside = False
        elif tag in ("select", "textarea"):
            setattr(self, tag, None)

    def handle_data(self, data):
        if self.textarea:
            # The line feed after the tag is not part of the text.
            self.data[self.textarea] += data.removeprefix("\r\n").removeprefix("\n")

    def start_input(self, attrs):
        kind, name = attrs.get("type", "text"), attrs.get("name")
        ticked = kind not in ("checkbox", "radio") or "checked" in attrs
        if name and ticked and kind not in ("submit", "file", "button"):
            value = attrs.get("value", "on" if kind == "checkbox" else "")
            # Several boxes may be ticked under one name.
            if kind == "checkbox" and name in self.data:
                before = self.data[name]
                value = [*(before if isinstance(before, list) else [before]), value]
            self.data[name] = value

    def start_textarea(self, attrs):
        self.textarea = attrs["name"]
        self.data[self.textarea] = ""

    def start_select(self, attrs):
        self.select = attrs["name"]
        self.data[self.select] = ""

    def start_option(self, attrs):
        if self.select and "selected" in attrs:
            self.data[self.select] = attrs.get("value", "")
