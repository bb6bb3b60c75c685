"""Small tags for the tables of the climate."""

from django import template

from qms.core.roles import QUALITY_STAFF

register = template.Library()


@register.filter
def measured(value):
    """A reading with one decimal place; nothing where nothing was read."""
    return "" if value in (None, "") else f"{value:.1f}"


@register.filter
def standing(reading, name):
    """The class of a value of a reading: marked where it is what lies out of range."""
    if not reading or reading.in_range:
        return ""
    limits = {"temperature": "temp", "humidity": "humidity"}[name]
    low, high = (getattr(reading.room, f"{limits}_{end}") for end in ("min", "max"))
    value = getattr(reading, name)
    return "" if value is None or low <= value <= high else "is-out"


@register.filter
def times(number):
    """The numbers from 1 to one."""
    return range(1, number + 1)


@register.filter
def lowest(points):
    return min(point.temperature for point in points)


@register.filter
def highest(points):
    return max(point.temperature for point in points)


@register.filter
def sets_up(user):
    """Whether a person sets up what is demanded of the climate."""
    return user.has_role(*QUALITY_STAFF)
