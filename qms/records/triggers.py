"""Triggers: what is signed, entered or trailed does not change, whoever asks.

Each guard is a condition on one event of one table; the same conditions are written
out for SQLite and PostgreSQL. They are lifted before every migrate and laid after it.
"""

from dataclasses import dataclass
from datetime import timedelta

from django.apps import apps
from django.conf import settings
from django.db import connections
from django.utils import timezone

from qms.records.dates import DRIFT
from qms.records.models import (
    FROZEN,
    Attachment,
    Block,
    Counter,
    Entry,
    File,
    Line,
    Record,
    Signature,
    Trail,
)

#: Columns of a signed record that its standing still moves, whatever its kind.
MOVABLE = ("state", "keep_until", "kept_for_ever", "version")

#: Where each database tells of its triggers.
CATALOGUE = {
    "sqlite": "SELECT name, tbl_name FROM sqlite_master "
    "WHERE type = 'trigger' AND name LIKE 'guard%'",
    "postgresql": "SELECT tgname, relname FROM pg_trigger "
    "JOIN pg_class ON pg_class.oid = tgrelid "
    "WHERE tgname LIKE 'guard%' AND tgenabled <> 'D'",
}


#: Stands in a condition for the day that it is for the company, not in Greenwich.
TODAY = "<today>"
#: Stands for the day on which a record takes effect, for the company.
EFFECTIVE_DAY = "<effective day>"
#: Stands for the last moment that another machine, whose clock drifts, may call now.
SOON = "<soon>"


def today(vendor):
    return day_of("'now'" if vendor == "sqlite" else "now()", vendor)


def day_of(moment, vendor):
    """The day in the company's time zone as SQL; SQLite knows offsets only."""
    if vendor == "sqlite":
        offset = timezone.localtime().utcoffset() // timedelta(minutes=1)
        return f"date({moment}, '{offset:+d} minutes')"
    return f"({moment} AT TIME ZONE '{settings.TIME_ZONE}')::date"


def soon(vendor):
    """A little after now as SQL; SQLite keeps moments as text, in Greenwich time."""
    ahead = f"{DRIFT.total_seconds():.0f} seconds"
    if vendor == "sqlite":
        return f"strftime('%Y-%m-%d %H:%M:%f', 'now', '{ahead}')"
    return f"clock_timestamp() + interval '{ahead}'"


#: SQLite adds decimals up in floating point; what is asked for has three places.
A_LITTLE = "0.0005"


def exceeds(amount, limit):
    """The condition that an amount is more than another."""
    return f"({amount}) > ({limit}) + {A_LITTLE}"


def differs(amount, other):
    """The condition that two amounts are not the same."""
    return f"ABS(({amount}) - ({other})) > {A_LITTLE}"


@dataclass(frozen=True)
class Guard:
    """Refuse an event ("UPDATE", …) on a table under a condition on OLD and NEW."""

    table: str
    event: str
    when: str
    sentence: str
    suffix: str = ""

    @property
    def name(self):
        return f"guard_{self.table}_{self.event.lower()}{self.suffix}"[:63]

    def condition(self, vendor):
        """The condition in the words of a database."""
        effective = day_of("NEW.effective_at", vendor)
        when = self.when.replace(EFFECTIVE_DAY, effective)
        return when.replace(TODAY, today(vendor)).replace(SOON, soon(vendor))

    def sql(self, vendor):
        when = self.condition(vendor)
        if vendor == "sqlite":
            return [
                f'DROP TRIGGER IF EXISTS "{self.name}"',
                f'CREATE TRIGGER "{self.name}" BEFORE {self.event} ON "{self.table}" '
                f"WHEN {when} "
                f"BEGIN SELECT RAISE(ABORT, '{self.sentence}'); END",
            ]
        returned = "OLD" if self.event == "DELETE" else "NEW"
        return [
            f'CREATE OR REPLACE FUNCTION "{self.name}"() RETURNS trigger AS $$ BEGIN '
            f"IF {when} THEN RAISE EXCEPTION '{self.sentence}' "
            f"USING ERRCODE = 'integrity_constraint_violation'; END IF; "
            f"RETURN {returned}; END $$ LANGUAGE plpgsql",
            f'DROP TRIGGER IF EXISTS "{self.name}" ON "{self.table}"',
            f'CREATE TRIGGER "{self.name}" BEFORE {self.event} ON "{self.table}" '
            f'FOR EACH ROW EXECUTE FUNCTION "{self.name}"()',
        ]


def changed(columns):
    """The condition that one of some columns changes; NULLs count as values."""
    return (
        "("
        + " OR ".join(f'OLD."{c}" IS DISTINCT FROM NEW."{c}"' for c in columns)
        + ")"
    )


def columns(model, without=()):
    return [f.column for f in model._meta.concrete_fields if f.column not in without]


def append_only(model, unless_update="", unless_delete=""):
    """Rows that are written once: an update or a delete is refused."""
    table = model._meta.db_table
    for event, unless in (("UPDATE", unless_update), ("DELETE", unless_delete)):
        when = f"NOT ({unless})" if unless else "1=1"
        yield Guard(table, event, when, f"{table} is append-only")


def stays(model):
    """Rows that may change, but do not go."""
    table = model._meta.db_table
    return Guard(table, "DELETE", "1=1", f"{table} keeps its rows")


def record_guards(model):
    """A number is given for good; what is submitted changes by signatures only."""
    table = model._meta.db_table
    numbered = "OLD.number <> ''"
    yield Guard(table, "DELETE", numbered, "a numbered record is not deleted")
    renumbered = f"{numbered} AND NEW.number <> OLD.number"
    yield Guard(table, "UPDATE", renumbered, "a number is kept", "_number")
    if not model.planned:
        ahead = f"NEW.state = 'signed' AND NEW.made_on > {EFFECTIVE_DAY}"
        sentence = "a record tells of days that have come"
        yield Guard(table, "UPDATE", ahead, sentence, "_dated")
    if not issubclass(model, File):
        yield submitted_guard(model)
        yield from frozen_guards(model)


def movable(model):
    """The columns that move after the last signature: of its standing, of followers."""
    return (*MOVABLE, *sorted(model.STANDING - Record.STANDING))


def submitted_guard(model):
    """Between the signatures only the standing changes, and what signers fill in."""
    signed_in = [name for sign in model.signed_by for name in sign.fills]
    filled = [model._meta.get_field(name).column for name in signed_in]
    content = changed(columns(model, (*movable(model), "effective_at", *filled)))
    sentence = "a submitted record does not change"
    when = f"OLD.state = 'submitted' AND {content}"
    return Guard(model._meta.db_table, "UPDATE", when, sentence, "_submitted")


def frozen_guards(model):
    """After the last signature nothing changes but the standing."""
    table, content = model._meta.db_table, changed(columns(model, movable(model)))
    states = ", ".join(f"'{state.value}'" for state in sorted(FROZEN))
    yield Guard(
        table,
        "UPDATE",
        f"OLD.state IN ({states}) AND ({content} OR NOT (NEW.state = OLD.state "
        "OR (OLD.state = 'signed' AND NEW.state IN ('void', 'amended'))))",
        "a signed record does not change",
    )
    shorter = "COALESCE(NEW.keep_until < OLD.keep_until, NOT NEW.kept_for_ever)"
    yield Guard(
        table,
        "UPDATE",
        f"OLD.state IN ({states}) AND ((OLD.kept_for_ever AND NOT NEW.kept_for_ever) "
        f"OR (OLD.keep_until IS NOT NULL AND {shorter}))",
        "retention is not cut short",
        "_kept",
    )


def line_guards(model):
    """Lines follow their record: no writing unless it is a draft."""
    table = model._meta.db_table
    parent = model._meta.get_field("record").related_model
    filled = [field.column for field in parent.filled_on(model)]
    if issubclass(model, Entry):
        yield from append_only(model)
        return
    if issubclass(parent, File):
        return
    events = {"INSERT": "NEW.record_id", "DELETE": "OLD.record_id"}
    events["UPDATE"] = "NEW.record_id, OLD.record_id"
    for event, records in events.items():
        unless = ""
        if filled and event == "UPDATE":
            # Signers fill in some columns, and none but these.
            content = changed(columns(model, filled))
            unless = f" AND NOT (parent.state = 'submitted' AND NOT {content})"
        yield Guard(
            table,
            event,
            f'EXISTS (SELECT 1 FROM "{parent._meta.db_table}" AS parent WHERE '
            f"parent.id IN ({records}) AND parent.state <> 'draft'{unless})",
            "a line of a submitted record does not change",
        )


def guards():
    """All guards that the models of this project ask for."""
    signed = "OLD.signed_at IS NULL"
    yield from append_only(Signature, signed, signed)
    yield from append_only(
        Trail, f"OLD.block_id IS NULL AND NOT {changed(columns(Trail, ['block_id']))}"
    )
    yield from append_only(Block)
    yield stays(Counter)
    back = "NEW.last < OLD.last OR NEW.key <> OLD.key"
    yield Guard(Counter._meta.db_table, "UPDATE", back, "a series counts on")
    kept = changed(columns(Attachment, ["withdrawn_at", "withdrawn_by_id"]))
    yield from append_only(Attachment, f"OLD.withdrawn_at IS NULL AND NOT {kept}")
    for model in apps.get_models():
        if hasattr(model, "history") and not hasattr(model, "instance_type"):
            yield from append_only(model.history.model)
        if issubclass(model, Record):
            yield from record_guards(model)
        elif issubclass(model, Line):
            yield from line_guards(model)
        # What a model guards beyond this, it says itself.
        yield from getattr(model, "guards", lambda: ())()


def install(using="default", **kwargs):
    """Lay every guard whose table is there, replacing what was laid before."""
    connection = connections[using]
    with connection.cursor() as cursor:
        tables = set(connection.introspection.table_names(cursor))
        for guard in guards():
            if guard.table in tables:
                for statement in guard.sql(connection.vendor):
                    cursor.execute(statement)


def lift(using="default", **kwargs):
    """Drop every guard that stands: SQLite rebuilds no table that one speaks of."""
    connection = connections[using]
    with connection.cursor() as cursor:
        for name, table in standing(using).items():
            place = f' ON "{table}"' if connection.vendor == "postgresql" else ""
            cursor.execute(f'DROP TRIGGER "{name}"{place}')


def standing(using="default"):
    """The guards in the database, each with its table."""
    connection = connections[using]
    with connection.cursor() as cursor:
        cursor.execute(CATALOGUE[connection.vendor])
        return dict(cursor.fetchall())


def missing(using="default"):
    """The names of guards that should stand in the database, but do not."""
    there = standing(using)
    return [guard.name for guard in guards() if guard.name not in there]
