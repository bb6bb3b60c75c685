"""Two windows on one record: the second one that saves sees both, and loses neither."""

from qms.records import changes


def is_stale(form, record):
    """Whether somebody has saved the record since the form was opened."""
    return form.seen_version() != record.version


def conflict(form, record, register):
    """Both versions, field by field; the next save decides, neither is lost."""
    form.data = form.data.copy()
    form.data["version"] = record.version
    theirs = type(record).objects.get(pk=record.pk)
    return {
        "conflict": changes.between_form_and_record(form, theirs),
        "conflict_lines": changes.lines_of(register, theirs),
        "conflict_by": theirs.history.first().history_user,
    }
