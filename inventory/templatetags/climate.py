"""Small tags for the tables of the climate."""

from django import template

register = template.Library()


@register.filter
def measured(value):
    """A reading with one decimal place; nothing where nothing was read."""
    return "" if value in (None, "") else f"{value:.1f}"


@register.filter
def times(number):
    """The numbers from 1 to one."""
    return range(1, number + 1)
