"""What the database itself refuses of the warehouse, whoever asks.

How goods come in and are put away, how they leave and go back, and what becomes of
those that were condemned.
"""

from .coming import of_inspections, of_put_aways, of_receipts
from .condemned import red_zone_closed, reported_once
from .leaving import (
    of_carriers,
    of_reviewed,
    of_reviews,
    only_what_is_out_is_used,
    still_chosen_from,
    used,
)
from .ledger import never_more, traded

__all__ = [
    "never_more",
    "of_carriers",
    "of_inspections",
    "of_put_aways",
    "of_receipts",
    "of_reviewed",
    "of_reviews",
    "only_what_is_out_is_used",
    "red_zone_closed",
    "reported_once",
    "still_chosen_from",
    "traded",
    "used",
]
