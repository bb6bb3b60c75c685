"""What must be impossible is refused at the form, at the verb and by the database."""

import html

import pytest
from django.urls import reverse
from django.utils import translation

from qms.core.roles import Role
from qms.records.models import Signature, State, Trail
from qms.records.registers import registry
from qms.records.rules import Refused
from tests import impossible as near
from tests import make
from tests.browsing import typed
from tests.core.cast import sign_in
from tests.impossible import Case
from tests.tampering import assign, erase, refused
from tests.world import days, void, world

__all__ = ["world"]

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]

LICENCE = near.expires(lambda w: w.licence, valid_to=days(1))
APPROVALS = near.unapproved(lambda w: w.supplier.approvals)
PRODUCT_APPROVALS = near.unapproved(lambda w: w.product.approvals)

PURCHASES = [
    ("supplier not approved", APPROVALS, "supplier_is_qualified"),
    ("supplier suspended", near.held("supplier"), "supplier_is_qualified"),
    ("licence lapsed", near.lapses("certificates"), "supplier_is_qualified"),
    ("letter lapsed", near.lapses("agents"), "supplier_is_qualified"),
    (
        "agreement lapsed",
        near.expires(lambda w: w.supplier, agreement_until=days(1)),
        "supplier_is_qualified",
    ),
    (
        "product not approved",
        PRODUCT_APPROVALS,
        "products_are_approved_for_the_supplier",
    ),
    (
        "product suspended",
        near.held("product"),
        "products_are_approved_for_the_supplier",
    ),
    ("outside its scope", near.out_of_scope, "products_lie_in_both_scopes"),
    (
        "outside our scope",
        near.taught("licence", scope="6877; 01"),
        "products_lie_in_both_scopes",
    ),
    ("our licence lapsed", LICENCE, "products_lie_in_both_scopes"),
    (
        "registration lapsed",
        near.expires(lambda w: w.product, registration_valid_to=days(1)),
        "registrations_are_valid",
    ),
]
