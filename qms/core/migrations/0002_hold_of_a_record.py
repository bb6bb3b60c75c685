import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

CONTENT_TYPE = {
    "on_delete": django.db.models.deletion.PROTECT,
    "related_name": "+",
    "to": "contenttypes.contenttype",
}


class Migration(migrations.Migration):
    """A hold names the record that laid it and the one that lifted it.

    Until now no page laid holds; a row of another making stops the migration,
    since nobody can tell which record it belongs to.
    """

    dependencies = [
        ("contenttypes", "0002_remove_content_type_name"),
        ("core", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AlterModelOptions(
            name="hold",
            options={
                "ordering": ["-pk"],
                "verbose_name": "hold",
                "verbose_name_plural": "holds",
            },
        ),
        migrations.RemoveField(model_name="hold", name="because"),
        migrations.RemoveField(model_name="hold", name="lifted_because"),
        migrations.AddField(
            model_name="hold",
            name="because_kind",
            field=models.ForeignKey(null=True, **CONTENT_TYPE),
        ),
        migrations.AlterField(
            model_name="hold",
            name="because_kind",
            field=models.ForeignKey(**CONTENT_TYPE),
        ),
        migrations.AddField(
            model_name="hold",
            name="because_object_id",
            field=models.PositiveBigIntegerField(null=True),
        ),
        migrations.AlterField(
            model_name="hold",
            name="because_object_id",
            field=models.PositiveBigIntegerField(),
        ),
        migrations.AddField(
            model_name="hold",
            name="lifted_by_staff",
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name="hold",
            name="lifted_kind",
            field=models.ForeignKey(null=True, **CONTENT_TYPE),
        ),
        migrations.AddField(
            model_name="hold",
            name="lifted_object_id",
            field=models.PositiveBigIntegerField(null=True),
        ),
        migrations.AlterField(
            model_name="hold", name="kind", field=models.ForeignKey(**CONTENT_TYPE)
        ),
        migrations.AlterField(
            model_name="hold",
            name="laid_at",
            field=models.DateTimeField(
                default=django.utils.timezone.now, verbose_name="held since"
            ),
        ),
        migrations.AlterField(
            model_name="hold",
            name="lifted_at",
            field=models.DateTimeField(null=True, verbose_name="lifted at"),
        ),
        migrations.AddIndex(
            model_name="hold",
            index=models.Index(
                fields=["because_kind", "because_object_id"], name="core_hold_because"
            ),
        ),
        migrations.AddConstraint(
            model_name="hold",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    lifted_at=None,
                    lifted_by=None,
                    lifted_kind=None,
                    lifted_object_id=None,
                )
                | models.Q(
                    lifted_at__isnull=False,
                    lifted_by__isnull=False,
                    lifted_kind__isnull=False,
                    lifted_object_id__isnull=False,
                ),
                name="core_hold_lifted_by_somebody_for_a_reason",
            ),
        ),
    ]
