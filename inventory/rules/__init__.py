"""Why goods may not come in, be put away, be condemned, leave or come back."""

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
from .condemning import (
    condemned_goods_leave_as_decided,
    goods_lie_where_they_were_found,
    reported_is_what_was_rejected,
    source_is_named,
)
from .counting import counted_lies_in_the_room, everything_in_scope_is_counted
from .equipping import cold_rooms_are_fit
from .expiring import (
    all_near_expiry_is_reported,
    expired_goods_are_not_sold,
    reported_is_near_expiry,
)
from .inspecting import (
    accepted_cold_chain_was_kept,
    accepted_goods_are_in_date_and_registered,
    accepted_goods_passed_every_check,
    enough_shelf_life_is_left,
    inspected_is_what_was_received,
    inspector_is_not_the_purchaser,
    rejected_goods_are_explained,
    vetoed_arrivals_are_not_accepted,
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
    goods_go_to_the_customer,
    note_says_what_was_reviewed,
    reviewed_is_what_was_sold,
)
from .lines import quantities_are_above_zero
from .receiving import (
    cold_chain_was_kept,
    lines_name_what_came,
    lots_keep_their_dates,
    no_more_comes_than_was_ordered,
    receiver_is_not_the_purchaser,
    supplier_may_deliver,
    vetoed_purchases_are_not_received,
)
from .returning import (
    goods_leave_from_where_they_lie,
    lots_came_from_this_supplier,
    restocked_cold_chain_was_kept,
    restocked_goods_are_sound,
    result_agrees_with_the_inspection,
    returned_was_delivered,
    returns_go_to_their_zone,
    sterile_goods_do_not_come_back,
)
from .storing import (
    only_accepted_goods_are_put_away,
    only_restocked_returns_are_put_away,
    opening_stock_comes_first,
    places_keep_what_the_products_need,
    warehouses_are_on_the_licence,
)
from .travelling import (
    arrival_follows_departure,
    carrier_may_carry,
    cold_chain_departs_in_its_range,
    note_is_written_and_travels_once,
)

__all__ = [
    "arrival_follows_departure",
    "carrier_may_carry",
    "cold_chain_departs_in_its_range",
    "note_is_written_and_travels_once",
    "all_near_expiry_is_reported",
    "counted_lies_in_the_room",
    "everything_in_scope_is_counted",
    "expired_goods_are_not_sold",
    "reported_is_near_expiry",
    "accepted_cold_chain_was_kept",
    "accepted_goods_are_in_date_and_registered",
    "accepted_goods_passed_every_check",
    "all_goods_that_lay_there_are_named",
    "all_that_is_due_is_inspected",
    "batches_may_leave",
    "cold_chain_was_kept",
    "cold_rooms_are_fit",
    "condemned_goods_leave_as_decided",
    "customer_still_is_qualified",
    "doubts_stop_the_goods",
    "enough_shelf_life_is_left",
    "every_half_day_was_read",
    "every_item_passed_the_review",
    "goods_go_to_the_customer",
    "excursions_are_assessed",
    "gaps_are_assessed",
    "goods_leave_from_where_they_lie",
    "goods_lie_where_they_were_found",
    "goods_that_are_held_are_named",
    "inspected_lies_in_the_room",
    "inspected_is_what_was_received",
    "inspector_is_not_the_purchaser",
    "instruments_are_proven",
    "lines_name_what_came",
    "lots_came_from_this_supplier",
    "lots_keep_their_dates",
    "no_more_comes_than_was_ordered",
    "note_says_what_was_reviewed",
    "only_accepted_goods_are_put_away",
    "only_restocked_returns_are_put_away",
    "opening_stock_comes_first",
    "places_keep_what_the_products_need",
    "quantities_are_above_zero",
    "receiver_is_not_the_purchaser",
    "rejected_goods_are_explained",
    "reported_is_what_was_rejected",
    "restocked_cold_chain_was_kept",
    "restocked_goods_are_sound",
    "result_agrees_with_the_inspection",
    "returned_was_delivered",
    "returns_go_to_their_zone",
    "reviewed_is_what_was_sold",
    "source_is_named",
    "sterile_goods_do_not_come_back",
    "supplier_may_deliver",
    "the_event_is_over",
    "the_month_is_over",
    "warehouses_are_on_the_licence",
    "vetoed_arrivals_are_not_accepted",
    "vetoed_purchases_are_not_received",
]
