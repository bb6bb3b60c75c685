"""Why quality may not approve, stop or let go."""

from .calibrating import probes_are_calibrated_each_year, proof_lies_behind_its_term
from .stopping import (
    notice_names_goods,
    only_goods_that_conform_are_let_go,
    only_stopped_goods_are_judged,
)

__all__ = [
    "notice_names_goods",
    "only_goods_that_conform_are_let_go",
    "only_stopped_goods_are_judged",
    "probes_are_calibrated_each_year",
    "proof_lies_behind_its_term",
]
