"""Why a recall may not go on."""

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from qms.core.rules import still_to_come
from qms.quality.trace import Graph
from qms.records.rules import Problem, rule
from qms.records.sheets import plain

#: So many names are told in one sentence.
TOLD = 5


@rule("RCL 15, seed C2")
def recall_names_batches(recall):
    """A recall says which batches it is about, each once."""
    named = [line.batch_id for line in recall.batches.all()]
    if not named:
        yield _("Enter at least one batch.")
    if len(set(named)) < len(named):
        yield _("A batch is named twice.")


@rule("GSP 111")
def batches_are_recalled_once(recall):
    """A batch is in one recall at a time, so that nothing is counted twice."""
    if recall.is_drill:
        return
    others = type(recall).objects.under_way().exclude(pk=recall.pk)
    for line in recall.batches.select_related("batch__product"):
        other = others.filter(batches__batch=line.batch_id).first()
        if other:
            yield Problem(
                _("%(batch)s is being recalled already by %(recall)s."),
                {"batch": line.batch, "recall": other},
                field="batch",
                line=line,
            )


@rule("GSP 111, RCL 15")
def every_customer_is_notified(recall):
    """Whoever signs that customers are notified has told every one of them."""
    if waiting := recall.unnotified():
        some = recall.customers().filter(pk__in=waiting[:TOLD])
        names = "、".join(some.values_list("name", flat=True))
        said = {"count": len(waiting), "names": names}
        yield Problem(
            ngettext(
                "%(count)s customer is not notified yet: %(names)s.",
                "%(count)s customers are not notified yet: %(names)s.",
                len(waiting),
            ),
            said,
        )


@rule("GSP 111")
def nothing_is_unaccounted_for(recall):
    """Sold − used − recovered − confirmed not recoverable is nothing on every line."""
    if recall.is_drill:
        return
    lines = recall.lines.select_related("customer")
    for line in lines:
        left = recall.tally[line.pk].outstanding
        if left:
            yield Problem(
                _("%(customer)s, batch %(lot)s: %(left)s are still out."),
                {"customer": line.customer, "lot": line.lot, "left": plain(left)},
            )


@rule("GSP 111, seed C2")
def every_delivery_is_listed(recall):
    """What left the house unseen while the recall began is in the list too."""
    listed = set(recall.lines.values_list("sale", "batch"))
    graph = Graph(line.batch for line in recall.batches.select_related("batch"))
    for each in graph.deliveries():
        if each.sums.out > 0 and (each.sale, each.batch.pk) not in listed:
            sentence = _("A delivery of batch %(lot)s is not on the list.")
            yield Problem(sentence, {"lot": each.batch.lot})


@rule("RCL 7, GSP 110, GSP 111")
def reports_are_made(recall):
    """The registrant and the authorities that are to be told have been told."""
    for whom in recall.reports_due():
        yield Problem(_("The report is missing: %(whom)s."), {"whom": whom})


# Entries


@rule("PRAC")
def told_after_the_start(entry):
    """Nobody was told in the future."""
    named = "notified_at" if hasattr(entry, "notified_at") else "reported_at"
    yield from still_to_come(entry, named)


@rule("GSP 111")
def no_more_than_is_out(entry):
    """No more is used, given up or recovered than the customer still has."""
    if entry.line.record_id != entry.record.pk:
        yield Problem(_("This delivery belongs to another recall."), field="line")
        return
    left = entry.record.tally[entry.line_id].outstanding
    if entry.accounts_for() > left:
        yield Problem(
            _("Only %(left)s are still out there."),
            {"left": plain(left) or "0"},
            field="quantity" if hasattr(entry, "quantity") else "used_qty",
        )


@rule("GSP 111")
def something_is_said(answer):
    """An answer accounts for something."""
    if not answer.accounts_for():
        sentence = _("Say how much was used or cannot be recovered.")
        yield Problem(sentence, field="used_qty")


@rule("GSP 111")
def something_comes_back(recovery):
    """Goods that come back are more than none, and came by today."""
    if not recovery.quantity or recovery.quantity <= 0:
        yield Problem(_("The quantity is above zero."), field="quantity")
    if recovery.recovered_on > timezone.localdate():
        yield Problem(_("This day is still to come."), field="recovered_on")


@rule("GSP 106")
def recovered_goods_are_kept_apart(recovery):
    """Recovered goods go to the return or the red zone, never to what may be sold."""
    if recovery.place.zone not in ("returned", "rejected"):
        sentence = _("Recalled goods go to the return or the red zone.")
        yield Problem(sentence, field="place")


@rule("GSP 106, GSP 111")
def goods_come_back_by_one_door(recovery):
    """What a sales return has brought is named here, and not booked in once more."""
    line, back = recovery.line, recovery.sales_return
    if back:
        left = _brought(line, back) - _named(recovery)
        sentence = _("Of this return only %(left)s can be accounted for here.")
    else:
        graph = Graph([line.batch])
        wanted = line.sale_id, line.customer_id
        there = (x for x in graph.deliveries() if (x.sale, x.customer) == wanted)
        left = sum(each.sums.out for each in there)
        sentence = _("Only %(left)s are still with the customer; name the return.")
    if recovery.quantity > left and not recovery.record.is_drill:
        yield Problem(sentence, {"left": plain(left) or "0"}, field="sales_return")


@rule("GSP 90, GSP 111")
def used_goods_are_not_taken_back(recovery):
    """Of goods sent for selection comes back what nobody confirmed as used."""
    sale = recovery.line.sale
    apart = recovery.record.is_drill or recovery.sales_return_id
    if apart or not sale.is_selection():
        return
    left = sale.still_out().get(recovery.line.batch_id, 0)
    if recovery.accounts_for() > left:
        sentence = _("Only %(left)s are still with the institution.")
        yield Problem(sentence, {"left": plain(left) or "0"}, field="quantity")


def _brought(line, back):
    """How much of a line a sales return has brought into the house."""
    same = back.lines.received().filter(batch=line.batch, record__sale=line.sale_id)
    return sum(each.quantity for each in same)


def _named(recovery):
    """What was accounted for of the same return before."""
    before = recovery.record.recoveries.filter(sales_return=recovery.sales_return)
    return sum(each.quantity for each in before.filter(line__batch=recovery.line.batch))
