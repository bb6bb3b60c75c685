"""manage.py bench: build a large company on PostgreSQL and measure its pages."""

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import connection, transaction
from django.test import Client
from django.utils import translation

from qms.core.models import Batch, User
from qms.quality.bench import cases, filling, journeys, readings
from qms.quality.bench.filling import BASE, Sizes
from qms.quality.bench.measuring import Measured, bare, page, statements, timed
from qms.quality.demo import year
from qms.quality.management.commands.demo import traded
from qms.quality.trace import Graph

EMPTY = "/trace/"


class Command(BaseCommand):
    help = "Build a million sales lines in an empty PostgreSQL database and measure."

    def add_arguments(self, parser):
        parser.add_argument("--lines", type=int, default=1_000_000)
        parser.add_argument("--readings", type=int, default=10_000_000)

    def handle(self, *args, lines, **options):
        if connection.vendor != "postgresql":
            raise CommandError("The figures are those of PostgreSQL: set DATABASE_URL.")
        settings.DEBUG = False
        self.build(lines, options["readings"])
        client = self.sign_in("li")
        empty = timed(lambda: page(client, EMPTY))
        self.stdout.write(f"empty page: {empty:.1f} ms\n")
        self.tell(self.customers(empty))
        for case in cases.everything():
            self.tell(self.measure(case, client, empty))
        for name, case in cases.first_pages():
            self.tell(self.measure(case, self.sign_in(name), empty))

    def build(self, lines, many):
        """Furnish an empty database, then multiply what is in it."""
        call_command("migrate", verbosity=0)
        if not User.objects.exists():
            with translation.override("zh-hant"), transaction.atomic():
                traded(rounds=year.FEWEST)
        if not filling.is_filled():
            filling.fill(lines)
            journeys.fill()
        if many and not readings.is_filled():
            readings.fill(many)
        filling.analyse()

    @staticmethod
    def sign_in(username):
        """A browser of somebody who is signed in."""
        client = Client(SERVER_NAME="localhost")
        client.force_login(
            User.objects.get(username=username), settings.AUTHENTICATION_BACKENDS[1]
        )
        return client

    @staticmethod
    def customers(empty):
        """The one hop: every customer of a batch with what it got."""
        batch = Batch.objects.get(pk=BASE + Sizes.built().batches // 2)
        tables = (cases.SALES, cases.REVIEWS)

        def act():
            return len(Graph.of_exchanges([batch]).customers)

        queries = [cases.customers(batch.pk, each) for each in tables]
        sql = timed(lambda: bare(*queries))
        name = f"all {act()} customers of a batch, in memory"
        return Measured(name, timed(act), sql, empty, statements(act))

    @staticmethod
    def measure(case, client, empty):
        def act():
            return page(client, case.url)

        sql = timed(lambda: bare(*case.bare))
        return Measured(case.name, timed(act), sql, empty, statements(act))

    def tell(self, found):
        style = self.style.SUCCESS if found.is_kept else self.style.ERROR
        self.stdout.write(
            f"{found.name:<44} {found.whole:8.1f} ms   SQL {found.bare:7.1f} ms   "
            + style(f"allowed {found.allowed:7.1f} ms")
            + f"   {found.statements:3} statements"
        )
