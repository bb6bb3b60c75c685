"""manage.py demo: furnish an empty database with a small company in Guangzhou."""

import datetime as dt

from django.core.management.base import BaseCommand
from django.db import transaction
from django.utils import timezone, translation

from qms.core.models import User
from qms.quality.demo import (
    chain,
    climate,
    clock,
    customers,
    masters,
    products,
    today,
    year,
)
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


def furnish(rounds=year.ROUNDS):
    """Everything through the real verbs: the files, a year of trade, and today."""
    house = traded(rounds)
    staff = house.staff
    climate.looked_after(staff)
    today.left_open(house)


def traded(rounds):
    """The company after a year of so many purchases."""
    with clock.turned():
        first = timezone.localdate() - dt.timedelta(days=masters.YEAR)
        clock.wind_back(first)
        house = _opened(people())
        year.lived(house, first, rounds)
        return house


def _opened(staff):
    """The company before its first purchase: licences, rooms, partners, goods."""
    masters.licences(staff)
    masters.calendar(staff)
    masters.rooms(staff)
    partners = masters.suppliers(staff)
    goods = products.products(staff)
    for product, source in zip(goods, year.SOURCES, strict=True):
        products.approve(staff, product, partners[source])
    buyers = customers.customers(staff)
    chain.letter(staff)
    return year.House(staff, goods, partners, buyers)
