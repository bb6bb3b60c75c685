"""A server that is killed leaves nothing half done: kill -9 amid submissions.

CRASH_ROUNDS=200 tries it longer: the server is killed once in every 25 submissions.
"""

import os
import signal
import socket
import sqlite3
import subprocess
import sys
from contextlib import closing, suppress
from http.client import HTTPConnection, HTTPException
from http.cookies import SimpleCookie
from itertools import count
from threading import Condition, Thread
from urllib.parse import urlencode

import pytest
from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.db import connection
from django.urls import reverse

from qms.core.roles import Role
from sales.models import Sale
from tests import make
from tests.world import world

__all__ = ["world"]

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(
        connection.vendor != "sqlite", reason="The server keeps a SQLite file."
    ),
    pytest.mark.skipif(
        "CRASH_ROUNDS" not in os.environ,
        reason="Set CRASH_ROUNDS to the number of submissions to try.",
    ),
]

ROUNDS = int(os.environ.get("CRASH_ROUNDS", "25"))
PER_LIFE, PEOPLE = 25, 4


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

    def manage(self, *command, **options):
        command = [sys.executable, "manage.py", *command]
        place = {"cwd": settings.BASE_DIR, "env": self.environment}
        return subprocess.Popen(command, text=True, **place, **options)

    def start(self):
        with closing(socket.socket()) as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        command = ("runserver", f"127.0.0.1:{self.port}", "--noreload")
        pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.DEVNULL}
        self.process = self.manage(*command, **pipes)
        # Its last words before it listens; from then on it is a matter of a moment.
        assert any("Quit the server" in line for line in self.process.stdout)
        while self.process.poll() is None:
            with suppress(ConnectionRefusedError), closing(self.connect()):
                return self
        raise AssertionError("The server did not start.")

    def connect(self):
        return socket.create_connection(("127.0.0.1", self.port))

    def kill(self):
        self.process.kill()
        assert self.process.wait() == -signal.SIGKILL
        self.process.stdout.close()

    def verify(self):
        """What `manage.py verify` says, and whether all is well."""
        pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.STDOUT}
        with self.manage("verify", **pipes) as command:
            said = command.stdout.read()
        return command.returncode, said


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
        with closing(HTTPConnection("127.0.0.1", self.port)) as line:
            line.request(method, url, body, headers)
            answer = line.getresponse()
            answer.read()
        for cookie in answer.headers.get_all("Set-Cookie", []):
            self.cookies |= {n: m.value for n, m in SimpleCookie(cookie).items()}
        return answer.status, answer.headers.get("Location")


class Office:
    """People who sell, as fast as they can, until the server is gone."""

    def __init__(self, port, world, manager):
        self.world, self.done, self.turn = world, Condition(), count()
        self.submitted, self.signed = set(), set()
        names = (world.seller.username, manager.username)
        pairs = [[Browser(port, name) for name in names] for _n in range(PEOPLE)]
        self.people = [Thread(target=self.work, args=pair) for pair in pairs]

    def work(self, seller, manager):
        with suppress(OSError, HTTPException):
            while next(self.turn) < PER_LIFE:
                self.sell(seller, manager)

    def sell(self, seller, manager):
        page = seller.post(reverse("sales:sale-create"), **self.typed())
        number = int(page.rstrip("/").rpartition("/")[2])
        seller.post(f"{page}submit/", password="pw")
        self.note(self.submitted, number)
        manager.post(f"{page}sign/", password="pw", opinion="")
        self.note(self.signed, number)

    def note(self, known, number):
        """Keep what the server has confirmed: it must be there afterwards."""
        with self.done:
            known.add(number)
            self.done.notify_all()

    def typed(self):
        return {
            "customer": self.world.customer.pk,
            "made_on": make.today(),
            "mode": "wholesale",
            "invoice_no": "FP1",
            "invoice_amount": 1,
            "lines-TOTAL_FORMS": 1,
            "lines-INITIAL_FORMS": 0,
            "lines-0-batch": self.world.batch.pk,
            "lines-0-quantity": "0.1",
            "lines-0-unit_price": 10,
        }

    def work_until(self, number):
        """Open, and say when so many submissions are confirmed."""
        for person in self.people:
            person.start()
        with self.done:
            assert self.done.wait_for(lambda: len(self.submitted) >= number, 300)

    def close(self):
        for person in self.people:
            person.join()


def ask(database, sql, *values):
    """What the books of the server hold, read past the project."""
    with closing(sqlite3.connect(database)) as books:
        return books.execute(sql, values).fetchall()


def sales(database, after):
    """What there is of each sale: state, number, lines, signatures, acts, movements."""
    kind = ContentType.objects.get_for_model(Sale).pk
    mine = "kind_id = ? AND object_id = ?"
    for pk, *own in ask(
        database, "SELECT id, state, number <> '' FROM sales_sale WHERE id > ?", after
    ):
        found = [
            "SELECT 1 FROM sales_saleline WHERE ? AND record_id = ?",
            f"SELECT 1 FROM records_signature WHERE {mine}",
            f"SELECT 1 FROM records_signature WHERE {mine} AND signed_at IS NOT NULL",
            f"SELECT 1 FROM core_movement WHERE {mine}",
        ]
        sql = f"SELECT act FROM records_trail WHERE {mine} ORDER BY id"
        acts = [act for (act,) in ask(database, sql, kind, pk)]
        yield pk, (*own, *(len(ask(database, sql, kind, pk)) for sql in found), acts)


#: State, numbered, lines, signatures, of them given, movements, acts.
WHOLE = {
    "draft": ("draft", 0, 1, 0, 0, 0, ["created"]),
    "submitted": ("submitted", 1, 1, 2, 1, 0, ["created", "submitted", "signed"]),
    "signed": (
        *("signed", 1, 1, 2, 2, 1),
        ["created", "submitted", "signed", "signed", "took_effect"],
    ),
}


def test_a_killed_server_leaves_nothing_half_done(world, tmp_path):
    manager, before = make.user(Role.SALES_MANAGER), world.note.review.sale_id
    database = tmp_path / "books.sqlite3"
    database.write_bytes(connection.connection.serialize())
    server = Server(database, tmp_path / "papers")
    for _life in range(max(1, ROUNDS // PER_LIFE)):
        office = Office(server.start().port, world, manager)
        office.work_until(PER_LIFE // 2)
        server.kill()
        office.close()
        code, said = server.verify()
        assert code == 0, said
        states = {}
        for pk, (state, *rest) in sales(database, before):
            assert (state, *rest) == WHOLE[state]
            states[pk] = state
        assert {states[pk] for pk in office.submitted} <= {"submitted", "signed"}
        assert {states[pk] for pk in office.signed} <= {"signed"}
