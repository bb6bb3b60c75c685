"""A customer is visited, and its file then says how content it is."""

import pytest

from qms.core.models import Customer
from qms.core.roles import Role
from tests import make

pytestmark = pytest.mark.django_db(transaction=True)

COMPLAINT = (
    "The customer is dissatisfied: handle this as a complaint; the response says how."
)
ANSWER = "改由專車配送，並向用戶致歉"


def test_a_visit_is_written_down_analysed_and_told_in_the_customer_s_file(enter):
    customer = make.qualified_customer(name="佛山醫院")
    number = write_down(enter(make.user(Role.AFTERSALES_STAFF), 390), customer)
    xu = enter(make.user(Role.AFTERSALES_MANAGER)).take_up(number)
    xu.says(COMPLAINT)
    xu.sign(response=ANSWER).sees(ANSWER)
    xu.open(customer.get_absolute_url()).sees("3.7", number, ANSWER)
    assert Customer.objects.get(pk=customer.pk).last_visited_on == make.today()


def write_down(lin, customer):
    """After-sales staff writes on the phone, from the customer's page."""
    lin.open(customer.get_absolute_url())
    lin.begin("customer visit and satisfaction survey")
    lin.has(0, question=lin.say("Do the products meet your needs in use?"))
    lin.fill(channel="on_site", quality_opinion="質量穩定", quality_score="5")
    lin.fill(delivery_opinion="兩次晚到", delivery_score="2")
    lin.fill_line(0, answer="滿足", score="5").save()
    lin.cannot("Sign and submit", lin.say("score of the service"))
    lin.follow("Edit").shows(delivery_opinion="兩次晚到", delivery_score="2")
    lin.fill(service_opinion="態度良好", service_score="4").save()
    lin.submit(justification="已當面致歉，請主管處理")
    return lin.heading_number()
