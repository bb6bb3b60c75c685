"""What the page of a record shows around its sheet."""

from dataclasses import dataclass, field

from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from qms.records.forms import StepForm, record_form, signing_form
from qms.records.models import File, State, found_together
from qms.records.registers import registry
from qms.records.sheets import Drawing, Section

from .slots import Slots


@dataclass
class Step:
    """A thing a person can do to a record, or why not."""

    name: str
    label: str
    icon: str
    style: str
    url: str
    obstacles: list = field(default_factory=list)
    form: object = None


#: In which order steps are offered, with what each of them asks for.
STEPS = {
    "submit": (_("Sign and submit"), "writing-sign", "primary", ("password",)),
    "sign": (_("Sign"), "writing-sign", "primary", ("opinion", "password", "seen")),
    "send_back": (_("Send back"), "arrow-back-up", "outline-secondary", ("reason",)),
    "reject": (_("Reject"), "ban", "outline-danger", ("reason", "password")),
    "revise": (_("Revise"), "pencil", "outline-primary", ("reason", "password")),
    "amend": (_("Amend"), "pencil", "outline-secondary", ("reason",)),
    "void": (_("Void"), "ban", "outline-danger", ("reason", "password")),
    "discard": (_("Discard"), "trash", "outline-danger", ()),
}


def asks(step, record, sign=None):
    """What a step asks a person for, besides the fields of a signature."""
    wanted = list(STEPS[step][3])
    if step == "submit" and not record.justification and record.warnings():
        wanted.insert(0, "justification")
    if step == "sign" and sign and (sign.fills or sign.fills_lines):
        wanted.remove("opinion")
    return wanted


def step_forms(step, record, register, request, data=None):
    """The forms of a step: the fields of the record it fills in, and the rest."""
    place = record.next_signature() if step == "sign" else None
    sign = place.sign if place else None
    asked = {"asks": asks(step, record, sign), "initial": {"seen": place and place.pk}}
    forms = [StepForm(data, request=request, **asked)]
    if sign and sign.fills:
        form_class = signing_form(register, sign)
        proposed = _proposed(record, sign)
        forms.insert(0, form_class(data, instance=record, initial=proposed))
    if step == "revise":
        forms.insert(0, record_form(register)(data, instance=record))
    return forms


def _proposed(record, sign):
    """What a place in the signature row is offered where nothing stands yet."""
    empty = (n for n in sign.fills if getattr(record, n, None) in (None, ""))
    return {n: record.proposes[n]() for n in empty if n in record.proposes}


def steps_of(record, register, request):
    """The steps that the state of a record offers, each with what stands against it."""
    for name, (label, icon, style, _asks) in STEPS.items():
        if record.state not in record.STEPS[name] or _is_senseless(name, record):
            continue
        url = register.url("step", record.pk, name.replace("_", "-"))
        step = Step(name, label, icon, style, url, record.obstacles(name, request.user))
        if not step.obstacles and name != "revise":
            step.form = step_forms(name, record, register, request)
        yield step


def _is_senseless(name, record):
    is_file = isinstance(record, File)
    waiting = record.next_signature() if record.state == State.SUBMITTED else None
    return (
        (name == "void" and not record.number)
        or (name == "discard" and record.number)
        or (name == "amend" and is_file)
        or (name == "revise" and not is_file)
        or (name in ("send_back", "reject") and waiting.sign.notes)
    )


def sheet_parts(record, register, user):
    """The parts of the sheet as labels and texts, for the screen."""
    masked = record.is_masked_for(user)
    for part in register.sheet.parts_of(record):
        if isinstance(part, Section):
            rows = [
                [
                    (
                        capfirst(str(c.label(type(record)))),
                        c.text(record, masked),
                        c.wide,
                    )
                    for c in row
                ]
                for row in part.rows
            ]
            yield {"kind": "section", "title": part.title, "rows": rows}
        elif isinstance(part, Drawing):
            drawing = part.look(record)
            if drawing or not part.on_the_back:
                drawn = {"drawing": drawing, "template": part.page}
                yield {"kind": "drawing", "title": part.title, **drawn}
        else:
            yield _lines(part, record, masked)


def _lines(part, record, masked):
    model, rows = part.model(type(record)), list(part.rows(record))
    return {
        "kind": "lines",
        "title": part.title,
        "head": [capfirst(str(c.label(model))) for c in part.shown],
        "numeric": [c.is_number(model, rows) for c in part.shown],
        "rows": [[c.text(row, masked) for c in part.shown] for row in rows],
    }


def chain_of(record, user):
    """The records that this one starts from, and those that started from it."""
    before = [getattr(record, name) for name in record.follows]
    before += [record.corrects]
    after = []
    # Nothing follows what has never been in effect.
    if record.effective_at:
        after = [*record.followers(), *found_together(_begun(record))]
    return {"before": [each for each in before if each], "after": after}


def _begun(record):
    """What was begun from a record without following it, kind by kind."""
    for register, name in registry.followers(record):
        if name not in register.model.follows:
            yield register.model.objects.filter(**{name: record})


def next_steps(record, user):
    """The forms that start from this record with everything known filled in."""
    if record.state != State.SIGNED:
        return
    for register, name in registry.followers(record):
        if register.admits(user, "add") and register.may_follow(name, record):
            yield register, f"{register.url('create')}?{name}={record.pk}"


def record_page(record, register, request):
    """Everything that the page of a record shows."""
    user = request.user
    draft = record.state in (State.DRAFT, State.SUBMITTED)
    return {
        "steps": list(steps_of(record, register, request)),
        "problems": record.problems() if draft else [],
        "warnings": record.warnings() if draft else [],
        "notices": list(record.notices()),
        "may_edit": not record.obstacles("edit", user),
        "parts": list(sheet_parts(record, register, user)),
        "signatures": _with_record(record),
        "papers": list(Slots(record, user).all()),
        "next_steps": list(next_steps(record, user)),
        "prints": register.prints_of(record),
        "trail": record.last_acts(),
        "trace_url": _trace_url(record),
        "intact": record.state != State.SIGNED or record.is_intact(),
        "entries": list(entries_of(record, register, user)),
        **chain_of(record, user),
    }


def entries_of(record, register, user):
    """The tables that may still grow: title and the form's address."""
    for part in register.sheet.entries:
        table = part.model(register.model)
        if table.is_awaited(record) and not record.entry_obstacles(table, user):
            yield part.title, register.url("enter", record.pk, part.relation)


def _with_record(record):
    found = list(record.signatures.all())
    for each in found:
        each.record = record
    return found


def _trace_url(record):
    kind = record._meta.label_lower
    return reverse("trace", args=[kind, record.pk])
