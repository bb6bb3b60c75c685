"""What cannot happen, whoever tries: by which rule, held by what, tried by which test.

The rules refuse in a sentence at every door. Whoever comes past them, with SQL, meets
the constraint or trigger; where SQL cannot say it, the verification finds it.
"""

from typing import NamedTuple

SQL = "tests/test_impossible_by_sql.py::test_the_database_refuses"
PAST = "tests/test_impossible_by_sql.py"
STAYS = "tests/test_impossible_writing.py"
HOLDS = "tests/core/test_hold.py"
STOPS = "tests/quality/test_stop_sale.py"
LETTING_GO = "tests/quality/test_recall_release.py"
VETOES = "tests/quality/test_veto.py"
BUYING = "guard_procurement_purchase_update"
SELLING = "guard_sales_sale_update"
COMING = "guard_inventory_goodsreceipt_update"
LOOKING = "guard_inventory_incominginspection_update"
STORING = "guard_inventory_stockin_update"
LEAVING = "guard_inventory_outboundreview_update"
MOVING = "guard_core_movement_insert"


class Impossible(NamedTuple):
    """One thing that cannot happen."""

    what: str
    #: The names of the rules that refuse it; of the verbs' own: authority, state …
    rules: tuple
    #: The constraints and triggers that hold it.
    held_by: tuple
    #: The tests that try it by raw SQL: file::function, or file::function[case].
    tried: tuple
    #: Why the database does not hold it, where it does not.
    without: str = ""


def by_sql(*cases):
    return tuple(f"{SQL}[{case}]" for case in cases)


NO_CODES = "scopes are catalogue codes in words, which SQL does not read"

LINES = (
    Impossible(
        "purchase from a supplier that is not approved, or whose licence, "
        "authorisation letter or quality agreement has lapsed",
        ("supplier_is_qualified",),
        (f"{BUYING}_supplier",),
        by_sql(
            "supplier not approved",
            "supplier's licence expired",
            "authorisation letter expired",
            "quality agreement expired",
        ),
    ),
    Impossible(
        "purchase from a supplier that is suspended or vetoed",
        ("supplier_is_qualified",),
        (f"{BUYING}_supplier_free",),
        by_sql("supplier held"),
    ),
    Impossible(
        "purchase of a product that is held, not approved for the supplier, or whose "
        "registration has lapsed",
        ("products_are_approved_for_the_supplier", "registrations_are_valid"),
        (f"{BUYING}_products",),
        by_sql(
            "product not approved", "registration lapsed", "purchase of a held product"
        ),
    ),
    Impossible(
        "purchase outside the supplier's or the company's own licence scope",
        ("products_lie_in_both_scopes",),
        (),
        (),
        NO_CODES,
    ),
    Impossible(
        "receipt of a purchase under a veto",
        ("vetoed_purchases_are_not_received",),
        (f"{COMING}_purchase_free",),
        by_sql("receipt of a vetoed purchase"),
    ),
    Impossible(
        "receipt from a supplier that is suspended or vetoed",
        ("supplier_may_deliver",),
        (f"{COMING}_supplier_free",),
        by_sql("receipt from a held supplier"),
    ),
    Impossible(
        "receipt of more than was ordered",
        ("no_more_comes_than_was_ordered",),
        (f"{COMING}_ordered",),
        by_sql("more received than ordered"),
    ),
    Impossible(
        "acceptance of goods that are suspended, or whose supplier is",
        ("supplier_may_deliver", "accepted_goods_are_in_date_and_registered"),
        (f"{LOOKING}_free",),
        by_sql("inspection for a held supplier", "inspection of a held product"),
    ),
    Impossible(
        "acceptance of an arrival under a veto",
        ("vetoed_arrivals_are_not_accepted",),
        (f"{LOOKING}_receipt_free",),
        by_sql("inspection of a vetoed arrival"),
    ),
    Impossible(
        "receipt or inspection by the purchaser who ordered",
        ("receiver_is_not_the_purchaser", "inspector_is_not_the_purchaser"),
        (f"{COMING}_purchaser", f"{LOOKING}_purchaser"),
        by_sql("receipt by the purchaser", "inspection by the purchaser"),
    ),
    Impossible(
        "acceptance of more than was received",
        ("inspected_is_what_was_received",),
        ("inventory_inspectionline_adds_up", f"{LOOKING}_received"),
        (
            f"{PAST}::test_no_more_is_accepted_than_came",
            *by_sql("more inspected than received"),
        ),
    ),
    Impossible(
        "acceptance of goods that are expired, unfit or without certificate",
        (
            "accepted_goods_are_in_date_and_registered",
            "accepted_goods_passed_every_check",
        ),
        (f"{LOOKING}_fit",),
        by_sql(
            "expired goods accepted",
            "goods accepted without certificate",
            "unfit goods accepted",
        ),
    ),
    Impossible(
        "acceptance of cold-chain goods without in-transit temperatures in range",
        ("accepted_cold_chain_was_kept", "cold_chain_was_kept"),
        (f"{LOOKING}_cold",),
        by_sql("cold chain without readings"),
    ),
    Impossible(
        "put-away of goods that were not inspected, whatever it calls its source",
        (
            "only_accepted_goods_are_put_away",
            "only_restocked_returns_are_put_away",
            "only_surplus_is_put_away",
            "only_qualified_goods_change_place",
            "opening_stock_comes_first",
        ),
        (f"{STORING}_inspected",),
        by_sql(
            "put-away without inspection",
            "put-away called opening stock",
            "put-away called a surplus",
            "put-away called a transfer",
        ),
    ),
    Impossible(
        "put-away of more than was accepted, in another zone or the wrong climate",
        ("only_accepted_goods_are_put_away", "places_keep_what_the_products_need"),
        (f"{STORING}_accepted", f"{STORING}_place"),
        by_sql(
            "more put away than accepted",
            "put away in the red zone",
            "put away in the wrong climate",
        ),
    ),
    Impossible(
        "sale or outbound of expired, locked, stopped, recalled or nonconforming "
        "stock; a batch locks itself at expiry, and nobody unlocks it",
        ("batches_are_fit_for_sale", "batches_may_leave", "stock_suffices"),
        (
            MOVING,
            f"{MOVING}_apart",
            f"{MOVING}_unseen",
            "core_balance_never_negative",
        ),
        (
            f"{STAYS}::test_stock_never_falls_below_zero",
            f"{PAST}::test_what_waits_for_inspection_is_not_set_apart",
            f"{HOLDS}::test_what_is_held_is_not_set_apart_for_a_customer",
            f"{HOLDS}::test_a_hold_on_a_product_stops_all_its_batches",
            f"{PAST}::test_what_has_expired_does_not_leave",
            f"{PAST}::test_only_green_goods_leave",
        ),
    ),
    Impossible(
        "sale by somebody without a letter of authorisation",
        ("salesperson_is_authorised",),
        (f"{SELLING}_letter",),
        by_sql("sale without a letter"),
    ),
    Impossible(
        "outbound of what was not sold, or failed the review",
        ("reviewed_is_what_was_sold", "every_item_passed_the_review"),
        (f"{LEAVING}_sold", f"{LEAVING}_passed"),
        by_sql("other goods reviewed", "review that failed"),
    ),
    Impossible(
        "striking out a sale whose goods have left, or were stopped and wait for "
        "quality",
        ("chain", "stopped_goods_are_decided"),
        (f"{SELLING}_reviewed",),
        (f"{PAST}::test_a_sale_whose_goods_have_left_or_wait_is_not_struck_out",),
    ),
    Impossible(
        "sale to a customer that is not qualified or whose permit has lapsed",
        ("customer_is_qualified",),
        (f"{SELLING}_customer",),
        by_sql("customer not qualified", "permit expired"),
    ),
    Impossible(
        "sale or outbound to a customer that is suspended or vetoed",
        ("customer_is_qualified", "customer_still_is_qualified"),
        (
            f"{SELLING}_customer_free",
            f"{LEAVING}_customer_free",
        ),
        by_sql("customer held", "review for a held customer"),
    ),
    Impossible(
        "sale of a product outside the customer's or the company's scope",
        ("products_lie_in_the_customers_scope", "company_may_sell_the_products"),
        (),
        (),
        NO_CODES,
    ),
    Impossible(
        "sale to an individual of what only institutions may buy",
        ("individuals_buy_what_individuals_may",),
        (f"{SELLING}_institutions",),
        by_sql("implant for an individual"),
    ),
    Impossible(
        "a negative balance, also when two people ship the last box at once",
        ("stock_suffices",),
        ("core_balance_never_negative",),
        (f"{STAYS}::test_stock_never_falls_below_zero",),
    ),
    Impossible(
        "two records with one number, or a record without one",
        (),
        ("sales_sale_number_unique", "sales_sale_numbered_once_submitted"),
        (f"{STAYS}::test_a_number_is_given_once",),
    ),
    Impossible(
        "a gap in a number series that no trail entry explains",
        (),
        ("guard_sales_sale_delete", f"{SELLING}_number"),
        (f"{PAST}::test_a_number_is_neither_dropped_nor_changed",),
    ),
    Impossible(
        "editing or deleting a signed record or its lines",
        ("state",),
        (
            SELLING,
            "guard_sales_sale_delete",
            "guard_sales_saleline_update",
            "guard_sales_saleline_delete",
            "guard_sales_saleline_insert",
        ),
        (
            f"{STAYS}::test_a_signed_record_does_not_change",
            f"{STAYS}::test_a_signed_record_does_not_go_back",
        ),
    ),
    Impossible(
        "editing or deleting a signature, a trail entry or a version",
        (),
        (
            "guard_records_signature_update",
            "guard_records_signature_delete",
            "guard_records_trail_update",
            "guard_records_trail_delete",
            "guard_sales_historicalsale_update",
            "guard_sales_historicalsale_delete",
        ),
        (
            f"{STAYS}::test_signatures_and_trail_stay",
            f"{STAYS}::test_a_signed_record_does_not_change",
        ),
    ),
    Impossible(
        "retention cut short",
        (),
        (f"{SELLING}_kept",),
        (f"{STAYS}::test_retention_is_not_cut_short",),
    ),
    Impossible(
        "signing in another's name or place",
        ("authority",),
        ("records_signature_complete",),
        (f"{STAYS}::test_a_signature_is_complete",),
    ),
    Impossible(
        "approving one's own application where independence is demanded",
        ("independence",),
        ("records_signature_not_of_ones_own_application",),
        (f"{STAYS}::test_nobody_approves_what_he_or_she_applied_for",),
    ),
    Impossible(
        "lifting a veto, a stop-sale or a recall by anyone but quality",
        ("authority",),
        ("guard_core_hold_update_lifted", "guard_core_hold_insert"),
        (f"{HOLDS}::test_the_database_lets_nobody_but_quality_lift",),
    ),
    Impossible(
        "changing or deleting a hold",
        (),
        ("guard_core_hold_update", "guard_core_hold_delete"),
        (f"{HOLDS}::test_a_hold_does_not_change_and_does_not_go_away",),
    ),
    Impossible(
        "release of stopped goods that were not judged to conform",
        ("only_goods_that_conform_are_let_go", "only_stopped_goods_are_judged"),
        (
            "quality_stopsale_lets_go_what_conforms",
            "quality_stopsale_release_follows_a_stop",
        ),
        (f"{STOPS}::test_the_database_keeps_a_release_in_order",),
    ),
    Impossible(
        "release of recalled goods before the recall is closed",
        ("only_goods_of_a_closed_recall_are_let_go",),
        ("guard_core_hold_update_recall",),
        (f"{LETTING_GO}::test_nothing_is_let_go_while_the_recall_runs",),
    ),
    Impossible(
        "return of goods that a recall has taken back",
        ("returned_was_delivered",),
        (f"{MOVING}_recalled",),
        (f"{LETTING_GO}::test_the_database_takes_nothing_back_twice",),
    ),
    Impossible(
        "confirmed use of more than is with the institution that chose",
        (),
        ("guard_sales_selectionuse_insert_out",),
        ("tests/sales/test_selection.py::test_the_database_knows_what_is_still_out",),
    ),
    Impossible(
        "a veto of nothing, or of two things",
        ("ground_fits_the_target",),
        ("quality_veto_has_one_target", "quality_veto_names_its_target"),
        (f"{VETOES}::test_its_target_is_just_the_one_that_its_type_names",),
    ),
)
