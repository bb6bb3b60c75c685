"""What the picture and the tables of a trace need."""

from django import template

from qms.records.sheets import plain

register = template.Library()


@register.simple_tag
def curve(x1, y1, x2, y2):
    """The path of an arrow that leaves and arrives level."""
    middle = (x1 + x2) // 2
    return f"M{x1} {y1} C{middle} {y1} {middle} {y2} {x2 - 2} {y2}"


@register.filter
def fit(text, room):
    """As much of a text as fits; a Chinese character takes the room of two."""
    taken = 0
    for place, character in enumerate(str(text)):
        taken += 2 if ord(character) > 0x2E7F else 1
        if taken > room:
            return f"{text[: place - 1]}…"
    return text


@register.filter
def number(value):
    """A quantity without idle zeros."""
    return plain(value) if value else "0"
