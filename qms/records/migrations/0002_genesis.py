"""The first block of the trail, so that the head of the chain can always be locked."""

from django.db import migrations


def begin_chain(apps, schema_editor):
    block = apps.get_model("records", "Block")
    if not block.objects.exists():
        block.objects.create(hash="0" * 64)


class Migration(migrations.Migration):
    dependencies = [("records", "0001_initial")]
    operations = [migrations.RunPython(begin_chain, migrations.RunPython.noop)]
