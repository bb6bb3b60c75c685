"""What the pages refuse, each with its sentence and without any effect."""

import datetime as dt

import pytest
import time_machine
from django.utils import timezone

from procurement.models import Contract
from qms.core.models import Zone
from qms.core.roles import Role
from sales.models import Sale
from tests import make

from .person import PASSWORD

pytestmark = pytest.mark.django_db(transaction=True)

TODAY = timezone.localdate()
YESTERDAY = TODAY - dt.timedelta(days=1)


def days_ago(number):
    return time_machine.travel(timezone.now() - dt.timedelta(days=number))


def test_a_customer_whose_permit_has_lapsed_is_not_sold_to(enter):
    with days_ago(3):
        customer = make.signed(make.customer(name="廣東省第二人民醫院"))
        make.signed(make.customer_review(customer=customer, permit_valid_to=YESTERDAY))
        batch, seller = make.stocked_batch(), make.authorised_salesperson()
    li = enter(seller).open("/sales/sale/new/")
    li.fill(customer="gdsde", invoice_no="FP1", invoice_amount="5")
    li.add_line(batch=batch.lot, quantity="1", unit_price="5").save()
    why = li.say("No permit of %(customer)s is valid on %(day)s.")
    why %= {"customer": customer, "day": TODAY}
    li.sees(why).cannot("Sign and submit", why)
    assert Sale.objects.get().state == "draft"
    assert batch.quantity(Zone.QUALIFIED) == 100


def test_a_batch_that_has_expired_is_neither_offered_nor_sold(enter):
    with days_ago(3):
        batch = make.stocked_batch(expires_on=YESTERDAY)
        sale = make.sale(batch)
    li = enter(sale.made_by).open(sale.get_absolute_url())
    why = li.say("%(batch)s expired on %(day)s and is locked.")
    why %= {"batch": batch, "day": YESTERDAY}
    li.sees(why).cannot("Sign and submit", why)
    li.open("/sales/sale/new/").press("Add a line")
    li.finds_nothing("id_lines-0-batch", batch.lot)
    assert Sale.objects.get().state == "draft"
    assert batch.quantity(Zone.QUALIFIED) == 100


def test_nothing_is_agreed_with_or_bought_from_an_unapproved_supplier(enter):
    make.licensed()
    supplier = make.signed(make.supplier(name="東莞華衛醫療用品有限公司"))
    liu = enter(make.user(Role.PURCHASER)).open("/procurement/contract/new/")
    liu.fill(supplier="dghw", valid_from=TODAY, valid_to=make.next_year()).save()
    why = liu.say("%(party)s is not qualified.") % {"party": supplier}
    liu.sees(why).cannot("Sign and submit", why)
    liu.open("/procurement/purchase/new/").finds_nothing("id_supplier", "dghw")
    assert Contract.objects.get().state == "draft"


def test_nobody_approves_what_he_or_she_applied_for(enter):
    applicant = make.user(Role.PURCHASER, Role.QUALITY_OFFICER)
    approval = make.first_supplier_approval(by=applicant)
    approval.submit(applicant)
    approval.sign(make.user(Role.PURCHASING_MANAGER), purchasing_opinion="同意")
    huang = enter(applicant).open("/")
    huang.sees_not(approval.number)
    huang.open(approval.get_absolute_url())
    why = huang.say("Nobody approves what he or she applied for.")
    huang.cannot("Sign", why).cannot("Send back", why).cannot("Reject", why)
    huang.open(f"{approval.get_absolute_url()}sign/").fill(quality_opinion="同意")
    huang.fill(password=PASSWORD).follow("Sign", "#step-form").sees(why)
    assert approval.next_signature().role == Role.QUALITY_OFFICER


def test_nobody_signs_with_a_wrong_password(enter):
    supplier = make.supplier()
    supplier.submit(supplier.made_by)
    officer = make.user(Role.QUALITY_OFFICER)
    huang = enter(officer).open(supplier.get_absolute_url())
    huang.step("Sign", opinion="同意", password="not mine")
    huang.says("That is not your password.")
    assert supplier.next_signature().role == Role.QUALITY_OFFICER
    huang.fill(password=PASSWORD).follow("Sign", "#step-form").has_done("Sign")
    assert supplier.next_signature() is None
