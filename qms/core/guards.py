"""Conditions under which the database lets a record take effect.

They say again, for whoever comes past the rules, what SQL can say of them. Days are
compared with the record's own, which no time zone moves.
"""

from qms.core.models.hold import Hold
from qms.records.triggers import Guard


def on_signing(model, when, sentence, suffix):
    """Refuse under a condition that a record takes effect."""
    signing = "NEW.state = 'signed' AND OLD.state <> 'signed'"
    when = f"{signing} AND ({when})"
    return Guard(model._meta.db_table, "UPDATE", when, sentence, f"_{suffix}")


def standing_hold(model, key):
    """The condition that a hold stands on the thing of some model and key."""
    opts = model._meta
    return (
        f'EXISTS (SELECT 1 FROM "{Hold._meta.db_table}" h '
        "JOIN django_content_type t ON t.id = h.kind_id WHERE h.lifted_at IS NULL "
        f"AND t.app_label = '{opts.app_label}' AND t.model = '{opts.model_name}' "
        f"AND h.object_id = {key})"
    )


def while_held(model, name, unless="1=0"):
    """Refuse that a record takes effect while what it names is held."""
    field = model._meta.get_field(name)
    held = standing_hold(field.related_model, f"NEW.{field.column}")
    sentence = f"no {model._meta.model_name} takes effect while its {name} is held"
    return on_signing(model, f"{held} AND NOT ({unless})", sentence, f"{name}_free")


def by_the_purchaser(model, purchase):
    """Refuse that who ordered the goods of a purchase has a hand in a record."""
    opts = model._meta
    signed = (
        "EXISTS (SELECT 1 FROM records_signature g "
        "JOIN django_content_type t ON t.id = g.kind_id "
        f"WHERE t.app_label = '{opts.app_label}' AND t.model = '{opts.model_name}' "
        "AND g.object_id = NEW.id AND g.signer_id = p.made_by_id)"
    )
    when = (
        "EXISTS (SELECT 1 FROM procurement_purchase p "
        f"WHERE p.id = ({purchase}) AND (p.made_by_id = NEW.made_by_id OR {signed}))"
    )
    sentence = "who ordered the goods does not take them in"
    return on_signing(model, when, sentence, "purchaser")


def valid_on_the_day(paper):
    """The condition that a paper is valid on the day of the record."""
    return (
        f"({paper}.valid_from IS NULL OR {paper}.valid_from <= NEW.made_on) "
        f"AND ({paper}.valid_until IS NULL OR {paper}.valid_until >= NEW.made_on)"
    )
