"""Why goods may not set out, and what their arrival must say."""

from dataclasses import replace

from django.utils import timezone
from django.utils.translation import gettext as _

from qms.core.models import Service
from qms.records.rules import Problem, rule

from .lines import of_line, out_of_range


@rule("GSP 96")
def note_is_written_and_travels_once(transport):
    """The goods travel with a delivery note, all of them, once."""
    note = transport.note
    if note.state not in ("submitted", "signed"):
        yield Problem(_("The delivery note is not signed."), field="note")
    if note.is_direct_delivery:
        sentence = _("Goods delivered straight to a customer do not start here.")
        yield Problem(sentence, field="note")
    versions = [version.pk for version in transport.versions()]
    same = type(transport).objects.filter(
        note__in=note.versions(), state__in=("submitted", "signed")
    )
    if same.exclude(pk__in=versions).exists():
        yield Problem(_("The goods of this note have set out already."), field="note")
    said = sorted(transport.lines.values_list("batch", "quantity"))
    if said != sorted(note.lines.values_list("batch", "quantity")):
        yield _("The goods are not those of the delivery note.")


@rule("GSP 98")
def carrier_may_carry(transport):
    """A carrier is not stopped, evaluated within a year and under an agreement."""
    carrier = transport.carrier
    if not transport.is_entrusted or carrier is None:
        return
    day = timezone.localdate(transport.shipped_at)
    said = {"supplier": carrier, "day": day, "service": Service.CARRIER.label}
    if carrier.is_held() or carrier.state != "signed":
        sentence = _("The file of %(supplier)s is not in effect, or it is stopped.")
        yield Problem(sentence, said, field="carrier")
    for sentence in carrier.service_lapses_on(day, Service.CARRIER):
        yield Problem(sentence, said, field="carrier")


@rule("GSP 95, GSP 50, GSP 49")
def cold_chain_departs_in_its_range(transport):
    """Refrigerated goods leave inside their range, in equipment that may be used."""
    if transport.state != "draft":
        return
    said = [transport.loading_temp] if transport.loading_temp is not None else []
    for line in transport.cold_lines():
        if out_of_range(line.product, said):
            sentence = _("%(product)s does not leave in its range of %(range)s.")
            limits = line.product.storage()
            yield replace(of_line(sentence, line, range=limits), field="loading_temp")
    equipment = transport.cold_equipment
    if equipment is not None:
        if not equipment.keeps_cold():
            sentence = _("This equipment does not keep goods cold.")
            yield Problem(sentence, field="cold_equipment")
        for problem in equipment.problems_on(timezone.localdate()):
            yield replace(problem, field="cold_equipment")


@rule("GSP 96")
def arrival_follows_departure(transport):
    """Nothing arrives before it has left."""
    arrived = transport.arrived_at
    if arrived and arrived < transport.shipped_at:
        yield Problem(_("It arrives before it has left."), field="arrived_at")


@rule("GSP 99, guideline CC (cold chain)")
def trouble_on_the_way_is_dealt_with(transport):
    """A way that was too warm, too cold or not watched says what was done about it."""
    for sentence in () if transport.abnormal else transport.troubles():
        yield Problem(sentence, field="abnormal")
