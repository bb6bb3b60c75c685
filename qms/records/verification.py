"""Whether the database still says what was signed, entered and trailed."""

from itertools import islice

from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.utils.translation import gettext as _

from qms.records import triggers, versions
from qms.records.models import (
    FROZEN,
    Block,
    Counter,
    Record,
    Signature,
    State,
    Trail,
    Trailed,
)
from qms.records.models.evidence import SEALS
from qms.records.registers import registry

#: Acts that leave a signature.
SIGNATURES = (Trail.Act.SIGNED, Trail.Act.REJECTED, Trail.Act.REVISED)


def verify():
    """Yield a sentence for everything that was altered behind the system's back."""
    Trail.objects.seal()
    yield from _guards()
    yield from _chain()
    yield from versions.altered()
    for model in apps.get_models():
        if issubclass(model, Trailed):
            yield from _versions(model)
        if issubclass(model, Record):
            yield from _records(model)
            yield from _told(model)
        # What a model promises beyond this, it checks itself.
        yield from getattr(model, "verify", lambda: ())()
    yield from _signatures()
    yield from _numbers()


def _guards():
    for name in triggers.missing():
        yield _("The trigger %s is missing.") % name


def _chain():
    """Walk the blocks and take their hashes anew; name the first that differs."""
    previous = None
    for block in Block.objects.select_related("previous").order_by("pk").iterator():
        if block.previous_id != previous:
            yield _("Block %s does not follow the one before it.") % block.pk
            return
        previous = block.pk
        if block.previous_id is None:
            continue
        entries = Trail.objects.filter(block=block).order_by("pk")
        if block.hash != block.expected_hash(entries):
            span = [e.pk for e in entries]
            yield _("Block %(block)s was altered (trail entries %(span)s).") % {
                "block": block.pk,
                "span": f"{span[0]}–{span[-1]}" if span else "—",
            }
            return
    if Trail.objects.filter(block=None).count():
        yield _("Some entries of the trail are not sealed.")


def _versions(model):
    """Each row has a last version, and says the same; no version lacks its row."""
    latest = model.history.filter(id=models.OuterRef("pk")).order_by("-history_id")
    last = models.Subquery(latest.values("history_id")[:1])
    rows = model._base_manager.annotate(_version=last).order_by("pk").iterator(2000)
    while some := list(islice(rows, 2000)):
        yield from _compare(model, some)
    here = model._base_manager.filter(pk=models.OuterRef("id"))
    gone = model.history.exclude(models.Exists(here)).order_by("history_id")
    kinds = dict(gone.values_list("id", "history_type"))
    for pk in (pk for pk, kind in kinds.items() if kind != "-"):
        said = {"kind": model._meta.verbose_name, "id": pk}
        yield _("%(kind)s (id %(id)s) is gone, and its history does not say so.") % said


def _compare(model, rows):
    names = [f.attname for f in model._meta.concrete_fields]
    kept = model.history.in_bulk([row._version for row in rows if row._version])
    for row in rows:
        version = kept.get(row._version)
        if version is None:
            yield _said(model, row, _("has no version in the history"))
            continue
        changed = [n for n in names if getattr(row, n) != getattr(version, n)]
        if changed:
            yield _said(model, row, _("was altered: %s") % ", ".join(changed))


def _said(model, row, what):
    return f"{model._meta.verbose_name} {row} (id {row.pk}): {what}"


def _records(model):
    """Each frozen record has the digest that the trail and its signatures keep."""
    kind = ContentType.objects.get_for_model(model)
    sealed = Trail.objects.filter(kind=kind, act__in=SEALS).order_by("pk")
    digests = dict(sealed.values_list("object_id", "digest"))
    for record in model._base_manager.filter(state__in=FROZEN).iterator(500):
        sealed_as = digests.get(record.pk)
        must_match = record.pk in digests or record.state == State.SIGNED
        if must_match and sealed_as != record.digest():
            yield _said(model, record, _("its content is not what was signed"))
        if record.state == State.SIGNED and _unsigned(kind, record):
            yield _said(model, record, _("a signature is missing"))


def _told(model):
    """Whether one of this kind is in effect is what those say that it follows."""
    for name, field in model.tells.items():
        followed = model._meta.get_field(name).related_model
        one = model._base_manager.filter(state=State.SIGNED)
        there = models.Exists(one.filter(**{name: models.OuterRef("pk")}))
        rows = followed._base_manager.annotate(_there=there)
        for record in rows.exclude(**{field: models.F("_there")}):
            yield _said(followed, record, _("does not say what follows it"))


def _unsigned(kind, record):
    given = Signature.objects.given().filter(kind=kind, object_id=record.pk)
    places = set(given.values_list("place", flat=True))
    return not places.issuperset(range(len(record.signed_by)))


def _signatures():
    """Each signature is one that the trail tells of, and none of these is gone."""
    entries = Trail.objects.filter(act__in=SIGNATURES, details__has_key="sha256")
    told = dict(entries.values_list("details__sha256", "label"))
    for signature in Signature.objects.given().iterator():
        if not told.pop(signature.seal(), None):
            said = {"name": signature.printed_name, "id": signature.pk}
            yield _("The signature of %(name)s (id %(id)s) was altered.") % said
    for label in told.values():
        yield f"{label}: {_('a signature is missing')}"


def _numbers():
    """No number is missing between the first and the last of a series and period."""
    for counter in Counter.objects.all():
        prefix, _dash, _period = counter.key.partition("-")
        found = set()
        width = 4
        for register in registry.registers():
            for each in register.model.all_series():
                if each.prefix == prefix:
                    width = each.width
                    numbers = register.model._base_manager.filter(
                        number__startswith=f"{counter.key}-"
                    )
                    found |= set(numbers.values_list("number", flat=True))
        for last in range(1, counter.last + 1):
            number = f"{counter.key}-{last:0{width}}"
            if number not in found:
                yield _("The number %s is missing from its series.") % number
