from django.db import migrations, models


class Migration(migrations.Migration):
    """A hold keeps what the thing and the record were called."""

    dependencies = [("core", "0003_work_calendar")]

    operations = [
        migrations.AddField(
            model_name="hold",
            name="thing",
            field=models.CharField(
                default="", max_length=200, verbose_name="what is held"
            ),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="hold",
            name="number",
            field=models.CharField(
                default="", max_length=24, verbose_name="held by the record"
            ),
            preserve_default=False,
        ),
    ]
