"""What a page costs, and what its bare SQL costs."""

from dataclasses import dataclass
from time import perf_counter

from django.db import connection
from django.test.utils import CaptureQueriesContext

#: How often each is asked; the quickest counts, as the least disturbed by others.
ROUNDS = 7


def timed(act):
    """The shortest time of an act in milliseconds, once it is warm."""
    act()
    times = []
    for _round in range(ROUNDS):
        begun = perf_counter()
        act()
        times.append(1000 * (perf_counter() - begun))
    return min(times)


@dataclass
class Measured:
    """A thing measured: the whole, its bare SQL, how many statements it took."""

    name: str
    whole: float
    bare: float
    empty: float
    statements: int

    @property
    def allowed(self):
        """Three times its bare SQL plus an empty page (design.md, budgets)."""
        return 3 * self.bare + self.empty

    @property
    def is_kept(self):
        return self.whole <= self.allowed


def page(client, url):
    """Ask for a page as a browser does; a page that fails measures nothing."""
    response = client.get(url)
    if response.status_code != 200:
        raise RuntimeError(f"{url}: {response.status_code}")
    return response


def statements(act):
    with CaptureQueriesContext(connection) as asked:
        act()
    return len(asked)


def bare(*queries):
    """Ask the database alone, by the SQL that one would write for it by hand."""
    with connection.cursor() as cursor:
        for query in queries:
            cursor.execute(query)
            cursor.fetchall()
