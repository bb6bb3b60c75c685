"""Quantities and prices, wherever a record has one."""

from decimal import Decimal

from django.core.validators import MinValueValidator
from django.db import models


def quantity_field(label, **options):
    """A quantity of goods, in the unit of the product."""
    return models.DecimalField(
        label,
        max_digits=14,
        decimal_places=3,
        validators=[MinValueValidator(Decimal(0))],
        **options,
    )


def money_field(label, **options):
    """A price or amount in CNY."""
    return models.DecimalField(
        label,
        max_digits=14,
        decimal_places=2,
        validators=[MinValueValidator(Decimal(0))],
        **options,
    )
