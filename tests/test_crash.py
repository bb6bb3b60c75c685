"""A server that is killed leaves nothing half done: kill -9 amid submissions.

CRASH_ROUNDS=200 tries it longer: the server is killed once in every 25 submissions.
"""

import os
import signal
import socket
import sqlite3
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager, suppress
from http.client import HTTPConnection, HTTPException
from http.cookies import SimpleCookie
from itertools import count
from threading import Condition
from urllib.parse import urlencode

import pytest
from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.db import connection
from django.urls import reverse

from qms.core.roles import Role
from sales.models import Sale
from tests import make

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(
        connection.vendor != "sqlite", reason="The server keeps a SQLite file."
    ),
]

ROUNDS = int(os.environ.get("CRASH_ROUNDS", "25"))
PER_LIFE, PEOPLE = 25, 4
#: Seconds after which an answer does not come any more.
PATIENCE = 60


class Server:
    """The project's own server, on a database of its own."""

    def __init__(self, database, papers):
        self.environment = os.environ | {
            "DATABASE_URL": f"sqlite:///{database}",
            "DEBUG": "1",
            "DJANGO_SETTINGS_MODULE": "tests.settings",
            "MEDIA_ROOT": str(papers),
            "PYTHONUNBUFFERED": "1",
        }

    def manage(self, *command, stderr):
        return subprocess.Popen(
            [sys.executable, "manage.py", *command],
            cwd=settings.BASE_DIR,
            env=self.environment,
            stdout=subprocess.PIPE,
            stderr=stderr,
            text=True,
        )

    @contextmanager
    def running(self):
        """Serve on a free port until the moment that the server is killed."""
        with closing(socket.socket()) as free:
            free.bind(("127.0.0.1", 0))
            address = free.getsockname()
        command = ("runserver", "{}:{}".format(*address), "--noreload")
        process = self.manage(*command, stderr=subprocess.DEVNULL)
        try:
            wait_for_answer(process, address)
            yield address[1]
        finally:
            process.kill()
            assert process.wait() == -signal.SIGKILL
            process.stdout.close()

    def verify(self):
        """Whether `manage.py verify` finds all well, and what it says."""
        with self.manage("verify", stderr=subprocess.STDOUT) as command:
            said = command.stdout.read()
        return command.returncode == 0, said


def wait_for_answer(process, address):
    """Read what the server says before it listens; then it is a matter of a moment."""
    assert any("Quit the server" in line for line in process.stdout)
    while process.poll() is None:
        with suppress(ConnectionRefusedError):
            return socket.create_connection(address).close()
    raise AssertionError("The server did not start.")


class Browser:
    """Somebody who is signed in: cookies and forms, no more."""

    def __init__(self, port, username):
        self.port, self.cookies = port, {}
        self.ask("GET", reverse("login"))
        self.post(reverse("login"), username=username, password="pw")

    def post(self, url, **data):
        """Send a form; return the address that the answer leads to."""
        data["csrfmiddlewaretoken"] = self.cookies["csrftoken"]
        status, address = self.ask("POST", url, urlencode(data))
        assert status == 302, (url, status)
        return address

    def ask(self, method, url, body=None):
        headers = {"Content-Type": "application/x-www-form-urlencoded"}
        said = [f"{name}={value}" for name, value in self.cookies.items()]
        headers["Cookie"] = "; ".join(said)
        with closing(HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)) as line:
            line.request(method, url, body, headers)
            answer = line.getresponse()
            answer.read()
        for cookie in answer.headers.get_all("Set-Cookie", []):
            self.cookies |= {n: m.value for n, m in SimpleCookie(cookie).items()}
        return answer.status, answer.headers.get("Location")


class Office:
    """People who sell, as fast as they can, until the server is gone."""

    def __init__(self, port, names, sale):
        self.sale, self.news, self.turn = sale, Condition(), count()
        self.submitted, self.signed, self.left = set(), set(), 0
        pairs = [[Browser(port, name) for name in names] for _n in range(PEOPLE)]
        pool = ThreadPoolExecutor(PEOPLE)
        self.people = [pool.submit(self.work, *pair) for pair in pairs]

    def work(self, seller, manager):
        try:
            while next(self.turn) < PER_LIFE:
                self.sell(seller, manager)
        except (OSError, HTTPException):
            pass  # The server is gone.
        finally:
            with self.news:
                self.left += 1
                self.news.notify()

    def sell(self, seller, manager):
        page = seller.post(reverse("sales:sale-create"), **self.sale)
        number = int(page.rstrip("/").rpartition("/")[2])
        seller.post(f"{page}submit/", password="pw")
        self.note(self.submitted, number)
        manager.post(f"{page}sign/", password="pw", opinion="")
        self.note(self.signed, number)

    def note(self, known, number):
        """Keep what the server has confirmed: it must be there afterwards."""
        with self.news:
            known.add(number)
            self.news.notify()

    def wait_for(self, number):
        """Wait until so many submissions are confirmed, or somebody gives up."""
        with self.news:
            assert self.news.wait_for(
                lambda: self.left or len(self.submitted) >= number, 4 * PATIENCE
            )

    def close(self):
        """Wait until everybody has noticed; say what went wrong before."""
        for person in self.people:
            person.result()


def form(world):
    """What a salesperson types: a sale of a tenth of a box."""
    return {
        "customer": world.customer.pk,
        "made_on": make.today(),
        "mode": "wholesale",
        "invoice_no": "FP1",
        "invoice_amount": 1,
        "lines-TOTAL_FORMS": 1,
        "lines-INITIAL_FORMS": 0,
        "lines-0-batch": world.batch.pk,
        "lines-0-quantity": "0.1",
        "lines-0-unit_price": 10,
    }


#: State, numbered, lines, signatures, of them given, movements, acts.
WHOLE = {
    "draft": ("draft", 0, 1, 0, 0, 0, ["created"]),
    "submitted": ("submitted", 1, 1, 2, 1, 0, ["created", "submitted", "signed"]),
    "signed": (
        *("signed", 1, 1, 2, 2, 1),
        ["created", "submitted", "signed", "signed", "took_effect"],
    ),
}


def sales(database, after):
    """What there is of each sale, read past the project: as WHOLE has it."""
    kind = ContentType.objects.get_for_model(Sale).pk
    mine = "kind_id = ? AND object_id = ?"
    counts = [
        "SELECT count(*) FROM sales_saleline WHERE ? AND record_id = ?",
        f"SELECT count(*) FROM records_signature WHERE {mine}",
        f"SELECT count(signed_at) FROM records_signature WHERE {mine}",
        f"SELECT count(*) FROM core_movement WHERE {mine}",
    ]
    acts = f"SELECT act FROM records_trail WHERE {mine} ORDER BY id"
    found = "SELECT id, state, number <> '' FROM sales_sale WHERE id > ?"
    with closing(sqlite3.connect(database)) as books:
        for pk, *own in books.execute(found, (after,)).fetchall():
            own += [books.execute(sql, (kind, pk)).fetchone()[0] for sql in counts]
            yield pk, (*own, [act for (act,) in books.execute(acts, (kind, pk))])


def test_a_killed_server_leaves_nothing_half_done(world, tmp_path):
    names = (world.seller.username, make.user(Role.SALES_MANAGER).username)
    last, sale, database = world.note.review.sale_id, form(world), tmp_path / "books"
    database.write_bytes(connection.connection.serialize())
    server = Server(database, settings.MEDIA_ROOT)
    for _life in range(max(1, ROUNDS // PER_LIFE)):
        with server.running() as port:
            office = Office(port, names, sale)
            office.wait_for(PER_LIFE // 2)
        office.close()
        well, said = server.verify()
        assert well, said
        states = {}
        for pk, found in sales(database, last):
            states[pk] = found[0]
            assert found == WHOLE[found[0]]
        assert {states[pk] for pk in office.submitted} <= {"submitted", "signed"}
        assert {states[pk] for pk in office.signed} <= {"signed"}
