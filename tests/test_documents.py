"""What is documented is what the program says."""

import re

import pytest
from django.conf import settings

from qms.records.documents import WRITERS, documents


@pytest.mark.parametrize("name", sorted(WRITERS))
def test_generated_document_is_current(name):
    written = (settings.BASE_DIR / "docs" / name).read_text(encoding="utf-8")
    assert written == documents()[name], "Run manage.py document."


def test_the_readme_names_whatever_a_server_is_told_by_its_environment():
    read = (settings.BASE_DIR / "qms" / "settings.py").read_text()
    asked = set(re.findall(r'env\.\w+\(\s*"(\w+)"', read)) - {"DEBUG"}
    named = set(
        re.findall(r"`([A-Z_]+)`", (settings.BASE_DIR / "README.md").read_text())
    )
    assert {"SECRET_KEY"} < asked <= named
