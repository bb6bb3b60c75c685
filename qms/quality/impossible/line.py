"""How a line says what cannot happen, and where the tests of it stand."""

from typing import NamedTuple

SQL = "tests/test_impossible_by_sql.py::test_the_database_refuses"
PAST = "tests/test_impossible_by_sql.py"
STAYS = "tests/test_impossible_writing.py"
HOLDS = "tests/core/test_hold.py"
STOPS = "tests/quality/test_stop_sale.py"
LETTING_GO = "tests/quality/test_recall_release.py"
VETOES = "tests/quality/test_veto.py"
TRAVELLING = "tests/inventory/test_transport_record.py"
CLIMATE = "tests/inventory/test_climate_events.py"
BUYING = "guard_procurement_purchase_update"
SELLING = "guard_sales_sale_update"
COMING = "guard_inventory_goodsreceipt_update"
LOOKING = "guard_inventory_incominginspection_update"
STORING = "guard_inventory_stockin_update"
LEAVING = "guard_inventory_outboundreview_update"
CONDEMNING = "guard_inventory_nonconformingrecord_update"
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
