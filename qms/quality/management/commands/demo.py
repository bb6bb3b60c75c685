"""manage.py demo: furnish an empty database with a small company in Guangzhou."""

from django.core.management.base import BaseCommand
from django.db import transaction
from django.utils import translation

from qms.core.models import Supplier, User
from qms.core.roles import Role
from qms.quality.demo import chain, customers, equipment, masters, products
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
    pieces = equipment.equipment(staff)
    equipment.proofs(staff, pieces)
    equipment.cared_for(staff, pieces[0])
    partners = masters.suppliers(staff)
    goods = products.products(staff)
    for number, product in enumerate(goods):
        products.approve(staff, product, partners[number % 2])
    for product, place in zip(goods, (1, 2, 3, 3, 4), strict=False):
        products.approve(staff, product, partners[2], until=place)
    buyers = customers.customers(staff)
    chain.letter(staff)
    _chains(staff, partners, goods, buyers)


def _chains(staff, partners, goods, buyers):
    warm = chain.contract(staff, partners[0], goods[0::2][:2])
    strips = chain.contract(staff, partners[1], [goods[3]])
    entry = _to_the_shelf(staff, warm, "常溫庫", 300)
    _to_the_shelf(staff, strips, "常溫庫", 120)
    lines = entry.lines.order_by("pk").select_related("batch__product")
    syringes, masks = (line.batch for line in lines)
    for customer, quantity in zip(buyers, (60, 40, 25, 30), strict=True):
        sale = chain.sold(staff, customer, syringes, quantity)
        chain.delivered(staff, chain.reviewed(staff, sale), until=3)
    _unfinished(staff, warm, buyers, masks)


def _to_the_shelf(staff, contract, room, quantity):
    purchase = chain.ordered(staff, contract, quantity)
    receipt = chain.received(staff, purchase, room)
    return chain.stocked(staff, chain.inspected(staff, receipt, room))


def _unfinished(staff, contract, buyers, masks):
    """What waits for somebody, so that the first page of everybody is alive."""
    chain.ordered(staff, contract, 80)
    chain.received(staff, chain.ordered(staff, contract, 50), "常溫庫")
    chain.reviewed(staff, chain.sold(staff, buyers[0], masks, 20))
    chain.sold(staff, buyers[1], masks, 15)
    chain.sold(staff, buyers[2], masks, 10, until=1)
    Supplier(name="東莞華衛醫療用品有限公司").save(by=staff[Role.PURCHASER])
