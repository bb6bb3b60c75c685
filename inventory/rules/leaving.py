"""Why goods may not leave."""

from collections import Counter

from django.utils import timezone
from django.utils.translation import gettext as _

from qms.core.models import Status
from qms.records.rules import Problem, rule
from qms.records.sheets import plain

from .lines import of_line, others, totals


@rule("GSP 82")
def customer_still_is_qualified(review):
    """Goods leave only for a customer that is qualified on the day."""
    review.read_holds()
    customer = review.customer.at_hand()
    stopped = customer.is_held() or customer.is_closed()
    if review.sale.is_retail() and not stopped:
        return
    if customer.status_on(timezone.localdate()) != Status.QUALIFIED:
        yield Problem(
            _("%(customer)s is not a qualified customer."), {"customer": customer}
        )


@rule("GSP 88")
def reviewed_is_what_was_sold(review):
    """Batches and quantities reviewed are those of the sale, once."""
    if review.sale.state != "signed":
        yield Problem(_("The sale is not in effect."), field="sale")
    if review.sale.is_direct_delivery:
        sentence = _("Goods delivered straight to a customer do not pass here.")
        yield Problem(sentence, field="sale")
    if others(review, "sale").exists():
        yield Problem(_("The goods of this sale have left already."), field="sale")
    sold = totals(review.sale.lines.all(), "quantity", key=_batch)
    apart = _set_apart(review.sale)
    lines = review.lines_with("product")
    reviewed = totals(lines, "quantity", key=_batch)
    for line in lines:
        if reviewed[_batch(line)] != sold[_batch(line)]:
            yield of_line(
                _("Of %(product)s, batch %(lot)s, %(sold)s were sold."),
                line,
                "quantity",
                sold=plain(sold[_batch(line)]),
            )
        elif reviewed[_batch(line)] > apart[_batch(line)]:
            yield of_line(
                _("Of %(product)s, batch %(lot)s, %(left)s wait: correct the sale."),
                line,
                "quantity",
                left=plain(apart[_batch(line)]) or "0",
            )
    if set(sold) - set(reviewed):
        yield _("Some of the goods sold are not on this sheet.")


def _set_apart(sale):
    """What waits in dispatch for a sale, by batch: what was condemned does not."""
    apart = Counter()
    for batch, _shelf, _gate, quantity in sale.set_apart():
        apart[batch.pk] += quantity
    return apart


def _batch(line):
    return line.batch_id


@rule("GSP 51(6), GSP 80, GSP 87(3)")
def batches_may_leave(review):
    """Expired or stopped batches do not leave."""
    today = timezone.localdate()
    for line in review.lines_with("batch__holds", "batch__product__holds"):
        if line.batch.is_expired_on(today):
            yield of_line(
                _("%(product)s, batch %(lot)s, has expired and is locked."),
                line,
                "batch",
            )
        if line.batch.is_stopped():
            yield of_line(
                _("%(product)s, batch %(lot)s, is under a stop-sale."), line, "batch"
            )


@rule("GSP 87, INSP 8.87.2")
def every_item_passed_the_review(review):
    """One failed condition keeps the goods in the house."""
    for line in review.lines_with("product"):
        for name in ("package_ok", "label_ok", "other_ok"):
            if getattr(line, name) == "bad":
                yield of_line(
                    _("It does not conform and may not leave; inform quality."),
                    line,
                    name,
                )
        if line.review_result == line.Result.STOPPED:
            yield of_line(
                _("%(product)s, batch %(lot)s, may not leave; inform quality."),
                line,
                "review_result",
            )


@rule("GSP 91, GSP 92")
def note_says_what_was_reviewed(note):
    """A note has just the lines of its review, which is in effect and has no other."""
    if note.review.state != "signed":
        yield Problem(_("The outbound review is not in effect."), field="review")
    if others(note, "review").exists():
        sentence = _("These goods have their delivery note already.")
        yield Problem(sentence, field="review")
    said = sorted((line.batch_id, line.quantity) for line in note.lines_with())
    if said != sorted(note.review.lines.values_list("batch", "quantity")):
        yield _("The lines of the note are not those of the review.")


@rule("GSP 92, GSP 93")
def goods_go_to_the_customer(note):
    """Goods go to who bought them, unless the note is marked as a direct delivery."""
    customer = note.review.sale.customer_name
    if not note.is_direct_delivery and note.consignee_name != customer:
        yield Problem(
            _("The goods were sold to %(customer)s; mark a direct delivery as such."),
            {"customer": customer},
            field="consignee_name",
        )
