"""The books of the first state come through every upgrade as they were signed."""

import os
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection

#: The furnished company as the first migrations held it, and its papers.
BOOKS = Path(__file__).parent / "data" / "first-state.tar.xz"

pytestmark = pytest.mark.skipif(
    connection.vendor != "sqlite", reason="the books are those of SQLite"
)


@pytest.fixture
def house(tmp_path):
    """A company that still stands where the first migrations left it."""
    shutil.unpack_archive(BOOKS, tmp_path)
    with closing(sqlite3.connect(tmp_path / "books.sqlite3")) as books:
        books.executescript((tmp_path / "books.sql").read_text())
    return tmp_path


#: Batches in the books that do not name the inspection which accepted of them.
UNNAMED = """
SELECT b.lot FROM core_batch b
JOIN inventory_inspectionline l ON l.product_id = b.product_id AND l.lot = b.lot
JOIN inventory_incominginspection i ON i.id = l.record_id AND i.state = 'signed'
WHERE l.accepted_qty > 0 AND b.inspection_no = ''
"""

#: Sales that went out and do not say so.
UNTOLD = """
SELECT s.number FROM sales_sale s JOIN inventory_outboundreview r ON r.sale_id = s.id
WHERE r.state = 'signed' AND NOT s.is_reviewed
"""


def manage(house, *command):
    environment = os.environ | {
        "DEBUG": "1",
        "DATABASE_URL": f"sqlite:///{house / 'books.sqlite3'}",
        "MEDIA_ROOT": str(house / "media"),
    }
    done = subprocess.run(
        [sys.executable, "manage.py", *command],
        cwd=settings.BASE_DIR,
        env=environment,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_the_first_books_are_migrated_and_all_is_well(house):
    assert "Applying" in manage(house, "migrate")
    manage(house, "verify")
    with closing(sqlite3.connect(house / "books.sqlite3")) as books:
        assert books.execute("SELECT * FROM inventory_inspectionline").fetchall()
        assert books.execute(UNNAMED).fetchall() == []
        assert books.execute(UNTOLD).fetchall() == []
