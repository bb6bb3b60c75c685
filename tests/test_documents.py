"""The generated documents say what the declarations say."""

import pytest
from django.conf import settings

from qms.records.documents import WRITERS, documents


@pytest.mark.parametrize("name", sorted(WRITERS))
def test_generated_document_is_current(name):
    written = (settings.BASE_DIR / "docs" / name).read_text(encoding="utf-8")
    assert written == documents()[name], "Run manage.py document."
