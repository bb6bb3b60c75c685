"""What the database itself refuses of condemned goods (GSP 69, 76)."""

from qms.core.models import Balance, Movement, Place
from qms.records.corrections import versions
from qms.records.triggers import Guard, exceeds

from .ledger import is_of


def red_zone_closed(decision, ways):
    """Refuse what leaves the red zone otherwise than by a decision in effect.

    `ways` are the relations to the records by which the goods of a decision leave.
    What undoes a movement into the zone is let out.
    """
    movement, place = Movement._meta.db_table, Place._meta.db_table
    decided = " OR ".join(_decided(decision, way) for way in ways)
    undone = (
        f'EXISTS (SELECT 1 FROM "{movement}" m WHERE m.kind_id = NEW.kind_id '
        "AND m.batch_id = NEW.batch_id AND m.target_id = NEW.source_id "
        "AND m.source_id IS NOT DISTINCT FROM NEW.target_id "
        "AND m.quantity = NEW.quantity)"
    )
    red = (
        f'EXISTS (SELECT 1 FROM "{place}" p WHERE p.id = NEW.source_id '
        "AND p.zone = 'rejected')"
    )
    sentence = "condemned goods leave by a return or destruction"
    when = f"{red} AND NOT ({decided} OR {undone})"
    return Guard(movement, "INSERT", when, sentence, "_red")


def _decided(decision, way):
    """The condition that a movement is because of a record that follows one."""
    model = way.related_model
    return (
        f"({is_of(model, 'NEW')} AND EXISTS ("
        f'SELECT 1 FROM "{model._meta.db_table}" r '
        f'JOIN "{decision._meta.db_table}" n ON n.id = r."{way.field.column}" '
        "WHERE r.id = NEW.object_id AND n.state = 'signed'))"
    )


def reported_once(decision, ways):
    """Refuse the report of goods in the red zone that another report is about."""
    table, line = decision._meta.db_table, _lines(decision)
    here = "x.batch_id = l.batch_id AND x.red_place_id = l.red_place_id"
    own = _sum(
        f"{line} x", f"{here} AND x.place_id = l.place_id", "x.record_id = NEW.id"
    )
    # What is being corrected counts by what stands; its correction, once it does.
    counts = "(r.state = 'signed' OR (r.state = 'submitted' AND r.corrects_id IS NULL))"
    another = f"{counts} AND r.id NOT IN ({versions(table, 'NEW.id')})"
    others = _sum(f"{line} x {_of(decision)}", here, another)
    lying = _sum(f'"{Balance._meta.db_table}" x', _IN_RED)
    gone = [_gone(way) for way in ways]
    too_much = exceeds(f"{own} + {others}", " + ".join([lying, *gone]))
    when = (
        "NEW.state IN ('submitted', 'signed') AND NEW.state <> OLD.state AND EXISTS "
        f"(SELECT 1 FROM {line} l WHERE l.record_id = NEW.id "
        f"AND l.place_id = l.red_place_id AND {too_much})"
    )
    sentence = "goods in the red zone are reported once"
    return Guard(table, "UPDATE", when, sentence, "_once")


_IN_RED = "x.batch_id = l.batch_id AND x.place_id = l.red_place_id"


def _gone(way):
    """How much of it left by the records of one way out, whatever the case."""
    model = way.related_model
    decided = f"r.state = 'signed' AND r.\"{way.field.column}\" IS NOT NULL"
    return _sum(f"{_lines(model)} x {_of(model)}", _IN_RED, decided)


def _lines(model):
    return f'"{model._meta.get_field("lines").related_model._meta.db_table}"'


def _of(model):
    return f'JOIN "{model._meta.db_table}" r ON r.id = x.record_id'


def _sum(tables, *when):
    found = f"FROM {tables} WHERE {' AND '.join(when)}"
    return f"(SELECT COALESCE(SUM(x.quantity), 0) {found})"
