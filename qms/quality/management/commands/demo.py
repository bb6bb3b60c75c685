"""manage.py demo: furnish an empty database with a small company in Guangzhou."""

from django.core.management.base import BaseCommand
from django.db import transaction
from django.utils import translation

from qms.core.models import Supplier, User
from qms.core.roles import Role
from qms.quality.demo import chain, masters
from qms.quality.demo.people import PASSWORD, PEOPLE, people


class Command(BaseCommand):
    help = "Furnish an empty database with a demo company; do nothing to any other."

    def handle(self, *args, **options):
        if not User.objects.exists():
            with translation.override("zh-hant"), transaction.atomic():
                furnish()
        self.stdout.write(self.style.SUCCESS("http://127.0.0.1:8000/"))
        for username, full_name, post, _roles in PEOPLE:
            self.stdout.write(f"  {username:<10} {PASSWORD}   {full_name} {post}")


def furnish():
    """Everything through the real verbs: files, approvals, one chain after another."""
    staff = people()
    masters.licences(staff)
    masters.rooms(staff)
    suppliers = masters.suppliers(staff)
    products = masters.products(staff)
    for number, product in enumerate(products):
        masters.approve(staff, product, suppliers[number % 2])
    for product, place in zip(products, (1, 2, 3, 3, 4), strict=False):
        masters.approve(staff, product, suppliers[2], until=place)
    customers = chain.customers(staff)
    chain.letter(staff)
    _chains(staff, suppliers, products, customers)


def _chains(staff, suppliers, products, customers):
    warm = chain.contract(staff, suppliers[0], products[0::2][:2])
    cold = chain.contract(staff, suppliers[1], [products[3]])
    first = _to_the_shelf(staff, warm, "常溫庫", 300)
    _to_the_shelf(staff, cold, "常溫庫", 120)
    syringes, masks = first.lines.order_by("pk").values_list("batch", flat=True)
    batches = first.lines.model._meta.get_field("batch").related_model.objects
    syringes, masks = batches.get(pk=syringes), batches.get(pk=masks)
    for customer, quantity in zip(customers, (60, 40, 25, 30), strict=True):
        sale = chain.sold(staff, customer, syringes, quantity)
        chain.delivered(staff, chain.reviewed(staff, sale), until=3)
    _unfinished(staff, warm, customers, masks)


def _to_the_shelf(staff, contract, room, quantity):
    purchase = chain.ordered(staff, contract, quantity)
    receipt = chain.received(staff, purchase, room)
    return chain.stocked(staff, chain.inspected(staff, receipt, room))


def _unfinished(staff, contract, customers, masks):
    """What waits for somebody, so that the first page of everybody is alive."""
    chain.ordered(staff, contract, 80)
    chain.received(staff, chain.ordered(staff, contract, 50), "常溫庫")
    chain.reviewed(staff, chain.sold(staff, customers[0], masks, 20))
    chain.sold(staff, customers[1], masks, 15)
    chain.sold(staff, customers[2], masks, 10, until=1)
    Supplier(name="東莞華衛醫療用品有限公司").save(by=staff[Role.PURCHASER])
