"""What cannot happen to goods, from their purchase to the customer."""

from .line import (
    BUYING,
    COMING,
    CONDEMNING,
    HOLDS,
    LEAVING,
    LOOKING,
    MOVING,
    PAST,
    SELLING,
    STAYS,
    STORING,
    TRAVELLING,
    Impossible,
    by_sql,
)

NO_CODES = "scopes are catalogue codes in words, which SQL does not read"

LINES = (
    Impossible(
        "approval of a supplier before the on-site audit that it needs",
        ("onsite_audit_is_evaluated",),
        ("guard_suppliers_firstsupplierapproval_update_audited",),
        by_sql("supplier not audited"),
    ),
    Impossible(
        "purchase from a supplier that is not approved, or whose licence, "
        "authorisation letter or quality agreement has lapsed",
        ("supplier_is_qualified",),
        (f"{BUYING}_supplier",),
        by_sql(
            "supplier not approved",
            "supplier's licence expired",
            "supplier's business licence expired",
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
        "transport by a carrier that is stopped, not evaluated within a year or "
        "without a quality agreement",
        ("carrier_may_carry",),
        ("guard_inventory_transportrecord_update_carrier",),
        (f"{TRAVELLING}::test_the_database_lets_no_unfit_carrier_set_out",),
    ),
    Impossible(
        "striking out a sale whose goods have left, or were stopped and wait for "
        "quality",
        ("chain", "stopped_goods_are_decided"),
        (f"{SELLING}_reviewed",),
        (f"{PAST}::test_a_sale_whose_goods_have_left_or_wait_is_not_struck_out",),
    ),
    Impossible(
        "a second report of goods that lie in the red zone for another case",
        ("red_goods_are_reported_once",),
        (f"{CONDEMNING}_once",),
        by_sql("red goods reported again"),
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
)
