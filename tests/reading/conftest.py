import pytest
from django.utils import translation


@pytest.fixture(autouse=True)
def english():
    """Sentences are compared in the language that they are written in."""
    with translation.override("en"):
        yield
