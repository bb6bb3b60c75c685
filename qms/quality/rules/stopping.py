"""Why goods may not be stopped, or let go again."""

from django.utils.translation import gettext as _

from qms.records.rules import Problem, rule


@rule("GSP 74")
def notice_names_goods(notice):
    """A notice names the goods that it stops or lets go."""
    if not notice.lines_with():
        yield _("Enter at least one line.")


@rule("GSP 74, GSP 19(6)")
def only_stopped_goods_are_judged(notice):
    """A release follows a stop in effect and judges the batches that it stopped."""
    if not (notice.is_release() and notice.stop):
        return
    stop = notice.stop
    if stop.is_release() or stop.state not in ("signed", "amended"):
        sentence = _("The notice that stopped the goods is not in effect.")
        yield Problem(sentence, field="stop")
    held = {hold.object_id for hold in stop.holds(let_go_by=notice)}
    for line in notice.lines_with("batch__product"):
        if line.batch_id not in held:
            sentence = _("%(batch)s is not stopped by that notice.")
            yield Problem(sentence, {"batch": line.batch}, field="batch", line=line)


@rule("GSP 74, seed F.4.4")
def only_goods_that_conform_are_let_go(notice):
    """Let go is only what was judged to conform; a test has its result first."""
    if not notice.is_release():
        return
    if notice.judgement == notice.Judgement.TEST:
        yield Problem(_("Wait for the result of the test."), field="judgement")
    elif notice.lets_go() and notice.judgement != notice.Judgement.GOOD:
        sentence = _("Goods that do not conform are not let go.")
        yield Problem(sentence, field="disposal")
