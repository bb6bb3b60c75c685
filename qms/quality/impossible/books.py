"""What cannot happen to stock, numbers, records, signatures, holds and readings."""

from .line import (
    CLIMATE,
    HOLDS,
    LETTING_GO,
    MOVING,
    PAST,
    SELLING,
    STAYS,
    STOPS,
    VETOES,
    Impossible,
)

LINES = (
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
        "confirmed use of selection goods that a recall has taken back",
        (),
        ("guard_sales_selectionuse_insert_recalled",),
        (f"{LETTING_GO}::test_the_database_confirms_no_use_of_what_was_taken_back",),
    ),
    Impossible(
        "taking back by a recall of selection goods that were confirmed as used",
        ("used_goods_are_not_taken_back",),
        ("guard_quality_recallrecovery_insert_used",),
        (f"{LETTING_GO}::test_the_database_takes_nothing_back_that_was_used",),
    ),
    Impossible(
        "a veto of nothing, or of two things",
        ("ground_fits_the_target",),
        ("quality_veto_has_one_target", "quality_veto_names_its_target"),
        (f"{VETOES}::test_its_target_is_just_the_one_that_its_type_names",),
    ),
    Impossible(
        "a reading of temperature or humidity from the future",
        ("reading_has_been_taken",),
        ("guard_inventory_reading_insert",),
        (f"{CLIMATE}::test_the_database_takes_no_reading_from_the_future",),
    ),
    Impossible(
        "changing or deleting a reading of temperature or humidity",
        (),
        ("guard_inventory_reading_update", "guard_inventory_reading_delete"),
        (f"{CLIMATE}::test_a_reading_is_final",),
    ),
)
