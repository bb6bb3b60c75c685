"""Old versions stay as they were: the trail keeps digests of the history.

Each `manage.py verify` that finds all well enters what has come since the last one;
the next compares. What was written in the last minutes waits, as it may lack a row
that another transaction has numbered and not committed yet.
"""

import hashlib
from datetime import timedelta

from django.apps import apps
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from qms.records.models import Trail, Trailed, canonical, filled

CALM = timedelta(minutes=5)


def enter():
    """Enter digests of the versions that none of the entries so far covers."""
    spans, reached = {}, _reached()
    for model in _trailed():
        label = model._meta.label
        old = model.history.filter(history_date__lt=timezone.now() - CALM)
        after, last = reached.get(label, 0), old.aggregate(n=Max("history_id"))["n"]
        if last and last > after:
            digest = _digest(model, after, last)
            spans[label] = {"after": after, "last": last, "sha256": digest}
    if spans:
        Trail.objects.note(Trail.Act.VERIFIED, spans=spans)


def altered():
    """Yield a sentence for each span of versions that is not as it was entered."""
    models = {model._meta.label: model for model in _trailed()}
    for spans in _entered():
        for label, span in spans.items():
            model = models.get(label)
            if model and span["sha256"] != _digest(model, span["after"], span["last"]):
                said = {"kind": model._meta.verbose_name, **span}
                yield (
                    _("%(kind)s: one of the versions %(after)s–%(last)s was altered.")
                    % said
                )


def _trailed():
    return [model for model in apps.get_models() if issubclass(model, Trailed)]


def _entered():
    entries = Trail.objects.filter(act=Trail.Act.VERIFIED).order_by("pk")
    return entries.values_list("details__spans", flat=True)


def _reached():
    return {
        label: span["last"] for spans in _entered() for label, span in spans.items()
    }


def _digest(model, after, last):
    """The SHA-256 of the versions after one number up to another, in their order."""
    versions = model.history.filter(history_id__gt=after, history_id__lte=last)
    digest = hashlib.sha256()
    for version in versions.order_by("history_id").values().iterator():
        digest.update(canonical(filled(version)).encode())
    return digest.hexdigest()
