"""Why quality may not approve, stop or let go."""

from .calibrating import probes_are_calibrated_each_year, proof_lies_behind_its_term
from .destroying import destroyed_after_its_approval, witness_is_not_the_operator
from .evaluating import (
    conclusion_follows_from_what_was_found,
    evaluation_looks_back,
    points_are_earned,
)
from .learning import affected_lines_name_something, incident_lies_in_the_past
from .recalling import (
    batches_are_recalled_once,
    every_customer_is_notified,
    every_delivery_is_listed,
    goods_come_back_by_one_door,
    no_more_than_is_out,
    nothing_is_unaccounted_for,
    recall_names_batches,
    recovered_goods_are_kept_apart,
    reports_are_made,
    something_comes_back,
    something_is_said,
    told_after_the_start,
    used_goods_are_not_taken_back,
)
from .releasing import (
    only_goods_of_a_closed_recall_are_let_go,
    recalled_goods_go_to_a_shelf_if_sound,
    released_goods_lie_there,
)
from .stopping import (
    notice_names_goods,
    only_goods_that_conform_are_let_go,
    only_stopped_goods_are_judged,
)
from .vetoing import ground_fits_the_target, only_a_veto_in_force_is_lifted

__all__ = [
    "batches_are_recalled_once",
    "conclusion_follows_from_what_was_found",
    "destroyed_after_its_approval",
    "evaluation_looks_back",
    "every_customer_is_notified",
    "every_delivery_is_listed",
    "goods_come_back_by_one_door",
    "no_more_than_is_out",
    "nothing_is_unaccounted_for",
    "affected_lines_name_something",
    "ground_fits_the_target",
    "incident_lies_in_the_past",
    "notice_names_goods",
    "only_a_veto_in_force_is_lifted",
    "only_goods_of_a_closed_recall_are_let_go",
    "only_goods_that_conform_are_let_go",
    "only_stopped_goods_are_judged",
    "points_are_earned",
    "probes_are_calibrated_each_year",
    "proof_lies_behind_its_term",
    "recall_names_batches",
    "recalled_goods_go_to_a_shelf_if_sound",
    "recovered_goods_are_kept_apart",
    "released_goods_lie_there",
    "reports_are_made",
    "something_comes_back",
    "something_is_said",
    "told_after_the_start",
    "witness_is_not_the_operator",
    "used_goods_are_not_taken_back",
]
