"""Mistakes in a declaration are found by manage.py check, not by a user."""

from django.core.checks import Error
from django.core.exceptions import FieldDoesNotExist

from qms.records.registers import Register, registry

#: What signing asks for at any place; a field of that name would never be reached.
ASKED_ANYWAY = ("opinion", "lines", "password")


def check_registers(app_configs, **kwargs):
    """Check every listing; for each register, the sheet and the signature row too."""
    errors, prefixes = [], {}
    for listing in registry.values():
        errors += _columns(listing)
        if isinstance(listing, Register):
            errors += [
                Error(message, obj=listing.model, id=f"register.{number}")
                for number, message in _register(listing, prefixes)
            ]
    return errors


def _columns(listing):
    for column in listing.cells:
        try:
            column.label(listing.model)
        except (FieldDoesNotExist, AttributeError) as error:
            yield Error(f"columns: {error}", obj=type(listing), id="register.E001")
    for name in listing.search:
        try:
            listing.opts.get_field(name.split("__")[0])
        except FieldDoesNotExist as error:
            yield Error(f"search: {error}", obj=type(listing), id="register.E001")


def _register(register, prefixes):
    model = register.model
    editable = {f.name for f in model._meta.fields if f.editable and not f.primary_key}
    if forgotten := editable - set(register.sheet.fields):
        yield "E002", f"No section of the sheet shows {sorted(forgotten)}."
    other = prefixes.setdefault(model.series.prefix, model)
    if other is not model:
        yield "E003", f"Series {model.series.prefix!r} is also {other.__name__}'s."
    for rule in model.all_rules():
        if not (getattr(rule, "clause", "") and rule.__doc__):
            yield "E004", f"Rule {rule.__name__} has no clause or no docstring."
    for sign in model.signed_by:
        yield from _sign(register, sign)
    if model.line_relations() and not register.sheet.lines:
        yield "E006", "The sheet shows no lines."
    yield from _papers(model)
    for name, field in model.tells.items():
        followed = model._meta.get_field(name).related_model
        if name not in model.follows or field not in followed.STANDING:
            yield "E008", f"{field} is no field in which {name} is told."


def _papers(model):
    named = [paper.slot for row in model.rows_with_papers() for paper in row.papers]
    if twice := sorted({slot for slot in named if named.count(slot) > 1}):
        yield "E007", f"More than one paper goes into {twice}."
    for slot, paper in model.slots().items():
        if paper.taken_from and paper.taken_from not in model.follows:
            yield "E007", f"{slot} is taken from a record that is not followed."


def _sign(register, sign):
    for name in sign.fills:
        if name in ASKED_ANYWAY:
            yield "E005", f"{name} is what each signature asks for: call it otherwise."
        elif name not in register.sheet.fields:
            yield "E005", f"{name} is filled in at a signature, but not on the sheet."
    typed = register.sheet.lines.fields if sign.fills_lines else ()
    for name in set(sign.fills_lines) - set(typed):
        yield "E005", f"{name} is filled in at a signature, but not on the lines."
    if unknown := set(sign.papers) - set(register.model.slots()):
        yield "E005", f"No paper is declared for {sorted(unknown)}."
    if sign.acts and not callable(getattr(register.model, sign.acts, None)):
        yield "E005", f"{sign.acts} is no method by which a signature could act."
    if sign.witness and not sign.named_in:
        yield "E005", f"Nobody is named for the place of {sign.role}."
