"""What the pages of an import show."""

from datetime import timedelta

from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from qms.records.models import Import, ImportRow
from qms.records.templatetags.labels import split_label

from .targets import targets

#: After this time without a step the user may ask for another worker.
PATIENCE = timedelta(seconds=30)


def is_stuck(imported):
    """Whether nothing has moved for so long that the worker may be gone."""
    return timezone.now() - imported.moved_at > PATIENCE


def figures(counts, imported):
    """The verdicts with their labels and counts, as the page's filter."""
    yield "", _("all"), sum(counts[each] for each in ImportRow.Verdict.values)
    for verdict, label in ImportRow.Verdict.choices:
        yield verdict, label, counts[verdict]
    if imported.state in (Import.State.TAKEN, Import.State.UNDONE):
        yield "taken", _("taken"), counts["taken"]


def shown(imported):
    """The fields that are read, in the order of the file's columns."""
    labels = {c.name: c.label for c in targets[imported.target].columns}
    named = sorted(imported.columns.items(), key=lambda pair: int(pair[0]))
    return [(name, term(labels[name])) for _index, name in named]


def term(label):
    """A label without the choices that stand in brackets behind it."""
    return capfirst(split_label(label).main)


def made_from(rows, model):
    """Give each row the record that it became."""
    found = model._base_manager.in_bulk({row.object_id for row in rows} - {None})
    for row in rows:
        row.record = found.get(row.object_id)


def told(row, imported):
    """What is to be said of a row: the cell that it is about, the level, the words."""
    labels = dict(shown(imported))
    for finding in row.findings:
        place = (finding["cell"], labels.get(finding["column"], ""))
        said = finding["said"].get(get_language(), "")
        yield " ".join(filter(None, place)), finding["level"], said
