"""Why goods may not come in, be put away or leave."""

from .climate import (
    all_goods_that_lay_there_are_named,
    every_half_day_was_read,
    excursions_are_assessed,
    gaps_are_assessed,
    goods_that_are_held_are_named,
    instruments_are_proven,
    the_event_is_over,
    the_month_is_over,
)
from .equipping import cold_rooms_are_fit
from .inspecting import (
    accepted_cold_chain_was_kept,
    accepted_goods_are_in_date_and_registered,
    accepted_goods_passed_every_check,
    enough_shelf_life_is_left,
    inspected_is_what_was_received,
    inspector_is_not_the_purchaser,
    rejected_goods_are_explained,
)
from .keeping import (
    all_that_is_due_is_inspected,
    doubts_stop_the_goods,
    inspected_lies_in_the_room,
)
from .leaving import (
    batches_may_leave,
    customer_still_is_qualified,
    every_item_passed_the_review,
    note_says_what_was_reviewed,
    reviewed_is_what_was_sold,
)
from .receiving import (
    cold_chain_was_kept,
    lines_name_what_came,
    lots_keep_their_dates,
    no_more_comes_than_was_ordered,
    receiver_is_not_the_purchaser,
    supplier_may_deliver,
)
from .storing import (
    only_accepted_goods_are_put_away,
    opening_stock_comes_first,
    places_keep_what_the_products_need,
    something_is_put_away,
    warehouses_are_on_the_licence,
)

__all__ = [
    "accepted_cold_chain_was_kept",
    "accepted_goods_are_in_date_and_registered",
    "accepted_goods_passed_every_check",
    "all_goods_that_lay_there_are_named",
    "all_that_is_due_is_inspected",
    "batches_may_leave",
    "cold_chain_was_kept",
    "cold_rooms_are_fit",
    "customer_still_is_qualified",
    "doubts_stop_the_goods",
    "enough_shelf_life_is_left",
    "every_half_day_was_read",
    "every_item_passed_the_review",
    "excursions_are_assessed",
    "gaps_are_assessed",
    "goods_that_are_held_are_named",
    "inspected_lies_in_the_room",
    "inspected_is_what_was_received",
    "inspector_is_not_the_purchaser",
    "instruments_are_proven",
    "lines_name_what_came",
    "lots_keep_their_dates",
    "no_more_comes_than_was_ordered",
    "note_says_what_was_reviewed",
    "only_accepted_goods_are_put_away",
    "opening_stock_comes_first",
    "places_keep_what_the_products_need",
    "receiver_is_not_the_purchaser",
    "rejected_goods_are_explained",
    "reviewed_is_what_was_sold",
    "something_is_put_away",
    "supplier_may_deliver",
    "the_event_is_over",
    "the_month_is_over",
    "warehouses_are_on_the_licence",
]
