"""A company that has everything there is three times over."""

import pytest
from django.db import transaction

from tests import make
from tests.world import emptied


@pytest.fixture(scope="package")
def company(django_db_setup, django_db_blocker):
    """Three of whatever is listed, and partners for what a test makes besides."""
    with django_db_blocker.unblock(), emptied():
        for _chain in range(3):
            with make.same_partners(), transaction.atomic():
                furnish()
        with make.same_partners():
            with transaction.atomic():
                befriend()
            yield


def befriend():
    make.some_batch()
    make.qualified_customer()
    make.authorised_salesperson()


def furnish():
    """One of whatever is listed; what needs free goods comes before what stops them."""
    note = make.signed(make.delivery_note())
    make.signed(make.direct_sale())
    make.signed(make.company_licence())
    make.signed(make.work_calendar())
    make.used_equipment()
    make.signed(make.climate_assessment())
    make.signed(make.climate_log())
    make.reading()
    make.device()
    make.signed(make.calibration())
    make.signed(make.storage_inspection())
    make.signed(make.transport_record(note), **make.arrival())
    make.late_transport()
    make.signed(make.sales_return(review=note.review))
    make.sent_for_selection()
    make.signed(make.purchase_return())
    make.signed(make.destruction())
    make.signed(make.near_expiry_report())
    make.signed(make.stocktake())
    make.signed(make.incident())
    make.signed(make.customer_visit())
    make.signed(make.recall(kind="drill"))
    make.recall_under_way()
    make.signed(make.recall_release())
    make.signed(make.stop_sale())
    make.signed(make.supplier_evaluation())
    make.signed(make.veto())
    make.signed(make.veto_release())
