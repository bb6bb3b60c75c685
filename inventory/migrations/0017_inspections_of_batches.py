"""Let the batches in the books say which inspection accepted of them last.

Lines of sales that were signed before go on without: their signatures cover what
stood there then.
"""

from django.db import migrations
from django.utils import timezone

REASON = "named the inspection that accepted of it last"


def tell_batches(apps, schema_editor):
    batch_of = apps.get_model("core", "Batch")
    version_of = apps.get_model("core", "HistoricalBatch")
    line_of = apps.get_model("inventory", "InspectionLine")
    said = line_of.objects.filter(record__state="signed", accepted_qty__gt=0)
    said = said.order_by("record__effective_at", "record")
    said = said.values_list("product", "lot", "record__number")
    accepted = {(product, lot): number for product, lot, number in said.iterator()}
    told = [b for b in batch_of.objects.iterator() if (b.product_id, b.lot) in accepted]
    for batch in told:
        batch.inspection_no = accepted[batch.product_id, batch.lot]
    batch_of.objects.bulk_update(told, ["inspection_no"], batch_size=500)
    names = [field.attname for field in batch_of._meta.concrete_fields]
    kept = {"history_type": "~", "history_change_reason": REASON}
    version_of.objects.bulk_create(
        [
            version_of(
                **{name: getattr(batch, name) for name in names},
                **kept,
                history_date=timezone.now(),
            )
            for batch in told
        ],
        batch_size=500,
    )


class Migration(migrations.Migration):
    dependencies = [
        ("core", "0005_inspection_of_a_batch"),
        ("inventory", "0016_sources_of_put_aways"),
    ]

    operations = [migrations.RunPython(tell_batches, migrations.RunPython.noop)]
