"""What stands on the pages of a PDF."""

from io import BytesIO

from pypdf import PdfReader


def pages(pdf):
    return [page.extract_text() for page in PdfReader(BytesIO(pdf)).pages]


def text(pdf):
    """All that a PDF says, on one line."""
    return " ".join(" ".join(pages(pdf)).split())
