"""Every version of a row, with who made it and why (django-simple-history)."""

from functools import cache

from django.db import models
from simple_history.manager import HistoryManager
from simple_history.models import HistoricalRecords


class TrailedQuerySet(models.QuerySet):
    """Refuses whatever would write rows behind the trail's back."""

    def create(self, *, by, reason="", **values):
        row = self.model(**values)
        row.save(by=by, reason=reason, using=self.db, force_insert=True)
        return row

    def bulk_create(self, rows, *, by, reason="", **options):
        """Write many new rows and their first versions, in two statements."""
        made = super().bulk_create(rows, **options)
        self._keep_versions(made, by, reason, update=False)
        return made

    def bulk_update(self, rows, fields, *, by, reason=""):
        """Change many rows and keep their new versions, in two statements."""
        models.QuerySet(self.model, using=self.db).bulk_update(rows, fields)
        self._keep_versions(rows, by, reason, update=True)

    def update(self, *args, **values):
        raise TypeError("Rows are saved with an actor, so that each leaves a version.")

    delete = update

    def _keep_versions(self, rows, by, reason, update):
        self.model.history.bulk_history_create(
            rows, update=update, default_user=by, default_change_reason=reason
        )


class VersionManager(HistoryManager):
    """Reads the versions of a row; its class is put together once, not at each look."""

    from_queryset = classmethod(cache(HistoryManager.from_queryset.__func__))


class Trailed(models.Model):
    """A row that is never written without an actor."""

    history = HistoricalRecords(
        inherit=True,
        history_change_reason_field=models.TextField(null=True),
        history_manager=VersionManager,
        user_model="core.User",
    )
    objects = TrailedQuerySet.as_manager()

    class Meta:
        abstract = True

    def save(self, *args, by, reason="", **kwargs):
        self._history_user, self._change_reason = by, reason
        super().save(*args, **kwargs)

    def delete(self, *args, **kwargs):
        raise TypeError("What is trailed stays; a draft is discarded.")

    def erase(self, *args, by, reason="", **kwargs):
        """Delete a row of a draft; its last version says who did, and why."""
        self._history_user, self._change_reason = by, reason
        return super().delete(*args, **kwargs)
