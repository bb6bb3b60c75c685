"""Let the sales and reviews in the books say whether a later sheet follows them."""

from itertools import islice

from django.db import migrations
from django.utils import timezone

#: Who is told, by which kind of record, under which name, and in which field.
TOLD = (
    ("sales", "Sale", "OutboundReview", "sale", "is_reviewed"),
    ("inventory", "OutboundReview", "DeliveryNote", "review", "has_note"),
)


def tell(apps, schema_editor):
    for app, model, follower, name, field in TOLD:
        rows = apps.get_model(app, model).objects
        following = apps.get_model("inventory", follower).objects
        there = following.filter(state="signed").values(name)
        rows.filter(pk__in=there).update(**{field: True})
        history = apps.get_model(app, f"Historical{model}")
        keep_versions(history.objects, rows.filter(**{field: True}), field)


def keep_versions(history, rows, reason):
    """Write a version of each row as it now is."""
    names = [field.attname for field in rows.model._meta.concrete_fields]
    kept = {"history_type": "~", "history_change_reason": reason}
    kept["history_date"] = timezone.now()
    said = rows.order_by("pk").values(*names).iterator()
    versions = (history.model(**row, **kept) for row in said)
    while some := list(islice(versions, 500)):
        history.bulk_create(some)


class Migration(migrations.Migration):
    dependencies = [("inventory", "0019_notes_of_reviews")]

    operations = [migrations.RunPython(tell, migrations.RunPython.noop)]
