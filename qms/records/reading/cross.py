"""Doubts about a date that only its neighbours raise.

A sheet may have turned 1 November into 11 January; the row still holds the truth in the
day of production, the shelf life or the lot number, and so do the rows around it.
"""

import re
from contextlib import suppress
from datetime import datetime, timedelta
from statistics import median

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from qms.records.dates import add_months
from qms.records.reading.text import clean

TOLERANCE = timedelta(days=31)
ODD_YEARS = 15
LOT_YEARS = 5
SAMPLE, FEWEST = 200, 3

SWAPPED = _("Have day and month been swapped: {day} or {turned}?")


def doubt_expiry(produced, expires, shelf_life_months, lot, others):
    """The doubts about an expiry date; `others` are those of the other rows."""
    return [
        *_doubt_order(produced, expires),
        *_doubt_shelf_life(produced, expires, shelf_life_months),
        *_doubt_lot(produced, lot),
        *_doubt_outlier(expires, others),
    ]


def _doubt_order(produced, expires):
    if produced and expires and expires <= produced:
        yield format_lazy(
            _("Expiry {expires} is not after production {produced}."),
            expires=expires,
            produced=produced,
        )


def _doubt_shelf_life(produced, expires, months):
    if not (produced and expires and months):
        return
    expected = add_months(produced, months)
    if abs(expires - expected) <= TOLERANCE:
        return
    said = {"expires": expires, "expected": expected, "months": months}
    yield format_lazy(
        _("Expiry {expires} is not {months} months after production: {expected}?"),
        **said,
    )
    turned = swapped(expires)
    if turned and abs(turned - expected) <= TOLERANCE:
        yield format_lazy(SWAPPED, day=expires, turned=turned)


def _doubt_lot(produced, lot):
    told = lot_days(lot, produced) if produced else []
    if not told or produced in told:
        return
    yield format_lazy(
        _("Lot {lot} tells {told}, but production is {produced}."),
        lot=lot,
        told=told[0],
        produced=produced,
    )
    if swapped(produced) in told:
        yield format_lazy(SWAPPED, day=produced, turned=swapped(produced))


def _doubt_outlier(expires, others):
    # A few of the rows show as well as all of them what the column is about.
    years = [day.year for day in others[:: len(others) // SAMPLE + 1] if day]
    if not expires or len(years) < FEWEST:
        return
    if abs(expires.year - median(years)) > ODD_YEARS:
        yield format_lazy(
            _("Expiry {expires} lies far from the others, around {year}."),
            expires=expires,
            year=int(median(years)),
        )


def swapped(day):
    """The day that results when day and month change places, if that is another."""
    if day.day > 12 or day.day == day.month:
        return None
    return day.replace(month=day.day, day=day.month)


def lot_days(lot, near):
    """The days that a lot number may begin with, as YYYYMMDD or as YYMMDD.

    Six digits are a day only within a few years of another: any number may look so.
    """
    digits = re.match("[0-9]*", clean(lot))[0]
    days = [_day(digits[:8]), _day("20" + digits[:6])]
    if days[1] and abs(days[1].year - near.year) > LOT_YEARS:
        days.pop()
    return [day for day in days if day]


def _day(digits):
    with suppress(ValueError):
        return datetime.strptime(digits, "%Y%m%d").date() if len(digits) == 8 else None
